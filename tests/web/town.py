"""One event in an invented town as four outlets tell it, with a comparison made by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from search.article import Article, Evidence, Person, Quote
from search.comparison import (
    Alone,
    Comparison,
    Difference,
    Figure,
    Passage,
    Said,
    Sentence,
    Spellings,
    Voice,
    Wire,
    Wordings,
)
from search.engine import Snapshot
from search.roll import Listed
from search.story import Copy, Member, Story, Told
from tests.web.paper import article

PETROVA = ("ana-petrova", "Ana Petrova")
MARSH = ("jon-marsh", "Jon Marsh")


def person(who: tuple[str, str], *written: str, mentions: int = 1) -> Person:
    """A person of an article, by these spellings."""
    return Person(who[0], who[1], written or (who[1],), mentions)


def quoted(body: str, words: str, who: tuple[str, str] | None) -> Quote:
    """Words of a body that somebody is quoted with."""
    start = body.index(words)
    speaker = who and who[0]
    return Quote(words, start, start + len(words), speaker, who and who[1], "said", True, 0.9)


_COURIER = (
    "The ferry ran aground off Halin on Monday with 40 people aboard.\n\n"
    "“We heard a long scraping <sound>,” mayor Ana Petrova said.\n\n"
    "A brass band had been playing on the upper deck."
)
_POST = (
    "A ferry has run aground off Halin with 46 people aboard, Coast Wire reported.\n\n"
    "“We heard a long, terrible scraping,” said Anna Petrova. Owner Jon Marsh was silent."
)
_STAR = "Jon Marsh owns the ferry that ran aground off Halin. Jon Marsh said nothing."

COURIER = article(
    1,
    id="courier",
    title="Ferry aground off Halin",
    body=_COURIER,
    outlet="Halin Courier",
    first_day=dt.date(2021, 3, 1),
    people=(person(PETROVA, "Ana Petrova"),),
    quotes=(quoted(_COURIER, "We heard a long scraping <sound>,", PETROVA),),
    provenance={"date": Evidence("dateline", "March 1", 0.6, "body", 0, 7)},
)
POST = article(
    2,
    id="post",
    title="Ferry stuck",
    body=_POST,
    outlet="Evening Post",
    agency="Coast Wire",
    first_day=dt.date(2021, 3, 2),
    people=(person(PETROVA, "Anna Petrova"), person(MARSH)),
    quotes=(quoted(_POST, "We heard a long, terrible scraping,", PETROVA),),
)
STAR = article(
    3,
    id="star",
    title="Who owns the ferry?",
    body=_STAR,
    outlet="Morning Star",
    first_day=dt.date(2021, 3, 1),
    last_day=dt.date(2021, 3, 31),
    date_precision="month",
    people=(person(MARSH, mentions=2),),
)
REPRINT = article(4, id="reprint", title="Ferry aground", body=_COURIER, outlet=None)

ARTICLES = (COURIER, POST, STAR, REPRINT)


def sentence(place: int, found: Article, words: str) -> Sentence:
    """The sentence of an article that has these words; `place` is the article's."""
    body = found.body
    at = body.index(words)
    start = max((one.end() for one in re.finditer(r"[.!?”] |\n\n", body[:at])), default=0)
    end = re.compile(r"[.!?]”?(?=\s|$)").search(body, at)
    assert end is not None
    return Sentence(place, start, end.end(), body[:start].count("\n\n") + 1)


def comparison() -> Comparison:
    """What the first three say, side by side."""
    ran = sentence(0, COURIER, "40 people"), sentence(1, POST, "46 people")

    def figure(which: Sentence, found: Article, text: str) -> Figure:
        start = found.body.index(text)
        return Figure("people", float(text), text, which, start, start + len(text))

    shared = tuple(
        (found.body.index("off Halin"), found.body.index("off Halin") + 9)
        for found in (COURIER, POST)
    )
    terrible = POST.body.index("terrible")
    return Comparison(
        articles=(COURIER, POST, STAR),
        passages=(Passage(ran, 0.8, ((shared[0],), (shared[1],))),),
        alone=(
            Alone(sentence(0, COURIER, "brass band"), 0.0, True),
            Alone(sentence(2, STAR, "owns the ferry"), 0.2, False),
        ),
        differences=(Difference(figure(ran[0], COURIER, "40"), figure(ran[1], POST, "46"), 0.8),),
        quotes=(Wordings(PETROVA, (Said(0, 0), Said(1, 0, ((terrible, terrible + 8),))), False),),
        voices=(
            Voice(*PETROVA, (1, 1, 0), ((0,), (0,), ())),
            Voice(*MARSH, (0, 1, 2), ((), (), ())),
        ),
        wire=(Wire(1, "Coast Wire", None, None, True), Wire(0, "Coast Wire", 1, 0.82, False)),
        spellings=(Spellings(*PETROVA, (("Ana Petrova", (0,)), ("Anna Petrova", (1,)))),),
        terms=("ferry", "aground"),
    )


def story(articles: Iterable[Article] = ARTICLES, **values: object) -> Told:
    """The story of these articles, of one event each, the reprint a copy."""
    ones = tuple(articles)
    days = [one.first_day for one in ones if one.first_day]
    last = [one.last_day for one in ones if one.last_day]
    given: dict[str, object] = {
        "id": "sferry234",
        "label": "Ferry aground off Halin",
        "is_named": False,
        "lead": ones[0].id,
        "articles": len(ones),
        "matched": len(ones),
        "outlets": len({one.outlet for one in ones if one.outlet}),
        "events": 1,
        "first_day": min(days, default=None),
        "last_day": max(last, default=None),
        "undated": len(ones) - len(days),
        "people": (Listed("jon-marsh", "Jon Marsh", 2, None, None),),
    }
    told = Story(**(given | values))  # type: ignore[arg-type]
    members = tuple(Member(one.id, 0, "courier" if one.id == "reprint" else None) for one in ones)
    moment = dt.datetime(2021, 4, 1, tzinfo=dt.timezone.utc)
    return Told(told, members, told.id, Snapshot(1, 1, moment, len(ones)))


@dataclass
class Shelf:
    """A few articles and one story of them, to be asked as an archive is."""

    told: Told = field(default_factory=story)
    articles: Mapping[str, Article] = field(
        default_factory=lambda: {one.id: one for one in ARTICLES}
    )
    shared: tuple[Copy, ...] = ()
    found: Comparison = field(default_factory=comparison)
    asked: list[Sequence[str]] = field(default_factory=list)

    def story(self, story_id: str) -> Told | None:
        return self.told if story_id == self.told.story.id else None

    def story_of(self, article_id: str) -> Story | None:
        its = any(one.id == article_id for one in self.told.members)
        return self.told.story if its else None

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        return tuple(one for one in self.shared if one.id != article_id)

    def article(self, article_id: str) -> Article | None:
        return self.articles.get(article_id)

    def compared(self, article_ids: Sequence[str], timeout_s: float) -> Comparison:
        self.asked.append(article_ids)
        return self.found
