"""Files kept in step with an index: looked at again and again, read when they have changed.

A file counts as changed, or as gone, once it has been found so twice with nothing different in
between, SETTLE_S apart: one that is still being written is waited for, and so is one that an
editor is about to put back. What cannot be looked into, such as a share that is not there, says
nothing of the files below it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from search import extract, ingest
from search.engine import Engine, Facts, Snapshot
from search.errors import IndexBusy, IndexFault, UsageError
from search.ingest import Stamp
from search.intake import sources
from search.intake.changes import Changes
from search.intake.earlier import Earlier
from search.intake.inventory import Inventory
from search.intake.late import LateRecall
from search.intake.sources import Columns
from search.report import Event

SETTLE_S = 0.5
MOST_FILES, MOST_BYTES = 1_000, 16 << 20
"""What is read for one commit, so that much to read is seen bit by bit, and others may write."""

QUIET_S, MOST_LATE = 60.0, 1_000
"""When a large archive learns from what has come of late: after so long without a change, or after
so many articles. It is grouped anew after as long."""

SHARE = 0.1
"""How much of a processor looking may take: many files are looked at less often."""


class Watch:
    """The files under `paths`, without paths those of the index; see `step`. Close it at the end.

    What the names file says is followed, too, when it changes. `patient`: wait while somebody else
    writes, where otherwise IndexBusy is raised.
    """

    def __init__(
        self,
        engine: Engine,
        directory: Path,
        paths: Sequence[Path] = (),
        *,
        columns: Columns | None = None,
        jobs: int | None = 1,
        names: Path | None = None,
        allow_vanish: bool = False,
        patient: bool = True,
    ) -> None:
        self.tops = sources.absolute(paths) or sources.remembered(engine).sources
        self._engine = engine
        self._directory = directory
        self._columns = columns
        self._jobs = jobs
        self._names = names
        self._names_were: Stamp | None = None
        self._allow_vanish = allow_vanish
        self._patient = patient
        self._at: tuple[int, int] | None = None
        self._known: dict[str, Stamp] = {}
        self._touched: dict[str, Stamp] = {}
        self._refused: dict[str, tuple[Stamp, int]] = {}
        self._pending: dict[str, tuple[Stamp | None, float]] = {}
        self._held: set[str] = set()
        self._told_held: dict[str, int] = {}
        self._absent: set[str] = set()
        self._recall: LateRecall | None = None
        self._was_stale = False
        self._is_prepared = False
        self._changed_s = 0.0
        self._ready: Changes | None = None
        self._is_busy = False
        self._cost_s = 0.0
        self._is_more = False
        self._catch_up()

    @property
    def files(self) -> int:
        """How many files below the watched paths the index knows."""
        return len(self._known)

    @property
    def waiting(self) -> int:
        """How many files have changed and are not read yet."""
        return len(self._pending)

    def prepare(self) -> None:
        """Work out what the first file to be read would have to wait for."""
        self._is_prepared = True
        self._remember()

    def pause_s(self, interval_s: float) -> float:
        """Return how long to wait before the next step."""
        if self._is_more:
            return 0.0
        if self._pending or self._ready is not None:
            return min(interval_s, SETTLE_S)
        return max(interval_s, self._cost_s / SHARE)

    def step(self, now_s: float) -> Iterator[Event]:
        """Look at the files, write what is due, and yield what is to be told.

        `now_s` is the time of any clock that never goes back.
        """
        try:
            yield from self._stepped(now_s)
        except BaseException:
            self._drop_ready()
            raise

    def _stepped(self, now_s: float) -> Iterator[Event]:
        self._is_more = False
        if self._ready is not None and not self._ready.is_outdated:
            yield from self._write(self._ready)
            return
        self._drop_ready()
        self._catch_up()
        began = time.thread_time()
        changed, missing, closed = self._look()
        self._cost_s = time.thread_time() - began
        yield from self._told_absent(closed)
        changed, missing = self._ripe(changed, missing, now_s)
        if changed or not missing <= self._held:
            self._changed_s = now_s
            yield from self._take(changed, missing)
        elif self._recall is not None and not self._pending:
            quiet_s = now_s - self._changed_s
            if len(self._recall) and (quiet_s >= QUIET_S or len(self._recall) >= MOST_LATE):
                self._learn(self._recall)
            elif quiet_s >= QUIET_S:
                self._group()

    def close(self, *, is_sound: bool = True) -> None:
        """Have the index remember which files were read without giving anything new."""
        self._drop_ready()
        if is_sound and self._touched:
            with suppress(IndexFault):  # they would be read once more, that is all
                self._engine.remove((), self._facts)

    def _facts(self) -> Facts:
        """Return what the index remembers, with what has not been written of it yet."""
        facts = self._engine.facts()
        inventory = Inventory.from_bytes(facts.inventory)
        inventory.files.update(self._touched)
        recall = self._recall
        if recall is not None and (inventory.unsurveyed or inventory.is_stale) and not len(recall):
            inventory.unsurveyed, inventory.is_stale = (), self._was_stale
            facts = replace(facts, survey=recall.to_bytes(is_settled=False))
        return replace(facts, inventory=inventory.to_bytes())

    # What the archive knows of itself

    def _remember(self) -> None:
        """Load what the archive knows of itself, unless the names file has changed since."""
        corrections = extract.read_corrections(self._names)
        earlier = Earlier(self._engine, self._directory)
        recall, was = earlier.recall_of_all(corrections, LateRecall)
        if was == corrections.digest:
            recall.prepare()
            self._recall = recall

    def _learn(self, recall: LateRecall) -> None:
        """Take in what has come of late, and write it; it waits while somebody else writes."""
        recall.catch_up()
        with suppress(IndexBusy):
            now = self._engine.remove((), self._facts).snapshot
            self._at = now.generation, now.commit
            self._touched = {}
        recall.prepare()

    def _group(self) -> None:
        """Look for copies and stories among what came; it waits while somebody else writes."""
        with suppress(IndexBusy):
            now = self._engine.group()
            self._at = now.generation, now.commit

    # Looking

    def _look(self) -> tuple[dict[str, Stamp], set[str], list[str]]:
        """Return the files that differ from what was read, those that are gone, and what is shut.

        Of what lies below a path that is shut nothing is known.
        """
        look = ingest.Look(self.tops)
        missing = set(self._known)
        changed = {}
        for path, stamp in look:
            missing.discard(path)
            if self._known.get(path) != stamp and not self._is_refused(path, stamp):
                changed[path] = stamp
        if self._names is not None and ingest.stamp(self._names) != self._names_were:
            changed[str(self._names)] = ingest.stamp(self._names) or Stamp(0, 0)
        if missing and look.closed:
            missing = {path for path in missing if not sources.inside(path, look.closed)}
        return changed, missing, look.closed

    def _is_refused(self, path: str, stamp: Stamp) -> bool:
        """Return whether a file could not be opened and nobody has given it other rights since."""
        before = self._refused.get(path)
        return before is not None and before == (stamp, _changed_ns(path))

    def _ripe(
        self, changed: dict[str, Stamp], missing: set[str], now_s: float
    ) -> tuple[dict[str, Stamp], set[str]]:
        """Return the files that have been as they are for long enough; note the others."""
        pending: dict[str, tuple[Stamp | None, float]] = {}
        due: dict[str, Stamp | None] = {**changed, **dict.fromkeys(missing - self._held)}
        for path, stamp in due.items():
            before = self._pending.get(path)
            same = before is not None and before[0] == stamp
            pending[path] = before if before is not None and same else (stamp, now_s)
        ripe = {path for path, (_, since) in pending.items() if now_s - since >= SETTLE_S}
        self._pending = pending
        self._held &= missing
        return (
            {path: stamp for path, stamp in changed.items() if path in ripe},
            {path for path in missing if path in ripe or path in self._held},
        )

    def _told_absent(self, closed: Sequence[str]) -> Iterator[Event]:
        now = {top for top in self.tops if top in closed}
        yield from (Event("absent", path=top) for top in sorted(now - self._absent))
        yield from (Event("back", path=top) for top in sorted(self._absent - now))
        self._absent = now

    def _catch_up(self) -> None:
        """Learn what the index knows of its files, where somebody else has written to it."""
        now = self._engine.snapshot()
        if self._at == (now.generation, now.commit):
            return
        inventory = Inventory.from_bytes(self._engine.facts().inventory)
        self._known = {path: inventory.files[path] for path in inventory.below(self.tops)}
        self._was_stale = inventory.is_stale
        self._touched = {}
        self._recall = None
        self._at = now.generation, now.commit
        if self._is_prepared:
            self._remember()

    # Writing

    def _take(self, changed: dict[str, Stamp], missing: set[str]) -> Iterator[Event]:
        """Read what is due, at most so much at a time, and write it."""
        batch: list[str] = []
        size = 0
        for path, stamp in changed.items():
            if batch and (len(batch) >= MOST_FILES or size + stamp.size > MOST_BYTES):
                self._is_more = True
                break
            batch.append(path)
            size += stamp.size
        # What has moved is told from what is gone once all that is new has been read.
        vanished = [] if self._is_more else sorted(missing)
        if self._recall is None:
            self._remember()
        try:
            changes = Changes(
                self._engine,
                self._directory,
                self.tops,
                batch,
                vanished,
                columns=self._columns,
                jobs=self._jobs,
                names=self._names,
                recall=self._recall,
                touched=self._touched,
                allow_vanish=self._allow_vanish,
            )
        except UsageError:  # a file has just gone
            return
        self._ready = changes
        self._recall = None  # until what it has learnt is written
        has_news = changes.read()
        if has_news:
            yield from self._write(changes)
        else:
            self._note(changes, None)
        self._held = {path for path in vanished if changes.is_held(path)}
        for top, count in changes.held.items():
            if self._told_held.get(top) != count:
                yield Event("kept", path=top, files=count)
        if not self._is_more:
            self._told_held = dict(changes.held)

    def _write(self, changes: Changes) -> Iterator[Event]:
        """Write what was read and is still true."""
        try:
            change = self._engine.add(changes.settled(), changes.facts_of_more, changes.gone)
        except IndexBusy as busy:
            if not self._patient:
                raise
            if not self._is_busy:
                yield Event("busy", reason=str(busy))
            self._is_busy = True
            return
        except IndexFault as fault:
            if fault.code != "index.superseded":
                raise
            self._drop_ready()
            return
        self._is_busy = False
        report = changes.report(change)
        self._note(changes, change.snapshot)
        yield Event("changed", report=report, files=len(changes.forgotten))

    def _note(self, changes: Changes, snapshot: Snapshot | None) -> None:
        """Take note of what was read, and of what was written of it."""
        met = changes.met()
        if self._names is not None and str(self._names) in changes.asked:
            self._names_were = ingest.stamp(self._names)
        if snapshot is None:
            self._touched.update(met)
        else:
            self._touched = {}
            self._at = snapshot.generation, snapshot.commit
        self._known.update(met)
        for path in changes.forgotten:
            self._known.pop(path, None)
            self._touched.pop(path, None)
        for path in changes.asked:
            self._pending.pop(path, None)
            self._refused.pop(path, None)
            stamp = ingest.stamp(path)
            if path not in met and stamp is not None:
                self._refused[path] = stamp, _changed_ns(path)
        recall = changes.recall
        self._recall = recall if isinstance(recall, LateRecall) else None
        self._drop_ready()

    def _drop_ready(self) -> None:
        if self._ready is not None:
            self._ready.close()
        self._ready = None


def _changed_ns(path: str) -> int:
    """Return when a file's rights, or anything else about it, were last changed."""
    with suppress(OSError):
        return os.stat(path).st_ctime_ns  # noqa: PTH116 - its name may be no UTF-8
    return 0
