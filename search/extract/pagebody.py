"""The body of a web page, of three readings of it that know nothing of one another.

trafilatura goes by the markup, the densest element is whose own paragraphs hold most text, and the
lines that the page shows are weighed by what they say. What they make of a line, and of those it
stands with, tells whether it is the article's (`layout/`). Where trafilatura finds nothing, or a
page has more lines than are weighed, what was read is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from search.extract import boilerplate, layout
from search.extract.body import worth_keeping
from search.extract.body.features import Floats, seen
from search.extract.body.network import odds, shipped
from search.extract.boilerplate import FEW_WORDS
from search.extract.datetext import is_date_line
from search.extract.furniture import wording
from search.extract.layout.blocks import MOST, Block
from search.extract.layout.readings import HELD
from search.extract.lines import Line
from search.extract.webpage import Page

MOST_MATCHED = 3000  # lines of a page compared piecewise with its body
TOP = 4  # paragraphs among which bylines and dates stand
CELLS = " | "

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of a page's article; what each visible line is, None in it; how it was read.

    Kinds are those of SetAside.
    """

    paragraphs: list[str]
    kinds: list[str | None]
    method: str


def read(page: Page, rows: Sequence[Line]) -> Body:
    """Return the body of a page that shows these lines."""
    if not page.paragraphs or not rows or len(page.blocks) > MOST:
        paragraphs = _without_datelines(page.paragraphs)
        return Body(paragraphs, _matched(rows, paragraphs), "trafilatura")
    text = seen(rows)
    blocks = [page.blocks[line.number - 1] for line in rows]
    laid, likely = layout.weighed(blocks, text, odds(text, shipped()), page.paragraphs, page.dense)
    likeliest = worth_keeping(likely, laid.counts.tolist())
    likeliest = _with_tables(blocks, likeliest, laid.counts * (laid.said >= HELD), laid.counts)
    kept = _dated(rows, layout.again(laid.words, likeliest, laid.said))
    marked = boilerplate.marked(rows)
    kinds = [
        None if keep else kind or "furniture" for keep, kind in zip(kept, marked, strict=True)
    ]
    return Body(_paragraphs(rows, blocks, kept), kinds, "layout")


def _paragraphs(rows: Sequence[Line], blocks: Sequence[Block], kept: Sequence[bool]) -> list[str]:
    """Return the lines that are kept, those of a row of a table as one where each is a cell."""
    own = [
        (block.cell or (None, place), line.text)
        for place, (line, block, keep) in enumerate(zip(rows, blocks, kept, strict=True))
        if keep
    ]
    found = []
    for row, group in groupby(own, lambda one: one[0][0]):
        cells = list(group)
        texts = [text for _, text in cells]
        in_cells = row is not None and len({cell for (_, cell), _ in cells}) == len(cells)
        found += [CELLS.join(texts)] if in_cells else texts
    return found


def _with_tables(
    blocks: Sequence[Block], kept: Sequence[bool], held: Floats, counts: Floats
) -> list[bool]:
    """Return which lines are kept, with the tables that stand between two of the article.

    Their cells are too short to be known as the article's. A table is where most of its words are
    `held` by the reading by markup, too, and are no links; `counts` are the words of lines. Of any
    other table the lesser part is not kept alone if that is a few cells, unless nothing else is.
    """
    found = list(kept)
    start = 0
    for in_table, group in groupby(blocks, lambda one: one.cell is not None):
        end = start + len(list(group))
        whole = False
        if in_table and start > 0 and end < len(found) and kept[start - 1] and kept[end]:
            linked = sum(one.numbers[0] > HELD for one in blocks[start:end])
            mostly = held[start:end].sum() > HELD * counts[start:end].sum()
            whole = mostly and linked <= HELD * (end - start)
        if whole:
            found[start:end] = [True] * (end - start)
        elif in_table:
            words = counts[start:end] * kept[start:end]
            if words.max() <= FEW_WORDS and words.sum() < HELD * counts[start:end].sum():
                found[start:end] = [False] * (end - start)
        start = end
    return found if any(found) else list(kept)


def _dated(rows: Sequence[Line], kept: Sequence[bool]) -> list[bool]:
    """Return which lines are kept without the bylines and dates at their top; never none."""
    found = list(kept)
    for place in np.flatnonzero(kept)[:TOP].tolist():
        found[place] = not _is_dateline(rows[place].text)
    return found if any(found) else list(kept)


def _without_datelines(paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs of a page without the bylines and dates at their top."""
    kept = [
        text for place, text in enumerate(paragraphs) if place >= TOP or not _is_dateline(text)
    ]
    return kept or list(paragraphs)


def _is_dateline(text: str) -> bool:
    return wording(text) == "dateline" or is_date_line(text)


def _matched(rows: Sequence[Line], paragraphs: Sequence[str]) -> list[str | None]:
    """Return which visible lines of a page are in its body, and what the others are."""
    whole = dict.fromkeys(" ".join(_WORD.findall(text.lower())) for text in paragraphs)
    joined = " " + " ".join(whole) + " " if len(rows) <= MOST_MATCHED else ""
    kinds: list[str | None] = []
    for line, kind in zip(rows, boilerplate.marked(rows), strict=True):
        key = " ".join(_WORD.findall(line.text.lower()))
        inside = key in whole or (key.count(" ") > 2 and f" {key} " in joined)
        kinds.append(None if inside else kind or "furniture")
    return kinds
