"""Files to articles, in two passes: read and understand each, then settle what needs them all.

An article alone may not tell its year, nor which spelling of a name the archive goes by. So the
articles understood are set down on disk, a survey is made of them on the way, and only then does
each go into the index with what the survey could settle. Memory holds one article at a time.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from search import extract, ingest, record
from search.article import Article, RawArticle, Skipped, Source
from search.earlier import Earlier, is_gone
from search.engine import Change, Engine, Facts, Problem
from search.errors import BadInput, IndexAbsent, IndexDamaged, RebuildRefused, UsageError
from search.met import Met
from search.report import Progress, Report

DEMONSTRATION = "seeds"
"""The folder of the demonstration archive: replacing it asks for no confirmation."""

EXTRACTOR = f"read-{ingest.VERSION} {extract.VERSION}"
"""What understood an article: of another, the same record would give another article."""

MOST_WARNED = 10_000
"""Articles to look at that are told one by one; the rest are counted."""

Columns = Mapping[str, str]
Observer = Callable[[Progress], None]


class Intake:
    """One reading of some paths into an engine; use it once. Made as it is, it is an addition."""

    def __init__(
        self,
        engine: Engine,
        directory: Path,
        paths: Iterable[Path],
        columns: Columns | None,
        progress: Observer | None,
        *,
        anew: bool = False,
    ) -> None:
        self._started = time.perf_counter()
        self._directory = directory
        self._progress = progress or (lambda _: None)
        self._earlier = Earlier(engine)
        self._anew = anew
        self._sources = _absolute(paths)
        self._columns = {source: dict(columns) for source in self._sources if columns}
        before = self._earlier.facts or Facts()
        if not anew:
            self._columns = {**_columns(before), **self._columns}
        self._survey = extract.Survey()
        self._found = ingest.find(self._sources, earlier=() if anew else before.sources)
        self._skipped: list[Skipped] = list(self._found.skipped)
        self._warned: list[Skipped] = []
        self._unwarned = 0
        self._met = Met()
        self._bytes = self._text_bytes = self._understood = self._reused = self._kept = 0

    @classmethod
    def of_everything(
        cls,
        engine: Engine,
        directory: Path,
        paths: Iterable[Path],
        columns: Columns | None,
        progress: Observer | None,
    ) -> Intake:
        """Return the intake of a rebuild: without paths, of the sources the index remembers.

        Of those a source that is gone is left out, reported, and remembered still.
        """
        paths = tuple(paths)
        if paths:
            return cls(engine, directory, paths, columns, progress, anew=True)
        facts = _remembered(engine)
        gone = [source for source in facts.sources if is_gone(Path(source))]
        there = [Path(source) for source in facts.sources if source not in gone]
        if not there:
            raise UsageError(
                f"Nothing is left of what the index was made from: {', '.join(gone)}. "
                "Name where the articles are now: index rebuild PATH",
                code="rebuild.no-sources",
            )
        intake = cls(engine, directory, there, columns, progress, anew=True)
        intake._sources = facts.sources
        intake._columns = intake._columns or _columns(facts)
        reason = "This source is no longer there; its articles are left out."
        intake._skipped += [Skipped(one, None, None, reason, "source.absent") for one in gone]
        return intake

    def everything(self, *, yes: bool) -> Iterator[Article]:
        """Yield the articles of a rebuild; RebuildRefused if half of the old ones would go."""
        yield from self._settled(lambda: None if yes else self._refuse_to_drop_half())

    def more(self) -> Iterator[Article]:
        """Yield the articles to add to what is there; those that are there just so are left."""
        before = self._earlier.facts
        if before is not None and before.survey:
            try:
                self._survey = extract.Survey.from_bytes(before.survey)
            except (ValueError, LookupError) as error:
                raise IndexDamaged(
                    f"What the index {self._directory} remembers of its articles is damaged. "
                    "Run: index rebuild",
                    code="index.damaged",
                    path=self._directory,
                ) from error
        yield from self._settled(lambda: None)

    def facts(self) -> Facts:
        """Return what a rebuild leaves to be remembered, once its articles are read."""
        return Facts(
            sources=self._sources,
            columns={
                source: json.dumps(columns, sort_keys=True)
                for source, columns in self._columns.items()
            },
            problems=tuple(_problem(item) for item in (*self._skipped, *self._told())),
            survey=self._survey.to_bytes(),
        )

    def facts_of_more(self) -> Facts:
        """Return what an addition leaves to be remembered, beside what was."""
        new, before = self.facts(), self._earlier.facts or Facts()
        read = {ingest.label(file) for file in self._found.files}
        further = (
            source
            for source in new.sources
            if source in new.columns or not _inside(source, before.sources)
        )
        earlier = (problem for problem in before.problems if _file(problem.path) not in read)
        return replace(
            new,
            sources=tuple(dict.fromkeys((*before.sources, *further))),
            problems=tuple(dict.fromkeys((*earlier, *new.problems))),
        )

    def report(self, change: Change) -> Report:
        """Return what was done, once the engine has taken the articles."""
        return Report(
            generation=change.snapshot.generation,
            files=len(self._found.files),
            articles=change.snapshot.articles,
            added=change.added,
            updated=change.updated,
            removed=change.removed,
            reused=self._reused,
            skipped=tuple(self._skipped),
            warned=self._told(),
            seconds=time.perf_counter() - self._started,
            megabytes=self._text_bytes / 1e6,
        )

    # The two passes

    def _settled(self, check: Callable[[], None]) -> Iterator[Article]:
        with tempfile.TemporaryFile(dir=self._directory) as spool:
            for article in self._understood_articles():
                self._survey.observe(article)
                _set_down(spool, article)
            check()
            spool.seek(0)
            for number, article in enumerate(_taken_up(spool), 1):
                yield self._survey.resolve(article)
                self._progress(Progress("indexing", number, self._understood, number))
        self._progress(Progress("checking", 0, 1, self._understood))

    def _understood_articles(self) -> Iterator[Article]:
        total = sum(file.size for file in self._found.files)

        def consumed(size: int) -> None:
            self._bytes += size
            self._progress(Progress("reading", min(self._bytes, total), total, self._understood))

        for file in self._found.files:
            columns = self._columns_of(str(Path(file.root, file.path)))
            for raw in ingest.read(file, columns, consumed=consumed):
                if isinstance(raw, Skipped):
                    self._skipped.append(raw)
                    continue
                self._text_bytes += len(raw.text.encode("utf-8", "replace"))
                article = self._understand(raw)
                if article is not None:
                    self._understood += 1
                    yield article

    def _columns_of(self, path: str) -> Columns | None:
        """Return the columns given for a file: those of the nearest source that holds it."""
        sources = [source for source in self._columns if _inside(path, [source])]
        return self._columns[max(sources, key=len)] if sources else None

    def _understand(self, raw: RawArticle) -> Article | None:
        """Return the article, from the index when its record has not changed.

        None where it is skipped, or already there just so.
        """
        raw, old = self._identified(raw)
        first = self._note(raw, old)
        reused = old is not None and _unchanged(old, raw)
        article = replace(old, source=raw.source) if old and reused else self._extracted(raw)
        if article is None:
            return None
        self._reused += reused
        if first and old is not None:
            self._kept += self._is_same(old, raw)
            if not self._anew:
                if reused and old.source == raw.source:
                    return None
                self._survey.forget(old)
        return article

    def _extracted(self, raw: RawArticle) -> Article | None:
        try:
            article = replace(extract.article(raw), extractor=EXTRACTOR)
        except BadInput as error:
            self._skipped.append(_skip(raw, str(error), error.code))
            return None
        except Exception as error:  # one bad article never stops a rebuild
            reason = f"this article could not be understood ({type(error).__name__}: {error})"
            self._skipped.append(_skip(raw, reason, "article.failed"))
            return None
        refused = article.provenance.get("date")
        if refused is not None and refused.method == "refused":
            reason = f"“{refused.text}” is not a date; the article is kept without one"
            self._warn(raw, reason, "date.refused")
        return article

    # Which article is which

    def _identified(self, raw: RawArticle) -> tuple[RawArticle, Article | None]:
        """Return the article with the id it goes by, and what the index holds under that id.

        A file that has moved with its bytes unchanged keeps the id of its old place, and one whose
        id would change because another root came or went keeps its own.
        """
        old = self._earlier.article(raw.id)
        if raw.id_basis != "path" or (old is not None and _like(old.source, raw.source)):
            return raw, old
        for same in self._earlier.with_checksum(raw.source):
            moved = same.source.record == raw.source.record and is_gone(_place(same.source))
            if (moved or _at(same.source, raw.source)) and same.id not in self._met:
                return replace(raw, id=same.id), same
        return raw, old

    def _note(self, raw: RawArticle, old: Article | None) -> bool:
        """Return whether this id is met for the first time; report one that other contents had."""
        is_same = self._met.put(raw.id, raw.source.checksum)
        first = is_same is None
        if is_same is False:
            reason = f"its id {raw.id} was given before; this later record takes its place"
            self._warn(raw, reason, "id.repeated")
        elif (
            first
            and not self._anew
            and old is not None
            and raw.id_basis == "declared"
            and not _like(old.source, raw.source)
            and not is_gone(_place(old.source))
        ):
            reason = f"its id {raw.id} was that of a record in {old.source.path}, whose place"
            self._warn(raw, f"{reason} it takes", "id.repeated")
        return first

    def _is_same(self, old: Article, raw: RawArticle) -> bool:
        """Return whether this is the old article, perhaps edited or moved, and no namesake."""
        return (
            raw.id_basis != "path"
            or old.source.root == raw.source.root
            or old.source.checksum == raw.source.checksum
            or is_gone(Path(old.source.root))
        )

    def _refuse_to_drop_half(self) -> None:
        facts, before = self._earlier.facts, self._earlier.count
        if facts is None or _is_demonstration(facts):
            return
        kept = self._kept if self._earlier.readable else len(self._met)
        if kept * 2 < before:
            raise RebuildRefused(
                f"This rebuild would drop {before - kept:,} of the {before:,} articles in "
                "the index. To do it all the same: --yes. To keep them and add these: index add",
                before=before,
                after=kept,
            )

    # What is told

    def _warn(self, raw: RawArticle, reason: str, code: str) -> None:
        if len(self._warned) < MOST_WARNED:
            self._warned.append(_skip(raw, reason, code))
        else:
            self._unwarned += 1

    def _told(self) -> tuple[Skipped, ...]:
        if not self._unwarned:
            return tuple(self._warned)
        reason = f"and {self._unwarned:,} more articles to look at"
        return (*self._warned, Skipped("…", None, None, reason, "more"))


def _remembered(engine: Engine) -> Facts:
    """Return what the index was made from. Raises UsageError, or IndexDamaged if it is lost."""
    try:
        facts = engine.facts()
    except IndexDamaged as error:
        raise IndexDamaged(
            f"{str(error).removesuffix(' Run: index rebuild')} Nor can it be read any more what "
            "the index was made from. Name it: index rebuild PATH",
            code=error.code,
            path=error.path,
        ) from error
    except IndexAbsent:
        facts = Facts()
    if not facts.sources:
        raise UsageError(
            "There is no index yet, so there are no sources to read again. "
            "Name a folder or file: index rebuild PATH",
            code="rebuild.no-sources",
        )
    return facts


def _absolute(paths: Iterable[Path]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(os.path.abspath(path) for path in paths))  # noqa: PTH100 - no `..`


def _columns(facts: Facts) -> dict[str, dict[str, str]]:
    return {source: json.loads(columns) for source, columns in facts.columns.items()}


def _inside(path: str, sources: Iterable[str]) -> bool:
    return any(path == one or path.startswith(one.rstrip("/") + "/") for one in sources)


def _file(path: str) -> str:
    return path.partition("!/")[0]


def _place(source: Source) -> Path:
    """Return the file on disk that a record was read from."""
    return Path(source.root, _file(source.path))


def _at(one: Source, other: Source) -> bool:
    return (one.root, one.path, one.record) == (other.root, other.path, other.record)


def _like(one: Source, other: Source) -> bool:
    return _at(one, other) or one.checksum == other.checksum


def _unchanged(old: Article, raw: RawArticle) -> bool:
    """Return whether extraction would give the old article; a suffix helps to tell the format."""
    return (
        old.source.checksum == raw.source.checksum
        and old.extractor == EXTRACTOR
        and Path(old.source.path).suffix == Path(raw.source.path).suffix
    )


def _is_demonstration(facts: Facts) -> bool:
    return all(Path(source).name == DEMONSTRATION for source in facts.sources)


def _skip(raw: RawArticle, reason: str, code: str) -> Skipped:
    return Skipped(raw.source.path, raw.source.line, raw.source.record, reason, code)


def _problem(item: Skipped) -> Problem:
    return Problem(item.path, item.line, item.reason)


_LENGTH = struct.Struct("<I")


def _set_down(spool: IO[bytes], article: Article) -> None:
    packed = zlib.compress(record.dumps(article), 1)
    spool.write(_LENGTH.pack(len(packed)) + packed)


def _taken_up(spool: IO[bytes]) -> Iterator[Article]:
    while header := spool.read(_LENGTH.size):
        (size,) = _LENGTH.unpack(header)
        yield record.loads(zlib.decompress(spool.read(size)))
