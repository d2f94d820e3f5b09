"""What else a name in a query may be called: outlets by their domains, people in other scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from search import analysis

Stamp = tuple[int, int]
"""When a file was last changed, in nanoseconds since 1970, and its size."""


class Aliases:
    """The other names that an archive knows; `names` is its names file.

    What it takes to know them is loaded when it is asked for.
    """

    def __init__(self, names: Path) -> None:
        self._names = names
        self._wishes: tuple[Stamp, dict[str, tuple[str, int]]] | None = None

    def outlets(self, name: str) -> list[str]:
        """Return the outlet or agency that a name, label or domain as typed stands for, folded."""
        from search.extract import labels, outlets

        known = labels.publisher(name) or outlets.at(name)
        return [analysis.fold(known.name)] if known else []

    def people(self, name: str) -> Iterator[str]:
        """Yield what the names file shows a person as who has this name."""
        from search.extract.corrections import fold

        shown = self._shown().get(fold(name))
        if shown is not None:
            yield shown[0]

    def line(self, name: str) -> int | None:
        """Return the line of the names file that gives somebody this name."""
        from search.extract.corrections import fold

        shown = self._shown().get(fold(name))
        return None if shown is None else shown[1]

    def key(self, word: str) -> str:
        """Return what is equal for all spellings of a word of a name, of an article nothing."""
        from search.extract.people.names import key

        return "" if word in ("al", "el") else key(word)

    def stamp(self) -> Stamp | None:
        """Return the stamp of the names file, None where there is none."""
        try:
            found = self._names.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _shown(self) -> dict[str, tuple[str, int]]:
        """Return the shown name, and the line, for each folded name of the names file as it is."""
        from search.extract import read_corrections
        from search.extract.corrections import fold

        stamp = self.stamp()
        if stamp is None:
            return {}
        if self._wishes is None or self._wishes[0] != stamp:
            merges = read_corrections(self._names).merges
            shown = {
                fold(name): (merge.name, merge.line) for merge in merges for name in merge.names
            }
            self._wishes = stamp, shown
        return self._wishes[1]
