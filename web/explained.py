"""Why a hit ranks where it does, in words and numbers: what JSON, pages and the terminal say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.engine import Hit
from search.explanation import Explanation, Form, Part, Together, Weighed
from web.articles import Record

DIGITS = 12
"""Significant digits of a number that is sent: sums of parts hold far closer than they must."""

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


def says(part: Part, *, short: bool = False, most_forms: int | None = None) -> str:
    """Return what a part's score rests on: `in the headline, 4 times in the text; …`; `short`:
    in this article alone, `most_forms`: with so many ways to write it at most.
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
    where = _where(its) + _written(part.forms, its.title + its.body, most_forms)
    return "; ".join((f"{kind}: {where}" if kind else where, *(() if short else _facts(its))))


def _facts(its: Weighed) -> Iterator[str]:
    """Yield what makes a part of a query count more or less than another."""
    yield f"{its.holders:,} of {its.articles:,} articles hold it"
    yield from turns(its)


def turns(its: Weighed) -> Iterator[str]:
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


def _written(forms: Sequence[Form], times: int, most: int | None) -> str:
    """Return how a word is written; how often where that is not how often it stands there."""
    if not forms:
        return ""
    if len(forms) == 1 and forms[0].count == times:
        return f" ({forms[0].text})"
    shown = ", ".join(_form(form) for form in forms[:most])
    left = len(forms[most:]) if most else 0
    return f" ({shown} and {left} more)" if left else f" ({shown})"


def _form(form: Form) -> str:
    return form.text if form.count == 1 else f"{form.text} ×{form.count:,}"
