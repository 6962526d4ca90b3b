"""Models are made here: base encoders, training, evaluation, export. The only room with torch."""
