"""Text of strangers made safe to print: what is not seen, but turns a line, is named."""

import re

from markupsafe import Markup, escape

_NAMES = {
    0x061C: "ALM",
    0x200E: "LRM",
    0x200F: "RLM",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
}
# What XML cannot hold: such a character would break the Word file, and shows nothing in a PDF.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Laying out a word takes time by the square of its length. Chinese and Japanese break anywhere.
_ENDLESS = re.compile(r"[^\s\u2e80-\U0010ffff]{400,}")
_PIECE = re.compile(r".{200}(?=.)")
_BREAK = "\u200b"  # a space of no width
_TURNING = {point: f"[{name}]" for point, name in _NAMES.items()}


def marked(text: str) -> str:
    """The text with controls of direction as `[RLM]`, and unprintable characters as `[U+0007]`.

    A word of more than some lines gets places, not to be seen, at which it may be broken.
    """
    named = _UNPRINTABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text.translate(_TURNING))
    return _ENDLESS.sub(lambda found: _PIECE.sub(rf"\g<0>{_BREAK}", found[0]), named)


def shown(text: str) -> Markup:
    """The same as HTML: escaped, and set apart from the direction of the text around it."""
    return Markup("<bdi>{}</bdi>").format(escape(marked(text)))
