"""Stock Whoosh, as its documentation builds and asks an index."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import whoosh
import whoosh.index
from whoosh import fields, highlight, index, qparser, query, sorting
from whoosh.analysis import LowercaseFilter, RegexTokenizer, StemFilter
from whoosh.filedb import structfile

from bench.engine.peer import Answer, Ask, Highlighting, Question
from bench.engine.records import values
from search.article import Article

STEMMED, WRITTEN = ("title", "body"), ("title_written", "body_written")
SNIPPET = 240
FACETS = {"outlet": 20, "year": 100}
NO_YEAR = -(2**31)
"""What Whoosh's column holds where an article has no year."""


class Whoosh:
    """Whoosh with its own codec, stemmer and searcher."""

    name = "whoosh"

    def version(self) -> str:
        """Return its version."""
        return f"Whoosh {whoosh.versionstring()}"

    def build(self, records: Iterable[bytes], directory: Path) -> None:
        """Index records into one segment. Whoosh never calls fsync."""
        directory.mkdir(parents=True)
        writer = index.create_in(str(directory), SCHEMA).writer(limitmb=256)
        for record in records:
            writer.add_document(**_document(record))
        writer.commit(optimize=True)

    def complete(self, directory: Path) -> None:
        """Add nothing."""

    def open(self, directory: Path) -> None:
        """Open an index that was built."""
        with _own_pickles():
            self._index = index.open_dir(str(directory))
            self._searcher = self._index.searcher()

    def forget(self) -> None:
        """Do nothing: it keeps nothing."""

    def segments(self) -> int | None:
        """Return how many segments the index has."""
        return len(self._searcher.reader().leaf_readers())

    def prepared(self, question: Question) -> Ask:
        """Return what answers a question, its query made beforehand."""
        return self._asking(self._query(question), question)

    def typed(self, question: Question) -> Ask:
        """Return what answers a question from text."""
        written = question.form not in ("any", "all")
        parser = qparser.MultifieldParser(WRITTEN if written else STEMMED, SCHEMA)
        text = (" AND " if question.form == "all" else " OR ").join(question.words)
        if question.form == "phrase":
            text = '"' + " ".join(question.words) + '"'
        elif question.form == "prefix":
            text += "*"
        if question.first and question.last:
            text = (
                f"({text}) AND day:[{question.first.toordinal()} TO {question.last.toordinal()}]"
            )

        def ask() -> Answer:
            return self._asking(parser.parse(text), question)()

        return ask

    def _asking(self, asked: Any, question: Question) -> Ask:
        search = self._searcher.search
        limit = question.offset + 10
        groups = {
            name: sorting.FieldFacet(name, maptype=sorting.Count) for name in question.facets
        }

        def ask() -> Answer:
            # Its shortcuts to the best hits would leave articles out of the counts.
            found = search(asked, limit=limit, groupedby=groups or None, optimize=not groups)
            counted = tuple(
                sum(sorted(n for v, n in found.groups(name).items() if v and v != NO_YEAR)[-most:])
                for name, most in FACETS.items()
                if name in groups
            )
            top = [found.docnum(n) for n in range(question.offset, found.scored_length())]
            return Answer(len(found), top, counted)

        return ask

    def _query(self, question: Question) -> Any:
        if question.form in ("any", "all"):
            parts = [self._in_both(STEMMED, _term, self._stem(word)) for word in question.words]
            asked = query.And(parts) if question.form == "all" else query.Or(parts)
        elif question.form == "phrase":
            asked = self._in_both(WRITTEN, query.Phrase, list(question.words))
        else:
            kind = query.Prefix if question.form == "prefix" else _term
            asked = self._in_both(WRITTEN, kind, question.words[0])
        if question.first and question.last:
            first, last = question.first.toordinal(), question.last.toordinal()
            days = query.ConstantScoreQuery(query.NumericRange("day", first, last), 0.0)
            asked = query.And([asked, days])
        return asked.normalize()

    def _in_both(self, names: Iterable[str], make: Any, value: Any) -> Any:
        return query.Or([make(name, value) for name in names])

    def _stem(self, word: str) -> str:
        return next(iter(SCHEMA["body"].process_text(word)))  # type: ignore[no-any-return]

    def ids(self, answer: Answer) -> list[str]:
        """Return the ids of the articles of the page."""
        return [record["id"] for record in self._records(answer)]

    def _records(self, answer: Answer) -> list[dict[str, Any]]:
        stored = (self._searcher.stored_fields(number) for number in answer.top)
        return [values(one["record"]) for one in stored]

    def highlighted(
        self, question: Question, answer: Answer, articles: Sequence[Article]
    ) -> Highlighting:
        """Return what makes a passage of each article: with the texts at hand, and fetching."""
        analyzer = SCHEMA["body"].analyzer
        terms = frozenset(self._stem(word) for word in question.words)

        def marked(texts: Iterable[str]) -> int:
            count = 0
            for text in texts:
                fragmenter = highlight.ContextFragmenter(maxchars=SNIPPET)
                formatter = highlight.HtmlFormatter(tagname="b")
                made = highlight.highlight(text, terms, analyzer, fragmenter, formatter, top=1)
                count += made.count("<b ")
            return count

        return Highlighting(
            lambda: marked(article.body for article in articles),
            lambda: marked(record["body"] for record in self._records(answer)),
        )

    def add(self, record: bytes, word: str) -> int:
        """Add one article and commit; return how many then hold a word."""
        with _own_pickles():
            writer = self._index.writer()
            writer.add_document(**_document(record))
            writer.commit()
            self._searcher = self._index.searcher()
        return self.prepared(Question("", "any", (word,)))().total

    def close(self) -> None:
        """Let go of the index."""
        self._searcher.close()
        self._index.close()


@contextmanager
def _own_pickles() -> Iterator[None]:
    """Let Whoosh read its own files while this lasts, where our engine keeps it from that."""
    guarded = whoosh.index.pickle, structfile.load_pickle
    whoosh.index.pickle, structfile.load_pickle = pickle, pickle.load
    try:
        yield
    finally:
        whoosh.index.pickle, structfile.load_pickle = guarded


def _term(name: str, word: str) -> Any:
    return query.Term(name, word)


def _schema() -> Any:
    written = RegexTokenizer(r"[^\W_]+") | LowercaseFilter()
    stemmed = RegexTokenizer(r"[^\W_]+") | LowercaseFilter() | StemFilter()
    return fields.Schema(
        title=fields.TEXT(stemmed),
        body=fields.TEXT(stemmed),
        title_written=fields.TEXT(written),
        body_written=fields.TEXT(written),
        id=fields.ID(unique=True),
        outlet=fields.ID(sortable=True),
        day=fields.NUMERIC(sortable=True, default=0),
        year=fields.NUMERIC(sortable=True, default=0),
        record=fields.STORED,
    )


SCHEMA = _schema()


def _document(record: bytes) -> dict[str, Any]:
    article = values(record)
    day = article.get("first_day")
    made = {
        "id": article["id"],
        "title": article.get("title"),
        "title_written": article.get("title"),
        "body": article["body"],
        "body_written": article["body"],
        "outlet": article.get("outlet"),
        "day": dt.date.fromisoformat(day).toordinal() if day else None,
        "year": int(day[:4]) if day else None,
        "record": record,
    }
    return {name: value for name, value in made.items() if value is not None}
