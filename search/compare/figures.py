"""Numbers with what they count, as sentences have them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from search.compare.numerals import Numerals, digits, numerals
from search.compare.reading import Statement, Text

SIGNS = "$€£¥₹₽₩₪₺₴"
_BETWEEN = frozenset(" \u00a0\u202f-")
_FAR = 6
"""Words on either side of a number that tell what it is a number of."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number in a sentence.

    `unit` is a sign of currency, "%", or a word as it stands there; `units` the stems of the words
    that may be what it counts. `before` and `after` are the stems of telling words near by, the
    units left out. `is_about`: it is not meant exactly; `might_be`: its sentence tells of what may
    be, or was expected.
    """

    statement: Statement
    value: float
    unit: str
    units: frozenset[str]
    start: int
    end: int
    before: frozenset[str]
    after: frozenset[str]
    is_about: bool
    might_be: bool

    @property
    def is_measured(self) -> bool:
        """Whether it is a sum of money or a share."""
        return not self.unit[:1].isalpha()


def counts(text: Text, values: set[float]) -> Iterator[Count]:
    """Yield the numbers of an article in order, but years, dates, ages, hours and places in a row.

    `values` is given what every number comes to, these as well.
    """
    lists = numerals(text.article.lang)
    body = text.article.body
    opening = {fold for fold in {*text.folds} if fold in lists.values or not fold.isalpha()}
    begins = [place for place, fold in enumerate(text.folds) if fold in opening]
    lows = [one.low for one in text.statements]
    end = 0
    for place in begins:
        if place < end:
            continue
        statement = text.statements[bisect_right(lows, place) - 1]
        found = _numeral(body, text, place, statement.high, lists)
        if found is not None:
            value, end, is_plain = found
            values.add(value)
            count = _count(body, text, statement, place, end, value, is_plain, lists)
            if count is not None:
                yield count


def _numeral(
    body: str, text: Text, place: int, high: int, lists: Numerals
) -> tuple[float, int, bool] | None:
    """Return the value of the number that begins at a word, the word after it, and whether it is
    digits alone; None where there is none.
    """
    value: float | None
    start = text.starts[place]
    is_plain = False
    if body[start].isdigit():
        written = digits(body, start, text.ends[high - 1])
        value = lists.number(written.group()) if written else None
        stop = written.end() if written else start
        end = place + 1
        while end < high and text.starts[end] < stop:
            end += 1
        if value is None or not _is_apart(body, start, stop):
            # What is no number by itself is passed over whole: 3-2, 10:30, 9/11, A320.
            return (-1.0, end, False)
        is_plain = bool(written) and written.group().isdigit() if written else False
    else:
        value, end = lists.values.get(text.folds[place]), place + 1
        if value is None or value < 2:  # `one` is mostly no number
            return None
        if end < high and 20 <= value < 100 and _gap(body, text, end) == "-":
            one = lists.values.get(text.folds[end], 10)
            if one < 10:
                value, end = value + one, end + 1
        if end < high and _gap(body, text, end) == "-" and text.folds[end] in lists.values:
            return (-1.0, end + 1, False)
    while end < high and _gap(body, text, end) in _BETWEEN and text.folds[end] in lists.scales:
        value *= lists.scales[text.folds[end]]
        is_plain = False
        end += 1
    return value, end, is_plain


def _is_apart(body: str, start: int, end: int) -> bool:
    """Return whether digits are no part of something longer: a score, an hour, a name."""
    before, after = body[start - 1 : start], body[end : end + 2]
    if before and not (before.isspace() or before in SIGNS + "([\"“‘'«—~"):
        return False
    if not after or after[0].isspace():
        return True
    if after[0] in "-–/:":
        return len(after) > 1 and after[1].isalpha() and after[0] == "-"
    return not after[0].isalnum() or after[0] in "kKmMbB"


def _gap(body: str, text: Text, place: int) -> str:
    """Return what stands between a word and the one before it."""
    return body[text.ends[place - 1] : text.starts[place]]


def _count(
    body: str,
    text: Text,
    statement: Statement,
    place: int,
    end: int,
    value: float,
    is_plain: bool,
    lists: Numerals,
) -> Count | None:
    """Return a number with what it counts; None where it counts nothing that is known."""
    if value < 0 or _is_range(body, text, place, end, statement):
        return None
    low, high = max(statement.low, place - _FAR), min(statement.high, end + _FAR + 2)
    before, after = text.folds[low:place], text.folds[end:high]
    start, stop = text.starts[place], text.ends[end - 1]
    sign = body[start - 1 : start] if start else ""
    units: frozenset[str] = frozenset()
    skipped = 0
    if sign and sign in SIGNS:
        unit, start = sign, start - 1
    elif body[stop : stop + 1] == "%" or body[stop : stop + 2] == " %":
        unit, stop = "%", body.index("%", stop) + 1
    elif after and body[stop : stop + 1] in SIGNS and body[stop : stop + 1]:
        unit, stop = body[stop], stop + 1
    elif skipped := _percent(after, lists):
        unit = "%"
        stop = text.ends[end + skipped - 1]
    elif after and after[0] in lists.currencies:
        unit, skipped, stop = lists.currencies[after[0]], 1, text.ends[end]
    else:
        counted = _counted(body, text, end, statement.high)
        if not counted or not lists.months or _is_placed(before, after, lists):
            return None
        if is_plain and 1900 <= value <= 2100:
            return None
        skipped = len(counted)
        if text.folds[counted[-1]] in lists.persons:
            counted = _befallen(text, place, counted[-1] + 1, statement, lists)
            if not counted:
                return None
        unit = body[text.starts[counted[0]] : text.ends[counted[-1]]]
        units = frozenset(_meant(text, at, lists) for at in counted)
    around = [
        frozenset(
            _meant(text, at, lists)
            for at in span
            if text.is_telling[at] and not text.folds[at][0].isdigit()
            if text.folds[at] not in lists.values and text.folds[at] not in lists.about
        )
        - units
        for span in (range(low, place), range(end + skipped, high))
    ]
    if lists.more & {*before[-2:], *after[:1]}:
        return None
    is_about = any(word in lists.about for word in before[-3:])
    might_be = not lists.might.isdisjoint(text.folds[statement.low : statement.high])
    return Count(
        statement, value, unit, units, start, stop, around[0], around[1], is_about, might_be
    )


def _is_range(body: str, text: Text, place: int, end: int, statement: Statement) -> bool:
    """Return whether a number is one of two that go together: 10 to 15, 52–48, between 3 and 5."""
    low, high = statement.low, statement.high
    for first, second in ((place - 2, place), (end - 1, end + 1)):
        # The digits before an `and` may be several words: 1,200 to 1,500.
        if first < low or second >= high:
            continue
        other = first if second == place else second
        is_short = len(text.folds[first + 1]) <= 3 and text.is_telling[first + 1] is False
        gap = body[text.ends[first] : text.starts[second]]
        if body[text.starts[other]].isdigit() and is_short and not {*gap} & {*",;.("}:
            return True
    return False


def _is_placed(before: list[str], after: list[str], lists: Numerals) -> bool:
    """Return whether a number is a date, an age, an hour, or a place in a row."""
    near = {*before[-1:], *after[:1]}
    return bool(near & lists.months or {*before[-1:], *after[:2]} & lists.left)


def _counted(body: str, text: Text, end: int, high: int) -> list[int]:
    """Return the words that may name what is counted: those after the number up to the first
    common one or the end of the clause, three at most.
    """
    found: list[int] = []
    for at in range(end, min(high, end + 3)):
        if not text.is_telling[at] or not set(_gap(body, text, at)) <= _BETWEEN:
            break
        if text.folds[at][0].isdigit():
            break
        found.append(at)
    return found


def _befallen(
    text: Text, place: int, end: int, statement: Statement, lists: Numerals
) -> list[int]:
    """Return the word that says what befell people who were counted, if it is near."""
    after = range(end, min(statement.high, end + 4))
    before = range(place - 1, max(statement.low, place - 4) - 1, -1)
    return next(([at] for at in (*after, *before) if text.folds[at] in lists.alike), [])


def _percent(after: list[str], lists: Numerals) -> int:
    """Return how many words after a number say that it is a share."""
    if after[:2] in (["per", "cent"], ["por", "ciento"], ["pour", "cent"]):
        return 2
    return 1 if after and after[0] in lists.percent else 0


def _meant(text: Text, place: int, lists: Numerals) -> str:
    """Return the stem of a word, or what it has in common with those that mean the same."""
    return lists.alike.get(text.folds[place]) or text.stems[place]
