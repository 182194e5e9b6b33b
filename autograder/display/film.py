"""Show a figure as an animation that needs no network: in a notebook, and in HTML made of it.

Matplotlib's own player does it, frames and script embedded. Only the icons of its buttons come from
elsewhere; characters stand in their places here.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What stands on a button in place of the icon font's picture.
_SIGNS = {
    "minus": "−",
    "fast-backward": "⇤",
    "step-backward": "‹",
    "play fa-flip-horizontal": "◁",
    "pause": "‖",
    "play": "▷",
    "step-forward": "›",
    "fast-forward": "⇥",
    "plus": "+",
}

#: Enough for lines, text and their smooth edges, at a third of the bytes.
_COLOURS = 64


def film(
    figure: Figure,
    draw: Callable[[int], object],
    frames: Sequence[int],
    *,
    alt: str,
    milliseconds: int = 250,
) -> str:
    """The HTML of an animation: `draw(frame)` changes `figure` into each of `frames`, in turn.

    It plays when its button is pressed, once, pauses and steps, and fetches nothing. `alt` says
    what is to be seen to those who cannot see it.
    """
    from matplotlib.animation import FuncAnimation

    moving = FuncAnimation(
        figure,
        lambda frame: (draw(frame), ())[1],
        frames=frames,
        init_func=lambda: (),
        interval=milliseconds,
        repeat=False,
    )
    markup = moving.to_jshtml()
    markup = re.sub(r"(?<=data:image/png;base64,)[^\"]+", lambda m: _smaller(m[0]), markup)
    markup = re.sub(r"<link\b[^>]*>", "", markup)
    markup = re.sub(r'<i class="fa fa-([\w -]+)"></i>', lambda m: _SIGNS[m[1]], markup)
    # The first picture is there before the script has run, and where none may run.
    first = re.search(r"data:image/png;base64,[^\"]+", markup)
    source = f' src="{first[0]}"' if first else ""
    return markup.replace("<img ", f'<img{source} alt="{escape(alt)}" ', 1)


def _smaller(data: str) -> str:
    """A PNG in base64 with a palette: a notebook is saved with its films, and handed in."""
    from PIL import Image

    packed = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(data.replace("\\\n", ""))))
    picture.convert("RGB").quantize(_COLOURS).save(packed, "PNG")
    return base64.b64encode(packed.getvalue()).decode("ascii")


def animate(
    figure: Figure,
    draw: Callable[[int], object],
    frames: Sequence[int],
    *,
    alt: str,
    milliseconds: int = 250,
) -> None:
    """Show a figure as a film: `draw(frame)` changes it into each of `frames`, in turn.

    The film plays when its button is pressed, and the other buttons pause and step it. `alt` says
    in a sentence what is to be seen. The figure is closed. While a notebook is graded only the last
    frame is drawn.
    """
    import matplotlib.pyplot as plt
    from IPython.display import display

    bundle = {
        "text/html": film(figure, draw, frames, alt=alt, milliseconds=milliseconds),
        "text/plain": alt,
    }
    plt.close(figure)
    display(bundle, raw=True)  # type: ignore[no-untyped-call]
