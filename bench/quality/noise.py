"""Queries that are no headline, and how many of them show one that is nearly what was typed.

Drawn by a seed from an archive: topics, which are two to four words of a headline, in its order,
and one or two of its article's text; the same beside the name of somebody in the article; words
that follow one another in a headline, small ones among them, and words of the text; and pieces of
sentences, five to ten words that follow one another, one of them gone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bench.quality.known import SHORTEST, Drawing, Known, sentences
from search import analysis
from search.article import Article
from search.nearby import FEWEST

TABLE = [
    "| typed | queries | of four words or more | show a headline % | of another article % |",
    "|---|---:|---:|---:|---:|",
]
LETTERS = 4
"""Letters of a word that tells something."""

Shown = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Queries of a kind, each with the articles that it was made of."""

    what: str
    asked: tuple[Known, ...]


def kinds(drawing: Drawing, many: int) -> tuple[Kind, ...]:
    """Return that many queries of each kind, or as many as the archive has room for."""
    return (
        Kind("a topic", _drawn(drawing, many, "topics", _topic)),
        Kind("a topic and a name", _drawn(drawing, many, "names", _named)),
        Kind("a topic with small words", _drawn(drawing, many, "small words", _following)),
        Kind("a piece of a sentence", _drawn(drawing, many, "pieces", _piece)),
    )


def table(found: Sequence[Kind], shown: Shown) -> list[str]:
    """Return the table of how many queries show a headline; `shown` gives the ids of those."""
    rows = list(TABLE)
    for kind in found:
        long = some = others = 0
        for one in kind.asked:
            near = shown(one.text)
            long += len(analysis.words(one.text)) >= FEWEST
            some += bool(near)
            others += bool({*near} - one.meant)
        size = max(len(kind.asked), 1)
        rows.append(
            f"| {kind.what} | {len(kind.asked):,} | {long:,} | {100 * some / size:.2f} "
            f"| {100 * others / size:.2f} |"
        )
    return rows


def _drawn(
    drawing: Drawing,
    many: int,
    what: str,
    made: Callable[[Article, random.Random], str | None],
) -> tuple[Known, ...]:
    draw = random.Random(f"{drawing.seed} {what}")

    def texts() -> Iterator[Known]:
        for article in draw.sample(drawing.articles, len(drawing.articles)):
            text = made(article, draw)
            if text:
                yield Known(text, drawing.meant(article))

    return tuple(islice(texts(), many))


def _topic(article: Article, draw: random.Random) -> str | None:
    title = _telling(article.title or "", article.lang)
    body = [word for word in _telling(article.body, article.lang) if word not in title]
    if len(title) < 2 or not body:
        return None
    chosen = sorted(draw.sample(range(len(title)), min(draw.randint(2, 4), len(title))))
    return " ".join([title[at] for at in chosen] + draw.sample(body, min(2, draw.randint(1, 2))))


def _named(article: Article, draw: random.Random) -> str | None:
    topic = _topic(article, draw)
    names = [person.name for person in article.people]
    return f"{draw.choice(names)} {topic}" if topic and names else None


def _following(article: Article, draw: random.Random) -> str | None:
    title = [word.form for word in analysis.words(article.title or "")]
    body = _telling(article.body, article.lang)
    most = draw.randint(2, 4)
    if len(title) < most or not body:
        return None
    begin = draw.randint(0, len(title) - most)
    return " ".join([*title[begin : begin + most], draw.choice(body)]).lower()


def _piece(article: Article, draw: random.Random) -> str | None:
    fit = [words for text in sentences(article.body) if len(words := text.split()) >= SHORTEST]
    if not fit:
        return None
    words = draw.choice(fit)
    most = min(draw.randint(5, 10), len(words))
    begin = draw.randint(0, len(words) - most)
    piece = words[begin : begin + most]
    del piece[draw.randrange(len(piece))]
    return " ".join(piece)


def _telling(text: str, lang: str | None) -> list[str]:
    """Return the words of a text that tell something, each once, in its order."""
    common = analysis.common_words(lang) if lang else frozenset[str]()
    forms = dict.fromkeys(analysis.fold(word.form) for word in analysis.words(text))
    return [one for one in forms if len(one) >= LETTERS and one.isalpha() and one not in common]
