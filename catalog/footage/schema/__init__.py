"""The upgrade steps of a footage catalog, in order."""
