from articles import limits


def name_of(account):
    """Return the name of an editor, as readers see it."""
    return (account.get_full_name() or account.username)[: limits.NAME]


def sign(written, account):
    """Note who wrote an article or a note; a credit that is there already stays."""
    written.account = account
    written.credit = written.credit or name_of(account)
