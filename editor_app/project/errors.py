"""What can be wrong with a file that a project is kept in."""

from __future__ import annotations

from inference.errors import WorldError


class ProjectError(WorldError):
    """A project cannot be read, written or recovered; what lies on the disk is as it was."""


class NewerProjectError(ProjectError):
    """A newer version of the program wrote the project; only that can read it."""
