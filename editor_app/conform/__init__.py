"""A cut of another editor made into one film: its pictures, its sound, frame by frame."""
