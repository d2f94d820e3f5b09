"""What stands in some articles side by side, those of a story or any others.

Articles are told by their place among those compared, from 0; places in a text are offsets into
the body of the article, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.article import Article

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: from `start` to `end` of its body, in its paragraph from 1."""

    article: int
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence each of two articles or more that state the same; earliest first.

    `likeness` from 0 to 1; `shared` are, for each sentence, the words of it that another one has,
    as offsets into the body.
    """

    sentences: tuple[Sentence, ...]
    likeness: float
    shared: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """A sentence that no article of another outlet has: of what it says, `nearest` (0 to 1) is
    said by the sentence nearest to it. `is_certain` where that is next to nothing; else it was
    only not found elsewhere.
    """

    sentence: Sentence
    nearest: float
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit ("killed", "$", "%"), as it is written at `start` to `end`."""

    unit: str
    value: float
    text: str
    sentence: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two numbers for what seems to be one thing. Neither is said to be wrong."""

    one: Figure
    other: Figure
    likeness: float


@dataclass(frozen=True, slots=True)
class Said:
    """One quote of an article, by its place among the article's quotes.

    `own` are the words in it that the first article has not in its quote, or quotes where it has
    it in pieces, as offsets into the body.
    """

    article: int
    quote: int
    own: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Wordings:
    """One quote in the wordings of several articles, earliest first; `speaker` is whom most of
    them name: the id and the name, None where nobody is named.
    """

    speaker: tuple[str, str] | None
    wordings: tuple[Said, ...]
    is_same: bool
    """Whether all have the same words."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A person as each article has them: how often named, and the quotes by them, by their places
    among the article's quotes.
    """

    id: str
    name: str
    mentions: tuple[int, ...]
    quotes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """How much of an article's own words, outside its quotations, stand in an agency's article:
    `share` from 0 to 1; `source` is that article's place, None where it is not one of those
    compared. The share is then of what the article has in common with others that credit the
    agency, None where there is none of these either; whether this one credits it.
    """

    article: int
    agency: str
    source: int | None
    share: float | None
    is_credited: bool


@dataclass(frozen=True, slots=True)
class Spellings:
    """A person whom articles write differently: each spelling, and which articles have it."""

    id: str
    name: str
    spellings: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Articles side by side, earliest first, undated ones last.

    `passages` are those most alike first; `alone` and `differences` likewise those that are
    surest. `voices` are the people, most quoted first, then most named. `terms` are the words that
    set these articles apart from the rest of the archive, as they are written most.
    `is_whole`: whether all of it was compared: there was time, and no article was too long.
    """

    articles: tuple[Article, ...]
    passages: tuple[Passage, ...]
    alone: tuple[Alone, ...]
    differences: tuple[Difference, ...]
    quotes: tuple[Wordings, ...]
    voices: tuple[Voice, ...]
    wire: tuple[Wire, ...]
    spellings: tuple[Spellings, ...]
    terms: tuple[str, ...]
    is_whole: bool = True
