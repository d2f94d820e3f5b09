"""The people an article names: found by a trained tagger, told apart by the whole article.

    text --tokens--> sentences --tagger--> names --mentions--> mentions --persons--> people

people(body, title, lang)   the people of an article
people_of_lines(lines)      the people of captions and credits
identity(name)              the key that is equal for spellings of one name
conflict(one, other)        whether two names of one identity are two people after all
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from anyascii import anyascii

from search.article import Person
from search.extract.people.mention import Mention
from search.extract.people.mentions import mentions
from search.extract.people.names import conflict, identity
from search.extract.people.persons import bearers, canonical
from search.extract.people.tagger import tagger
from search.extract.people.tokens import Sentence, sentences

__all__ = ["VERSION", "People", "conflict", "identity", "people", "people_of_lines"]

VERSION = "10"
"""Changes when the same article may give other people than before."""

METHOD = "tagger"


@dataclass(frozen=True, slots=True)
class People:
    """The people of an article in order of first appearance.

    `confidence` is the mean chance, 0 to 1, that one of them is a person and rightly told apart;
    1.0 when there is nobody.
    """

    persons: tuple[Person, ...]
    confidence: float
    method: str = METHOD


def people(body: str, title: str | None = None, lang: str | None = None) -> People:
    """Return the people named in `body`, spans as its offsets.

    Mentions in the title count and help to tell people apart; who is named only there is left
    out. A person named only by family name keeps it as name.
    """
    heading = list(sentences(title)) if title else []
    return _people([*heading, *sentences(body)], len(heading), (lang or "en")[:2] == "en")


def people_of_lines(lines: Sequence[str]) -> tuple[Person, ...]:
    """Return the people named in lines that stand apart from the body, without spans."""
    cut = [sentence for line in lines for sentence in sentences(line)]
    found = _people(cut, 0, english=True).persons
    return tuple(Person(p.id, p.name, p.as_written, p.mentions) for p in found)


def slug(name: str) -> str:
    """Return a name as a URL shows it: `enrique-pena-nieto`."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower().replace("'", "")).strip("-") or "x"


def _people(cut: list[Sentence], first_of_body: int, english: bool) -> People:
    words = [sentence.words for sentence in cut]
    tagged = tagger().tag(words)
    found = mentions(words, tagged, english=english)
    persons: list[tuple[int, float, Person]] = []
    for bearer in bearers(words, found):
        numbers = sorted(bearer.mentions)
        own = [found[i] for i in numbers]
        body = [mention for mention in own if mention.sentence >= first_of_body]
        if not body:
            continue
        forms = Counter(mention.words for mention in own)
        name = canonical(forms.items())
        spans = tuple(_span(cut, mention) for mention in body)
        written = tuple(dict.fromkeys(" ".join(_written(words, mention)) for mention in own))
        person = Person(slug(name), name, written, len(own), spans)
        chance = max(mention.chance for mention in own)
        persons.append((spans[0][0], chance, person))
    persons.sort(key=lambda entry: entry[0])
    mean = sum(chance for _, chance, _ in persons) / len(persons) if persons else 1.0
    return People(tuple(person for _, _, person in persons), round(mean, 3))


def _written(words: Sequence[Sequence[str]], mention: Mention) -> Sequence[str]:
    """Return the words of a mention as they stand; its name may have a family name besides."""
    if mention.part is not None:
        return mention.words
    return words[mention.sentence][mention.start : mention.end]


def _span(cut: Sequence[Sentence], mention: Mention) -> tuple[int, int]:
    sentence = cut[mention.sentence]
    start = sentence.start(mention.start)
    if mention.part is not None:
        start += mention.part[0]
        return start, start + mention.part[1]
    return start, sentence.start(mention.end - 1) + len(sentence.words[mention.end - 1])
