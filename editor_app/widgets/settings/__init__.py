"""The settings: a dialog of pages."""
