"""Text of strangers made safe to print: what cannot be seen, but turns or breaks a line, is named."""

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
_TURNING = {point: f"[{name}]" for point, name in _NAMES.items()}


def marked(text: str) -> str:
    """The text with controls of direction as `[RLM]`, and unprintable characters as `[U+0007]`."""
    return _UNPRINTABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text.translate(_TURNING))


def shown(text: str) -> Markup:
    """The same as HTML: escaped, and set apart from the direction of the text around it."""
    return Markup("<bdi>{}</bdi>").format(escape(marked(text)))
