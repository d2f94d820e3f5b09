"""The markup of a page with no element deeper than a reader of pages goes.

A parser that meets elements within elements without end stops, and what stands there is lost.
Browsers put what is nested too deeply beside the last element that is not, and so does this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

DEEPEST = 500  # elements within one another; browsers draw 512

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})[^<>]{0,2000}>")
_EMPTY = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img"),
        *("input", "link", "meta", "param", "source", "track", "wbr"),
    }
)


def shallow(markup: str) -> str:
    """Return the markup, elements that would stand too deep beside the deepest allowed."""
    return "".join(_pieces(markup))


def _pieces(markup: str) -> Iterator[str]:
    inside: list[str] = []
    held: Counter[str] = Counter()
    at = 0
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if name in _EMPTY:
            continue
        if tag[1]:
            while held[name]:
                last = inside.pop()
                held[last] -= 1
                if last == name:
                    break
            continue
        if len(inside) >= DEEPEST:
            last = inside.pop()
            held[last] -= 1
            yield markup[at : tag.start()]
            yield f"</{last}>"
            at = tag.start()
        inside.append(name)
        held[name] += 1
    yield markup[at:]
