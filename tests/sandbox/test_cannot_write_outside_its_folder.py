from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox import Session


def test_nothing_outside_can_be_created_or_changed(confined: Session, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    victim = tmp_path / "victim"
    victim.write_text("whole")
    victim.chmod(0o666)
    packages = Path(np.__file__).parent
    for path in (victim, tmp_path / "new", packages / "new.py", Path(sys.executable), Path("/new")):
        assert confined.run_cell(f"open({str(path)!r}, 'w')").error is not None
    for verb in ("os.remove", "os.truncate", "os.chmod", "os.utime", "os.rmdir", "os.chown"):
        rest = {"os.truncate": ", 0", "os.chmod": ", 0", "os.chown": ", 1, 1"}.get(verb, "")
        assert confined.run_cell(f"import os\n{verb}({str(victim)!r}{rest})").error is not None
    assert victim.read_text() == "whole"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "make",
    [
        "os.symlink('/etc/passwd', 'link')",
        "os.mkfifo('pipe')",
        "os.mknod('node')",
        "os.link('/etc/hostname', 'hard')",
    ],
)
def test_links_pipes_and_nodes_cannot_be_made(confined: Session, make: str) -> None:
    assert confined.run_cell(f"import os\n{make}").error is not None


def test_one_file_has_a_size_limit(confined: Session) -> None:
    result = confined.run_cell("open('big', 'wb').write(bytes(8 << 20))")
    assert result.error is not None
    assert result.error.startswith("OSError")


def test_the_disk_has_a_size_limit(full: Session) -> None:
    result = full.run_cell("for i in range(9): open(str(i), 'wb').write(bytes(1 << 20))")
    assert result.error is not None
    assert "No space left" in result.error


def test_the_disk_has_a_limit_of_files(full: Session) -> None:
    result = full.run_cell("for i in range(1000): open(str(i), 'w').close()")
    assert result.error is not None
    assert "No space left" in result.error
