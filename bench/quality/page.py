"""The page of results: what is measured anew is put in place of what it had of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

TITLE = "# The order of what is found"
_HEADING = "## "


@dataclass(frozen=True, slots=True)
class Part:
    """What was measured of one thing: how it is headed, how it was made, and its table.

    What stands before the first comma of a heading is the same every time.
    """

    heading: str
    made: str
    table: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """What is printed of it."""
        return (_HEADING + self.heading, "", self.made, "", *self.table)


def printed(parts: Sequence[Part]) -> str:
    """Return a page of these parts alone."""
    return _text([part.lines for part in parts])


def rewritten(old: str, parts: Sequence[Part], order: Sequence[str]) -> str:
    """Return a page with these parts in place of what it had of them, and all else as it was.

    What stands below the table of a part explains it and stays. `order` has the beginning of each
    heading: there stands what is new.
    """
    found = {_name(lines[0]): lines for lines in _sections(old)}
    for part in parts:
        name = _name(part.lines[0])
        kept = found.get(name, ())
        table_end = max((at for at, line in enumerate(kept) if line.startswith("|")), default=-1)
        below = kept[table_end + 1 :] if table_end >= 0 else ()
        found[name] = (*part.lines, *below)
    places = {name: place for place, name in enumerate(order)}
    return _text([found[name] for name in sorted(found, key=lambda one: places.get(one, 99))])


def _sections(page: str) -> Iterator[tuple[str, ...]]:
    """Yield the lines of each section, its heading first."""
    lines = page.splitlines()
    begins = [at for at, line in enumerate(lines) if line.startswith(_HEADING)]
    for begin, end in pairwise([*begins, len(lines)]):
        yield tuple(lines[begin:end])


def _name(heading: str) -> str:
    return heading.removeprefix(_HEADING).partition(",")[0]


def _text(sections: Sequence[Sequence[str]]) -> str:
    return "\n\n".join([TITLE, *("\n".join(lines).strip() for lines in sections)]) + "\n"
