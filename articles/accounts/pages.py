"""How a page of allauth becomes one of the desk."""

from typing import Any

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from articles.models import EditorSettings
from articles.sealing import Sealed

admin.autodiscover()  # as the addresses of the desk do: either may be asked for first
desk: Any = admin.site
SEALED = _(
    "The key of this site is another than when you set up your second factor, so it"
    " cannot be read. Ask who runs the site to take it away (manage.py"
    " forget_second_factor, and your name); then log in with your password, and set"
    " it up anew."
)


def answer(request, page, arguments):
    """Answer with a `page` of allauth (see urls.Page) as one of the desk.

    It speaks the language of its editor, or that of the site. Allauth’s middleware
    stands around it, and around nothing else; it would keep what a stranger sends in a
    session.
    """
    if page.is_closed and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())

    def respond(request):
        try:
            return shown(request, page, view(request, **arguments))
        except (ImmediateHttpResponse, ReauthenticationRequired) as asked:
            return middleware.process_exception(request, asked)
        except Sealed:
            messages.error(request, SEALED)
            return redirect("account_login")
        except DatabaseError as error:
            return desk.not_saved(request, error)

    view = import_string(page.view).as_view(**page.how)
    middleware = AccountMiddleware(respond)
    with translation.override(language_of(request.user)):
        return middleware(request)


def shown(request, page, response):
    """Return `response`, rendered with what every page of the desk is given."""
    if isinstance(response, SimpleTemplateResponse):
        context = desk.each_context(request) | page.told
        if not request.user.is_authenticated:
            context["is_nav_sidebar_enabled"] = False  # a stranger is led nowhere
        context["can_mail"] = settings.MAIL_SERVER is not None
        context["is_demanded"] = settings.SECOND_FACTOR
        response.context_data = {**context, **(response.context_data or {})}
        response.render()
    return response


def language_of(account):
    if not account.is_authenticated:
        return settings.LANGUAGE_CODE
    return EditorSettings.objects.of(account).desk_language
