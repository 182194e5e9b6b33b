from __future__ import annotations

import pytest

from autograder.sandbox import CallError, FaultKind, Session, WorkerFault


@pytest.mark.parametrize(
    "source",
    [
        "x = bytearray(10 ** 10)",
        "x = []\nwhile True: x.append(bytes(10 ** 6))",
        "x = 'a'\nwhile True: x += x",
    ],
)
def test_a_bomb_ends_at_the_limit(confined: Session, source: str) -> None:
    try:
        result = confined.run_cell(source)
    except WorkerFault as fault:
        assert fault.kind is FaultKind.OUT_OF_MEMORY  # noqa: PT017 - either end is right
    else:
        assert result.error is not None
        assert "MemoryError" in result.error
    assert confined.close().max_rss_bytes < 800 << 20


def test_a_gigantic_result_does_not_reach_the_grader(confined: Session) -> None:
    import resource  # not on Windows

    confined.run_cell("import numpy as np\ndef f(): return np.zeros(40_000_000, np.uint8)")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CallError, match="more than 32 MiB"):
        confined.call("f")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000, "kilobytes"
