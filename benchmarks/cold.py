"""Digest with no entry kept rendered, for the page cache switched off.

Then nothing at all is kept: it is what a page costs the first time.
"""

from digest.wsgi import application

__all__ = ["application"]

from articles import fragments  # it asks the models, which are there now

fragments.FRAGMENTS = fragments.Fragments(0)
