"""Files to articles, in two passes: read and understand each, then settle what needs them all.

An article alone may not tell its year, nor which spelling of a name the archive goes by. So the
articles understood are set down on disk, a survey is made of them on the way, and only then does
each go into the index with what the survey could settle. Memory holds one article at a time.
"""

from __future__ import annotations

import struct
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from search import extract, ingest, record
from search.article import Article, RawArticle, Skipped
from search.engine import Change, Engine, Facts, Problem, SearchRequest
from search.errors import BadInput, IndexFault, RebuildRefused, UsageError
from search.query.tree import Exact, Field
from search.report import Progress, Report

DEMONSTRATION = "seeds"
"""The folder of the demonstration archive: replacing it asks for no confirmation."""


class Intake:
    """One reading of some paths into an engine; use it once."""

    def __init__(
        self,
        engine: Engine,
        directory: Path,
        paths: Iterable[Path],
        columns: Mapping[str, str] | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._started = time.perf_counter()
        self._engine = engine
        self._directory = directory
        self._paths = tuple(Path(path).absolute() for path in paths)
        self._columns = dict(columns or {})
        self._progress = progress or (lambda _: None)
        self._before = _facts(engine)
        self._survey = extract.Survey()
        self._found = ingest.find(self._paths)
        self._skipped: list[Skipped] = list(self._found.skipped)
        self._warned: list[Skipped] = []
        self._seen: dict[int, int] = {}
        self._bytes = self._understood = self._reused = self._kept = 0

    @classmethod
    def of_everything(
        cls,
        engine: Engine,
        directory: Path,
        paths: Iterable[Path],
        columns: Mapping[str, str] | None,
        progress: Callable[[Progress], None] | None,
    ) -> Intake:
        """Return the intake of a rebuild: without paths, of the sources the index remembers."""
        paths = tuple(paths)
        if not paths:
            facts = _facts(engine)
            if facts is None or not facts.sources:
                raise UsageError(
                    "There is no index yet, so there are no sources to read again. "
                    "Name a folder or file: index rebuild PATH",
                    code="rebuild.no-sources",
                )
            paths = tuple(Path(source) for source in facts.sources)
            columns = columns or facts.columns
        return cls(engine, directory, paths, columns, progress)

    def everything(self, *, yes: bool) -> Iterator[Article]:
        """Yield the articles of a rebuild; RebuildRefused if half of the old ones would go."""
        yield from self._settled(lambda: None if yes else self._refuse_to_drop_half())

    def more(self) -> Iterator[Article]:
        """Yield the articles to add to what is there."""
        if self._before is not None and self._before.survey:
            self._survey = extract.Survey.from_bytes(self._before.survey)
        yield from self._settled(lambda: None)

    def facts(self) -> Facts:
        """Return what a rebuild leaves to be remembered, once its articles are read."""
        return Facts(
            sources=tuple(str(path) for path in self._paths),
            columns=self._columns,
            problems=tuple(_problem(item) for item in (*self._skipped, *self._warned)),
            survey=self._survey.to_bytes(),
        )

    def facts_of_more(self) -> Facts:
        """Return what an addition leaves to be remembered, beside what was."""
        new, before = self.facts(), self._before or Facts()
        return replace(
            new,
            sources=tuple(dict.fromkeys((*before.sources, *new.sources))),
            columns={**before.columns, **new.columns},
            problems=tuple(dict.fromkeys((*before.problems, *new.problems))),
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
            warned=tuple(self._warned),
            seconds=time.perf_counter() - self._started,
            megabytes=sum(file.size for file in self._found.files) / 1e6,
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
            for raw in ingest.read(file, self._columns, consumed=consumed):
                article = self._understand(raw) if isinstance(raw, RawArticle) else None
                if isinstance(raw, Skipped):
                    self._skipped.append(raw)
                if article is not None:
                    self._understood += 1
                    yield article

    def _understand(self, raw: RawArticle) -> Article | None:
        """Return the article, from the index when its record has not changed; None if skipped."""
        raw = replace(raw, id=self._kept_id(raw))
        self._note_repeated(raw)
        old = self._old(raw.id)
        self._kept += old is not None
        if (
            old is not None
            and old.source.checksum == raw.source.checksum
            and old.extractor == extract.VERSION
        ):
            self._reused += 1
            return replace(old, source=raw.source)
        try:
            article = extract.article(raw)
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
            self._warned.append(_skip(raw, reason, "date.refused"))
        return article

    def _kept_id(self, raw: RawArticle) -> str:
        """Return the id, that of the old place when a file has moved with its bytes unchanged."""
        if raw.id_basis != "path" or self._before is None or self._old(raw.id) is not None:
            return raw.id
        same = self._engine.search(
            SearchRequest(Field("checksum", Exact(raw.source.checksum)), limit=10, timeout_s=10)
        )
        for hit in same.hits:
            place = Path(hit.article.source.root, hit.article.source.path.partition("!/")[0])
            if hit.article.source.record == raw.source.record and not place.exists():
                return hit.article.id
        return raw.id

    def _note_repeated(self, raw: RawArticle) -> None:
        """Report a record whose id another record, with other contents, has had before."""
        key, contents = hash(raw.id), hash(raw.source.checksum)
        if self._seen.setdefault(key, contents) != contents:
            reason = f"its id {raw.id} was given before; this later record takes its place"
            self._warned.append(_skip(raw, reason, "id.repeated"))
            self._seen[key] = contents

    def _old(self, article_id: str) -> Article | None:
        if self._before is None:
            return None
        return self._engine.article(article_id)

    def _refuse_to_drop_half(self) -> None:
        if self._before is None or _is_demonstration(self._before):
            return
        before = self._engine.status().snapshot.articles
        if self._kept * 2 < before:
            raise RebuildRefused(
                f"This rebuild would drop {before - self._kept:,} of the {before:,} articles in "
                "the index. To do it all the same: --yes. To keep them and add these: index add",
                before=before,
                after=self._kept,
            )


def _facts(engine: Engine) -> Facts | None:
    """Return what the live index remembers, None when there is none or it cannot be searched."""
    try:
        engine.status()
        return engine.facts()
    except IndexFault:
        return None


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
