"""Date clauses of a query: resolved to days, remembered for the receipt, noted when impossible."""

from __future__ import annotations

import datetime as dt

from search.query import dates
from search.query.fields import Scope
from search.query.lexer import Lexeme
from search.query.notices import Edit, Notices
from search.query.tree import DateRange, Everything, Node, ResolvedDate


class Dated:
    """Makes date ranges, and keeps what each was taken to mean."""

    def __init__(self, notices: Notices, now: dt.datetime | None) -> None:
        self.notices = notices
        self.now = now
        self.resolved: list[ResolvedDate] = []

    def days(self, lexeme: Lexeme, scope: Scope, before: Lexeme) -> Node | None:
        """Return the days a value means, None when it is no date; `before` it stands a lexeme."""
        value = lexeme.text.strip()
        start = lexeme.start + 1 + lexeme.text.find(value)
        if lexeme.kind == "value":
            value = value.partition("^")[0].rstrip(",;:!?")
            value = value if value.endswith("..") else value.rstrip(".")
            start = lexeme.start
        if value == "*":
            return Everything()
        clause = before.start if before.kind == "field" else lexeme.start
        found = dates.days(scope.name, value, self._today())
        if found is None:
            self._no_date(value, scope, clause, start, lexeme.end)
            return None
        first, last = found
        end = start + len(value)
        if first and last and first > last:
            first, last = last, first
            better = str(DateRange(first, last))
            if before.kind != "field":
                better = better.removeprefix("date:")
            message = f"{value} runs backwards; it was read from the earlier day to the later."
            edits = (Edit(clause, lexeme.end, better),)
            self.notices.add("date-order", message, start, end, edits)
        self.resolved.append(ResolvedDate(value, first, last, start, end))
        return DateRange(first, last)

    def _no_date(self, value: str, scope: Scope, clause: int, start: int, end: int) -> None:
        """Note what was given for a date and is none."""
        near = dates.likely(scope.name, value, self._today())
        edits: tuple[Edit, ...]
        if near:
            better = " or ".join(f"{scope.name}:{date}" for date in near)
            edits = (Edit(clause, end, f"{scope.name}:{near[-1]}"),)
            if clause == start:
                edits = (Edit(clause, end, near[-1]),)
        else:
            better = f"{scope.name}:2022, {scope.name}:2022-03 or {scope.name}:2022-03-02"
            edits = self.notices.removal(clause, end)
        shown = value if len(value) <= 40 else value[:39] + "…"
        message = f"{shown} is not a date, so this part was left out. Write {better}."
        self.notices.add("bad-date", message, start, end, edits)

    def _today(self) -> dt.date:
        """Return the day that relative dates count from."""
        if self.now is None:
            self.now = dt.datetime.now(dt.timezone.utc).astimezone()
        return self.now.date()
