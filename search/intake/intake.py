"""Files to articles, in two passes: read and understand each, then settle what needs them all.

An article alone may not tell its year, nor which spelling of a name the archive goes by. So the
articles understood are set down on disk, a survey is made of them on the way, and only then does
each go into the index with what the survey could settle. Memory holds one article at a time.

An article whose record has not changed is kept as it is stored. It is not even looked into, unless
what the survey says of the others has changed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from search import extract, ingest, record
from search.article import Article, RawArticle, Skipped, Source
from search.engine import Change, Engine, Facts, Problem
from search.errors import RebuildRefused, UsageError
from search.intake import crew, sources
from search.intake.course import Course
from search.intake.earlier import Earlier, Stored, is_gone
from search.intake.inventory import Inventory
from search.intake.met import Met
from search.intake.recall import Recall, made_of
from search.intake.settling import Settling
from search.intake.sources import Columns
from search.intake.spool import Spool, Unchanged
from search.intake.warned import Warned
from search.record import Kept
from search.report import Progress, Report

Observer = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class _Met:
    """A record that was read, and what the index holds under its id.

    `is_first`: its id is met for the first time; `is_repeat`: it was met with other contents.
    `is_kept`: the old article is that of this record, understood as it would be now.
    """

    raw: RawArticle
    old: Stored | None
    is_first: bool
    is_repeat: bool
    is_kept: bool


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
        jobs: int | None = 1,
        names: Path | None = None,
    ) -> None:
        self._started = time.perf_counter()
        self._directory = directory
        self._earlier = Earlier(engine, directory)
        self._anew = anew
        self._sources = sources.absolute(paths)
        self._columns: dict[str, Columns] = {one: columns for one in self._sources if columns}
        before = self._earlier.facts or Facts()
        if not anew:
            self._columns = {**sources.columns(before), **self._columns}
        self._inventory = Inventory.from_bytes(before.inventory)
        self._names = names
        self._corrections = extract.read_corrections(names)
        self._recall = Recall(corrections=self._corrections)
        self._found = sources.without(self._find(() if anew else before.sources), names)
        total = sum(file.size for file in self._found.files)
        self._jobs = jobs or (crew.cores() if total >= crew.MUCH else 1)
        self._course = Course(progress, total, self._jobs)
        self._skipped: list[Skipped] = list(self._found.skipped)
        self._warned = Warned(
            Skipped(str(names), fault.line, None, fault.text, "names.line")
            for fault in self._corrections.faults
        )
        self._met = Met()
        self._text_bytes = self._understood = self._reused = self._kept = 0
        self._replaced = self._repeated = 0
        self._is_partial = False  # the survey: some of what was read is not in it

    @classmethod
    def of_everything(
        cls,
        engine: Engine,
        directory: Path,
        paths: Iterable[Path],
        columns: Columns | None,
        progress: Observer | None,
        jobs: int | None = 1,
        names: Path | None = None,
    ) -> Intake:
        """Return the intake of a rebuild: without paths, of the sources the index remembers.

        Of those a source that is gone is left out, reported, and remembered still.
        """
        paths = tuple(paths)
        if paths:
            return cls(
                engine, directory, paths, columns, progress, anew=True, jobs=jobs, names=names
            )
        facts = sources.remembered(engine)
        gone = [source for source in facts.sources if is_gone(Path(source))]
        there = [Path(source) for source in facts.sources if source not in gone]
        if not there:
            raise UsageError(
                f"Nothing is left of what the index was made from: {', '.join(gone)}. "
                "Name where the articles are now: index rebuild PATH",
                code="rebuild.no-sources",
            )
        intake = cls(
            engine, directory, there, columns, progress, anew=True, jobs=jobs, names=names
        )
        intake._sources = facts.sources
        intake._columns = intake._columns or sources.columns(facts)
        reason = "This source is no longer there; its articles are left out."
        intake._skipped += [Skipped(one, None, None, reason, "source.absent") for one in gone]
        return intake

    def everything(self, *, yes: bool) -> Iterator[Article | Kept]:
        """Yield the articles of a rebuild; RebuildRefused if half of the old ones would go."""
        # Now that the engine has looked whether it is sound:
        self._recall = self._earlier.recall(self._corrections)
        with Spool(self._directory) as spool:
            for entry in self._entries():
                spool.put(entry)
            if not yes:
                self._refuse_to_drop_half()
            if not self._is_up_to_date():
                entries = self._settling().unsettled(spool)
                self._recall = made_of(entries, self._corrections)
            yield from self._settling().settled(spool, self._understood)

    def more(self) -> Iterator[Article | Kept]:
        """Yield the articles to add to what is there; those that are there just so are left."""
        self._recall, was = self._earlier.recall_of_all(self._corrections, Recall)
        with Spool(self._directory) as spool:
            for entry in self._entries():
                spool.put(entry)
            yield from self._settling().settled(spool, self._understood)
        if was != self._corrections.digest:
            yield from self._settling().renamed(self._met)

    def facts(self) -> Facts:
        """Return what a rebuild leaves to be remembered, once its articles are read."""
        return Facts(
            sources=self._sources,
            columns={
                source: json.dumps(columns, sort_keys=True)
                for source, columns in self._columns.items()
            },
            problems=tuple(_problem(item) for item in (*self._skipped, *self._warned.told())),
            survey=self._recall.to_bytes(is_settled=self._anew),
            inventory=self._taken().to_bytes(),
        )

    def facts_of_more(self) -> Facts:
        """Return what an addition leaves to be remembered, beside what was."""
        new, before = self.facts(), self._earlier.facts or Facts()
        read = {ingest.label(file) for file in self._found.files}
        further = (
            source
            for source in new.sources
            if source in new.columns or not sources.inside(source, before.sources)
        )
        read.add(str(self._names))
        earlier = (
            problem for problem in before.problems if sources.file_of(problem.path) not in read
        )
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
            warned=self._warned.told(),
            seconds=time.perf_counter() - self._started,
            megabytes=self._text_bytes / 1e6,
        )

    def _find(self, earlier: Sequence[str]) -> ingest.Found:
        """Return the files to read; `earlier` are sources that are not read now."""
        return ingest.find(self._sources, earlier=earlier)

    def _taken(self) -> Inventory:
        """Return the inventory with the files that were read."""
        self._inventory.unsurveyed, is_stale = self._recall.lag
        self._inventory.is_stale = is_stale or (self._inventory.is_stale and not self._anew)
        if self._anew:
            self._inventory.files.clear()
        unread = {item.path for item in self._skipped if item.code == "file.unreadable"}
        self._inventory.put(one for one in self._found.files if ingest.label(one) not in unread)
        return self._inventory

    # The two passes

    def _entries(self) -> Iterator[Article | Unchanged]:
        """Yield every article that was read, and remember what it tells of others."""
        for met, article in crew.in_order(self._records(), _to_understand, self._jobs):
            if isinstance(met, Skipped):
                self._skipped.append(met)
                continue
            self._warn_of_place(met)
            entry = self._kept_one(met) if article is None else self._new_one(met, article)
            if entry is not None:
                self._understood += 1
                yield entry

    def _records(self) -> Iterator[_Met | Skipped]:
        for file in self._found.files:
            columns = sources.nearest(str(Path(file.root, file.path)), self._columns)
            for raw in ingest.read(file, columns, consumed=self._course.read):
                if isinstance(raw, Skipped):
                    yield raw
                    continue
                self._text_bytes += len(raw.text.encode("utf-8", "replace"))
                raw, old = self._identified(raw)
                if old is None and self._stays_out(raw):
                    continue
                before = self._met.put(raw.id, raw.source.checksum)
                is_kept = old is not None and old.would_be_of(raw)
                self._course.met(is_kept=is_kept)
                yield _Met(raw, old, before is None, before is False, is_kept)

    def _settling(self) -> Settling:
        return Settling(self._earlier, self._recall, self._course)

    def _kept_one(self, met: _Met) -> Article | Unchanged | None:
        """Return the article of a record that has not changed; None where there is no need."""
        old, source = met.old, met.raw.source
        assert old is not None
        self._reused += 1
        if met.is_first:
            self._kept += self._is_same(old, met.raw)
            self._replaced += 1
            if not self._anew and old.source == source:
                return None
        if (old.source.root, old.source.path) == (source.root, source.path):
            head = old.front[: old.head.size]
            if old.source != source:
                head = record.head_bytes(met.raw.id, old.head.extractor, source)
            return Unchanged(met.raw.id, head, self._recall.holds(old.front))
        article = old.article
        if met.is_first:
            self._recall.forget(article)
        article = replace(article, source=source)
        self._recall.observe(article)
        return article

    def _new_one(self, met: _Met, article: Article | Skipped) -> Article | None:
        """Return the article of a record as it is understood now; None where it is skipped."""
        if isinstance(article, Skipped):
            self._skipped.append(article)
            return None
        refused = article.provenance.get("date")
        if refused is not None and refused.method == "refused":
            reason = f"“{refused.text}” is not a date; the article is kept without one"
            self._warned.add(met.raw, reason, "date.refused")
        if met.is_first and met.old is not None:
            self._kept += self._is_same(met.old, met.raw)
            self._replaced += 1
            self._forget(met.old)
        self._recall.observe(article)
        return article

    def _forget(self, old: Stored) -> None:
        """Take back what an article told that another takes the place of."""
        if not self._anew or old.is_of_this_version:
            self._recall.forget(old.article)
        elif not self._recall.is_empty:  # a new version: most of them will go
            self._recall, self._is_partial = Recall(corrections=self._corrections), True

    def _is_up_to_date(self) -> bool:
        """Return whether the survey is of the articles that were read, each once."""
        if self._recall.is_empty:
            return not self._reused and not self._is_partial
        return not self._repeated and self._replaced == self._earlier.count

    # Which article is which

    def _identified(self, raw: RawArticle) -> tuple[RawArticle, Stored | None]:
        """Return the article with the id it goes by, and what the index holds under that id.

        A file that has moved with its bytes unchanged keeps the id of its old place, and one whose
        id would change because another root came or went keeps its own, as does one that changes
        where it moved to. Who comes to the old place gets another.
        """
        old = self._earlier.stored(raw.id)
        if raw.id_basis != "path" or (
            old is not None and sources.are_like(old.source, raw.source)
        ):
            return raw, old
        for same in self._earlier.with_checksum(raw.source):
            moved = same.source.record == raw.source.record and is_gone(
                sources.place_of(same.source)
            )
            if (
                moved or sources.are_at_one_place(same.source, raw.source)
            ) and same.head.id not in self._met:
                return replace(raw, id=same.head.id), same
        if old is not None and not _is_elsewhere(old.source, raw.source):
            return raw, old
        here = self._earlier.all_of_file(raw.source)
        if here is not None and here.head.id not in self._met:
            return replace(raw, id=here.head.id), here
        if old is not None:
            return self._identified(replace(raw, id=ingest.id_after(raw.id)))
        return raw, old

    def _stays_out(self, raw: RawArticle) -> bool:
        """Return whether a record that is not in the index is to stay out of it.

        One that was removed comes back, as its file was asked for, and that is reported.
        """
        if self._inventory.was_removed(raw.id, raw.source.checksum):
            reason = f"{raw.id} was removed from the index; it is back, as its file still holds it"
            self._warned.add(raw, reason, "id.removed")
        self._inventory.removed.pop(raw.id, None)
        return False

    def _warn_of_place(self, met: _Met) -> None:
        """Report a record that takes the place of another, of this reading or before."""
        raw, old = met.raw, met.old
        self._repeated += not met.is_first
        if met.is_repeat:
            reason = f"its id {raw.id} was given before; this later record takes its place"
            self._warned.add(raw, reason, "id.repeated")
        elif (
            met.is_first
            and not self._anew
            and old is not None
            and not sources.are_like(old.source, raw.source)
            and not is_gone(sources.place_of(old.source))
        ):
            reason = f"its id {raw.id} was that of a record in {old.source.path}, whose place"
            self._warned.add(raw, f"{reason} it takes", "id.repeated")

    def _is_same(self, old: Stored, raw: RawArticle) -> bool:
        """Return whether this is the old article, perhaps edited or moved, and no namesake."""
        return (
            raw.id_basis != "path"
            or old.source.root == raw.source.root
            or old.source.checksum == raw.source.checksum
            or is_gone(Path(old.source.root))
        )

    def _refuse_to_drop_half(self) -> None:
        facts, before = self._earlier.facts, self._earlier.count
        if facts is None or sources.is_demonstration(facts):
            return
        kept = self._kept if self._earlier.readable else len(self._met)
        if kept * 2 < before:
            raise RebuildRefused(
                f"This rebuild would drop {before - kept:,} of the {before:,} articles in "
                "the index. To do it all the same: --yes. To keep them and add these: index add",
                before=before,
                after=kept,
            )


def _is_elsewhere(old: Source, source: Source) -> bool:
    """Return whether the article of an id stands in another file than one that would have it,
    below the same root: elsewhere files of one name are namesakes.
    """
    place = sources.place_of(old)
    return old.root == source.root and place != sources.place_of(source) and not is_gone(place)


def _to_understand(met: _Met | Skipped) -> RawArticle | None:
    return None if isinstance(met, Skipped) or met.is_kept else met.raw


def _problem(item: Skipped) -> Problem:
    return Problem(item.path, item.line, item.reason)
