"""Why a hit ranks where it does, in words and numbers: what JSON, pages and the terminal say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search.engine import Hit
from search.explanation import Explanation, Form, Part, Together, Weighed
from web.articles import Record

DIGITS = 12
"""Significant digits of a number that is sent: sums of parts hold far closer than they must."""

MOST_SHOWN = 20
"""Parts of a hit that are shown to people; all are sent as JSON."""

FEW = 3
"""Words of a query up to which a page that explains its results is as full as any other. Of more
words it shows one passage of each article and two of its people, since what every word adds would
else be more than a page may weigh.
"""

_ORDERS = {
    "newest": "By date, newest first: words decide what is found, not its order.",
    "oldest": "By date, oldest first: words decide what is found, not its order.",
    "added": "By when they came into the archive: words decide what is found, not its order.",
}
_SUM = "The score is the sum of its parts. Of equal scores the newest comes first."
_NOTHING = (
    "Nothing that is weighed stands in this article. Such articles come last, the newest first."
)
_KINDS = {
    "exact": "as written",
    "prefix": "words that begin so",
    "wildcard": "words of this shape",
    "fuzzy": "words spelt much like it",
    "as-typed": "spelt as typed",
    "phrase": "the words in this order",
    "within": "the words close together",
    "near": "close together",
    "shared": "also counted: the first articles share it",
    "line": "these words stand there in a row; few articles have them so",
    "first": "one of the first three by what was typed; they stay first",
    "headline": "so much of the headline was typed, and of what was typed is in the headline",
}


def number(value: float) -> float:
    """Return a number without the digits that no sum of it can keep."""
    return float(f"{value:.{DIGITS}g}")


def record(hit: Hit) -> Record | None:
    """Return why a hit ranks where it does; None where there was no time.

    The scores of the parts add up to its score, which is None where scores do not decide.
    """
    why = hit.explanation
    if why is None:
        return None
    return {
        "score": number(hit.score) if why.order == "relevance" else None,
        "order": why.order,
        "because": because(why),
        "parts": [_part(part) for part in why.parts],
        "absent": list(why.absent),
        "unscored": list(why.unscored),
    }


def because(why: Explanation) -> str:
    """Return what decides the order, in a sentence or two."""
    if why.order != "relevance":
        return _ORDERS[why.order]
    return _SUM if why.parts else _NOTHING


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
    `more` tells of parts that are not shown.
    """

    because: str
    total: str
    rows: tuple[Row, ...]
    more: str
    absent: tuple[str, ...]
    unscored: tuple[str, ...]


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
    """Return what is the same of the parts of all these hits: how many articles hold a word."""
    found: dict[tuple[str, str], set[Weighed]] = {}
    for hit in hits:
        for part in hit.explanation.parts if hit.explanation else ():
            if part.weighed and part.kind != "as-typed":
                found.setdefault((part.kind, part.text), set()).add(_query_side(part.weighed))
    alike = {key: next(iter(its)) for key, its in found.items() if len(its) == 1}
    if not alike:
        return ALL
    told = ", ".join(
        f"{text}{' stands' * (not at)} in {its.holders:,}"
        + "".join(f" ({one})" for one in _turns(its))
        for at, ((_, text), its) in enumerate(alike.items())
    )
    articles = next(iter(alike.values())).articles
    return Once(frozenset(alike), f"Of {articles:,} articles: {told}.")


def why(hit: Hit, said: Once = ALL) -> Why | None:
    """Return why a hit ranks where it does, for people; None where that is not known.

    What is shown of the parts adds up to what is shown of the score; what was `said` already is
    not said again.
    """
    found = hit.explanation
    if found is None:
        return None
    places = _places(hit)
    added = []
    before = passed = 0.0
    for part in found.parts:
        passed += part.score
        rounded = round(passed, places)
        added.append((part, rounded - before))
        before = rounded
    more = ""
    if len(added) > MOST_SHOWN + 1:
        left = sum(part.score for part in found.parts[MOST_SHOWN:])
        more = f"{len(added) - MOST_SHOWN} more parts add {left:.{places}f}."
        added = added[:MOST_SHOWN]
    total = f"{hit.score:.{places}f}" if found.order == "relevance" else ""
    rows = tuple(_rows(added, places, said))
    return Why(because(found), total, rows, more, found.absent[:MOST_SHOWN], found.unscored)


def _rows(added: Sequence[tuple[Part, float]], places: int, said: Once) -> Iterator[Row]:
    """Yield the parts and what each adds; pairs of words that stand alike share a row, since
    of a query of six words there are fifteen.
    """
    alike: dict[object, list[tuple[Part, float]]] = {}
    for place, (part, amount) in enumerate(added):
        alike.setdefault(part.together or place, []).append((part, amount))
    for ones in alike.values():
        first, _ = ones[0]
        total = f"{sum(one for _, one in ones):.{places}f}"
        if len(ones) == 1:
            told = (first.kind, first.text) in said.parts
            yield Row(first.text, total, says(first, short=told))
        else:
            each = ", ".join(f"{part.text} {one:.{places}f}" for part, one in ones)
            yield Row(says(first), total, each)


def says(part: Part, *, short: bool = False) -> str:
    """Return what a part's score rests on: `in the headline, 4 times in the text; …`; `short`:
    in this article alone.
    """
    its = part.weighed
    kind = _KINDS.get(part.kind, "")
    if part.kind == "meaning":
        return _likeness(part.likeness)
    if part.together:
        return _standing(part.together)
    if its is None:
        return kind
    if part.kind == "as-typed":
        return f"{kind}: {_where(its)}"
    where = _where(its) + _written(part.forms, its.title + its.body)
    return "; ".join((f"{kind}: {where}" if kind else where, *(() if short else _facts(its))))


def _query_side(its: Weighed) -> Weighed:
    """Return what a part rests on that has nothing to do with the article."""
    return replace(its, title=0, body=0, share=0.0)


def _facts(its: Weighed) -> Iterator[str]:
    """Yield what makes a part of a query count more or less than another."""
    yield f"{its.holders:,} of {its.articles:,} articles hold it"
    yield from _turns(its)


def _turns(its: Weighed) -> Iterator[str]:
    """Yield what a part of a query counts besides how rare it is."""
    if its.is_common:
        yield "a common word, which counts little beside others"
    if its.boost != 1:
        yield f"counts {its.boost:g} times"


def _part(part: Part) -> Record:
    record: Record = {
        "text": part.text,
        "kind": part.kind,
        "score": number(part.score),
        "says": says(part),
    }
    its = part.weighed
    if its is not None:
        record |= {
            "title": its.title,
            "body": its.body,
            "articles": its.holders,
            "of": its.articles,
            "rarity": number(its.rarity),
            "boost": its.boost,
            "most": number(its.most),
            "share": number(its.share),
            "burst": number(its.burst),
            "common": its.is_common,
        }
    if part.kind == "meaning":
        record["likeness"] = None if part.likeness is None else number(part.likeness)
    if part.together:
        record |= {"near": part.together.near, "as_typed": part.together.as_typed}
    record["forms"] = [{"text": form.text, "count": form.count} for form in part.forms]
    return record


def _likeness(value: float | None) -> str:
    if value is None:
        return "nothing tells how alike: the average of the first articles"
    return f"{value:.2f} of 1, query and article compared"


def _where(its: Weighed) -> str:
    headline = _times(its.title, "in the headline")
    text = _times(its.body, "in the text")
    return " and ".join(one for one in (headline, text) if one)


def _times(count: int, where: str) -> str:
    if not count:
        return ""
    return where if count == 1 else f"{'twice' if count == 2 else f'{count:,} times'} {where}"


def _standing(its: Together) -> str:
    if its.near and its.as_typed:
        return "close together, and just as typed"
    return "close together" if its.near else "as far apart as typed"


def _written(forms: Sequence[Form], times: int) -> str:
    """Return how a word is written; how often where that is not how often it stands there."""
    if not forms:
        return ""
    if len(forms) == 1 and forms[0].count == times:
        return f" ({forms[0].text})"
    return f" ({', '.join(_form(form) for form in forms)})"


def _form(form: Form) -> str:
    return form.text if form.count == 1 else f"{form.text} ×{form.count:,}"


def _places(hit: Hit) -> int:
    """Return to how many decimals the scores of a hit are shown: more where it is small."""
    return (
        2 if hit.score >= 1 or hit.score <= 0 else min(2 - math.floor(math.log10(hit.score)), 12)
    )
