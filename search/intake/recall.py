"""What the archive knows of itself while it is read again: brought up to date, or made anew."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from search import extract
from search.article import Article

_PARTIAL = re.compile(rb'"partial_date":\[(\d+),(\d+|null),')


class Recall:
    """The survey of an earlier reading with what has changed since; at first of nothing.

    `settled` is the day on which it settled every article, if it did. As long as nothing changes
    after that, it is not even read. `corrections` are what the archive's owner says of its people.
    """

    def __init__(
        self,
        before: bytes = b"",
        settled: dt.date | None = None,
        corrections: extract.Corrections | None = None,
    ) -> None:
        self._before = before
        self._corrections = corrections
        self._survey: extract.Survey | None = None
        self._settled = settled
        self._days: set[tuple[int, int]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it began with nothing."""
        return not self._before

    @property
    def digest(self) -> bytes:
        """Of the corrections that it names people by."""
        return (self._corrections or extract.Corrections()).digest

    def opened(self) -> extract.Survey:
        """Return the survey. Raises ValueError where the bytes it is to be read from are wrong."""
        if self._survey is None:
            survey, before = extract.Survey, self._before
            self._survey = (
                survey.from_bytes(before, self._corrections)
                if before
                else survey(self._corrections)
            )
        return self._survey

    def observe(self, article: Article) -> None:
        """Remember what an article tells about others."""
        self.opened().observe(article)
        self._settled = None

    def forget(self, article: Article) -> None:
        """Take back what was remembered of an article."""
        self.opened().forget(article)
        self._settled = None

    def take_in(self, article: Article) -> None:
        """Learn from an article that the bytes it began with should tell of, and do not."""
        self.opened().observe(article)
        self._settled = None

    @property
    def lag(self) -> tuple[tuple[str, ...], bool]:
        """What `to_bytes` does not tell: ids of new articles, and whether it tells of old ones."""
        return (), False

    def resolve(self, article: Article) -> Article:
        """Return the article with what the others tell of it."""
        return self.opened().resolve(article)

    @property
    def is_settled(self) -> bool:
        """Whether nothing has changed since it settled every article."""
        return self._settled is not None

    def holds(self, front: bytes) -> bool:
        """Return whether an article that was settled before would be settled no other way now.

        Its year, left out in the text, may be that of a day which lay ahead then. `front` is what
        its record begins with.
        """
        if self._settled is None:
            return False
        partial = _PARTIAL.search(front, 0, front.find(b"\n"))
        if partial is None:
            return True
        if self._days is None:
            span = (_today() - self._settled).days
            since = (self._settled + dt.timedelta(n) for n in range(1, min(span, 366) + 1))
            self._days = {(day.month, day.day) for day in since}
        month, day = partial.groups()
        return (int(month), 15 if day == b"null" else int(day)) not in self._days

    def to_bytes(self, *, is_settled: bool) -> bytes:
        """Return the survey as bytes; `is_settled` when it has resolved every article today."""
        if self._survey is None and (self._settled or (self._before and not is_settled)):
            return self._before
        survey = self.opened()
        if is_settled:
            survey.settled = _today()
        return survey.to_bytes()


def _today() -> dt.date:
    return dt.datetime.now(dt.timezone.utc).date()


def made_of(articles: Iterable[Article], corrections: extract.Corrections) -> Recall:
    """Return what is known of these articles alone."""
    recall = Recall(corrections=corrections)
    for article in articles:
        recall.observe(article)
    return recall
