"""What a user can have done, by command or in the window; without Qt."""
