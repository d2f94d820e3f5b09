"""Writes receipts: asks an engine what the parts of a query came to, and what may be meant."""

from __future__ import annotations

import datetime as dt
import time

from search import misnomers, query, receipt
from search.answer import Answer
from search.engine import Engine, Page, SearchRequest, Sort
from search.filters import Filters, narrowed
from search.misnomers import Misnomer
from search.query.tree import And, DateRange, Everything, Node
from search.receipt import Counts, Days, Receipt, Repair

RECEIPT_S = 0.15
"""Seconds there are to count what an account has: some milliseconds are enough for what a reader
wrote. What is not counted by then is not known.
"""


class Clerk:
    """Accounts for the answers of one engine. May be shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receipt(self, answer: Answer) -> Receipt:
        """Return what each part of a query came to, its filters among them."""
        counts = self._counts()
        names = self._misnomers(answer, counts)
        tree = narrowed(answer.parsed.tree, answer.filters)
        found = receipt.parts_of(tree, answer.total, counts)
        days = None
        dated = [part for part in found if receipt.is_dated(part.node)]
        if not answer.total and len(dated) == 1 and dated[0].rest and dated[0].without:
            days = self._days(dated[0].rest)
        return Receipt(found, days, names)

    def _misnomers(self, answer: Answer, counts: Counts) -> tuple[Misnomer, ...]:
        """Return the names of a query that no article has, with those that were meant."""
        asked = misnomers.Archived(
            counts,
            lambda field, name: self._engine.names(field, name, misnomers.MOST_OFFERED),
            lambda text: query.parse(text).tree,
        )
        tree, beside = answer.parsed.tree, narrowed(Everything(), answer.filters)
        return misnomers.misnomers(answer.query, tree, beside, answer.total, asked)

    def _counts(self) -> Counts:
        """Return what counts articles until the time for one account is up."""
        until = time.monotonic() + RECEIPT_S
        return lambda trees: self._engine.counts(trees, max(0.0, until - time.monotonic()))

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
            self._counts(),
            lambda written: query.parse(written, now=now).tree,
            lambda word: self._engine.spellings(word, 1),
            lambda tree: narrowed(tree, filters),
        )
        return receipt.repair(text, found.total, asked)
