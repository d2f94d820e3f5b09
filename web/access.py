"""The archive of an application, and the one bounded way its pages and its API search it."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, current_app

from search.answer import CUT_SHORT, Answer
from search.archive import Archive
from search.article import Article
from search.concordance import MOST_OF_ARTICLE, By, Concordance
from search.config import Settings
from search.coverage import Grid
from search.engine import Snapshot
from search.errors import UsageError
from search.export.matrix import Counted
from search.matrix import Line, Matrix, matrix
from search.periods import Unit
from search.profile import Speakers
from search.receipt import Receipt
from search.roll import Listing, Roll
from search.story import Shelf, Shelved
from web.arguments import BadParameter, short
from web.cursor import mark
from web.errors import CursorGone, NoSuchPage, Overloaded, Starting
from web.params import SearchParams
from web.present import notices
from web.queueing import Load, Turns

if TYPE_CHECKING:
    from search.wordings import Reworded

T = TypeVar("T")

PATIENCE_S = 2.0
"""How long a search in line waits for its turn; who finds the line full is told soon."""

MAX_EXPORTS = 2
"""Exports that are sent at once."""

MATRIX_S = 60.0
"""Seconds there are to count all queries of one request; each has `search_timeout` at most."""

_KEY = "dateline"

_log = logging.getLogger(__name__)


class Access:
    """An archive with the settings it is served by; `max_searches` at once, as many in line."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self.archive = archive
        self.settings = settings
        self.load = Load()
        self.is_ready = True
        """Whether searches are answered; until then requests are told that they wait."""
        self._settings = repr(settings)
        self._turns = Turns(settings.max_searches)
        self._exports = threading.BoundedSemaphore(MAX_EXPORTS)

    @contextmanager
    def turn(self) -> Iterator[Archive]:
        """Hand over the archive for one search; raise Overloaded when too many are at work."""
        with self._turns.one(PATIENCE_S) as had:
            if not had:
                raise self.overloaded()
            self.load.count(running=1)
            try:
                yield self.archive
            finally:
                self.load.count(running=-1)

    def overloaded(self) -> Overloaded:
        """Return what a request is told that there is no turn for, and count it."""
        self.load.count(overloaded=1)
        return Overloaded(
            "More searches are running than are allowed at once. Try again in a second.",
            code="overloaded",
        )

    def starting(self) -> Starting:
        """Return what a request is told before searches are answered."""
        return Starting(
            "What searches of so many articles run is being compiled. This happens once on a "
            "machine and takes a minute or two. Try again then.",
            code="starting",
        )

    def search(
        self, params: SearchParams, *, partial: bool = False, shelf: Shelf | None = None
    ) -> Answer:
        """Return what the archive finds; `partial`: and of few articles, those beside them that
        match some of the words, and headlines that are nearly what was typed. With `strict` none,
        and any notice about the query is refused. `shelf`: and the stories of the result, where
        an article of the page is of one.
        """
        began = time.perf_counter()
        with self.turn() as archive:
            answer = archive.search(
                params.parsed or params.q,
                filters=params.filters,
                sort=params.sort,
                per_page=params.per_page,
                offset=params.skip,
                facets=params.facets,
                facet_size=params.facet_size,
                facet_without=params.uncounted,
                snippets=params.snippets,
                snippet_length=params.snippet_length,
                marked=params.snippets > 0 or params.highlight != "none" or params.explain,
                explain=params.explain,
                partial=partial and not params.strict,
                semantic=params.semantic,
                fold=params.duplicates == "fold",
                shelf=shelf,
                now=params.moment,
                timeout_s=self.settings.search_timeout,
            )
        if params.snapshot is not None and params.snapshot != mark(answer.page.snapshot):
            raise CursorGone(
                "The archive has changed since this cursor was given out. Begin anew without it.",
                code="cursor.gone",
            )
        if answer.page.timed_out:
            self.load.count(timed_out=1)
        # Never its words: what readers look for is private.
        _log.info(
            "search: %d characters, %.1f ms", len(params.q), (time.perf_counter() - began) * 1e3
        )
        self._strictly(params, answer)
        return answer

    def listing(self, params: SearchParams, roll: Roll) -> tuple[Answer, Listing]:
        """Return what a search comes to, without hits, and a page of the names in it."""
        with self.turn() as archive:
            answer, listing = archive.listing(
                roll,
                params.q,
                filters=params.filters,
                now=params.moment,
                timeout_s=self.settings.search_timeout,
            )
        self._noted(params, answer)
        return answer, listing

    def whole_listing(
        self, params: SearchParams, roll: Roll
    ) -> tuple[Answer, Listing, Callable[[], None]]:
        """Return a listing that is sent whole, and what to call when it is: like an export.

        Raises Overloaded when as many exports as are allowed at once are being read.
        """
        return self._whole(lambda: self.listing(params, roll))

    def coverage(
        self, params: SearchParams, by: Unit | None, fits: int, most: int
    ) -> tuple[Answer, Grid]:
        """Return what a search comes to, without hits, and which outlets wrote of it when."""
        with self.turn() as archive:
            answer, grid = archive.coverage(
                params.q,
                by,
                filters=params.filters,
                fits=fits,
                most=most,
                now=params.moment,
                timeout_s=self.settings.search_timeout,
            )
        self._noted(params, answer)
        return answer, grid

    def whole_coverage(
        self, params: SearchParams, by: Unit | None, fits: int, most: int
    ) -> tuple[Answer, Grid, Callable[[], None]]:
        """Return coverage that is sent whole, and what to call when it is: like an export.

        Raises Overloaded when as many exports as are allowed at once are being read.
        """
        return self._whole(lambda: self.coverage(params, by, fits, most))

    def speakers(self, params: SearchParams, most: int) -> tuple[Answer, Speakers]:
        """Return what a search comes to, without hits, and who is quoted in it most."""
        with self.turn() as archive:
            answer, speakers = archive.speakers(
                params.parsed or params.q,
                most,
                filters=params.filters,
                now=params.moment,
                timeout_s=self.settings.search_timeout,
            )
        if answer.page.timed_out:
            self.load.count(timed_out=1)
        return answer, speakers

    def _whole(self, ask: Callable[[], tuple[Answer, T]]) -> tuple[Answer, T, Callable[[], None]]:
        """Return what is asked for and what to call when it is sent."""
        done = self.export()
        try:
            return *ask(), done
        except BaseException:
            done()
            raise

    def _noted(self, params: SearchParams, answer: Answer) -> None:
        """Count an answer that time ran out for; raise BadParameter as `_strictly` does."""
        if answer.page.timed_out:
            self.load.count(timed_out=1)
        self._strictly(params, answer)

    def _strictly(self, params: SearchParams, answer: Answer) -> None:
        """Raise BadParameter where `strict` is asked for and there is a notice about the query."""
        found = [
            one
            for one in notices(answer)
            if one not in CUT_SHORT and not one.code.startswith("semantic-")
        ]
        if params.strict and found and params.q.strip():  # no query is no mistake
            raise BadParameter(
                found[0].message,
                parameter="q",
                code=f"query.{found[0].code}",
                position=found[0].start,
                suggestion=found[0].suggestion,
            )

    def every(self, params: SearchParams) -> tuple[Answer, Iterator[Article], Callable[[], None]]:
        """Return what a search comes to, every article of it, and what to call when all are read.

        Raises Overloaded when as many exports as are allowed at once are being read.
        """
        return self._whole(lambda: self._every(params))

    def _every(self, params: SearchParams) -> tuple[Answer, Iterator[Article]]:
        with self.turn() as archive:
            answer, articles = archive.every(
                params.q,
                filters=params.filters,
                sort=params.sort,
                semantic=params.semantic,
                now=params.moment,
                timeout_s=self.settings.search_timeout,
            )
        self._noted(params, answer)
        return answer, articles

    def matrix(
        self,
        lines: Sequence[Line],
        params: SearchParams,
        by: Sequence[str],
        *,
        with_columns: bool = False,
    ) -> tuple[Matrix, Callable[[], None]]:
        """Return many queries crossed, under the filters of a search, and what to call when all
        are read: like an export, but each query waits for its turn among the searches.

        Raises Overloaded when as many exports as are allowed at once are being read.
        """
        done = self.export()
        try:
            with self.turn() as archive:
                found = matrix(
                    archive.crossing(by),
                    lines,
                    params.filters,
                    params.moment,
                    (self.settings.search_timeout, MATRIX_S),
                    with_columns=with_columns,
                )
        except BaseException:
            done()
            raise
        _log.info("matrix: %d queries", len(lines))
        return replace(found, rows=self._in_turns(found.rows)), done

    def _in_turns(self, rows: Iterator[Counted]) -> Iterator[Counted]:
        while True:
            with self._turns.one():
                self.load.count(running=1)
                try:
                    row = next(rows, None)
                finally:
                    self.load.count(running=-1)
            if row is None:
                return
            if row.crosstab is not None and row.crosstab.timed_out:
                self.load.count(timed_out=1)
            yield row

    def shelved(self, params: SearchParams, shelf: Shelf) -> tuple[Answer, Shelved]:
        """Return what a search comes to, without hits, and a page of the stories in it."""
        with self.turn() as archive:
            answer, shelved = archive.stories(
                shelf,
                params.parsed or params.q,
                filters=params.filters,
                now=params.moment,
                timeout_s=self.settings.search_timeout,
            )
        self._noted(params, answer)
        return answer, shelved

    def reworded(self, article_id: str, quote: int) -> tuple[Answer, Reworded]:
        """Return the search for a quote, and all its wordings.

        Raises NoSuchPage where the archive has no such article, or that has no such quotation.
        """
        with self.turn() as archive:
            try:
                found = archive.reworded(article_id, quote, self.settings.search_timeout)
            except UsageError as error:
                raise NoSuchPage(str(error), code=error.code) from error
        if found is None:
            raise NoSuchPage(
                f"The archive holds no article with the id {short(article_id)}.",
                code="article.absent",
            )
        return found

    def export(self) -> Callable[[], None]:
        """Take one of the places of exports; return what gives it back, however often called."""
        if not self._exports.acquire(blocking=False):
            self.load.count(overloaded=1)
            raise Overloaded(
                f"{MAX_EXPORTS} exports are being sent, as many as are allowed at once.",
                code="overloaded.exports",
            )
        held = [self._exports]

        def done() -> None:
            while held:
                held.pop().release()

        return done

    def receipt(self, answer: Answer) -> Receipt:
        """Return what each part of a query came to."""
        with self.turn() as archive:
            return archive.receipt(answer)

    def lines(
        self, answer: Answer, by: By, width: int, most: int = MOST_OF_ARTICLE
    ) -> Concordance:
        """Return every place where the words of a query stand, one line each; by article, at most
        so many of each.
        """
        with self.turn() as archive:
            return archive.lines(answer, by, width, most)

    def snapshot(self) -> Snapshot:
        """Return the state of the index that serves now."""
        return self.archive.snapshot()

    def etag(self, snapshot: Snapshot, *request: object) -> str:
        """Return a weak tag for the answer to a request in a state of the index.

        Program, settings, snapshot, names file and request decide an answer, but for the time it
        took.
        """
        state = (snapshot.generation, snapshot.commit, snapshot.built_at)
        parts = (state, self.archive.names_stamp(), version(), request)
        text = (repr(parts) + self._settings).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=12).hexdigest()


def install(app: Flask, access: Access) -> None:
    """Let requests to `app` find `access`."""
    app.extensions[_KEY] = access


def current() -> Access:
    """Return the access of the application that serves this request."""
    return served_by(current_app)


def served_by(app: Flask) -> Access:
    """Return the access of an application."""
    access = app.extensions[_KEY]
    assert isinstance(access, Access)
    return access


@cache
def version() -> str:
    """Return the program's version."""
    try:
        return metadata.version("dateline")
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return "0"
