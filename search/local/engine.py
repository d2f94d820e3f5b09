"""The engine of this machine: one directory, kept by the store, searched through arrays."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from search.article import Article
from search.crosstab import Crosstab
from search.engine import (
    Change,
    Completion,
    Crossing,
    Facts,
    Hit,
    Incoming,
    Page,
    Problem,
    SearchRequest,
    Snapshot,
    Spelling,
    Status,
)
from search.errors import IndexDamaged, IndexFault
from search.local import commits, crosstab, inquiries, remembered, stories
from search.local.embedding import Embedded, Embedding, Model
from search.local.headed import headed
from search.local.hits import hits
from search.local.names import Aliases, NoAliases
from search.local.opened import held_open
from search.local.profile import profile
from search.local.quotations import speakers
from search.local.ranked import Ranked, ranking
from search.local.roll import listed
from search.local.snapshot import UNREADABLE, Opened, check
from search.profile import Profile, Speakers
from search.query.tree import Node, Term
from search.roll import Listing, Roll
from search.store import Draft, Store
from search.stories.rarity import Rarity
from search.stories.wishes import Wishes
from search.story import Copy, Grouping, Shelf, Shelved, Story, Told

T = TypeVar("T")

NO_WISHES = Wishes()

MOST_COPIES = 200
"""Copies of an article that are told."""

READ_AT_ONCE = 50
"""Articles that are read together where every one of a result is."""


class LocalEngine:
    """An index in `directory`; see search.engine.Engine for what each method promises.

    `aliases` gives the other names of an outlet, an agency or a person; `wishes` what the
    archive's owner wants of stories.
    """

    def __init__(
        self,
        directory: Path,
        aliases: Aliases | None = None,
        wishes: Callable[[], Wishes] = lambda: NO_WISHES,
    ) -> None:
        self._store = Store(directory)
        self._aliases: Aliases = aliases or NoAliases()
        self._wishes = wishes
        self._opened: Opened | None = None
        self._opening = threading.Lock()

    # Reading

    def search(self, request: SearchRequest) -> Page:
        """Return the page of articles that match, without snippets."""
        started = time.perf_counter()
        return self._ask(lambda opened: self._page(opened, request, started))

    def _page(self, opened: Opened, request: SearchRequest, started: float) -> Page:
        ranked = ranking(opened.searchable, request, self._aliases)
        answer = ranked.answer
        found = hits(opened, request, ranked, self._aliases, started + request.timeout_s)
        shelved = None
        if request.shelf is not None and any(hit.story for hit in found):
            shelved = stories.listing(opened, request.shelf, answer.matched, answer.total)
        return _page(opened, ranked, found, started, shelved)

    def every(self, request: SearchRequest) -> tuple[Page, Iterator[Article]]:
        """Return what a search comes to, its page without hits, and every article that matches,
        in order and of one snapshot, however long it takes to read them.
        """
        opened, started = self._open(), time.perf_counter()
        everything = replace(request, offset=0, limit=opened.reader.size, facets=())
        ranked = ranking(opened.searchable, everything, self._aliases)
        page = _page(opened, ranked, (), started)
        return page, self._articles(opened, ranked.answer.numbers)

    def _articles(self, opened: Opened, numbers: Sequence[int]) -> Iterator[Article]:
        with self._store.reading(), self._blamed(opened):
            for start in range(0, len(numbers), READ_AT_ONCE):
                yield from opened.reader.articles(numbers[start : start + READ_AT_ONCE])

    def listed(self, request: SearchRequest, roll: Roll) -> tuple[Page, Listing]:
        """Return what a search comes to, its page without hits, and the names in it."""
        return self._ask(lambda opened: listed(opened, request, roll, self._aliases))

    def profile(self, field: Literal["people", "outlet"], value: str) -> Profile | None:
        """Return what is known of one person or outlet, None where no article has it."""
        return self._ask(lambda opened: profile(opened, field, value))

    def speakers(self, request: SearchRequest, most: int) -> tuple[Page, Speakers]:
        """Return what a search comes to, its page without hits, and who is quoted in it most."""
        return self._ask(lambda opened: speakers(opened, request, most, self._aliases))

    def stories(self, request: SearchRequest, shelf: Shelf) -> tuple[Page, Shelved]:
        """Return what a search comes to, its page without hits, and the stories in it."""
        return self._ask(lambda opened: stories.shelved(opened, request, shelf, self._aliases))

    def story(self, story_id: str) -> Told | None:
        """Return the story that an id names, with its articles; None where it names none."""
        return self._ask(lambda opened: stories.told(opened, story_id))

    def story_of(self, article_id: str) -> Story | None:
        """Return the story of an article; None where it is of none, or not there."""
        return self._ask(
            lambda opened: opened.reader.found(
                article_id, lambda number: stories.story_of(opened, number)
            )
        )

    def rarity(self) -> Rarity:
        """Return how rare stems are in the archive, and in other news."""
        return self._ask(lambda opened: opened.rarity)

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """Return the articles that share much of their text with one, the most alike first."""
        return self._ask(
            lambda opened: (
                opened.reader.found(
                    article_id, lambda number: stories.copies(opened, number, MOST_COPIES)
                )
                or ()
            )
        )

    def headed(
        self,
        words: Sequence[Term],
        beside: Node,
        may_be: Callable[[int, int], bool],
        alike: Callable[[str, str | None], float],
        most: int,
        known: Collection[str],
        timeout_s: float,
    ) -> Sequence[tuple[float, Article]] | None:
        """Return articles whose headline has most of some words, None without time."""
        given = (words, beside, may_be, alike, most, known, self._aliases, timeout_s)
        return self._ask(lambda opened: headed(opened, *given))

    def counts(self, trees: Sequence[Node], timeout_s: float) -> list[int | None]:
        """Return how many articles match each tree, None for those there was no time for."""
        return self._ask(
            lambda opened: inquiries.counts(opened.searchable, trees, self._aliases, timeout_s)
        )

    def crossing(self, facets: Sequence[str]) -> Crossing:
        """Return what crosses facets over the articles of one tree after another."""
        opened = self._open()

        def crossed(tree: Node, timeout_s: float) -> Crosstab:
            with self._store.reading(), self._blamed(opened):
                return crosstab.crossed(opened.searchable, facets, tree, timeout_s, self._aliases)

        return Crossing(tuple(facets), opened.view.snapshot, crossed)

    def spellings(self, word: str, most: int) -> tuple[Spelling, ...]:
        """Return what may have been meant by a word, likeliest first, without the word itself."""
        return self._ask(
            lambda opened: inquiries.spellings(opened.searchable, word, self._aliases, most)
        )

    def names(self, field: str, text: str, most: int) -> tuple[Spelling, ...]:
        """Return what names may have been meant by one that no article has, likeliest first."""
        from search.local.namesakes import namesakes  # and what compares spellings with it

        return self._ask(
            lambda opened: namesakes(opened.searchable, field, text, self._aliases, most)
        )

    def completions(self, text: str, most: int) -> tuple[Completion, ...]:
        """Return what text that is being typed may become, commonest first."""
        return self._ask(lambda opened: opened.searchable.completions.of(text, most))

    def ranker(self) -> Callable[[SearchRequest], Ranked]:
        """Return what tells which articles match in the snapshot that is live; none is read."""
        searchable, aliases = self._open().searchable, self._aliases
        return lambda request: ranking(searchable, request, aliases)

    def forget(self) -> None:
        """Forget what searches have worked out, but for where words stand in the dictionary."""
        self._ask(lambda opened: opened.searchable.forget())

    def segments(self) -> int:
        """Return how many segments the index has."""
        return self._ask(lambda opened: len(opened.reader.segments))

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, None if there is none."""
        return self._ask(lambda opened: opened.reader.found(article_id, opened.reader.article))

    def record(self, article_id: str) -> bytes | None:
        """Return the article with this id as it is stored, None if there is none."""
        return self._ask(lambda opened: opened.reader.found(article_id, opened.reader.record))

    def front(self, article_id: str) -> bytes | None:
        """Return the two lines that the record of this id begins with, None if there is none."""
        return self._ask(lambda opened: opened.reader.found(article_id, opened.reader.front))

    def fronts(self, file: str | None = None) -> Iterator[bytes]:
        """Yield the front of every article, or of those read from one file."""
        opened = self._open()
        with self._store.reading(), self._blamed(opened):
            yield from opened.reader.fronts(file)

    def snapshot(self) -> Snapshot:
        """Return which snapshot answers now."""
        return self._store.current().snapshot

    def status(self) -> Status:
        """Return what the index holds."""
        fields, view = self._ask(lambda opened: (inquiries.known(opened.reader), opened.view))
        data = view.manifest.data
        return Status(
            snapshot=view.snapshot,
            size_bytes=sum(file.size for file in view.manifest.files),
            fields=fields,
            sources=tuple(data["sources"]),
            problems=tuple(Problem(*problem) for problem in data["problems"]),
            fallback=view.fallback_reason,
        )

    def facts(self) -> Facts:
        """Return what was remembered with the newest snapshot.

        It asks for no index of this format, nor for one that is sound: the manifest is enough.
        """
        view = self._store.remembered()
        with self._store.reading():
            return remembered.read(view)

    def verify(self) -> None:
        """Check every byte against the manifest and ask canary queries."""
        check(self._store.verify())

    def close(self) -> None:
        """Let go of files."""
        with self._opening:
            self._opened = None

    def _ask(self, question: Callable[[Opened], T]) -> T:
        """Return the answer of the live snapshot; of the one before, where this one is damaged.

        Raises IndexDamaged when no snapshot is sound.
        """
        while True:
            opened = self._open()
            with self._store.reading():
                try:
                    return question(opened)
                except (*UNREADABLE, OSError):
                    try:
                        self._store.verify(opened.view)
                    except IndexDamaged:
                        continue  # with what serves in its stead, from now on
                    raise

    @contextmanager
    def _blamed(self, opened: Opened) -> Iterator[None]:
        """When the bytes of a snapshot make no sense, say which file is damaged."""
        try:
            yield
        except UNREADABLE:
            self._store.verify(opened.view)
            raise

    def _open(self) -> Opened:
        """Return the live snapshot, opening it when it is not the one that is open."""
        view = self._store.current()
        opened = self._opened
        if opened is not None and opened.view == view:
            return opened
        with self._opening:
            if self._opened is None or self._opened.view != self._store.current():
                # The one before stays open for the searches under way, and closes with the last.
                self._opened = self._store.open(Opened)
            return self._opened

    # Writing

    def rebuild(self, articles: Iterable[Incoming], facts: Callable[[], Facts]) -> Change:
        """Build a new generation from these articles alone, check it, and switch to it."""
        before = self._before()
        with self._store.writing("rebuild") as writing:
            draft = writing.new_generation()
            return self._written(draft, None, before, articles, facts)

    def add(
        self,
        articles: Iterable[Incoming],
        facts: Callable[[], Facts],
        gone: Callable[[], Iterable[str]] = tuple,
    ) -> Change:
        """Add articles, replacing those of the same id, and remove what is gone."""
        with self._store.writing("add") as writing:
            draft = writing.new_commit()
            before = self._base()
            with self._blamed(before), held_open():
                return self._written(draft, before, before, articles, facts, gone)

    def remove(
        self, article_ids: Iterable[str], facts: Callable[[], Facts] | None = None
    ) -> Change:
        """Remove articles; ids that are not there are passed over."""
        with self._store.writing("remove") as writing:
            draft = writing.new_commit()
            before = self._base()
            with self._blamed(before), held_open():
                gone = tuple(article_ids)
                return self._written(draft, before, before, (), facts or self.facts, lambda: gone)

    def embed(self, model: Model, told: Callable[[int, int], None]) -> Embedded:
        """Make vectors by a model for the articles that have none; as far as it came they stay."""
        return Embedding(model, self._base, self._beside).run(told)

    def group(self) -> Snapshot:
        """Find copies and stories among articles that came since they were last looked for."""
        from search.local import grouping

        wishes = self._wishes()
        if grouping.is_done(self._open().view, wishes):
            return self.snapshot()
        return self._beside(
            "group",
            lambda draft, before: grouping.regrouped(draft, before.reader, before.view, wishes),
        )

    def grouping(self) -> Grouping:
        """Return what there is of stories and copies, and what the stories file came to."""
        from search.local import grouping

        wishes = self._wishes()
        return self._ask(
            lambda opened: stories.grouping(opened, grouping.is_done(opened.view, wishes))
        )

    def _beside(self, name: str, change: Callable[[Draft, Opened], Mapping[str, Any]]) -> Snapshot:
        """Publish a commit that changes what stands beside the articles alone."""
        with self._store.writing(name) as writing:
            draft = writing.new_commit()
            before = self._base()
            with self._blamed(before):
                return commits.beside(draft, before, change).snapshot

    def _base(self) -> Opened:
        """Return the live snapshot, to add to. Raises IndexDamaged when another serves for it: to
        add to that would quietly drop what came after it.
        """
        opened = self._open()
        if opened.view.fallback_reason is not None:
            raise IndexDamaged(
                opened.view.fallback_reason, code="index.damaged", path=self._store.directory
            )
        return opened

    def _before(self) -> Opened | None:
        """Return the live snapshot to compare a rebuild with; None where none is sound.

        Every byte is checked: a rebuild takes over articles that have not changed.
        """
        try:
            self._store.open(lambda view: view, full=True)
            return self._open()
        except IndexFault:
            return None

    def _written(
        self,
        draft: Draft,
        base: Opened | None,
        before: Opened | None,
        articles: Iterable[Incoming],
        facts: Callable[[], Facts],
        gone: Callable[[], Iterable[str]] = tuple,
    ) -> Change:
        """Write a commit on top of `base`, publish it, and return how it differs from `before`."""
        wishes = self._wishes()
        opened, change = commits.of_articles(draft, base, before, articles, facts, gone, wishes)
        with self._opening:
            self._opened = opened
        return change


def _page(
    opened: Opened,
    ranked: Ranked,
    hits: tuple[Hit, ...],
    started: float,
    shelved: Shelved | None = None,
) -> Page:
    """Return what a search came to."""
    return Page(
        total=ranked.answer.total,
        hits=hits,
        facets=ranked.facets,
        undated=ranked.answer.undated,
        notices=ranked.notices,
        timed_out=ranked.timed_out,
        snapshot=opened.view.snapshot,
        took_ms=(time.perf_counter() - started) * 1000,
        by_meaning=ranked.by_meaning,
        folded=ranked.folded,
        shelved=shelved,
    )
