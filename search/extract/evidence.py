"""Where the evidence for a value stands: first in the received text, then in the body if kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.article import Evidence, PartialDate
from search.extract.lines import Line


def at(
    line: Line,
    method: str,
    confidence: float,
    start: int = 0,
    end: int | None = None,
    alternatives: tuple[str, ...] = (),
) -> Evidence:
    """Return the evidence that stands at `start` to `end` of a line's text, all of it if not told.

    Its offsets are those of the received text.
    """
    end = len(line.text) if end is None else end
    outer = line.outer(start, end)
    text = line.received[slice(*outer)]
    return Evidence(method, text, round(confidence, 2), "received", *outer, alternatives)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the lines of a received text stand in the body made of them.

    `kinds` is None for the lines kept; `in_order` says that the body is these lines one after the
    other, as it is of plain text; a web page's was found by other means. `received` is what
    Article.received will be.
    """

    rows: Sequence[Line]
    kinds: Sequence[str | None]
    body: str
    received: str | None
    in_order: bool

    def settled(self, evidence: Evidence) -> Evidence:
        """Return the evidence with its place in the body where its line is kept there."""
        if evidence.where != "received":
            return evidence
        if evidence.start is None or evidence.end is None:
            return evidence if self.received is not None else replace(evidence, where="body")
        number = next(
            (n for n, line in enumerate(self.rows) if line.start <= evidence.start < line.end),
            None,
        )
        if number is not None and self.kinds[number] is None:
            line = self.rows[number]
            start, end = line.inner(evidence.start, evidence.end)
            place = self._of(number, line.text, start, end)
            if place is not None:
                text = line.text[start:end]
                return replace(
                    evidence, text=text, where="body", start=place, end=place + len(text)
                )
        if self.received is None:
            return replace(evidence, where="body", start=None, end=None)
        return evidence

    def partial(self, date: PartialDate) -> PartialDate:
        """Return the date with its evidence settled."""
        return replace(date, evidence=self.settled(date.evidence))

    def _of(self, number: int, text: str, start: int, end: int) -> int | None:
        """Return where `text[start:end]`, of the line of that number, begins in the body."""
        if self.in_order:
            before = zip(self.rows[:number], self.kinds[:number], strict=True)
            return start + sum(len(line.text) + 2 for line, kind in before if kind is None)
        found = self.body.find(text)
        if found >= 0:
            return found + start
        piece = text[start:end]
        return self.body.find(piece) if self.body.count(piece) == 1 else None
