"""What Whoosh is asked of an index, and its answers as JSON.

As a program it opens the index in a directory as anybody would who has Whoosh, and prints them:

    python -m tests.local.whoosh_questions DIRECTORY QUESTIONS
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from whoosh import query
from whoosh.index import open_dir
from whoosh.query import spans
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from search.analysis import words
from search.article import Article, Person, Quote
from search.local.fields import SCHEMA
from search.local.schema import word_term
from tests import paper

STEMS = "minister sanction harbour strike vote regatta budget ferry"
ENDINGS = ("", "s", "ed", "'s", "ing")
OTHERS = "the of a US us U.S. COVID-19 covid Peña pena vice-president мир мира Haus Häuser 2022"
OUTLETS = ("Harbour Gazette", "Evening Star", "TASS", None)
ARTICLES = 240
DEPTH = 2
PEOPLE = (("Ana Peña", "Peña"), ("Sergei Lavrov", "Lavrov", "Sergey Lavrov"))


def articles() -> list[Article]:
    """Return some hundred articles of few words, the same ones every time."""
    chance = random.Random(11)
    vocabulary = [stem + ending for stem in STEMS.split() for ending in ENDINGS]
    vocabulary += [word.capitalize() for word in vocabulary] + OTHERS.split()
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    common = ["the", "The", "of", "a"]

    def text(size: int) -> str:
        found = chance.choices(vocabulary, weights, k=size) + chance.choices(common, k=size // 2)
        chance.shuffle(found)
        ends = [". ", ".\n\n", *[" "] * 8]
        return "".join(word + chance.choice(ends) for word in found).strip()

    made = []
    for number in range(ARTICLES):
        people = tuple(paper.person(*names) for names in PEOPLE if chance.random() < 0.3)
        body = text(chance.choice([3, 20, 40, 80]))
        if number in (7, ARTICLES - 9):
            body += " the The" * 200  # more than a byte counts
        made.append(
            paper.article(
                f"a{number}",
                text(chance.randint(2, 6)) if chance.random() < 0.9 else None,
                body,
                date=chance.choice(["2019-03-02", "2020", "2021-11", "2021-11-29", None]),
                outlet=chance.choice(OUTLETS),
                agency=chance.choice(["Reuters", None]),
                lang=chance.choice(["en"] * 12 + ["fr", "ru", None]),
                people=people,
                quotes=tuple(quote(body, person) for person in people[:1]),
            )
        )
    return made


def quote(body: str, person: Person) -> Quote:
    """Return the beginning of a body as said by a person."""
    return Quote(body[:40], 0, 40, person.id, person.name, "said", True, 0.9)


class Questions:
    """Makes up queries of Whoosh's kinds over the terms of the articles."""

    def __init__(self) -> None:
        self._chance = random.Random(5)
        made = articles()
        self._terms = {
            "title": [
                word_term(w.form, a.lang).decode() for a in made for w in words(a.title or "")
            ],
            "body": [word_term(w.form, a.lang).decode() for a in made for w in words(a.body)],
        }
        self._rare = {field: sorted(set(terms)) for field, terms in self._terms.items()}

    def term(self, field: str) -> str:
        """Return a term, a rare one as easily as a common one."""
        if self._chance.random() < 0.03:
            return "en unheard unheard Unheard"
        return self._chance.choice(self._chance.choice((self._terms, self._rare))[field])

    def leaf(self, field: str) -> query.Query:
        """Return a query without parts."""
        chance = self._chance
        kind = chance.randrange(13)
        text = self.term(field)
        if kind < 5:
            return query.Term(field, text, boost=chance.choice([1.0, 1.0, 2.5]))
        if kind == 5:
            return query.Phrase(field, [self.term(field) for _ in range(2)], chance.choice([1, 3]))
        if kind == 6:
            prefix = text[: chance.choice([7, 9, 12, 18])]
            return query.Prefix(field, prefix, constantscore=chance.random() < 0.5)
        if kind == 7:
            lang, stem, _, form = text.split(" ")
            shape = chance.choice([f"{lang} {stem[:3]}*{form[-2:]}", f"?? {stem} *", f"* {form}"])
            return query.Wildcard(field, shape, constantscore=chance.random() < 0.5)
        if kind == 8:
            return query.FuzzyTerm(
                field,
                text[:-1] + chance.choice("sxz"),
                maxdist=chance.choice([1, 2]),
                prefixlength=chance.choice([0, 4]),
                constantscore=chance.random() < 0.5,
            )
        if kind == 9:
            every = self._rare[field]
            at = chance.randrange(len(every) - 9)
            low, high = every[at], every[at + chance.randrange(9)]
            return query.TermRange(field, low, high, chance.random() < 0.5, chance.random() < 0.5)
        if kind == 10:
            return query.Every(chance.choice([field, None]))
        if kind == 11:
            return query.Regex(field, text[:5] + ".*[sd]$")
        name = chance.choice([("outlet", "tass"), ("lang", "en"), ("people", "ana-pe\u00f1a\t")])
        return query.Prefix(*name) if name[0] == "people" else query.Term(*name)

    def whole(self) -> query.Query:
        """Return a query of a kind that Whoosh cannot answer as a part of others."""
        chance = self._chance
        if chance.random() < 0.3:
            first = chance.choice([0, 737_120, 737_800])
            return query.ColumnQuery("first_day", lambda day: day >= first)
        field = chance.choice(["title", "body"])
        parts = [self.spanned(field, chance.randrange(2)) for _ in range(chance.choice([2, 2, 3]))]
        slop, ordered = chance.choice([1, 2, 5, 30]), chance.random() < 0.5
        return spans.SpanNear2(parts, slop=slop, ordered=ordered)

    def spanned(self, field: str, depth: int) -> query.Query:
        """Return a query of places."""
        chance = self._chance
        if depth == 0:
            return query.Term(field, self.term(field))
        a, b = (self.spanned(field, depth - 1) for _ in range(2))
        kind = chance.randrange(8)
        slop, ordered = chance.choice([1, 2, 5, 30]), chance.random() < 0.5
        if kind < 4:
            return spans.SpanNear(a, b, slop=slop, ordered=ordered)
        if kind == 4:
            return spans.SpanOr([a, b])
        if kind == 5:
            return spans.SpanFirst(a, limit=chance.choice([0, 5, 20]))
        if kind == 6:
            return spans.SpanNot(a, b)
        if kind == 7:
            return query.Ordered([a, b])
        return query.Sequence([a, b], slop=slop, ordered=ordered)

    def any(self, depth: int = DEPTH) -> query.Query:
        """Return a query of any kind."""
        chance = self._chance
        field = chance.choice(["title", "body", "body"])
        if depth == DEPTH and chance.random() < 0.1:
            return self.whole()
        if depth == 0 or chance.random() < 0.2:
            return self.leaf(field)
        if chance.random() < 0.2:
            return self.spanned(field, chance.choice([1, 1, 2]))
        a, b, c = (self.any(depth - 1) for _ in range(3))
        kinds = (
            lambda: query.And([a, b]),
            lambda: query.And([a, query.Not(b)]),
            lambda: query.Or([a, b, c]),
            lambda: query.Or([a, b]),
            lambda: query.AndNot(a, b),
            lambda: query.AndMaybe(a, b),
            lambda: query.Require(a, b),
            lambda: query.Not(a),
            lambda: query.DisjunctionMax([a, b]),
            lambda: query.Otherwise(a, b),
            lambda: query.ConstantScoreQuery(a, 1.5),
        )
        return chance.choice(kinds)()


def answers(searcher: Searcher, count: int) -> dict[str, Any]:
    """Return what Whoosh says of an index: all it holds, and what so many queries find."""
    questions = Questions()
    return {
        "found": [
            found(searcher, questions.any(), in_order=number % 5 == 0) for number in range(count)
        ],
        "held": [held(reader) for reader, _ in searcher.reader().leaf_readers()],
    }


def found(searcher: Searcher, asked: query.Query, *, in_order: bool) -> dict[str, Any]:
    """Return what a query finds: the best ten, all, and `in_order` those first by columns."""
    said: dict[str, Any] = {"query": repr(asked)}
    orders: dict[str, dict[str, Any]] = {
        "ten": {"limit": 10},
        "all": {"limit": None},
    }
    columns: dict[str, dict[str, Any]] = {
        "newest": {"limit": 10, "sortedby": FieldFacet("first_day", reverse=True)},
        "outlet": {"limit": None, "sortedby": "outlet_name"},
    }
    for name, how in {**orders, **(columns if in_order else {})}.items():
        try:
            results = searcher.search(asked, **how)
            top = [
                [key if isinstance(key, float) else str(key), doc] for key, doc in results.top_n
            ]
            said[name] = [top, len(results)]
        except Exception as error:  # Whoosh's own mistakes are no part of the question
            said[name] = type(error).__name__
    return said


def held(reader: Any) -> dict[str, Any]:
    """Return all that a segment holds: terms with statistics and places, columns, lengths."""
    return {
        "fields": sorted(reader.indexed_field_names()),
        "docs": [reader.doc_count(), reader.doc_count_all(), list(reader.all_doc_ids())],
        "terms": [
            [field, term.decode(), *statistics(info), places(reader, field, term)]
            for (field, term), info in reader
        ],
        "columns": {
            name: [str(value) for value in reader.column_reader(name)]
            for name, field in SCHEMA.items()
            if field.column_type
        },
        "lengths": {
            name: [
                reader.field_length(name),
                reader.max_field_length(name),
                [reader.doc_field_length(doc, name, 0) or 0 for doc in reader.all_doc_ids()],
            ]
            for name in ("title", "body")
        },
    }


def statistics(info: Any) -> list[float]:
    """Return the statistics of a term."""
    return [
        info.weight(),
        info.doc_frequency(),
        info.min_length(),
        info.max_length(),
        info.max_weight(),
        info.min_id(),
        info.max_id(),
    ]


def places(reader: Any, field: str, term: bytes) -> list[Any]:
    """Return the articles that hold a term, how often, and where."""
    matcher = reader.postings(field, term)
    found = []
    while matcher.is_active():
        where = matcher.value_as("positions") if matcher.supports("positions") else []
        found.append([matcher.id(), matcher.weight(), where])
        matcher.next()
    return found


if __name__ == "__main__":
    with open_dir(str(Path(sys.argv[1]))).searcher() as opened:
        json.dump(answers(opened, int(sys.argv[2])), sys.stdout)
