"""python -m export_onnx COMMAND: makes everything a model pack consists of."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from inference.errors import WorldError

# Name, one line of help, the module; it has add_arguments(parser) and run(arguments). Modules are
# imported only when their command is used: each brings torch.
COMMANDS = (
    ("bases", "make the base encoders from their published weights", "export_onnx.bases.build"),
    ("goldens", "make the reference outputs of the parity tests", "export_onnx.bases.goldens"),
    ("train", "gather features, fit the teacher, train the towers", "export_onnx.train.command"),
    ("evaluate", "judge a run on human pairs and sliders", "export_onnx.evaluate.command"),
    ("export", "write a trained run into a pack", "export_onnx.export.command"),
    ("reproduce", "test the claims of the papers", "export_onnx.reproduce.command"),
    ("fit", "train a model family on your own videos", "export_onnx.train.fit_command"),
    ("sounds", "train a music base on your own tagged sounds", "export_onnx.export.emotion"),
    ("pack", "write a run of `fit` as a pack", "export_onnx.export.family_command"),
    ("stored", "measure what storing weights smaller costs", "export_onnx.export.stored"),
    ("starter", "train, judge and export in one go", "export_onnx.export.starter"),
)


def main(words: list[str] | None = None) -> int:
    """Run one sub-command; 0: it succeeded, 1: the world was not as needed, 130: interrupted."""
    words = sys.argv[1:] if words is None else words
    arguments = _parser(words[0] if words else "").parse_args(words)
    try:
        import_module(arguments.module).run(arguments)
    except WorldError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on from what was kept.", file=sys.stderr)
        return 130
    return 0


def _parser(wanted: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m export_onnx", description=__doc__)
    choices = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, help_line, module in COMMANDS:
        command = choices.add_parser(name, help=help_line)
        command.set_defaults(module=module)
        if name == wanted:
            import_module(module).add_arguments(command)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
