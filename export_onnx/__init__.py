"""Models are made here: base encoders, training, evaluation, export to ONNX. The only room with torch."""
