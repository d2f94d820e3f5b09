"""Snapshots in memory, for the executor alone: segments made from articles, some removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from search.analysis import LANGUAGES, fold, stem, words
from search.article import Article
from search.codec.bundle import bundled
from search.codec.names import CodedBuilder, ListedBuilder, NamesBuilder
from search.codec.pairing import in_body
from search.codec.starts import Starts
from search.codec.words import Words
from search.local.fields import SCHEMA, NamesField
from search.local.opened import dictionaries
from search.local.schema import document
from tests.codec.written import written

STARTS = ("sentences", "title_sentences", "paragraphs", "quotes")


class File:
    """What an opened segment tells, of these articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.size = len(articles)
        documents = [document(article) for article in articles]
        self._arrays = {
            name: np.array([d.get(name, 0) for d in documents], np.int32)
            for name in ("first_day", "last_day")
        } | {
            name: np.array([d.get(name, 0) for d in documents], np.uint32)
            for name in ("title_words", "body_words")
        }
        self.words = {field: self._words(articles, field) for field in ("title", "body")}
        self.names = {}
        for name, kind in SCHEMA.items():
            if isinstance(kind, NamesField):
                builder = NamesBuilder()
                for doc, d in enumerate(documents):
                    builder.add(doc, [value.encode() for value in d.get(name, ())])
                self.names[name] = builder.finish()
        self._coded = {}
        for name in ("outlet_name", "agency_name", "lang_name"):
            column = CodedBuilder()
            for d in documents:
                column.add(d.get(name, b""))
            self._coded[name] = column.finish()
        people = ListedBuilder()
        for article in articles:
            people.add([f"{person.id}\t{person.name}".encode() for person in article.people])
        self.people = people.finish()
        self._starts = {}
        for name in STARTS:
            lists = [np.frombuffer(d.get(name, b""), "<u4").astype(np.int32) for d in documents]
            sizes = np.array([len(found) for found in lists], np.int64)
            self._starts[name] = Starts.of(np.concatenate(lists), sizes)

    @staticmethod
    def _words(articles: Sequence[Article], field: str) -> Words:
        tokens = []
        for doc, article in enumerate(articles):
            lang = article.lang if article.lang in LANGUAGES else None
            for word in words((article.title or "") if field == "title" else article.body):
                folded = fold(word.form)
                term = (lang or "-", stem(folded, lang), folded, word.form)
                tokens.append((*term, doc, word.position))
        return written(tokens, field)

    def array(self, name):
        if name == "title.in_body":
            return in_body(self.words["title"], self.words["body"])
        return self._arrays[name]

    def bundle(self, names):
        return bundled([self._bundled(name) for name in names])

    def _bundled(self, name):
        field, _, part = name.partition(".")
        if field in self.words and part != "in_body":
            return getattr(self.words[field], part)
        return self.id_rows if name == "id_row" else self.array(name)

    def coded(self, name):
        return self._coded[name]

    def starts(self, name):
        return self._starts[name]

    @cached_property
    def languages(self):
        stems = (stem for words in self.words.values() for stem in words.stems)
        return tuple(sorted({stem.split(b" ")[0] for stem in stems}))

    @cached_property
    def dictionaries(self):
        return dictionaries(self.words, self.array("title.in_body"))

    @cached_property
    def id_rows(self):
        return self.names["id"].rows(self.size)


class Segment:
    """A segment of a snapshot."""

    def __init__(self, articles: Sequence[Article], base: int, gone: Iterable[str]) -> None:
        self.file = File(articles)
        self.article = articles.__getitem__
        self.base = base
        self.size = len(articles)
        removed = set(gone)
        self.live = np.array([article.id not in removed for article in articles], np.bool_)
        self.has_dead = not self.live.all()

    def grouped(self, column):
        return None


class Held:
    """A snapshot of segments of these articles; of each, the ids that were removed."""

    groups = None

    def __init__(self, *parts: tuple[Sequence[Article], Iterable[str]]) -> None:
        self.segments = []
        base = 0
        for articles, gone in parts:
            self.segments.append(Segment(articles, base, gone))
            base += len(articles)

    def story(self, _story_id):
        return -1

    def names(self, field):
        found: set[bytes] = set()
        for segment in self.segments:
            found.update(segment.file.names[field].terms)
        return sorted(found)

    def id(self, number: int) -> str:
        """Return the id of the article with a number."""
        segment = max((s for s in self.segments if s.base <= number), key=lambda s: s.base)
        file = segment.file
        return str(file.names["id"].terms[int(file.id_rows[number - segment.base])], "utf-8")
