"""Where a comparison keeps what it makes once: records, indexes, questions."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from bench.engine import child, records
from bench.engine.peer import Peer, Question
from bench.engine.peers import OURS, peer
from bench.engine.questions import Asker, Drawn

SEARCH = Path(__file__).parents[2] / "search"
MAKERS = ("analysis", "codec", "local")
"""Rooms whose change may change our index, so that one kept from before is built anew."""

BUILDS = 3
"""Times that each engine builds an index in turn, so that no moment of a machine counts alone."""

FEW = 100_000
"""Articles of which an index is built so often; one of more is built once."""

COMPILING = 4_000
"""Articles that are enough for our engine to compile its kernels."""


@dataclass
class Workplace:
    """A directory, the records every engine reads, and how much is asked.

    `articles` is how many of the records count (None: all).
    """

    directory: Path
    records: Path
    articles: int | None
    peers: tuple[str, ...]
    each: int = 40
    rounds: int = 7
    _is_compiled: bool = False

    def size(self) -> int:
        """Return how many articles there are."""
        return records.count(self.records, self.articles)

    def index(self, name: str, articles: int | None = None) -> Path:
        """Return the directory of an engine's index of the first articles, building it if new."""
        return self.built(name, articles)[0]

    def built(
        self, name: str, articles: int | None = None, anew: bool = False
    ) -> tuple[Path, dict[str, Any]]:
        """Return directory and weights of an engine's index, built in a process of its own."""
        articles = self.size() if articles is None else min(articles, self.size())
        stem = f"{name}-{self.records.stem}-{articles}"
        directory = self.directory / f"{stem}-{_state(name)}"
        weights = directory.with_suffix(".json")
        if anew or not weights.exists():
            for old in self.directory.glob(f"{stem}-*"):
                old.unlink() if old.is_file() else shutil.rmtree(old)
            if name == OURS:
                self._compile()
            found = child.run("build", name, self.records, articles, directory)
            weights.write_text(json.dumps(found), encoding="utf-8")
        found = json.loads(weights.read_text(encoding="utf-8"))
        return directory, {**found, "articles": articles}

    def weights(self, articles: int) -> dict[str, dict[str, Any]]:
        """Return what building weighs, by engine, each in turn: medians, of memory the most."""
        if articles > FEW:
            return {name: self.built(name, articles)[1] for name in self.peers}
        if OURS in self.peers:
            self._compile()
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in self.peers}
        scratch = self.directory / "in-turn"
        for _ in range(BUILDS):
            for name, found in runs.items():
                shutil.rmtree(scratch, ignore_errors=True)
                found.append(child.run("build", name, self.records, articles, scratch))
        shutil.rmtree(scratch, ignore_errors=True)
        return {name: {**_middle(found), "articles": articles} for name, found in runs.items()}

    def _compile(self) -> None:
        """Let our kernels be compiled and kept, as they are after the first use on a machine."""
        if not self._is_compiled:
            directory = self.directory / "compiling"
            child.run("build", OURS, self.records, COMPILING, directory)
            shutil.rmtree(directory)
            self._is_compiled = True

    @contextmanager
    def opened(self) -> Iterator[dict[str, Peer]]:
        """Yield every engine with its index of all articles open."""
        engines = {name: peer(name) for name in self.peers}
        for name, engine in engines.items():
            engine.open(self.index(name))
        try:
            yield engines
        finally:
            for engine in engines.values():
                engine.close()

    def searches(self) -> list[Question]:
        """Return questions of every kind of search."""
        return self._questions()[0]

    def facets(self) -> list[Question]:
        """Return questions of every kind with facets."""
        return self._questions()[1]

    def questions_file(self) -> Path:
        """Return the file that the questions are kept in."""
        self._questions()
        return self._questions_path().with_suffix(".searches")

    def _questions_path(self) -> Path:
        return self.directory / f"questions-{self.records.stem}-{self.size()}-{self.each}.pickle"

    def _questions(self) -> tuple[list[Question], list[Question]]:
        path = self._questions_path()
        if not path.exists():
            asker = Asker(Drawn.of(self.records, self.articles))
            made = (list(asker.searches(self.each)), list(asker.facets(self.each)))
            path.write_bytes(pickle.dumps(made))
            path.with_suffix(".searches").write_bytes(pickle.dumps(made[0]))
        found: tuple[list[Question], list[Question]] = pickle.loads(path.read_bytes())
        return found


def _middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians of what several runs weighed; of memory the most."""
    found = dict(runs[0])
    for key, value in found.items():
        of_each = [run[key] for run in runs]
        if isinstance(value, dict):
            found[key] = _middle(of_each)
        elif key == "above_mb":
            found[key] = max(of_each)
        elif isinstance(value, float):
            found[key] = median(of_each)
    return found


def versions(peers: tuple[str, ...]) -> list[str]:
    """Return the version of each engine."""
    return [peer(name).version() for name in peers]


@cache
def _state(name: str) -> str:
    """Return a name for the present state of what an engine's index is made by."""
    digest = hashlib.blake2b(peer(name).version().encode(), digest_size=4)
    digest.update(Path(__file__).with_name(f"{name}_peer.py").read_bytes())
    if name == OURS:
        for room in MAKERS:
            for path in sorted((SEARCH / room).rglob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()
