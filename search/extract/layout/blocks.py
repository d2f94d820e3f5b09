"""The lines that a web page shows, each with where it stands in the markup.

numbers   what holds the line: how much of it is links, its element, the elements around that
          one, and what their classes and ids speak of (data/words.txt)
holders   for each way of saying what a line stands in, a number that lines alike there share:
          its element, the three above that one, what its element looks like, and what that and
          the two above look like
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

ELEMENTS = (
    *("p", "li", "h1", "h2", "h3", "h4", "td", "div", "span", "blockquote", "figcaption", "dd"),
    *("section", "a", "br", "pre"),
)
AROUND = (
    *(
        "article",
        "main",
        "aside",
        "nav",
        "footer",
        "header",
        "figure",
        "table",
        "ul",
        "ol",
        "form",
    ),
    *("section", "blockquote", "figcaption", "li", "p", "dl", "a"),
)
HOLDERS = 6
DEEP, DEEPEST = 15, 30  # elements above one
MOST = (
    10_000  # lines whose place is told; what is known of one takes 1 kB, and no article has more
)
LONGEST_NAME = 400  # characters of an element's classes and ids that are read

_NAMES = ("class", "id", "itemprop", "data-component")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_AROUND_AT = {name: 1 << place for place, name in enumerate(AROUND)}


@dataclass(frozen=True, slots=True)
class Block:
    """A line: its text, numbers and holders, and which row and cell of a table it is in."""

    text: str
    numbers: tuple[float, ...]
    holders: tuple[int, ...]
    cell: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of an element; `block` is the nearest one that begins a line, or itself.

    `around` and `speaks` are bits: the elements it is in, and what their names speak of; `own` is
    what its own name speaks of.
    """

    block: Any
    around: int
    speaks: int
    own: int
    depth: int
    hidden: bool
    marked: bool
    row: Any
    cell: Any


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    element: Any
    linked: bool


@lru_cache(maxsize=1)
def elements() -> Mapping[str, frozenset[str]]:
    """Return the elements that begin a line, show nothing, or stand apart, by these words."""
    source = files("search.extract").joinpath("data/elements.txt").read_text(encoding="utf-8")
    rows = (row.split(": ", 1) for row in source.splitlines() if not row.startswith("#"))
    return {group: frozenset(names.split()) for group, names in rows}


@lru_cache(maxsize=1)
def _subjects() -> Mapping[str, int]:
    """Return for each word in the name of an element which groups it is in, as bits."""
    source = files("search.extract.layout").joinpath("data/words.txt").read_text(encoding="utf-8")
    rows = [row.split(": ", 1)[1] for row in source.splitlines() if not row.startswith("#")]
    found: dict[str, int] = {}
    for place, row in enumerate(rows):
        for word in row.split():
            found[word] = found.get(word, 0) | 1 << place
    return found


@lru_cache(maxsize=1)
def _bits() -> int:
    return max(_subjects().values()).bit_length()


def lines(root: Any) -> Iterator[str]:
    """Yield the lines a reader sees, top down."""
    for pieces in _lines(root):
        yield _tidy(pieces)


def blocks(root: Any) -> list[Block]:
    """Return the lines a reader sees, top down, with where they stand, those past MOST without."""
    places: dict[Any, _Place] = {}
    kept: list[dict[Hashable, int]] = [{} for _ in range(HOLDERS)]
    cells: dict[Hashable, int] = {}
    found: list[Block] = []
    for pieces in _lines(root):
        if len(found) >= MOST:
            found.append(Block(_tidy(pieces), (), (), None))
            continue
        element = max(pieces, key=lambda piece: len(piece.text.strip())).element
        place = _place(element, places)
        above = [place.block]
        for _ in range(3):
            parent = above[-1].getparent()
            above.append(above[-1] if parent is None else parent)
        looks = _look(above[:1]), _look(above[:3])
        alike: tuple[Hashable, ...] = (*above, *looks)
        found.append(
            Block(
                _tidy(pieces),
                _numbers(pieces, element, above, places),
                tuple(_number(key, one) for one, key in zip(kept, alike, strict=True)),
                None
                if place.row is None
                else (_number(place.row, cells), _number(place.cell, cells)),
            )
        )
    return found


def _number(key: Hashable, known: dict[Hashable, int]) -> int:
    return known.setdefault(key, len(known))


def _tidy(pieces: Sequence[_Piece]) -> str:
    return " ".join("".join(piece.text for piece in pieces).split())


def _lines(root: Any) -> Iterator[list[_Piece]]:
    """Yield the pieces of text of each line that holds something. Not recursive."""
    starting, unseen = elements()["block"], elements()["unseen"]
    stack: list[tuple[Any, bool]] = [(root, True)]
    line: list[_Piece] = []
    links = 0
    while stack:
        element, opening = stack.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        if name in starting:
            if any(piece.text.strip() for piece in line):
                yield line
            line = []
        if opening:
            stack.append((element, False))
            links += name == "a"
            if name and name not in unseen and element.get("hidden") is None:
                if element.text:
                    line.append(_Piece(element.text, element, links > 0))
                stack.extend((child, True) for child in reversed(element))
        else:
            links -= name == "a"
            if element.tail and element is not root:
                line.append(_Piece(element.tail, element.getparent(), links > 0))
    if any(piece.text.strip() for piece in line):
        yield line


def _place(element: Any, places: dict[Any, _Place]) -> _Place:
    """Return what is known of an element, learning what is not yet known of those above it."""
    unknown = []
    one = element
    while one is not None and one not in places:
        unknown.append(one)
        one = one.getparent()
    above = None if one is None else places[one]
    for one in reversed(unknown):
        own = _own(one)
        style = (one.get("style") or "").replace(" ", "").lower()
        hidden = "display:none" in style or one.get("aria-hidden") == "true"
        marked = "articlebody" in (one.get("itemprop") or "").lower()
        begins = above is None or one.tag in elements()["block"]
        above = places[one] = _Place(
            one if begins or above is None else above.block,
            _AROUND_AT.get(one.tag, 0) | (above.around if above else 0),
            own | (above.speaks if above else 0),
            own,
            above.depth + 1 if above else 1,
            hidden or bool(above and above.hidden),
            marked or bool(above and above.marked),
            one if one.tag == "tr" else above and above.row,
            one if one.tag in ("td", "th") else above and above.cell,
        )
    return places[element]


def _own(element: Any) -> int:
    return _spoken(" ".join(element.get(one) or "" for one in _NAMES)[:LONGEST_NAME])


@lru_cache(maxsize=4096)
def _spoken(name: str) -> int:
    found = 0
    for word in _NAME_WORD.findall(name):
        found |= _subjects().get(word.lower(), 0)
    return found


def _look(above: Sequence[Any]) -> Hashable:
    return tuple((one.tag, one.get("class")) for one in above)


def _numbers(
    pieces: Sequence[_Piece], element: Any, above: Sequence[Any], places: Mapping[Any, _Place]
) -> tuple[float, ...]:
    sizes = [len(piece.text.strip()) for piece in pieces]
    linked = sum(size for size, piece in zip(sizes, pieces, strict=True) if piece.linked) / max(
        1, sum(sizes)
    )
    place = places[element]
    near = place.own | places[above[0]].own | places[above[1]].own
    return (
        linked,
        linked > 0.5,
        above[0].tag != element.tag,
        min(place.depth, DEEPEST) / DEEP,
        place.hidden,
        place.marked,
        *(above[0].tag == name for name in ELEMENTS),
        *(float(place.around >> bit & 1) for bit in range(len(AROUND))),
        *(float(near >> bit & 1) for bit in range(_bits())),
        *(float(place.speaks >> bit & 1) for bit in range(_bits())),
    )
