"""The one door by which mail leaves."""

import logging
from smtplib import SMTPException
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.models import EditorSettings, password_link
from articles.text import one_line

TIMEOUT = 10  # seconds that the server may take for an answer

log = logging.getLogger(__name__)


def password_mail(account):
    """Return the mail by which `account` chooses a password, in its own language."""
    with translation.override(EditorSettings.objects.of(account).desk_language):
        name, site = one_line(account.username), one_line(settings.SITE_NAME)
        subject = _("Your account at {site}").format(site=site)
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
        told = {"account": account, "link": password_link(account), "days": days}
        told |= {"name": name, "site": site}  # no line of theirs looks like one of ours
        words = render_to_string("email/password.txt", told)
    return EmailMessage(subject, words, settings.MAIL_FROM, to=[account.email])


def send(mail):
    """Hand `mail` to the server. Raise Refused, in words, where it does not take it."""
    if not settings.MAIL_SERVER:
        raise Refused(_("No mail can be sent: DIGEST_EMAIL_URL names no server."))
    try:
        EmailBackend(**settings.MAIL_SERVER, timeout=TIMEOUT).send_messages([mail])
    except (SMTPException, OSError) as error:
        says = _("The mail was not sent. The server says: {why}")
        raise Refused(one_line(says.format(why=error))) from error


def send_soon(mail):
    """Have `mail` sent while we go on: nobody can tell by the time whether it was."""

    def work():
        try:
            send(mail)
        except Refused as refusal:
            log.error("%s", refusal)

    Thread(target=work).start()
