"""The music library: what is known of every song, and how it is found. Synchronous, no window."""
