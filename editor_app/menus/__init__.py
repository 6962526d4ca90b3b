"""What the menus offer, a file for each; `editor_app.actions` is the door."""
