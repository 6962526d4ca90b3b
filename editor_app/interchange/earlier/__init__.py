"""Our earlier music taken out of a document again, a file for each format, before new is written.

What tells it from the user's own is in `editor_app.interchange.ours`.
"""
