"""What a reader should know about how a query was read, each with a repaired query beside it.

A repair is a few edits of the text as typed. What was left open at the end (a quotation, a
bracket) is mended in every repair, or it would swallow the others. Each is read once more before
it is offered: it has to end the complaint and, unless another reading is what it offers, to leave
the reading as it was. Where edits cannot do that, the query as it was read is offered instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from search.query.tree import Node, Notice

MOST_OF_A_KIND = 20
"""Notices of one code that are told in full; the rest are counted."""


OFFERS = frozenset(
    {
        *("bad-date", "capitals", "distance-missing", "field-colon", "field-space"),
        *("list-ended", "mixed-and-or"),
        *("near-number", "near-operand", "operator-elsewhere", "operator-space"),
        *("question-mark", "small-operator", "unknown-field", "unknown-has", "wildcard-short"),
    }
)
"""Notices that offer another reading; the repair of any other reads as the query was read."""

MOST_EDITS = 4_000
"""Edits made for all the repairs of a query together."""

MOST_READ = 3_000
"""Characters of repairs that are read once more for one query."""


class Again(NamedTuple):
    """How a repair is read: its tree, and how many notices there are of each code."""

    tree: Node
    counts: Mapping[str, int]


class Edit(NamedTuple):
    """Text for the place from `start` to `end`. `turn` orders edits of one place."""

    start: int
    end: int
    text: str
    turn: int = 0


class Notices:
    """The notices of one query, as they are found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = len(text)
        """Where the query was cut."""
        self.operand = 0
        """Where the operand being read begins, with the NOTs and fields before it."""
        self._found: list[tuple[Notice, tuple[Edit, ...] | None]] = []
        self._mends: list[Edit] = []
        self.counts: dict[str, int] = {}
        self._turn = 0

    def add(
        self, code: str, message: str, start: int, end: int, edits: tuple[Edit, ...] | None = None
    ) -> None:
        """Note something; `edits` repair it: () where mending the end does, None for no repair."""
        count = self.counts[code] = self.counts.get(code, 0) + 1
        if count <= MOST_OF_A_KIND:
            self._turn += 1
            turned = edits and tuple(edit._replace(turn=self._turn) for edit in edits)
            self._found.append((Notice(code, message, start, end), turned))

    def removal(self, start: int, end: int) -> tuple[Edit, ...]:
        """Return the edit that takes out a part of the operand, and what led up to it."""
        return (Edit(min(start, self.operand), end, ""),)

    def mend(self, start: int, end: int, text: str) -> None:
        """Have every repair put `text` in place of what stands from `start` to `end`."""
        self._turn += 1
        self._mends.append(Edit(start, end, text, self._turn))

    def told(self, tree: Node, again: Callable[[str], Again]) -> tuple[Notice, ...]:
        """Return the notices in order of their place; `tree` is how the query was read, and
        `again` reads another.
        """
        notices = list(self._repaired(tree, again)) if self._found else []
        notices.sort(key=lambda notice: (notice.code == "nothing-left", notice.start))
        for code, count in self.counts.items():
            if count > MOST_OF_A_KIND:
                message = f"{count - MOST_OF_A_KIND} more notices like these ({code})."
                notices.append(Notice("more-notices", message, 0, len(self.text)))
        return tuple(notices)

    def full(self, code: str) -> bool:
        """Whether notices of this code are only counted by now."""
        return self.counts.get(code, 0) >= MOST_OF_A_KIND

    def _repaired(self, tree: Node, again: Callable[[str], Again]) -> Iterator[Notice]:
        """Yield the notices, each with a repaired query if one can be had.

        A query in ruins gets fewer repairs of its own text: so much work and no more, and none
        where the like of what it ends would take its place in the list.
        """
        text = self.text[: self.end]
        work, unread = MOST_EDITS, MOST_READ
        readings: dict[str, Again] = {}
        plain: str | None = None
        for notice, edits in self._found:
            told = (notice.code, notice.message, notice.start, notice.end)
            found = None
            told_apart = self.counts[notice.code] <= MOST_OF_A_KIND
            if edits is not None and (told_apart or notice.code in OFFERS):
                work -= len(edits) + len(self._mends)
                found = edited(text, [*edits, *self._mends]) if work >= 0 else None
            if found and found not in readings:
                unread -= len(found)
                if unread >= 0:
                    readings[found] = again(found)
            if not (found and self._mended_by(readings.get(found), notice.code, tree)):
                if plain is None:
                    plain = "" if self.counts.keys() & {"empty", "nothing-left"} else str(tree)
                    if plain:
                        readings[plain] = again(plain)
                found = plain
                # It may be asked whether it was meant otherwise: that is no other complaint.
                if not (found and self._mended_by(readings[found], notice.code, tree, OFFERS)):
                    found = None
            yield Notice(*told, found)

    def _mended_by(
        self, reading: Again | None, code: str, tree: Node, may: frozenset[str] = frozenset()
    ) -> bool:
        """Whether a repair that is read so ends a complaint without another kind of it, but for
        those that it `may` bring, and says what it should.
        """
        if reading is None or reading.counts.get(code, 0) >= self.counts[code]:
            return False
        if code in OFFERS:
            return True
        return reading.tree == tree and reading.counts.keys() - may <= self.counts.keys()


def edited(text: str, edits: list[Edit]) -> str:
    """Return `text` with the edits made; of two that overlap the first is made.

    Nothing grows together where something is taken out, and no space is doubled.
    """
    pieces: list[str] = []
    at = 0
    for start, end, new, _ in sorted(edits, key=lambda edit: (edit.start, edit.turn)):
        if start < at or end > len(text):
            continue
        pieces += (text[at:start], new)
        at = end
        after = text[at : at + 1]
        if new and after.isalnum() and new[-1].isalnum() and not text[end - 1 : end].isalnum():
            pieces.append(" ")
        elif not new and start:
            before = text[start - 1]
            if after.isspace() and before.isspace():
                at += 1
            elif after and not after.isspace() and not before.isspace():
                pieces.append(" ")
    pieces.append(text[at:])
    return "".join(pieces).strip()
