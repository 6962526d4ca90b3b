"""What can be wrong with a music library."""

from __future__ import annotations

from inference.errors import WorldError


class LibraryError(WorldError):
    """A music library, or a folder it is to read, cannot be used as asked."""


class SearchError(WorldError):
    """A question to the library cannot be answered as asked, such as an unknown attribute."""
