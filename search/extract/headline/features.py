"""What may head a text, in numbers: each line above and about the beginning of the article."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.extract.body import Weighed
from search.extract.datetext import dates, is_date_line
from search.extract.furniture import wording
from search.extract.headline import opening
from search.extract.headline.around import Around, held
from search.extract.headline.page import PARAGRAPH, Page
from search.extract.lines import Line
from search.extract.prose import is_bullet, words_of

Floats = npt.NDArray[np.float32]

DEEPEST = 1000  # lines; a title stands above these
BELOW = 8  # paragraphs of the article; lines below these are not asked
NEAR = 4  # of a record, which is nothing but an article
MOST_WORDS = 40
LONGEST = 300  # characters
ISSUE = 8  # words of the name of an issue, before its date
CLOCK = 20  # characters of a time that may follow a date

_KINDS = (None, "furniture", "headline", "repeat", "dateline", "caption", "promo", "paywall")
_ALIKE = {"credit": "caption", "foreign": "furniture"}
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}|[^\W_]+")
_BY = re.compile(r"(?:by|von|par|por|di|door|av|автор)\b", re.IGNORECASE)
_FACTS = re.compile(r"[^|:]+:[^|]+(?:\|[^|:]+:[^|]+)+$")  # boats: two | crew: nine
_STATES_A_DAY = re.compile(
    r"(?:by|published|updated|posted|modified|created|last|first|date|on)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s")


@dataclass(frozen=True, slots=True)
class Candidates:
    """The lines that may be the title: their places, and their numbers (candidates, features).

    `twins` tells for each the first candidate that is spelled as it is, which may be itself.
    """

    places: list[int]
    numbers: Floats
    twins: list[int]


@dataclass(frozen=True, slots=True)
class _Text:
    """What is known of a text before its lines are asked."""

    rows: Sequence[Line]
    kinds: Sequence[str | None]
    paragraphs: list[int]
    first: int
    spellings: list[tuple[str, ...]]
    earliest: dict[tuple[str, ...], int]
    latest: dict[tuple[str, ...], int]
    times: Counter[tuple[str, ...]]
    topic: Counter[str]
    lead: frozenset[str]
    dated: list[bool]


def candidates(
    rows: Sequence[Line], kinds: Sequence[str | None], weighed: Weighed | None = None
) -> Candidates:
    """Return what may be the title of a text whose lines are of these kinds.

    `weighed` are its lines, or the first DEEPEST of them at least, if they have been weighed.
    """
    text = _read(rows, kinds, BELOW if weighed else NEAR)
    places = [place for place in range(len(text.spellings)) if _may_head(text, place)]
    around = _around(text)
    page = Page(rows, kinds)
    numbers = [
        (*_numbers(text, place), *around.numbers(place), *page.whole, *page.about(place))
        for place in places
    ]
    first: dict[tuple[str, ...], int] = {}
    twins = [first.setdefault(text.spellings[place], index) for index, place in enumerate(places)]
    if not places:
        return Candidates([], np.zeros((0, 0), dtype=np.float32), [])
    table = _compared(np.array(numbers, dtype=np.float32))
    seen = opening.numbers(weighed, places)
    return Candidates(places, np.concatenate([table, seen], axis=1), twins)


def _read(rows: Sequence[Line], kinds: Sequence[str | None], below: int) -> _Text:
    long = [line.text.count(" ") >= PARAGRAPH or len(line.text) > LONGEST for line in rows]
    paragraphs = [
        place
        for place, (line, kind) in enumerate(zip(rows, kinds, strict=True))
        if kind is None and long[place] and line.ends_sentence
    ]
    if not paragraphs:
        paragraphs = [place for place, kind in enumerate(kinds) if kind is None and long[place]]
    first = paragraphs[0] if paragraphs else min(len(rows), 12)
    deep = paragraphs[below] if len(paragraphs) > below else len(rows)
    asked = rows[: min(deep, DEEPEST)]
    spellings = [tuple(_WORD.findall(line.text[:LONGEST].casefold())) for line in asked]
    own = [line for line, kind in zip(rows, kinds, strict=True) if kind is None][:80]
    topic = Counter(
        word for line in own for word in set(_WORD.findall(line.text[:2000].casefold()))
    )
    lead = {
        word
        for place in paragraphs[:2]
        for word in _WORD.findall(rows[place].text[:1000].casefold())
    }
    all_spelled = Counter(
        tuple(_WORD.findall(line.text.casefold())) for line in rows if len(line.text) <= LONGEST
    )
    dated = [
        kind == "dateline" or is_date_line(line.text)
        for line, kind in zip(rows[: len(asked) + 5], kinds, strict=False)
    ]
    return _Text(
        rows,
        kinds,
        paragraphs,
        first,
        spellings,
        {one: place for place, one in reversed(list(enumerate(spellings)))},
        {one: place for place, one in enumerate(spellings[:first])},
        all_spelled,
        topic,
        frozenset(lead),
        dated,
    )


def _around(text: _Text) -> Around:
    within = range(len(text.spellings))
    long = [text.rows[place].text.count(" ") >= PARAGRAPH for place in within]
    return Around(
        text.rows,
        text.kinds,
        text.spellings,
        text.dated,
        [one and text.rows[place].ends_sentence for place, one in enumerate(long)],
        text.topic,
        text.lead,
        held(text.spellings),
    )


def _may_head(text: _Text, place: int) -> bool:
    line = text.rows[place].text
    count = len(text.spellings[place])
    if not 2 <= count <= MOST_WORDS or len(line) > LONGEST:
        return False
    if _signed(line) or (text.dated[place] and not _is_issue(line)):
        return False
    return _FACTS.match(line) is None


def _signed(line: str) -> bool:
    """Whether a line tells by whom something was written, and when: it ends with a day."""
    return bool(_BY.match(line)) and any(
        one.day and len(line) - one.end < CLOCK for one in dates(line)
    )


def _is_issue(line: str) -> bool:
    """Whether a line with a date is the name of an issue: "Harbour log 11.18.19"."""
    found = dates(line)
    named = words_of(line[: found[0].start]) if found else []
    return (
        2 <= len(named) <= ISSUE
        and named[0][0].isupper()
        and wording(line) is None
        and _STATES_A_DAY.match(line) is None
    )


def _numbers(text: _Text, place: int) -> tuple[float, ...]:
    return (
        *_look(text.rows[place].text, len(text.spellings[place])),
        *_said(text, place),
        *_stands(text, place),
    )


def _look(line: str, count: int) -> tuple[float, ...]:
    words = words_of(line)
    many = max(1, len(words))
    return (
        *(count <= 3, 4 <= count <= 5, 6 <= count <= 16, 17 <= count <= 24, count > 24),
        math.log1p(count) / 3,
        line.endswith("."),
        line.endswith(("?", "!")),
        line.endswith((":", ",", ";")),
        line.endswith(("...", "…")),
        is_bullet(line),
        bool(_NUMBER.match(line)),
        "|" in line or "›" in line or "»" in line or " > " in line,
        line[:1].islower(),
        len([word for word in words if word[0].isupper()]) / many,
        line.isupper(),
        any(char.isdigit() for char in line),
        bool(_BY.match(line)),
        wording(line) is not None,
        "@" in line or "http" in line or "©" in line,
        line[:1] in "\"“«'‘",
    )


def _said(text: _Text, place: int) -> tuple[float, ...]:
    """Return how far a line speaks of what the article does, and where else it stands."""
    spelling = text.spellings[place]
    own = {word for word in spelling if len(word) > 3 or not word.isascii()}
    inside = text.kinds[place] is None
    hits = [word for word in own if text.topic[word] > inside]
    often = [word for word in own if text.topic[word] > 2]
    many = len(own) + 2
    return (
        len(hits) / many,
        len(often) / many,
        len(own & text.lead) / many,
        min(1.0, len(hits) / 5),
        len(own) > 2,
        text.times[spelling] > 1 and len(spelling) > 3,
        text.earliest[spelling] < place,
        text.latest.get(spelling, -1) > place,
    )


def _stands(text: _Text, place: int) -> tuple[float, ...]:
    rows, kinds, first = text.rows, text.kinds, text.first
    kind = _ALIKE.get(kinds[place] or "", kinds[place])
    above = sum(number < place for number in text.paragraphs)
    ahead = next((number for number in text.paragraphs if number > place), len(rows))
    apart = ahead - place
    following = range(place + 1, min(len(rows), place + 5))
    dated = [
        number - place for number in following if number < len(text.dated) and text.dated[number]
    ]
    below = rows[place + 1].text if place + 1 < len(rows) else ""
    own = {word for word in text.spellings[place] if len(word) > 3}
    shared = own & set(_WORD.findall(below.casefold()))
    between = kinds[place + 1 : ahead]
    return (
        *(kind == one for one in _KINDS),
        *(above == 0, above == 1, above > 1),
        *(place == 0, place == 1, 1 / (1 + place), math.log1p(place) / 5),
        *(apart == 1, apart == 2, apart <= 4, apart <= 8, 1 / apart, math.log(apart) / 4),
        *(1 in dated, 2 in dated, bool(dated)),
        *(
            any(bool(_BY.match(rows[number].text)) for number in following),
            8 <= below.count(" ") <= 40,
        ),
        bool(shared) and len(below) > len(rows[place].text),
        rows[place].gap,
        place + 1 < len(rows) and rows[place + 1].gap,
        below[:1].islower() and not rows[place + 1].gap,
        place > 0 and place - 1 < len(text.dated) and text.dated[place - 1],
        not any(one is None for one in kinds[:place]),
        sum(one is None for one in between) / 4 if len(between) < 40 else 1.0,
        place < first,
        len(rows) < 12,
        not text.paragraphs,
    )


def _compared(table: Floats) -> Floats:
    """Add how each candidate compares with the best of the others, in what counts most."""
    look = len(_look("A line", 2))
    columns = [table]
    for column in (look, look + 1, look + 2):
        best = table[:, column].max()
        columns.append((table[:, column] >= best)[:, None].astype(np.float32))
        columns.append((best - table[:, column])[:, None])
    return np.concatenate(columns, axis=1)
