"""tantivy with the capabilities of our index, as its Python package lets it be used.

Four text fields: title and body, stemmed and as written, all with positions, case and accents
folded, no stop list. The whole record is stored; the day, its year and the outlet are fast.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from bench.engine.peer import Answer, Ask, Highlighting, Question
from bench.engine.records import values
from search.article import Article

HEAP, SMALL_HEAP = 300_000_000, 15_000_000
"""Bytes a writer may fill before it writes a segment: of many articles, of one."""

STEMMED = ("title", "body")
WRITTEN = ("title_written", "body_written")
FACETS = {
    "outlet": {"terms": {"field": "outlet", "size": 20}},
    "year": {"terms": {"field": "year", "size": 100}},
}
SNIPPET = 240


class Tantivy:
    """tantivy through its Python package."""

    name = "tantivy"

    def version(self) -> str:
        """Return the package's version."""
        return f"tantivy {version('tantivy')}"

    def build(self, records: Iterable[bytes], directory: Path) -> None:
        """Index records with one thread, and wait until its merges are done."""
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(directory))
        _register(index)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for record in records:
            writer.add_document(_document(record))
        writer.commit()
        writer.wait_merging_threads()

    def complete(self, directory: Path) -> None:
        """Add nothing."""

    def open(self, directory: Path) -> None:
        """Open an index that was built."""
        self._writer: tantivy.IndexWriter | None = None
        self._index = tantivy.Index.open(str(directory))
        _register(self._index)
        self._index.config_reader(reload_policy="manual")
        self._index.reload()
        self._searcher = self._index.searcher()
        self._schema = self._index.schema

    def forget(self) -> None:
        """Do nothing: it keeps nothing."""

    def segments(self) -> int | None:
        """Return how many segments the index has."""
        return int(self._searcher.num_segments)

    def prepared(self, question: Question) -> Ask:
        """Return what answers a question, its query made beforehand."""
        return self._asking(self._query(question), question)

    def typed(self, question: Question) -> Ask | None:
        """Return what answers a question from text; its syntax knows no prefixes."""
        if question.form == "prefix":
            return None
        text = _text(question)
        fields = WRITTEN if question.form in ("phrase", "exact") else STEMMED
        parse = self._index.parse_query

        def ask() -> Answer:
            return self._asking(parse(text, list(fields)), question)()

        return ask

    def _asking(self, query: Query, question: Question) -> Ask:
        search, aggregate = self._searcher.search, self._searcher.aggregate
        offset = question.offset
        facets = {name: FACETS[name] for name in question.facets}

        def ask() -> Answer:
            found = search(query, 10, True, None, offset)
            return Answer(found.count, found.hits)  # type: ignore[attr-defined]

        def ask_with_facets() -> Answer:
            found = search(query, 10, True)
            counts = aggregate(query, facets)
            counted = tuple(
                sum(bucket["doc_count"] for bucket in counts[name]["buckets"]) for name in facets
            )
            return Answer(found.count, found.hits, counted)  # type: ignore[attr-defined]

        return ask_with_facets if facets else ask

    def _query(self, question: Question) -> Query:
        """Return a question as the query objects that were fastest of those tried."""
        if question.form == "any":
            query = _any(part for word in question.words for part in self._word(word))
        elif question.form == "all":
            query = Query.boolean_query(
                [(Occur.Must, _any(self._word(word))) for word in question.words]
            )
        elif question.form == "phrase":
            query = self._in_both(
                lambda field: Query.phrase_query(self._schema, field, list(question.words))
            )
        elif question.form == "exact":
            query = self._in_both(
                lambda field: Query.term_query(self._schema, field, question.words[0])
            )
        else:
            query = self._in_both(
                lambda field: Query.regex_query(self._schema, field, question.words[0] + ".*")
            )
        if question.first is None or question.last is None:
            return query
        days = Query.range_query(
            self._schema,
            "day",
            tantivy.FieldType.Date,
            _noon(question.first),
            _noon(question.last),
        )
        bounded = Query.const_score_query(days, 0.0)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, bounded)])

    def _word(self, word: str) -> list[Query]:
        """Return a word in any inflection, in each field."""
        stem = STEMMER.analyze(word)[0]
        return [Query.term_query(self._schema, field, stem) for field in STEMMED]

    def _in_both(self, make: Callable[[str], Query]) -> Query:
        return _any(make(field) for field in WRITTEN)

    def ids(self, answer: Answer) -> list[str]:
        """Return the ids of the articles of the page."""
        return [record["id"] for record in self._records(answer)]

    def _records(self, answer: Answer) -> list[dict[str, Any]]:
        found = [self._searcher.doc(address) for _, address in answer.top]
        return [values(bytes(document["record"][0])) for document in found]

    def highlighted(
        self, question: Question, answer: Answer, articles: Sequence[Article]
    ) -> Highlighting:
        """Return what makes a passage of each article: with the texts at hand, and fetching."""
        query = self._query(question)
        field = "body" if question.form in ("any", "all") else "body_written"

        def marked(documents: Iterable[tantivy.Document]) -> int:
            generator = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, field)
            generator.set_max_num_chars(SNIPPET)
            count = 0
            for document in documents:
                snippet = generator.snippet_from_doc(document)
                snippet.fragment()
                count += len(snippet.highlighted())
            return count

        at_hand = [tantivy.Document(**{field: article.body}) for article in articles]

        def fetched() -> int:
            records = self._records(answer)
            return marked(tantivy.Document(**{field: record["body"]}) for record in records)

        return Highlighting(lambda: marked(at_hand), fetched)

    def add(self, record: bytes, word: str) -> int:
        """Add one article and commit, which flushes to disk; return how many hold a word.

        The writer stays for the next, as in a server.
        """
        if self._writer is None:
            self._writer = self._index.writer(heap_size=SMALL_HEAP, num_threads=1)
        writer = self._writer
        writer.add_document(_document(record))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        found = self._searcher.search(_any(self._word(word)), 10, True)
        return int(found.count)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Let go of the index."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
        del self._index, self._searcher


STEMMER = (
    TextAnalyzerBuilder(Tokenizer.simple())
    .filter(Filter.lowercase())
    .filter(Filter.ascii_fold())
    .filter(Filter.stemmer("english"))
    .build()
)
"""Words by their stems."""


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer("stemmed", STEMMER)
    folded = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    index.register_tokenizer("written", folded.filter(Filter.ascii_fold()).build())


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    for field in STEMMED:
        schema.add_text_field(field, tokenizer_name="stemmed", index_option="position")
    for field in WRITTEN:
        schema.add_text_field(field, tokenizer_name="written", index_option="position")
    schema.add_text_field("id", tokenizer_name="raw", index_option="basic")
    schema.add_text_field("outlet", fast=True, tokenizer_name="raw", index_option="basic")
    schema.add_date_field("day", fast=True, indexed=False)
    schema.add_unsigned_field("year", fast=True, indexed=False)
    schema.add_bytes_field("record", stored=True)
    return schema.build()


def _document(record: bytes) -> tantivy.Document:
    article = values(record)
    document = tantivy.Document()
    title, body = article.get("title"), article["body"]
    document.add_text("id", article["id"])
    if title:
        document.add_text("title", title)
        document.add_text("title_written", title)
    document.add_text("body", body)
    document.add_text("body_written", body)
    if outlet := article.get("outlet"):
        document.add_text("outlet", outlet)
    if day := article.get("first_day"):
        document.add_date("day", _noon(dt.date.fromisoformat(day)))
        document.add_unsigned("year", int(day[:4]))
    document.add_bytes("record", record)
    return document


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.timezone.utc)


def _text(question: Question) -> str:
    """Return a question in tantivy's syntax; its default fields are given beside it."""
    if question.form == "phrase":
        text = '"' + " ".join(question.words) + '"'
    else:
        text = (" AND " if question.form == "all" else " OR ").join(question.words)
    if question.first is None or question.last is None:
        return text
    days = f"[{_noon(question.first).isoformat()} TO {_noon(question.last).isoformat()}]"
    return f"+({text}) +day:{days}"
