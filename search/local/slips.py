"""What may have been meant by a word that an archive holds seldom or never.

Words one edit away - a letter left out, put in, changed, or two neighbours swapped - are looked up
in the dictionary; no list of all words is needed. Of several, the one that most articles hold is
the likeliest, unless it takes a rarer kind of slip. Words two edits away are looked for only where
there are none, and words written as one are taken apart.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from search.analysis import fold
from search.engine import Spelling
from search.query.tree import Exact, Phrase

Counted = Callable[[Exact | Phrase], int]
"""How many articles hold a word, or words side by side."""

SHORTEST = 3
"""Letters of a word that is looked at: nearly all shorter ones are words."""

LONGEST = 40
"""Letters past which no word is looked at."""

LEAST_FOR_TWO = 6
"""Letters of a word that may be two edits from another."""

MOST_COUNTED = 40
"""Candidates that are counted: those that the dictionary says may be commonest."""

ALPHABETS = {
    "LATIN": "abcdefghijklmnopqrstuvwxyz'",
    "CYRILLIC": "абвгдежзийклмнопрстуфхцчшщъыьэюяієїґў'",
    "GREEK": "αβγδεζηθικλμνξοπρστυφχψω",
    "ARABIC": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى",
    "HEBREW": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
}
"""Letters that words of a script are written with, accents folded."""

FIRST, LEFT_OUT, NEAR, FAR = -0.3, -0.1, -0.5, -0.9
"""Powers of ten by which slips are rarer: in the first letter; a letter left out; one put in or
changed that is near to what was meant, or is not. Tuned on 500 words of an archive of news.
"""

_VOWELS = frozenset("aeiouyаеиоуыэюяёіїє")
_NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_BESIDE = {frozenset(pair) for row in _NEIGHBOURS for pair in pairwise(row)}


def alphabet(word: str) -> str:
    """Return the letters that a word could have been written with."""
    letters = {letter for letter in word if letter.isalpha()}
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in letters}
    return "".join(ALPHABETS.get(script, "") for script in sorted(scripts))


def one_edit_away(word: str) -> tuple[str, ...]:
    """Return every word that one slip could have made this of, sorted."""
    letters = alphabet(word)
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    found |= {head + letter + tail for head, tail in cuts for letter in letters}
    found -= {word, ""}
    return tuple(sorted(found))


def slip(meant: str, written: str) -> float:
    """Return how much rarer than the commonest slips the one is that made `written`: 0 or less,
    in powers of ten.

    To leave a letter out or to swap two, there are few ways; to put a wrong one, many. Which are
    likelier are those beside it on the keyboard, another vowel, and the same letter twice.
    """
    first = FIRST if meant[:1] != written[:1] else 0.0
    at = next((i for i, (a, b) in enumerate(zip(meant, written, strict=False)) if a != b), None)
    if len(meant) > len(written):
        at = len(written) if at is None else at
        return first + (0.0 if meant[at] in meant[max(at - 1, 0) : at] else LEFT_OUT)
    if len(meant) < len(written):
        at = len(meant) if at is None else at
        around = written[max(at - 1, 0) : at] + written[at + 1 : at + 2]
        if written[at] in around:
            return first
        return first + (NEAR if _is_near(written[at], around) else FAR)
    if at is None or written[at + 1 :] != meant[at + 1 :]:
        return first  # neighbours swapped
    return first + (NEAR if _is_near(written[at], meant[at]) else FAR)


def _is_near(letter: str, others: str) -> bool:
    """Return whether a letter is easily taken for one of the others."""
    return any(
        frozenset((letter, other)) in _BESIDE or (letter in _VOWELS and other in _VOWELS)
        for other in others
    )


def ranked(written: str, candidates: Iterable[tuple[str, int]], most: int) -> tuple[Spelling, ...]:
    """Return the likeliest words that may have been meant, from how many articles hold each."""
    scored = [
        (math.log10(articles) + slip(word, written), word, articles)
        for word, articles in candidates
        if articles
    ]
    scored.sort(key=lambda one: (-one[0], one[1]))
    return tuple(Spelling(word, articles) for _, word, articles in scored[:most])


def apart(word: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words that may have been written as one."""
    for at in range(2, len(word) - 1):
        yield word[:at], word[at:]


def spellings(
    word: str,
    most: int,
    known: Callable[[Sequence[str]], Sequence[str]],
    farther: Callable[[str], Sequence[str]],
    counted: Counted,
) -> tuple[Spelling, ...]:
    """Return what may have been meant by a word, likeliest first.

    `known` tells which of many words the dictionary has, those first that may be commonest;
    `farther` which of its words are two edits away.
    """
    written = fold(word)
    if not SHORTEST <= len(written) <= LONGEST or not alphabet(written):
        return ()
    near = known(one_edit_away(written))[:MOST_COUNTED]
    found = ranked(written, ((one, counted(Exact(one))) for one in near), most)
    if not found and len(written) >= LEAST_FOR_TWO:
        near = farther(written)[:MOST_COUNTED]
        found = ranked(
            written, ((one, counted(Exact(one))) for one in near if one != written), most
        )
    if len(found) < most and len(written) >= LEAST_FOR_TWO:
        halves = set(known(sorted({half for pair in apart(written) for half in pair})))
        pairs = [pair for pair in apart(written) if halves.issuperset(pair)]
        beside = [
            (" ".join(pair), counted(Phrase((Exact(pair[0]), Exact(pair[1]))))) for pair in pairs
        ]
        beside.sort(key=lambda one: (-one[1], one[0]))
        split = tuple(Spelling(*one) for one in beside if one[1])
        found = tuple(sorted((*found, *split[:1]), key=lambda one: -one.articles))[:most]
    return found
