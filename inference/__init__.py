"""What a picture looks like and what a song sounds like: no window, no database, no training."""
