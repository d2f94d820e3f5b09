"""What a reader should know about how a query was read, each with a repaired query beside it.

A repair is a few edits of the text as typed. What was left open at the end (a quotation, a
bracket) is mended in every repair, or it would swallow the others.
"""

from __future__ import annotations

from typing import NamedTuple

from search.query.tree import Notice

MOST_OF_A_KIND = 20
"""Notices of one code that are told in full; the rest are counted."""


_CLOSING = '"“”„«»)'

MOST_EDITS = 4_000
"""Edits made for all the repairs of a query together."""


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
        self._counts: dict[str, int] = {}
        self._turn = 0

    def add(
        self, code: str, message: str, start: int, end: int, edits: tuple[Edit, ...] | None = None
    ) -> None:
        """Note something; `edits` repair it: () where mending the end does, None for no repair."""
        count = self._counts[code] = self._counts.get(code, 0) + 1
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

    def told(self) -> tuple[Notice, ...]:
        """Return the notices in order of their place."""
        notices = self._repaired() if self._found else []
        notices.sort(key=lambda notice: (notice.code == "nothing-left", notice.start))
        for code, count in self._counts.items():
            if count > MOST_OF_A_KIND:
                message = f"{count - MOST_OF_A_KIND} more notices like these ({code})."
                notices.append(Notice("more-notices", message, 0, len(self.text)))
        return tuple(notices)

    def full(self, code: str) -> bool:
        """Whether notices of this code are only counted by now."""
        return self._counts.get(code, 0) >= MOST_OF_A_KIND

    def _repaired(self) -> list[Notice]:
        """Return the notices, each with a repaired query if anything is left of it.

        A query in ruins gets fewer repairs: so much work and no more.
        """
        text = self.text[: self.end]
        mended = edited(text, self._mends)
        work = MOST_EDITS
        notices: list[Notice] = []
        for notice, edits in self._found:
            query = mended if edits is not None else None
            if edits:
                work -= len(edits) + len(self._mends)
                query = edited(text, [*edits, *self._mends]) if work >= 0 else None
            told = (notice.code, notice.message, notice.start, notice.end)
            notices.append(Notice(*told, query) if query else notice)
        return notices


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
