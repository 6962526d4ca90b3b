"""The tools of the tray, each in a file of its own."""
