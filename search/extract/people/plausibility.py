"""Which candidates can be people: no places, peoples, companies or ordinary words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.extract.people.context import in_lists, is_company, nobodies, owners, things
from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention, honours
from search.extract.people.names import is_title, parse
from search.extract.people.persons import slip
from search.extract.people.text import Sentences, Text
from search.extract.people.trimming import edited

LONE = 0.97
"""The chance from which a lone word of no list, title and full name is a person's name."""

SPEAKING = 0.85
"""The same for one beside a verb of saying, or after another word with a capital."""

LISTED = 0.6
"""The same for one that stands beside other names: Ray, Wu and Hale."""


def plausible(
    text: Text,
    found: list[Mention],
    others: dict[tuple[int, int], str],
    firms: set[str],
) -> list[Mention]:
    """Return the mentions that can be people, given all of them and the words of companies."""
    article = _article(text, found, others, firms)
    listed = in_lists(text.sentences, found)
    kept = []
    for number, mention in enumerate(found):
        mention = edited(text, mention, article.families, article.times)
        words = text.sentences[mention.sentence]
        if is_company(words, mention.end) or _situated(words, mention):
            continue
        if len(mention.words) > 1:
            stands = _full_stands(article, mention)
        else:
            stands = _lone_stands(article, mention, number in listed)
        if stands:
            kept.append(mention)
    return kept


@dataclass(frozen=True, slots=True)
class _Article:
    """What all mentions of an article say of each of them.

    `objects` are names of several words that are things, `in_full` the words of the other such
    names, `nobody` lone words that stand where no person does, `said` those beside a verb of
    saying, `titled` those after a title. `best` is the best chance of each lone word, `lone` how
    often it is named, `rivals` how often a word is tagged as something else.
    """

    text: Text
    companies: set[str]
    objects: set[tuple[str, ...]]
    in_full: set[str]
    families: set[str]
    times: Counter[tuple[str, ...]]
    nobody: set[str]
    said: set[str]
    titled: set[str]
    best: dict[str, float]
    lone: Counter[str]
    rivals: Counter[str]


def _article(
    text: Text,
    found: list[Mention],
    others: dict[tuple[int, int], str],
    firms: set[str],
) -> _Article:
    sentences = text.sentences
    companies = firms | owners(text, found)
    companies |= {
        plain(word)
        for mention in found
        if is_company(sentences[mention.sentence], mention.end)
        for word in mention.words
    }
    objects = things(sentences, found)
    full = [mention for mention in found if len(mention.words) > 1]
    in_full = {
        plain(word)
        for mention in full
        if mention.words not in objects and _person_like(mention)
        if not companies.issuperset(map(plain, mention.words))
        for word in mention.words
    }
    said: set[str] = set()
    titled: set[str] = set()
    best: dict[str, float] = {}
    lone: Counter[str] = Counter()
    for mention in found:
        word = plain(mention.words[0])
        if _speaks(sentences, mention):
            said.add(word)
        if _titled(sentences, mention):
            titled.add(word)
        if len(mention.words) == 1:
            best[word] = max(best.get(word, 0.0), mention.chance)
            lone[word] += 1
    first = lexicon().first
    return _Article(
        text=text,
        companies=companies,
        objects=objects,
        in_full=in_full,
        families={plain(m.words[-1]) for m in full if plain(m.words[0]) in first},
        times=Counter(mention.words for mention in full),
        nobody=(companies | nobodies(sentences, found)) - in_full,
        said=said,
        titled=titled,
        best=best,
        lone=lone,
        rivals=Counter(plain(sentences[sentence][i]) for sentence, i in others),
    )


def _full_stands(article: _Article, mention: Mention) -> bool:
    """Return whether a name of several words can be a person's in this article."""
    words = mention.words
    if words in article.objects or article.companies.issuperset(map(plain, words)):
        return False
    if article.rivals[plain(words[-1])] >= article.times[words]:
        return _person_like(mention) and (_known(words[0]) or _known(words[-1]))  # Aer Lingus
    return _person_like(mention)


def _lone_stands(article: _Article, mention: Mention, listed: bool) -> bool:
    """Return whether a word by itself can be a person; `listed` says that it is in a list."""
    word = plain(mention.words[0])
    words = article.text.sentences[mention.sentence]
    if len(word.rstrip(".")) == 1:
        return False  # N.J.
    if word.endswith("in") and words[mention.end : mention.end + 1] in (["’"], ["'"]):
        return False  # Lyin' Ted
    if is_title(word) and not _known(word) and word not in article.in_full:
        return False
    if word in article.in_full:
        return True
    before = words[mention.start - 1] if mention.start else ""
    if before in ("the", "The"):
        return False  # a river, a ship, a team
    if before and f"{before} {word}".lower() in lexicon().companies:
        return False  # Mother Jones
    if _titled(article.text.sentences, mention):
        return True
    said = word in article.said
    if word in article.nobody and (word in article.companies or not said):
        return False
    if word.lower() in lexicon().common and not said:
        return False
    if not _known(word) and word not in article.titled:
        beside = said or (before[:1].isupper() and len(before) > 2) or _is_slip(article, word)
        least = LISTED if listed else SPEAKING if beside else LONE
        if article.best.get(word, 1.0) < least or word.lower() in article.text.distinct:
            return False
    return _alone(word, mention, article.rivals[word] > article.lone.get(word, 1))


def _is_slip(article: _Article, word: str) -> bool:
    """Return whether a word is a name of the article but for a letter: Tiillerson."""
    small = word.lower()
    return any(slip(name.lower(), small) for name in article.in_full)


def _titled(sentences: Sentences, mention: Mention) -> bool:
    return mention.start > 0 and honours(sentences[mention.sentence], mention.start)


def _speaks(sentences: Sentences, mention: Mention) -> bool:
    """Return whether a verb of saying and the like stands beside a lone word."""
    words = sentences[mention.sentence]
    beside = [
        *words[max(0, mention.start - 1) : mention.start],
        *words[mention.end : mention.end + 1],
    ]
    return any(word.lower() in lexicon().speech for word in beside)


def _situated(words: Sequence[str], mention: Mention) -> bool:
    """Return whether the words before say that this is a place: the city of."""
    lex = lexicon()
    at = mention.start
    if at < 2 or words[at - 1] != "of":
        return False
    if len(mention.words) > 1 and plain(mention.words[0]) in lex.first:
        return False
    return words[at - 2].lower() in lex.place_nouns


_GLUED = re.compile(
    r"(?!Mac|Fitz|Van)[^\W\d_][a-z]{3,}[A-Z][a-z]{2}|[^\W\d_]\w*[a-z]{2}[A-Z]{2}"
)  # ClintonGiuliani: two names; TrumpGOP


_SEAT = re.compile(r"[A-Z]-[A-Z][A-Za-z.]*")  # the R-Ky. after a senator


def _person_like(mention: Mention) -> bool:
    """Return whether a name of several words can be a person's."""
    return mention.chance > _least_chance(mention.words)


_NEVER = 2.0
_DIRECTIONS = frozenset({"east", "west", "north", "south", "central"})


@lru_cache(maxsize=1 << 13)
def _least_chance(written: tuple[str, ...]) -> float:
    """Return the chance that a name of several words must exceed to be a person's."""
    lex = lexicon()
    name = parse(written)
    if name is None or not all(_latin(word) for word in name.words):
        return _NEVER
    if any(_SEAT.fullmatch(w) or _GLUED.match(w) or _compound(w) for w in name.words):
        return _NEVER
    words = [word for word in name.words if word[0].isupper()]
    if not words or not all(word[0].isalpha() for word in name.words):
        return _NEVER
    first, last = plain(words[0]), plain(words[-1])
    lowered = [word.lower() for word in words]
    if "the" in lowered or _is_shouting(words) or (len(last) == 2 and last[1] == "."):
        return _NEVER
    phrase = " ".join(lowered)
    if phrase in lex.places or phrase in lex.groups:
        return _NEVER
    if phrase in lex.companies or (lowered[0] in lex.companies and first not in lex.first):
        return _NEVER
    if any(word in lex.groups for word in lowered) and first not in lex.first:
        return _NEVER
    if lowered[-1] in lex.calendar or (lowered[-1] in lex.groups and last not in lex.last):
        return 0.8 if first in lex.first and len(words) == 2 else _NEVER  # Theresa May, Gary Finn
    if written[-1].endswith(".") and is_title(written[-1]):
        return _NEVER  # California Rep.
    if lowered[-1] in _DIRECTIONS and first not in lex.first:
        return _NEVER  # Bournemouth West
    if lowered[-1].rstrip(".") in lex.organisations and last not in lex.last:
        weak = lowered[-1] in lex.weak_organisations and len(words) == 2
        return 0.7 if weak and first in lex.first else _NEVER  # Steven Law
    if lowered[0] in lex.places and lowered[-1] in lex.places and first not in lex.first:
        return _NEVER
    return _least_of_words(lowered, first in lex.first, last in lex.last)


def _least_of_words(lowered: Sequence[str], given: bool, family: bool) -> float:
    """Return the same from how common the words are, and whether the ends are of the lists."""
    common = lexicon().common
    ranks = [common.get(word, len(common)) for word in lowered]
    if family or (given and ranks[-1] >= 3000):
        return 0.4
    if not given and max(ranks) < 8000:
        return _NEVER
    return 0.7 if ranks[-1] < 8000 else 0.4


def _compound(word: str) -> bool:
    """Return whether a word is made of ordinary ones: Mid-Rise, unlike Lily-Rose."""
    lex = lexicon()
    parts = word.split("-")
    return len(parts) > 1 and all(
        part.lower() in lex.common and not _known(part.title()) for part in parts
    )


def _is_shouting(words: Sequence[str]) -> bool:
    """Return whether words in capitals are a headline's, not a name's: AOC HITS BIDEN."""
    lex = lexicon()
    if not all(word.isupper() for word in words):
        return False
    return any(
        word.endswith(("N'T", "N’T", "'LL", "’LL"))
        or (lex.common.get(word.lower(), len(lex.common)) < 5000 and not _known(word))
        for word in words
    )


def _known(word: str) -> bool:
    """Return whether a word is a given or family name of the lists."""
    return plain(word) in lexicon().first or plain(word) in lexicon().last


def _latin(word: str) -> bool:
    return all(c < "ɐ" or c in "’‐‑" or "Ḁ" <= c <= "ỿ" for c in word)


_NATIVE = ("s", "ns", "ans", "ians")  # Iowans, Missourians
_INNER_CAPITALS = ("Mc", "Mac", "De", "La", "Le", "Di", "Van", "O", "D", "Du", "Fitz")


def _alone(word: str, mention: Mention, outvoted: bool) -> bool:
    """Return whether a word that stands in no full name and after no title can be a person."""
    lex = lexicon()
    lower = word.lower()
    if len(word) <= 2 or not _latin(word) or not word[0].isupper() or _SEAT.fullmatch(word):
        return False
    if lower in lex.groups or lower in lex.places or lower in lex.calendar:
        return False
    if lower in lex.companies:
        return False
    if f"{lower}'s" in lex.groups or lower in lex.organisations or is_title(word) or outvoted:
        return False
    if any(lower.endswith(tail) and lower[: -len(tail)] in lex.places for tail in _NATIVE):
        return False
    taught = word in lex.taught_first or word in lex.taught_last
    if mention.words[0].isupper() and len(word) <= 5 and not taught:
        return False
    if any(c.isupper() for c in word[1:]) and not word.startswith(_INNER_CAPITALS):
        return "-" in word or "'" in word or "’" in word
    listed = word in lex.last or word in lex.first
    if lex.common.get(lower, len(lex.common)) < 15000 and not listed:
        return False
    if lower in lex.place_words and not listed:
        return False
    return mention.chance > (0.5 if listed else 0.6)
