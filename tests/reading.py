"""A process that reads an archive in several threads while others write it; see test_readers."""

from __future__ import annotations

import gc
import json
import mmap
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from search.archive import Answer, Archive
from search.codec import jit
from search.engine import Snapshot
from search.local.snapshot import Opened

QUERIES = ("harbour", "harb*", '"harbour is open"', "open NEAR/3 says", "title:news", "")
LONGEST_S = 60


class Reading:
    """Threads over one archive; what was wrong in any of them."""

    def __init__(self, index: Path, latest: Path) -> None:
        self.archive = Archive.open(index)
        with latest.open("rb") as file:
            self._latest = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.wrong: list[str] = []
        self.seen: set[int] = set()
        self.answers = 0
        self.done = threading.Event()

    @property
    def latest(self) -> int:
        """The commit that was out at the latest."""
        return int.from_bytes(self._latest[:8], "little")

    def run(self, seed: int) -> None:
        """Search until it is enough or something is wrong."""
        dice = random.Random(seed)
        try:
            while not self.done.is_set() and not self.wrong:
                self.one(dice)
                time.sleep(0.02)
        except BaseException as error:
            self.wrong.append(repr(error))

    def one(self, dice: random.Random) -> None:
        """Ask one thing."""
        due = self.latest
        if dice.random() < 0.2:
            article = self.archive.article(f"a{dice.randrange(20)}")
            if article is None or (article.title or "")[13:] not in article.body:
                self.wrong.append(f"{article}")
            return
        text = dice.choice(QUERIES)
        answer = self.archive.search(
            text, per_page=50, facets=("outlet", "date:year"), timeout_s=LONGEST_S
        )
        snapshot = answer.page.snapshot
        if snapshot.commit < due:
            self.wrong.append(f"{snapshot.commit} answered after {due} was out")
        self.wrong.extend(mixed(answer, snapshot))
        self.seen.add(snapshot.commit)
        self.answers += 1


def mixed(answer: Answer, snapshot: Snapshot) -> list[str]:
    """Return what in an answer is not of its snapshot."""
    editions = {(hit.title or "").removeprefix("Harbour news ") for hit in answer.hits}
    bodies = {f"says {hit.article.body.split('says ')[1].split('.')[0]}" for hit in answer.hits}
    outlets = {facet.value for facet in answer.facets["outlet"]}
    counted = sum(facet.count for facet in answer.facets["date:year"])
    is_one = (
        len(editions) == len(bodies) == len(outlets) == len(answer.facets["date:year"]) == 1
        and bodies == {f"says {edition}" for edition in editions}
        and answer.total == counted == len(answer.hits) == snapshot.articles
    )
    return [] if is_one else [f"{answer.query}: {editions} {bodies} {outlets} {answer.total}"]


def read(index: Path, latest: Path, *, threads: int, is_native: bool) -> None:
    """Read until a line comes in, then print what was found as JSON."""
    if is_native:
        jit.native()
    reading = Reading(index, latest)
    for text in QUERIES:
        reading.archive.search(text)
    before = handles()
    running = [threading.Thread(target=reading.run, args=(seed,)) for seed in range(threads)]
    for thread in running:
        thread.start()
    print("reading", flush=True)
    sys.stdin.readline()
    until(lambda: reading.latest in reading.seen or bool(reading.wrong))
    reading.done.set()
    for thread in running:
        thread.join()
    last = reading.archive.search("harbour").page.snapshot.commit
    live = reading.archive._engine._opened
    assert live is not None
    found = {
        "wrong": reading.wrong[:3],
        "answers": reading.answers,
        "snapshots": len(reading.seen),
        "last": last,
        "latest": reading.latest,
        # By type: to ask a compiler's weak proxy what it is of fails once that is gone.
        "opened": sum(type(one) is Opened for one in gc.get_objects()),
        "segments": segments(),
        "live_segments": len(live.reader.segments),
        "handles": handles(),
        "handles_before": before,
    }
    print(json.dumps(found), flush=True)


def until(holds: Callable[[], bool]) -> None:
    """Wait until that holds, for a while."""
    for _ in range(LONGEST_S * 100):
        if holds():
            return
        time.sleep(0.01)


def handles() -> int:
    """Return how many files are open."""
    return len(os.listdir("/dev/fd"))  # noqa: PTH208  there need be no such directory


def segments() -> int:
    """Return how many files of segments are mapped, removed ones too; 0 where it is not told."""
    maps = Path("/proc/self/maps")
    if not maps.exists():
        return 0
    return len(
        {
            line.split(maxsplit=5)[5]
            for line in maps.read_text().splitlines()
            if ".dateline" in line
        }
    )
