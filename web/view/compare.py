"""The page of a comparison: the records of two to four articles, and what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search.article import Article
from search.comparison import Comparison
from web.view import comparing, wording
from web.view.comparing import Compared
from web.view.links import Link, Places

PEOPLE = 24
"""People that are listed in one cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one article: `tag` says stated or inferred, by what `evidence`."""

    value: str
    href: str = ""
    tag: str = ""
    kind: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A field and its value in each of the articles."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Everything the page of a comparison shows."""

    heading: str
    compared: Compared
    rows: tuple[Row, ...]
    shared: tuple[Link, ...]
    more_shared: int
    own: tuple[tuple[tuple[Link, ...], int], ...]
    stories: tuple[Link, ...]
    saves: tuple[Link, ...]


def compare(found: Comparison, places: Places, json: str, stories: Sequence[Link] = ()) -> Compare:
    """Return the view of a comparison; `json` is where it is as JSON, `stories` those that the
    articles are of.
    """
    shown = found.articles
    named = [{one.id: one.name for one in article.people} for article in shown]
    counts = Counter(identity for people in named for identity in people)
    everybody = [one for people in named[:1] for one in people.items()]
    everybody = [one for one in everybody if counts[one[0]] == len(shown)]
    alone = [[one for one in people.items() if counts[one[0]] == 1] for people in named]
    return Compare(
        heading=f"{_NUMBERS.get(len(shown), len(shown))} articles compared",
        compared=comparing.compared(found, places, comparing.PAIR),
        rows=tuple(_rows(shown, places)),
        shared=_people(everybody, places),
        more_shared=max(0, len(everybody) - PEOPLE),
        own=tuple((_people(ones, places), max(0, len(ones) - PEOPLE)) for ones in alone),
        stories=tuple(stories),
        saves=(Link("JSON", json),),
    )


_NUMBERS = {2: "Two", 3: "Three", 4: "Four"}


def _people(ones: Sequence[tuple[str, str]], places: Places) -> tuple[Link, ...]:
    return tuple(Link(name, places.person(identity)) for identity, name in ones[:PEOPLE])


def _rows(shown: Sequence[Article], places: Places) -> list[Row]:
    rows = [
        Row("Outlet", tuple(_outlet(one, places) for one in shown)),
        Row("Date", tuple(_date(one) for one in shown)),
    ]
    optional = (
        ("Agency", "agency", [one.agency for one in shown]),
        ("Author", "author", [one.author for one in shown]),
        ("Language", "lang", [one.lang and wording.language(one.lang) for one in shown]),
    )
    for name, field, values in optional:
        if any(values):
            rows.append(
                Row(
                    name,
                    tuple(
                        _known(one, value, field) for one, value in zip(shown, values, strict=True)
                    ),
                )
            )
    rows.append(Row("Length", tuple(Cell(wording.count(one.words, "word")) for one in shown)))
    direct = [sum(1 for quote in one.quotes if quote.direct) for one in shown]
    rows.append(Row("Quotes", tuple(Cell(wording.number(n)) for n in direct)))
    return rows


def _outlet(one: Article, places: Places) -> Cell:
    href = places.outlet(one.outlet) if one.outlet else ""
    return _known(one, one.outlet, "outlet", href)


def _date(one: Article) -> Cell:
    when = wording.when(one)
    return _known(one, when.long if when else None, "date")


def _known(one: Article, value: str | None, field: str, href: str = "") -> Cell:
    """Return a value with how it is known."""
    if not value:
        return Cell("—", tag="unknown", kind="unknown")
    proof = one.provenance.get(field)
    if proof is None:
        return Cell(value, href)
    kind = "inferred" if wording.inferred(proof) else "stated"
    return Cell(value, href, kind, kind, wording.evidence(proof))
