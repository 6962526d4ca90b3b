"""Builds installers; nothing here runs in the app."""
