from __future__ import annotations

import base64
import struct

import pytest

from autograder.sandbox import Limits, Session
from autograder.sandbox.outputs import Page, check_png
from autograder.sandbox.wire import ProtocolError

from .conftest import LIMITS


def text_of(outputs: object) -> str:
    return "".join(str(output.get("text", "")) for output in outputs)  # type: ignore[attr-defined]


def test_text_is_cut_with_a_notice(talk: Session) -> None:
    outputs = talk.run_cell("for i in range(10_000): print('spam' * 10)").outputs
    text = text_of(outputs)
    assert len(text) < LIMITS.output_chars + 100
    assert "[output cut after 5000 characters]" in text
    assert text_of(talk.run_cell("print('next cell')").outputs) == "next cell\n"


def test_a_traceback_still_fits_after_a_flood(talk: Session) -> None:
    result = talk.run_cell("print('x' * 10 ** 6)\n1 / 0")
    assert result.outputs[-1]["ename"] == "ZeroDivisionError"


def test_an_endless_message_is_cut(talk: Session) -> None:
    result = talk.run_cell("raise ValueError('x' * 10 ** 6)")
    assert result.error is not None
    assert len(result.error) < 3_000


def test_a_hostile_exception_is_still_reported(talk: Session) -> None:
    source = "class E(Exception):\n    def __str__(self): raise E\nraise E"
    result = talk.run_cell(source)
    assert result.error is not None
    assert result.error.startswith("E: (its message can't be made")


def test_the_number_of_outputs_is_limited(talk: Session) -> None:
    outputs = talk.run_cell("for i in range(1000): display(i)").outputs
    assert len(outputs) <= LIMITS.outputs + 1
    assert "[not kept: more outputs]" in text_of(outputs)


def test_the_number_of_figures_is_limited(talk: Session) -> None:
    source = "for i in range(9): plt.figure(figsize=(1, 1)).add_subplot()"
    outputs = talk.run_cell(source).outputs
    figures = [o for o in outputs if "image/png" in o.get("data", {})]  # type: ignore[operator]
    assert len(figures) == LIMITS.cell_figures
    assert "[not kept: more than 3 figures in a cell]" in text_of(outputs)


def test_a_huge_figure_is_left_out(talk: Session) -> None:
    source = (
        "from IPython.display import Image\n"
        "Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(300_000), format='png')"
    )
    outputs = talk.run_cell(source).outputs
    assert all("image/png" not in o.get("data", {}) for o in outputs)  # type: ignore[operator]
    assert "[not kept: a figure over" in text_of(outputs)


def png(width: int, height: int) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + bytes(9)
    return head + b"\0\0\0\0IEND\xaeB`\x82"


def test_only_whole_pngs_of_sensible_size_are_kept() -> None:
    assert check_png(png(640, 480), Limits()) is None
    assert check_png(b"<script>" * 10, Limits()) == "not a PNG"
    assert check_png(png(640, 480)[:-1] + b"\0", Limits()) == "an incomplete PNG"
    assert "60000 x 60000" in str(check_png(png(60_000, 60_000), Limits()))


def test_a_forged_page_is_refused() -> None:
    import numpy as np

    text = np.zeros(400_000, np.uint8) + 65
    stream = {"kind": "stream", "name": "stdout", "text": text}
    figure = {"kind": "display_data", "text": text[:1], "png": text[:9]}
    for outputs in (
        [{"output_type": "display_data", "data": {"text/html": "<script>"}}],
        [{"kind": "stream", "name": "stdin", "text": text}],
        [{"kind": "stream", "name": "stdout", "text": "text"}],
        [{"kind": "stream", "name": "stdout", "text": text.astype(float)}],
        [stream] * 3,
        [figure] * 5,
        [{"kind": "stream", "name": "stdout", "text": text[:0]}] * 200,
    ):
        with pytest.raises(ProtocolError):
            Page(LIMITS).cell(list(outputs))


def test_extra_fields_do_not_come_through() -> None:
    import numpy as np

    text = np.frombuffer(b"x", np.uint8)
    output = {"kind": "display_data", "text": text, "html": "<script>", "metadata": {"a": 1}}
    (kept,) = Page(LIMITS).cell([output])
    assert kept == {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}


def test_a_kept_figure_is_the_bytes_that_were_shown(talk: Session) -> None:
    data = png(2, 2)
    source = f"from IPython.display import Image\nImage(data={data!r}, format='png')"
    (output,) = talk.run_cell(source).outputs
    assert base64.b64decode(output["data"]["image/png"]) == data  # type: ignore[index]
