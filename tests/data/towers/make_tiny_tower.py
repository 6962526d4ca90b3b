"""Writes tiny_tower.onnx: a tower that passes its base features through. Needs the onnx package."""

from pathlib import Path

import onnx

TEXT = """
<ir_version: 10, opset_import: ["" : 20]>
tiny (float[1, length, 4] base, float[1, length] mask)
  => (float[1, length, 4] segments, float[1, 4] track, float[1, length, 2] emotions,
      float[1, length] attention)
<int64[1] last = {2}, int64[1] time = {1}, int64[1] first = {0}, int64[1] two = {2}>
{
  column = Unsqueeze(mask, last)
  segments = Mul(base, column)
  track = ReduceMean<keepdims = 0>(segments, time)
  part = Slice(base, first, two, last)
  emotions = Sigmoid(part)
  total = ReduceSum<keepdims = 1>(mask, time)
  attention = Div(mask, total)
}
"""

if __name__ == "__main__":
    model = onnx.parser.parse_model(TEXT)
    onnx.checker.check_model(model)
    onnx.save(model, str(Path(__file__).with_name("tiny_tower.onnx")))
