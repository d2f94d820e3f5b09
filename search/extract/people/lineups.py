"""Names among names in a list: team sheets, casts, candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention, rare
from search.extract.people.names import is_title
from search.extract.people.text import Text

LEAST = 4
"""Items of a list that says what stands in it, at least."""

MOSTLY = 0.6
"""The share of a list that must be people, for the rest to be."""

LONG = 6
"""Items of a list in which a word by itself may be a person."""

LISTED = 0.75
"""The chance of a name that is known by the list it stands in."""

_BETWEEN = frozenset({",", ";", ":", "(", ")", "and", "&", ".", "–", "—"})
_STOPS = frozenset({",", ";"})


def in_line(text: Text, found: Sequence[Mention]) -> list[Mention]:
    """Return the untagged names in lists of people: of C Paterson, A Craig, S Lamont all three.

    In such a list nothing stands but names.
    """
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    for number in sorted({mention.sentence for mention in found}):
        words = text.sentences[number]
        if len(words) < 2 * LEAST - 1 or sum(map(words.count, _STOPS)) < LEAST - 2:
            continue
        for items in _lists(words):
            people = [any((number, i) in covered for i in range(*item)) for item in items]
            initials = [_initialed(words, *item) for item in items]
            sure = sum(map(max, people, initials))
            if sure < MOSTLY * len(items) or sum(initials) < 3 > sum(people):
                continue
            for (start, end), is_known in zip(items, people, strict=True):
                if is_known or (end - start == 1 and not _lone(words[start], len(items))):
                    continue
                added.append(Mention(number, start, end, tuple(words[start:end]), LISTED))
    return added


def _lists(words: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """Yield the stretches of a sentence in which only names stand between commas and the like."""
    items: list[tuple[int, int]] = []
    start = 0
    for end in range(len(words) + 1):
        if end < len(words) and words[end] not in _BETWEEN:
            continue
        if end > start:
            if _is_name(words, start, end):
                items.append((start, end))
            elif not (end < len(words) and words[end] == ")"):  # (capt)
                if len(items) >= LEAST:
                    yield items
                items = []
        start = end + 1
    if len(items) >= LEAST:
        yield items


def _is_name(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether words may be a name by how they are written."""
    lex = lexicon()
    if end - start > 4 or not words[end - 1][0].isupper():
        return False
    if not all(word[0].isupper() or word in lex.particles for word in words[start:end]):
        return False
    lowered = [word.lower() for word in words[start:end]]
    phrase = " ".join(lowered)
    known = phrase in lex.places or phrase in lex.groups or phrase in lex.companies
    strange = lowered[-1].rstrip(".") in lex.organisations or lowered[-1] in lex.calendar
    return not (known or strange or (is_title(words[start]) and end - start == 1))


def _lone(word: str, items: int) -> bool:
    """Return whether a word by itself may be a person in a list of so many."""
    lex = lexicon()
    return items >= LONG and word.istitle() and rare(word) and word.lower() not in lex.place_words


def _initialed(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether words are an initial or two, and a family name: KP Robertson."""
    first = words[start].replace(".", "")
    return end - start > 1 and len(first) < 3 and first.isupper() and len(words[end - 1]) > 2
