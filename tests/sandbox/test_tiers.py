"""The tier is found by a full dry run, is said, and can be demanded."""

from __future__ import annotations

import os

import pytest

from autograder.sandbox import Limits, SandboxError, Tier, TierReport, Zygote, launch, probe
from autograder.sandbox.process import ZygoteProcess, mend_for

from .conftest import require


def test_the_tier_here_is_the_expected_one() -> None:
    expected = os.environ.get("CHAINRULE_EXPECT_TIER")
    if expected is None:
        pytest.skip("CHAINRULE_EXPECT_TIER is not set")
    report = probe()
    assert report.tier == int(expected), report


def test_a_report_has_a_reason_exactly_below_the_best_tier() -> None:
    report = probe()
    assert (report.reason == "") == (report.tier is Tier.FULL)


def test_the_report_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    first = probe()
    monkeypatch.setattr(launch, "ZygoteProcess", None)
    assert probe() is first


def broken(monkeypatch: pytest.MonkeyPatch, *layers: str) -> None:
    """Have every start that uses one of these layers fail, as on a lesser machine."""
    real = ZygoteProcess

    def start(plan: object, seconds: float) -> ZygoteProcess:
        for layer in layers:
            if getattr(plan, layer):
                raise SandboxError(f"no {layer}", mend=f"get {layer}")
        return real(plan, seconds)  # type: ignore[arg-type]

    monkeypatch.setattr(launch, "ZygoteProcess", start)
    monkeypatch.setattr(launch, "_reports", {})


@pytest.mark.parametrize(
    ("missing", "tier"),
    [
        (("namespaces",), Tier.PARTIAL),
        (("seccomp",), Tier.PARTIAL),
        (("landlock",), Tier.PARTIAL),
        (("namespaces", "seccomp"), Tier.PROCESS),
        (("namespaces", "landlock", "seccomp"), Tier.PROCESS),
    ],
)
def test_a_missing_layer_lowers_the_tier_and_is_named(
    monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], tier: Tier
) -> None:
    require(Tier.FULL)
    broken(monkeypatch, *missing)
    with Zygote() as zygote:
        assert zygote.report == TierReport(tier, f"no {missing[0]}", f"get {missing[0]}")
    assert probe() == zygote.report


def test_a_demanded_tier_that_cannot_be_had_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, "namespaces")
    with pytest.raises(SandboxError, match="no namespaces"):
        Zygote(tier=Tier.FULL)


def test_a_demanded_tier_is_the_one_that_holds(zygote: Zygote) -> None:
    assert zygote.report == TierReport(zygote.tier, zygote.report.reason)
    assert (zygote.report.reason == "asked for by name") == (zygote.tier is not Tier.FULL)


def test_a_failed_start_leaves_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(SandboxError):
        Zygote(Limits(open_files=4), tier=Tier.FULL)
    assert os.listdir(str(tmp_path)) == []


@pytest.mark.parametrize(
    ("reason", "mend"),
    [
        ("the Python package pyseccomp is not installed", "pip install pyseccomp"),
        ("the library libseccomp.so.2 is not installed", "libseccomp2"),
        ("the kernel has no Landlock", "5.13"),
    ],
)
def test_what_to_do_is_said(reason: str, mend: str) -> None:
    assert mend in mend_for(reason)
