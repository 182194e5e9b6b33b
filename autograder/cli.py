"""The command line: `chainrule COMMAND ...`; each command is a module of `autograder.commands`."""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from autograder import commands
from autograder.commands import CommandError
from autograder.display import terminal


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code; 2 with one line on stderr where it cannot run."""
    words = list(sys.argv[1:] if argv is None else argv)
    # jsonschema, which reads notebooks' schemas, would build a grammar of international URLs at its
    # import: a second of every command, for a format that no schema of notebooks has.
    sys.modules.setdefault("rfc3987_syntax", cast(ModuleType, None))
    name = _parser().parse_args(words[:1]).command
    command = importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}")
    try:
        code = _run(command, name, words[1:])
        sys.stdout.flush()
        return code
    except CommandError as error:
        terminal.write(f"chainrule {name}: {error}", sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # 128 + SIGINT, as shells count
    except BrokenPipeError:
        # The reader (`| head`) has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(command: Any, name: str, words: Sequence[str]) -> int:
    if hasattr(command, "main"):
        return int(command.main(words))
    parser = argparse.ArgumentParser(f"chainrule {name}", description=command.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    command.add_arguments(parser)
    # Intermixed: options may stand between a notebook and its exercises.
    return int(command.run(parser.parse_intermixed_args(words)))


def _parser() -> argparse.ArgumentParser:
    told = {
        info.name.replace("_", "-"): _first_line(str(info.module_finder.path), info.name)  # type: ignore[union-attr]
        for info in pkgutil.iter_modules(commands.__path__)
    }
    rows = [f"  {name:<14}{said}" for name, said in sorted(told.items())]
    parser = argparse.ArgumentParser(
        prog="chainrule",
        usage="chainrule COMMAND ...",
        description="\n".join(["Chainrule's commands:", "", *rows]),
        epilog="`chainrule COMMAND --help` says more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"chainrule {version('chainrule')}")
    parser.add_argument("command", choices=sorted(told), metavar="COMMAND", help="one of these")
    return parser


def _first_line(folder: str, name: str) -> str:
    """What a command says of itself first. Read, not imported: some take seconds to load."""
    text = (Path(folder) / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
