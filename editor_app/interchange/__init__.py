"""The user's cut, out of the editor it was made in and back again; no Qt."""
