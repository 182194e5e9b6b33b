"""Turn a TeX formula into MathML, which browsers draw without a script or a font from anywhere."""

from __future__ import annotations

from html import escape, unescape
from xml.etree import ElementTree

#: Characters of a formula: the longest of the course's own has about 200.
LONGEST = 2_000

# What latex2mathml makes, less what can point somewhere.
_ATTRIBUTES = """
accent accentunder align columnalign columnlines columnspacing depth display displaystyle fence
form height largeop linethickness lspace mathcolor mathsize mathvariant maxsize minsize
movablelimits notation rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset
width xmlns
"""
_TAGS = """
math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot
mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
"""
_KEPT_ATTRIBUTES, _KEPT_TAGS = frozenset(_ATTRIBUTES.split()), frozenset(_TAGS.split())


def mathml(formula: str, *, block: bool = False) -> str:
    r"""A TeX formula as MathML, with the TeX as its spoken text; as code where it has an error.

    >>> print(mathml("x<y"))
    <math ... alttext="x&lt;y"><mrow><mi>x</mi><mo>&lt;</mo><mi>y</mi></mrow></math>
    >>> print(mathml("\\left("))
    <code>\left(</code>
    """
    # A notebook without formulas in its panels need not wait for it.
    from latex2mathml.converter import Converter

    text = formula.strip()
    code = f"<code>{escape(text)}</code>"
    display = "block" if block else "inline"
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        # `aligned` is the one environment of the course that the converter has another name for.
        known = text.replace("{aligned}", "{align*}")
        root = Converter(display=display).convert_to_element(known)
    except Exception:  # a parser of other people's TeX raises what it likes
        return code
    for element in root.iter():
        if element.tag not in _KEPT_TAGS:
            return code
        element.attrib = {k: v for k, v in element.attrib.items() if k in _KEPT_ATTRIBUTES}
        # The converter writes `&#x0003C;` for `<` and leaves it to its caller not to escape it
        # again. Unescaped here, a formula can hold no markup of its own.
        element.text = unescape(element.text) if element.text else element.text
    root.set("alttext", text)
    return ElementTree.tostring(root, encoding="unicode")
