"""The one error of the house that speaks to an editor."""


class Refused(Exception):
    """A rule said no. The message says why, and what to do, in words for the editor."""
