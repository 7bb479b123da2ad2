"""Style sheets without their comments and their layout: a fifth fewer bytes on a bad network."""

from __future__ import annotations

import re

_COMMENT_OR_STRING = re.compile(r"""/\*.*?\*/|("[^"\n]*"|'[^'\n]*')""", re.DOTALL)
_STRINGS = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")
#: Only signs beside which a space never means anything: `+` and `-` need theirs in `calc()`.
_AROUND = re.compile(r"\s*([{};,>~])\s*")


def minify_styles(text: str) -> str:
    """The same rules in fewer letters; strings stay as they are."""
    text = _COMMENT_OR_STRING.sub(lambda found: found[1] or " ", text)
    parts = _STRINGS.split(text)
    parts[::2] = [_squeezed(part) for part in parts[::2]]
    return "".join(parts).strip()


def _squeezed(part: str) -> str:
    part = _AROUND.sub(r"\1", re.sub(r"\s+", " ", part))
    return part.replace(": ", ":").replace(";}", "}")
