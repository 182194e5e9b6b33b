"""Say how well students' code can be confined on this machine, and what would mend it.

Every combination of layers is tried by a full dry run, as grading would start it. Exit code 0:
hidden checks may be graded here; 1: not without being asked for by name (below tier 2).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.display import terminal

if TYPE_CHECKING:
    from autograder.sandbox import Limits

#: Packages whose versions matter to who reports a fault.
PACKAGES = ("chainrule", "nbgrader", "numpy", "matplotlib", "ipython")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--limits", action="store_true", help="list every limit and its reason too")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(args: argparse.Namespace) -> int:
    """Look, tell, and return the exit code."""
    from autograder.sandbox import Limits

    found = examine()
    if args.json:
        terminal.write(json.dumps(found, indent=1))
    else:
        terminal.write("\n".join(lines(found)))
        if args.limits:
            terminal.write("\n" + "\n".join(limit_lines(Limits())))
    return 0 if found["tier"] <= 2 else 1


def examine() -> dict[str, Any]:
    """What was found, as plain data; `tier` is the best that holds."""
    from autograder import course
    from autograder.sandbox import survey
    from autograder.workers.ahead import cores

    root = Path.cwd()
    tried = survey(course_root=root)
    rungs = [
        {
            "tier": int(layers.tier),
            "name": layers.tier.name.lower(),
            "layers": str(layers),
            "holds": error is None,
            "reason": str(error or ""),
            "mend": error.mend if error else "",
        }
        for layers, error in tried
    ]
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "cores": cores(),
        "root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "solutions": course.has_solutions(root),
        "rungs": rungs,
        # 4: not even a plain process can be started.
        "tier": min((int(layers.tier) for layers, error in tried if error is None), default=4),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except ModuleNotFoundError:
        return "missing"


def lines(found: dict[str, Any]) -> list[str]:
    """What was found, in words."""
    packages = ", ".join(f"{name} {number}" for name, number in found["packages"].items())
    who = "root; students' code runs as another user" if found["root"] else "an ordinary user"
    best = next((rung for rung in found["rungs"] if rung["holds"]), None)
    told = [
        f"{found['system']}, Python {found['python']}, {found['cores']} core(s), run by {who}",
        packages,
        f"solutions/ {'is' if found['solutions'] else 'is not'} in this folder",
        "",
    ]
    for rung in found["rungs"]:
        mark = "yes" if rung["holds"] else "no "
        told.append(f"  {mark}  tier {rung['tier']} ({rung['name']}): {rung['layers']}")
        if not rung["holds"]:
            told.append(f"       {rung['reason']}")
            told += [f"       To mend it: {rung['mend']}"] if rung["mend"] else []
    told.append("")
    if best is None:
        told.append("Students' code cannot be run here at all: see the reasons above.")
    elif found["tier"] <= 2:
        told.append(f"Hidden checks are graded at tier {best['tier']}, {best['layers']}.")
    else:
        told.append(
            "Here students' code cannot be confined. Visible checks work; nbgrader's autograde "
            "refuses, unless it is asked for by name (--Judge.allow_unsafe=True); what that means "
            "is in docs/threat_model.md."
        )
    return told


def limit_lines(limits: Limits) -> list[str]:
    """Every limit, its usual value and its reason.

    >>> from autograder.sandbox import Limits
    >>> limit_lines(Limits())[0].split()[:2]
    ['cell_seconds', '30.0']
    """
    return [
        f"{limit.name:<22} {getattr(limits, limit.name):>12}  {limit.metadata['why']}"
        for limit in fields(limits)
    ]
