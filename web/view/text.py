"""The text of an article with its hits numbered, and the parts in which a long one is read."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search.article import Article
from web import markup
from web.parts import Part, Stretch, parts

Spans = tuple[tuple[int, int], ...]

MOST_LINKED = 60
"""Hits that have a link each at the top of an article; of more, every so many have one."""

ROOM = 540
"""Elements of a page that the text may take: paragraphs, their numbers, and marks."""

MOST_LISTED = 24
"""Parts that have a link each; of more, those at either end and about this one."""

_NEAR = 8

_Run = tuple[str, int, bool]
"""A run of text, the number of its hit, and whether it is of one."""

_WORD = re.compile(r"[\w\n]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `is_hit` where it is marked, and `hit` its number, 0 where it goes on from
    another piece.
    """

    text: Markup
    hit: int = 0
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, numbered from 1; `is_begun` where a part before this has its beginning."""

    number: int
    pieces: tuple[Piece, ...]
    is_begun: bool


@dataclass(frozen=True, slots=True)
class PartLink:
    """The way to a part: `first` is the number of the paragraph it begins with, `hits` how many
    stand in it. Without `href` it is the part that is shown, or, numbered 0, a gap.
    """

    number: int
    first: int = 0
    hits: int = 0
    href: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A part of an article, or all of it where `part` is 0.

    `hits` are those of the article, `here` those of this part; `links` are the numbers of some of
    them, and `unmarked` says how many there was no room to mark. `before` and `after` lead to the
    nearest hits of other parts, `previous` and `next` to the parts beside this one.
    """

    title: tuple[Piece, ...]
    paragraphs: tuple[Paragraph, ...]
    hits: int
    here: int
    links: tuple[int, ...]
    unmarked: int
    part: int
    parts: tuple[PartLink, ...]
    count: int
    before: PartLink | None
    after: PartLink | None
    previous: str
    next: str
    whole: str


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    number: int


def text(
    article: Article, marks: Mapping[str, Spans], part: int, to: Callable[[str], str]
) -> Text | None:
    """Return a part of an article, all of it for 0; None where it has not so many.

    `marks` are spans in `title` and `body`, `to` gives the address of a part by its number, or of
    `all`.
    """
    found = parts(article.body)
    if part > len(found):
        return None
    title = article.title or "Untitled"
    heading = _hits(marks.get("title", ()) if article.title else (), len(title), 1)
    hits = _hits(marks.get("body", ()), len(article.body), len(heading) + 1)
    held = [one for each in (found[part - 1 : part] if part else found) for one in each.stretches]
    is_first = part < 2 or len(found) == 1
    own = _within(hits, held)
    shown = own
    if part:
        shown = _fewer(article.body, own, ROOM - 2 * len(held))
    links = [*(heading if is_first else ()), *shown]
    ways = _ways(found, hits, len(heading), part, to)
    rows = [_runs(title, 0, len(title), heading if is_first else ())]
    rows += [_runs(article.body, one.start, one.end, shown) for one in held]
    first, *rest = _pieces(rows)
    return Text(
        title=first,
        paragraphs=tuple(
            Paragraph(one.number, pieces, one.is_begun)
            for one, pieces in zip(held, rest, strict=True)
        ),
        hits=len(heading) + len(hits),
        here=len(own) + (len(heading) if is_first else 0),
        links=tuple(one.number for one in links[:: -(-len(links) // MOST_LINKED) or 1]),
        unmarked=sum(one.start >= shown[-1].end for one in own) if shown else 0,
        part=part,
        parts=_listed(ways, part) if len(ways) > 1 else (),
        count=len(found),
        before=_beside(ways, part, -1, to),
        after=_beside(ways, part, 1, to),
        previous=to(str(part - 1)) if part > 1 else "",
        next=to(str(part + 1)) if 0 < part < len(found) else "",
        whole=to("all") if part and len(found) > 1 else "",
    )


def _hits(spans: Iterable[tuple[int, int]], length: int, first: int) -> list[_Hit]:
    """Return spans of a text in their order, none in another, numbered."""
    found: list[_Hit] = []
    position = 0
    for start, end in sorted(spans):
        start, end = max(start, position), min(end, length)
        if start < end:
            found.append(_Hit(start, end, first + len(found)))
            position = end
    return found


def _within(hits: Sequence[_Hit], held: Sequence[Stretch]) -> Sequence[_Hit]:
    """Return the hits of which any letter is in some stretches that follow each other."""
    if not held:
        return ()
    first = bisect_right(hits, held[0].start, key=lambda one: one.end)
    return hits[first : bisect_left(hits, held[-1].end, key=lambda one: one.start)]


def _fewer(body: str, hits: Sequence[_Hit], most: int) -> Sequence[_Hit]:
    """Return hits of which there are not more than `most`: where there would be, those that stand
    side by side are one, and if that is not enough the last are left out.
    """
    if len(hits) <= most:
        return hits
    joined: list[_Hit] = []
    for one in hits:
        if joined and not _WORD.search(body, joined[-1].end, one.start):
            joined[-1] = _Hit(joined[-1].start, one.end, joined[-1].number)
        else:
            joined.append(one)
    return joined[:most]


def _runs(text: str, start: int, end: int, hits: Sequence[_Hit]) -> Iterator[_Run]:
    """Yield text[start:end] in runs, each hit that touches it one of them."""
    position = start
    first = bisect_right(hits, start, key=lambda one: one.end)
    for one in hits[first:]:
        if one.start >= end:
            break
        begin, last = max(one.start, position), min(one.end, end)
        if position < begin:
            yield text[position:begin], 0, False
        yield text[begin:last], one.number if one.start >= start else 0, True
        position = last
    if position < end:
        yield text[position:end], 0, False


def _pieces(rows: Iterable[Iterable[_Run]]) -> Iterator[tuple[Piece, ...]]:
    """Yield the pieces of each row of runs; all go through markup in one call."""
    held = [tuple(row) for row in rows]
    safe = iter(markup.many((run, ()) for row in held for run, _, _ in row))
    for row in held:
        yield tuple(Piece(next(safe), number, is_hit) for _, number, is_hit in row)


def _ways(
    found: Sequence[Part], hits: Sequence[_Hit], before: int, part: int, to: Callable[[str], str]
) -> list[PartLink]:
    """Return the way to each part; the hits `before` the body's are of the first."""
    ways, passed = [], 0
    for number, one in enumerate(found, 1):
        if not one.stretches:
            continue
        until = bisect_left(hits, one.stretches[-1].end, key=lambda hit: hit.start)
        href = to(str(number)) if number != part else ""
        its = until - passed + (before if number == 1 else 0)
        ways.append(PartLink(number, one.stretches[0].number, its, href))
        passed = until
    return ways


def _listed(ways: Sequence[PartLink], part: int) -> tuple[PartLink, ...]:
    """Return the parts that have a link, a gap between those that do not follow each other."""
    if len(ways) <= MOST_LISTED:
        return tuple(ways)
    near = range(max(part, 1) - _NEAR, max(part, 1) + _NEAR + 1)
    found: list[PartLink] = []
    for one in ways:
        if one.number in (1, len(ways)) or one.number in near:
            if found and one.number - found[-1].number > 1:
                found.append(PartLink(0))
            found.append(one)
    return tuple(found)


def _beside(
    ways: Sequence[PartLink], part: int, step: int, to: Callable[[str], str]
) -> PartLink | None:
    """Return the way to the nearest hit of another part, `step` 1 for the one behind, -1 for the
    one before this; past the last comes the first. None where no other has any.
    """
    if not part or len(ways) < 2:
        return None
    around = [ways[(part - 1 + step * n) % len(ways)] for n in range(1, len(ways))]
    one = next((one for one in around if one.hits), None)
    if one is None:
        return None
    passed = sum(each.hits for each in ways[: one.number - 1])
    hit = passed + 1 if step > 0 else passed + one.hits
    return PartLink(one.number, one.first, one.hits, f"{to(str(one.number))}#hit-{hit}")
