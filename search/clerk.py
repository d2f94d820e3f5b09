"""Writes receipts: asks an engine what the parts of a query came to, and what may be meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from search import misnomers, query, receipt
from search.answer import Answer
from search.engine import Engine, Page, SearchRequest, Sort
from search.filters import Filters, narrowed
from search.misnomers import Misnomer
from search.query.tree import And, DateRange, Everything, Node
from search.receipt import Days, Receipt, Repair

RECEIPT_S = 0.5
"""Seconds there are to count the parts of a query."""


class Clerk:
    """Accounts for the answers of one engine. May be shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receipt(self, answer: Answer) -> Receipt:
        """Return what each part of a query came to, its filters among them."""
        tree = narrowed(answer.parsed.tree, answer.filters)
        found = receipt.parts_of(tree, answer.total, self._counts)
        days = None
        dated = [part for part in found if receipt.is_dated(part.node)]
        if not answer.total and len(dated) == 1 and dated[0].rest and dated[0].without:
            days = self._days(dated[0].rest)
        return Receipt(found, days, self._misnomers(answer))

    def _misnomers(self, answer: Answer) -> tuple[Misnomer, ...]:
        """Return the names of a query that no article has, with those that were meant."""
        asked = misnomers.Archived(
            self._counts,
            lambda field, name: self._engine.names(field, name, misnomers.MOST_OFFERED),
            lambda text: query.parse(text).tree,
        )
        tree, beside = answer.parsed.tree, narrowed(Everything(), answer.filters)
        return misnomers.misnomers(answer.query, tree, beside, answer.total, asked)

    def _counts(self, trees: Sequence[Node]) -> Sequence[int | None]:
        return self._engine.counts(trees, RECEIPT_S)

    def _days(self, tree: Node) -> Days | None:
        """Return from when to when the dated articles are that match."""
        dated = And((tree, DateRange(dt.date.min, None)))
        ends: list[dt.date] = []
        orders: tuple[Sort, ...] = ("oldest", "newest")
        for order in orders:
            found = self._engine.search(SearchRequest(dated, order, limit=1, timeout_s=RECEIPT_S))
            ends += [hit.article.first_day for hit in found.hits if hit.article.first_day]
        return Days(ends[0], ends[1]) if len(ends) == 2 else None

    def repair(
        self, text: str, filters: Filters, found: Page, now: dt.datetime | None
    ) -> Repair | None:
        """Return a query with words as the archive spells them, where few articles match."""
        if found.timed_out or found.total > receipt.FEW:
            return None
        asked = receipt.Archived(
            self._counts,
            lambda written: query.parse(written, now=now).tree,
            lambda word: self._engine.spellings(word, 1),
            lambda tree: narrowed(tree, filters),
        )
        return receipt.repair(text, found.total, asked)
