"""One file for each format and direction: <name>_in.py reads, <name>_out.py writes."""
