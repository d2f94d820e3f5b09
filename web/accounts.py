"""Why a hit ranks where it does, as people are shown it: rows that add up to its score.

A list of results says it in brief: the heaviest rows of each hit, the others summed up. Alone, a
hit is told in full.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from search.engine import Hit
from search.explanation import Explanation, Part, Weighed
from web import explained

MOST_ROWS = 20
"""Rows of a hit that the terminal shows."""

HEAVIEST = 4
"""Rows of a hit in a list; one more is shown where it would be the only one left out."""

MOST_ALIKE, MOST_ABSENT, MOST_FORMS = 3, 4, 3
"""Pairs of a row, words that are not there and ways to write a word, in a list."""

MANY_ABSENT = 12
"""Words that are not there of which a list names none."""

MOST_LETTERS = 60
"""Letters of a part of a query, in a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """A part as it is shown: what it is, what it adds, and what that rests on; or how several
    stand, what they add in all, and each with what it adds.
    """

    text: str
    amount: str
    says: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a hit ranks where it does, as it is shown. `total` is empty where scores do not decide;
    `others` are the parts that no row shows, and what they add; `is_whole` if nothing is left out.
    """

    because: str
    total: str
    rows: tuple[Row, ...]
    others: Row | None
    absent: tuple[str, ...]
    unscored: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Once:
    """What holds for parts of a query whatever the article, to be said once for a list of them:
    `parts` are their kinds and texts.
    """

    parts: frozenset[tuple[str, str]]
    says: str


ALL = Once(frozenset(), "")
"""For a hit that is shown alone: nothing was said before."""


def once(hits: Sequence[Hit]) -> Once:
    """Return what is the same of the parts that a list of these hits shows: how many articles
    hold a word, and which conditions add nothing.
    """
    found: dict[tuple[str, str], set[Weighed]] = {}
    conditions: dict[str, None] = {}
    for hit in hits:
        if hit.explanation is None:
            continue
        conditions |= dict.fromkeys(hit.explanation.unscored)
        shown, _ = _heaviest(_alike(hit.explanation.parts), HEAVIEST)
        for part in (part for row in shown for part in row):
            if part.weighed and part.kind != "as-typed":
                found.setdefault((part.kind, part.text), set()).add(_query_side(part.weighed))
    alike = {key: next(iter(its)) for key, its in found.items() if len(its) == 1}
    told = ", ".join(
        f"{_cut(text)}{' stands' * (not at)} in {its.holders:,}"
        + "".join(f" ({one})" for one in explained.turns(its))
        for at, ((_, text), its) in enumerate(alike.items())
    )
    says = f"Of {next(iter(alike.values())).articles:,} articles: {told}." if alike else ""
    if conditions:
        says += f" Conditions that add nothing: {_some(tuple(conditions), HEAVIEST)}."
    return Once(frozenset(alike), says.strip())


def brief(hit: Hit, said: Once) -> Why | None:
    """Return why a hit ranks where it does, in a list of hits for which something was `said` once;
    None where that is not known.

    What is shown of the parts adds up to what is shown of the score.
    """
    found = hit.explanation
    if found is None:
        return None
    rows, others = _rows(hit, found, HEAVIEST, said)
    absent = (_absent(found.absent),) if found.absent else ()
    texts = (*found.absent, *(part.text for part in found.parts))
    is_whole = (
        not others
        and len(found.absent) <= MOST_ABSENT
        and all(len(text) <= MOST_LETTERS for text in texts)
        and all(len(part.forms) <= MOST_FORMS for part in found.parts)
        and all(len(row) <= MOST_ALIKE + 1 for row in _alike(found.parts))
    )
    return Why(explained.because(found), _total(hit, found), rows, others, absent, (), is_whole)


def why(hit: Hit, most: int = MOST_ROWS) -> Why | None:
    """Return why a hit ranks where it does, in so many rows at most; None where that is not known.
    It names as many words that are not there.
    """
    found = hit.explanation
    if found is None:
        return None
    rows, others = _rows(hit, found, most, ALL)
    total = _total(hit, found)
    because, absent = explained.because(found), found.absent[:most]
    left = len(found.absent) - len(absent)
    absent = (*absent, f"{left} more") if left else absent
    return Why(because, total, rows, others, absent, found.unscored, not others and not left)


def rounded(amounts: Iterable[float], places: int) -> list[str]:
    """Return amounts to so many decimals, each so that those before it and itself add up to their
    rounded sum.
    """
    texts = []
    passed = before = 0.0
    for amount in amounts:
        passed += amount
        texts.append(f"{round(passed, places) - before:.{places}f}")
        before = round(passed, places)
    return texts


def _total(hit: Hit, found: Explanation) -> str:
    return f"{hit.score:.{_places(hit)}f}" if found.order == "relevance" else ""


def _rows(
    hit: Hit, found: Explanation, most: int, said: Once
) -> tuple[tuple[Row, ...], Row | None]:
    """Return the heaviest rows, and what the others are and add."""
    shown, left = _heaviest(_alike(found.parts), most)
    is_brief = said is not ALL
    told = [_named(row, is_brief=is_brief) for row in shown]
    others = tuple(part for row in left for part in row)
    sums = [sum(part.score for part in parts) for row in told for _, parts in row]
    places = _places(hit)
    amounts = iter(rounded([*sums, sum(part.score for part in others)], places))
    rows = []
    for parts, row in zip(shown, told, strict=True):
        first = parts[0]
        each = [(text, next(amounts)) for text, _ in row]
        if len(row) == 1:
            short = (first.kind, first.text) in said.parts
            forms = MOST_FORMS if is_brief else None
            rows.append(Row(*each[0], explained.says(first, short=short, most_forms=forms)))
        else:
            amount = f"{sum(float(one) for _, one in each):.{places}f}"
            texts = ", ".join(f"{text} {one}" for text, one in each)
            rows.append(Row(explained.says(first), amount, texts))
    if not others:
        return tuple(rows), None
    return tuple(rows), Row(f"the {len(others)} other parts together", next(amounts), "")


def _named(row: tuple[Part, ...], *, is_brief: bool) -> list[tuple[str, tuple[Part, ...]]]:
    """Return what the parts of a row are called, one by one, and in brief the last of many
    together.
    """
    if not is_brief:
        return [(part.text, (part,)) for part in row]
    named = MOST_ALIKE if len(row) > MOST_ALIKE + 1 else len(row)
    left = row[named:]
    others = [(f"{len(left)} other pairs", left)] if left else []
    return [*((_cut(part.text), (part,)) for part in row[:named]), *others]


def _alike(parts: Sequence[Part]) -> list[tuple[Part, ...]]:
    """Return the parts, those together of which can be told in a row: pairs of words that stand
    alike, since of a query of six words there are fifteen.
    """
    alike: dict[object, list[Part]] = {}
    for place, part in enumerate(parts):
        alike.setdefault(part.together or place, []).append(part)
    return [tuple(sorted(row, key=lambda part: -part.score)) for row in alike.values()]


def _heaviest(
    rows: Sequence[tuple[Part, ...]], most: int
) -> tuple[list[tuple[Part, ...]], list[tuple[Part, ...]]]:
    """Return the rows that add most, in their order, and the others: none where that is one."""
    if len(rows) <= most + 1:
        return list(rows), []
    ranked = sorted(range(len(rows)), key=lambda at: -sum(part.score for part in rows[at]))
    kept = {*ranked[:most]}
    shown = [row for at, row in enumerate(rows) if at in kept]
    return shown, [row for at, row in enumerate(rows) if at not in kept]


def _query_side(its: Weighed) -> Weighed:
    """Return what a part rests on that has nothing to do with the article."""
    return replace(its, title=0, body=0, share=0.0)


def _absent(texts: Sequence[str]) -> str:
    """Return what is said in a list of the words that are not there."""
    if len(texts) > MANY_ABSENT:
        return f"{len(texts)} parts of the query"
    return _some(texts, MOST_ABSENT)


def _some(texts: Sequence[str], most: int) -> str:
    """Return the first of these, and how many more there are."""
    shown = [_cut(text) for text in texts[:most]]
    left = len(texts) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1].rstrip()}…"


def _places(hit: Hit) -> int:
    """Return to how many decimals the scores of a hit are shown: more where it is small."""
    return (
        2 if hit.score >= 1 or hit.score <= 0 else min(2 - math.floor(math.log10(hit.score)), 12)
    )
