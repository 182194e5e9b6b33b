"""Turn what a cell says it showed into notebook outputs that are safe to keep.

The dicts are built anew, field by field: nothing of the student's making but text and pixels.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Mapping

import numpy as np

from .policy import Limits
from .wire import ProtocolError

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
CONTROL = re.compile(r"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PNG = b"\x89PNG\r\n\x1a\n"
SLACK = 300_000  # characters beyond the limit: notices, and tracebacks, which always fit


def clean(text: str) -> str:
    r"""Return text without terminal sequences and with control characters made visible.

    >>> clean("\x1b[31mred\x1b[0m\x00\n")
    'red\ufffd\n'
    """
    return CONTROL.sub("\ufffd", ANSI.sub("", text))


def check_png(data: bytes, limits: Limits) -> str | None:
    """Return why these bytes may not be shown as a PNG, None where they may."""
    if len(data) < 45 or not data.startswith(PNG) or data[12:16] != b"IHDR":
        return "not a PNG"
    if not data.endswith(b"IEND\xaeB`\x82"):
        return "an incomplete PNG"
    width, height = struct.unpack(">II", data[16:24])
    if width * height > limits.figure_pixels:
        return f"a figure of {width} x {height} pixels"
    return None


class Page:
    """The outputs of a session's cells, counted against its limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = 0
        self.figures = 0
        self.figure_bytes = 0

    def cell(self, outputs: list[object]) -> tuple[Mapping[str, object], ...]:
        """Return the nbformat-4 outputs of the next cell.

        Raises ProtocolError where they are malformed or over a limit, which the worker keeps:
        then something else wrote them.
        """
        self.cells += 1
        if len(outputs) > 2 * self.limits.outputs + 50:
            raise ProtocolError("more outputs than allowed")
        self._chars = 0
        self._cell_figures = 0
        return tuple(self._output(output) for output in outputs)

    def _output(self, output: object) -> Mapping[str, object]:
        match output:  # types first: an array equals a text neither way
            case {"kind": str(kind), "text": text, **rest}:
                pass
            case _:
                raise ProtocolError("a malformed output")
        match kind, rest:
            case "stream", {"name": str(name)} if name in ("stdout", "stderr"):
                return {"output_type": "stream", "name": name, "text": self._text(text)}
            case "error", {"type_name": str(type_name), "message": str(message)}:
                return {
                    "output_type": "error",
                    "ename": clean(type_name),
                    "evalue": clean(message),
                    "traceback": self._text(text).splitlines(),
                }
            case "display_data", _:
                return {
                    "output_type": "display_data",
                    "data": self._data(text, rest.get("png")),
                    "metadata": {},
                }
            case "execute_result", _:
                return {
                    "output_type": "execute_result",
                    "data": self._data(text, rest.get("png")),
                    "metadata": {},
                    "execution_count": self.cells,
                }
        raise ProtocolError("a malformed output")

    def _data(self, text: object, png: object) -> dict[str, str]:
        data = {"text/plain": self._text(text)}
        if png is None:
            return data
        figure = _bytes(png)
        self.figures += 1
        self._cell_figures += 1
        self.figure_bytes += len(figure)
        limits = self.limits
        if (
            len(figure) > limits.figure_bytes
            or self._cell_figures > limits.cell_figures
            or self.figures > limits.notebook_figures
            or self.figure_bytes > limits.notebook_figure_bytes
        ):
            raise ProtocolError("more figures than allowed")
        wrong = check_png(figure, limits)
        if wrong:
            data["text/plain"] += f" [not kept: {wrong}]"
        else:
            data["image/png"] = base64.b64encode(figure).decode()
        return data

    def _text(self, value: object) -> str:
        text = clean(_bytes(value).decode("utf-8", "replace"))
        self._chars += len(text)
        if self._chars > self.limits.output_chars + SLACK:
            raise ProtocolError("more text than allowed")
        return text


def _bytes(value: object) -> bytes:
    if not isinstance(value, np.ndarray) or value.dtype != np.uint8 or value.ndim != 1:
        raise ProtocolError("bytes that are none")
    return value.tobytes()
