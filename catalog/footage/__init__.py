"""Clips of the user's own, and how they are found for a piece of music."""
