"""One candidate's process: `python -m tests.benchmarks.child MODULE:FUNCTION ARGUMENTS ANSWER`.

Nothing is imported here that the candidate does not ask for: its start is part of what it costs.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    call, arguments, answer = sys.argv[1:]
    module, function = call.split(":")
    said = getattr(import_module(f"tests.benchmarks.{module}"), function)(**json.loads(arguments))
    Path(answer).write_text(json.dumps(said or {}))


if __name__ == "__main__":
    main()
