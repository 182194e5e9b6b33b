"""`chainrule doctor`: what it says of a machine, and what its exit code means."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from autograder import cli, sandbox
from autograder.sandbox import Layers, Limits, SandboxError, Tier, probe
from autograder.sandbox.launch import LADDER


def machine(monkeypatch: pytest.MonkeyPatch, refusals: dict[Layers, SandboxError]) -> None:
    """Make this machine one that refuses some combinations of layers."""
    found = [(layers, refusals.get(layers)) for layers in LADDER]
    monkeypatch.setattr(sandbox, "survey", lambda **options: found)


REFUSED = SandboxError("unshare: Operation not permitted", mend="sudo sysctl -w user.x=1")


def test_the_best_tier_is_the_one_that_grading_finds(capsys):
    code = cli.main(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["tier"] == probe().tier
    assert code == (0 if found["tier"] <= 2 else 1)
    assert [rung["layers"] for rung in found["rungs"]] == [str(layers) for layers in LADDER]


def test_each_layer_that_is_missing_is_named_with_its_mend(monkeypatch, capsys):
    machine(monkeypatch, {layers: REFUSED for layers in LADDER if layers.namespaces})
    assert cli.main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "no   tier 1 (full): namespaces + Landlock + seccomp" in text
    assert "yes  tier 2 (partial): Landlock + seccomp" in text
    assert "unshare: Operation not permitted" in text
    assert "To mend it: sudo sysctl -w user.x=1" in text
    assert "graded at tier 2, Landlock + seccomp" in text


def test_a_machine_without_walls_is_told_apart_by_the_exit_code(monkeypatch, capsys):
    machine(monkeypatch, {layers: REFUSED for layers in LADDER if layers.tier is not Tier.PROCESS})
    assert cli.main(["doctor"]) == 1
    assert "--Judge.allow_unsafe=True" in capsys.readouterr().out


def test_a_machine_that_starts_nothing_is_no_crash(monkeypatch, capsys):
    machine(monkeypatch, dict.fromkeys(LADDER, REFUSED))
    assert cli.main(["doctor"]) == 1
    assert "cannot be run here at all" in capsys.readouterr().out


def test_every_limit_has_its_reason(capsys):
    cli.main(["doctor", "--limits"])
    told = capsys.readouterr().out
    for limit in fields(Limits):
        assert limit.name in told
        assert limit.metadata["why"] in told
