"""The engine of this machine: one directory, kept by the store, searched through arrays."""

from __future__ import annotations

import pickle
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np

from search.analysis import VERSION as ANALYSIS
from search.analysis import words
from search.article import Article
from search.engine import Change, Facts, Hit, Page, Problem, SearchRequest, Snapshot, Sort, Status
from search.errors import IndexDamaged, IndexFault
from search.local import overlay, scoring
from search.local.budget import Budget
from search.local.codec import FORMAT
from search.local.executor import Executor
from search.local.facets import facet
from search.local.lexicon import Lexicon
from search.local.names import Aliases
from search.local.occurrences import I64, Mask
from search.local.reader import Reader
from search.local.schema import word_term
from search.local.writer import Writer
from search.store import Draft, Store, View

CANARIES = 5
MAX_PROBLEMS = 1_000
"""Problems remembered with a snapshot; a report at the time of reading has them all."""


UNREADABLE = (pickle.UnpicklingError, struct.error, zlib.error, ValueError, LookupError, EOFError)
"""What Whoosh's readers, and ours, raise over bytes that are not what was written."""


class Opened:
    """A snapshot that has been opened, with what is worked out once for all its searches."""

    def __init__(self, view: View) -> None:
        _check_format(view)
        self.view = view
        try:
            overlays = view.manifest.data["overlays"]
            self.reader = Reader(view.directory, view.commit, overlays)
        except UNREADABLE as error:
            raise IndexDamaged(
                f"The index in {view.directory} cannot be read: {error}. Run: index rebuild",
                code="index.unreadable",
                path=view.directory,
            ) from error
        self.lexicon = Lexicon(self.reader, view.directory)

    @cached_property
    def lengths(self) -> scoring.Lengths:
        """The lengths that scoring needs."""
        return scoring.lengths(self.reader.title_words, self.reader.body_words, self.reader.live)


class LocalEngine:
    """An index in `directory`; see search.engine.Engine for what each method promises.

    `aliases` gives the other names of an outlet or agency, folded.
    """

    def __init__(self, directory: Path, aliases: Aliases = lambda name: ()) -> None:
        self._store = Store(directory)
        self._aliases = aliases
        self._opened: Opened | None = None
        self._opening = threading.Lock()

    # Reading

    def search(self, request: SearchRequest) -> Page:
        """Return the page of articles that match, without snippets."""
        started = time.perf_counter()
        with self._asked() as opened:
            return self._page(opened, request, started)

    def _page(self, opened: Opened, request: SearchRequest, started: float) -> Page:
        reader = opened.reader
        budget = Budget(request.timeout_s)
        executor = Executor(reader, opened.lexicon, opened.lengths, self._aliases, budget)
        matched = executor.matches(request.tree)
        scores = executor.scores(request.tree) if matched.any() else np.zeros(reader.size)
        ordered = _order(reader, np.flatnonzero(matched), scores, request.sort)
        cut = ordered[request.offset : request.offset + request.limit]
        return Page(
            total=int(matched.sum()),
            hits=tuple(
                Hit(request.offset + rank, float(scores[number]), reader.article(number))
                for rank, number in enumerate(cut.tolist(), 1)
            ),
            facets={
                name: facet(reader, name, matched, request.facet_size) for name in request.facets
            },
            undated=executor.undated(request.tree, matched),
            notices=tuple(executor.notices.values()),
            timed_out=budget.spent,
            snapshot=opened.view.snapshot,
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, None if there is none."""
        with self._asked() as opened:
            number = opened.reader.number(article_id)
            return None if number is None else opened.reader.article(number)

    def snapshot(self) -> Snapshot:
        """Return which snapshot answers now."""
        return self._store.current().snapshot

    def status(self) -> Status:
        """Return what the index holds."""
        with self._asked() as opened:  # first: what will not open falls back
            fields = _known(opened.reader)
        view = self._store.current()
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
        data = view.manifest.data
        survey = view.directory / str(data.get("survey") or ".")
        with self._store.reading():
            return Facts(
                sources=tuple(data.get("sources", ())),
                columns=data.get("columns", {}),
                problems=tuple(Problem(*problem) for problem in data.get("problems", ())),
                survey=survey.read_bytes() if survey.is_file() else b"",
            )

    def verify(self) -> None:
        """Check every byte against the manifest and ask canary queries."""
        _check(self._store.verify())

    def close(self) -> None:
        """Let go of files."""
        with self._opening:
            if self._opened is not None:
                self._opened.reader.close()
            self._opened = None

    @contextmanager
    def _asked(self) -> Iterator[Opened]:
        """Yield the live snapshot; when its bytes make no sense, say which file is damaged."""
        opened = self._open()
        try:
            with self._store.reading():
                yield opened
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

    def rebuild(self, articles: Iterable[Article], facts: Callable[[], Facts]) -> Change:
        """Build a new generation from these articles alone, check it, and switch to it."""
        before = self._before()
        with self._store.writing("rebuild") as writing:
            draft = writing.new_generation()
            return self._written(draft, None, before, articles, facts)

    def add(self, articles: Iterable[Article], facts: Callable[[], Facts]) -> Change:
        """Add articles, replacing those of the same id."""
        with self._store.writing("add") as writing:
            draft = writing.new_commit()
            before = self._open()  # what is live is sound, or there would be no draft
            return self._written(draft, before, before, articles, facts)

    def remove(self, article_ids: Iterable[str]) -> Change:
        """Remove articles; ids that are not there are passed over."""
        with self._store.writing("remove") as writing:
            draft = writing.new_commit()
            before = self._open()
            found = {before.reader.number(article_id) for article_id in article_ids}
            return self._written(
                draft, before, before, (), self.facts, dropped={n for n in found if n is not None}
            )

    def overlay(self, name: str, values: Mapping[str, int]) -> Snapshot:
        """Replace an overlay, "story" or "fold", by one integer for each of these article ids.

        Nothing else is written: grouping anew leaves the articles as they are.
        """
        with self._store.writing(name) as writing:
            draft = writing.new_commit()
            before = self._open()
            writer = _writer(draft, before)
            files = writer.finish()
            numbers = {before.reader.number(ref): value for ref, value in values.items()}
            path = draft.path / overlay.file_name(name, draft.point.commit)
            keys = before.reader.keys
            overlay.write(path, {int(keys[n]): v for n, v in numbers.items() if n is not None})
            data = dict(before.view.manifest.data)
            data["overlays"] = {**data["overlays"], name: path.name}
            view = draft.publish(
                files=[*files, data["survey"], *data["overlays"].values()],
                articles=before.reader.count,
                data=data,
                check=_check,
            )
        return view.snapshot

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
        articles: Iterable[Article],
        facts: Callable[[], Facts],
        dropped: Iterable[int] = (),
    ) -> Change:
        """Write a commit on top of `base`, publish it, and return how it differs from `before`."""
        writer = _writer(draft, base)
        added = updated = kept = removed = 0
        try:
            for gone in dropped:
                writer.delete_document(gone)
                removed += 1
            for article in articles:
                if not writer.put(article):
                    continue
                number = before.reader.number(article.id) if before else None
                if before is None or number is None:
                    added += 1
                    continue
                kept += 1
                updated += not before.reader.has_checksum(number, article.source.checksum)
                if base is not None:
                    writer.delete_document(number)
            files = writer.finish()
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        remembered = facts()
        survey = draft.path / f"survey-{draft.point.commit}.bin"
        survey.write_bytes(remembered.survey)
        old = before.reader.count if before else 0
        overlays = dict(base.view.manifest.data["overlays"]) if base else {}
        view = draft.publish(
            files=[*files, survey.name, *overlays.values()],
            articles=old - removed + added if base is not None else kept + added,
            data={
                "format": FORMAT,
                "analysis": ANALYSIS,
                "next_key": writer.next_key,
                "overlays": overlays,
                "survey": survey.name,
                "sources": list(remembered.sources),
                "columns": dict(remembered.columns),
                "problems": [
                    [p.path, p.line, p.reason] for p in remembered.problems[:MAX_PROBLEMS]
                ],
            },
            check=_check,
        )
        return Change(view.snapshot, added, updated, removed if base is not None else old - kept)


def _writer(draft: Draft, base: Opened | None) -> Writer:
    """Return the writer of a draft on top of `base`."""
    first_key = base.view.manifest.data["next_key"] if base else 0
    return Writer(draft.path, draft.point.commit, base.view.commit if base else None, first_key)


def _order(reader: Reader, matched: I64, scores: scoring.F64, sort: Sort) -> I64:
    """Return the matched articles in order: by score or day, then newest, then id."""
    days = reader.first_day[matched].astype(np.int64)
    newest = np.where(days > 0, -days, 1)
    oldest = np.where(days > 0, days, np.iinfo(np.int64).max)
    keys = {
        "relevance": (newest, -scores[matched]),
        "newest": (newest,),
        "oldest": (oldest,),
    }[sort]
    ordered: I64 = matched[np.lexsort((reader.id_rank[matched], *keys))]
    return ordered


def _known(reader: Reader) -> dict[str, tuple[int, int]]:
    """Return for each field how many articles have it and how many do not."""
    has: dict[str, Mask] = {"title": reader.title_words > 0, "date": reader.first_day > 0}
    has |= {field: reader.known(field) for field in ("outlet", "agency", "lang", "people")}
    has = {name: has[name] for name in ("title", "outlet", "agency", "lang", "date", "people")}
    known = {field: int((mask & reader.live).sum()) for field, mask in has.items()}
    return {field: (count, reader.count - count) for field, count in known.items()}


def _check_format(view: View) -> None:
    data = view.manifest.data
    if data.get("format") != FORMAT or data.get("analysis") != ANALYSIS:
        raise IndexFault(
            f"The index {view.directory.parent} was made by another version of this program. "
            "Run: index rebuild",
            code="index.format",
            path=view.directory.parent,
        )


def _check(view: View) -> None:
    """Raise IndexDamaged unless the snapshot opens and its own articles can be found in it."""
    try:
        opened = Opened(view)
        reader = opened.reader
        live = np.flatnonzero(reader.live)
        if len(live) != view.manifest.articles:
            raise ValueError(f"it holds {len(live)} articles instead of {view.manifest.articles}")
        for number in live[:: max(1, len(live) // CANARIES)].tolist():
            _ask_canary(reader, number)
        reader.close()
    except IndexFault:
        raise
    except Exception as error:
        raise IndexDamaged(
            f"The index in {view.directory} does not answer as it should: {error}. "
            "Run: index rebuild",
            code="index.canary",
            path=view.directory,
        ) from error


def _ask_canary(reader: Reader, number: int) -> None:
    """Raise ValueError unless an article can be found by its id and by a word of its body."""
    article = reader.article(number)
    if reader.number(article.id) != number:
        raise ValueError(f"article {article.id} is not found by its id")
    first = words(article.body)[:1]
    for word in first:
        places = reader.places("body", word_term(word.form, article.lang))
        if number not in places.articles():
            raise ValueError(f"article {article.id} is not found by its word {word.form}")
