"""What the tagger sees of a sentence.

Every clue depends on one word and its distance, or on the kinds of two neighbours, so the score
of a clue can be kept per word: training spells clues out as text, tagging adds up vectors.

    own(word)            the word itself: spelling, shape, lists
    near(word)           what a neighbour sees of it, one or two words away
    kind(word)           its shape and lists in a few letters, for pairs of neighbours
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from search.extract.people.lexicon import lexicon

DISTANCES = (-2, -1, 1, 2)


@lru_cache(maxsize=1 << 14)
def shape(word: str) -> str:
    """Return the word's outline: `Xxx` for Putin, `Xx-xx` for Ki-moon, `XX` for TASS."""
    if word.isalpha():
        if word.islower():
            return "xx"[: len(word)]
        if word.istitle():
            return "Xxx"[: len(word)]
    outline = ""
    for c in word[:40]:
        letter = "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c
        if outline[-2:] != 2 * letter:
            outline += letter
    return outline


def plain(word: str) -> str:
    """Return an all-capital word in title case (`PUTIN` as `Putin`), others as they are."""
    return word.title() if word.isupper() and len(word) > 1 else word


@lru_cache(maxsize=1 << 14)
def lists(word: str) -> tuple[str, ...]:
    """Return the lists that hold the word, in a few letters each."""
    lex = lexicon()
    usual = plain(word)
    lower = word.lower()
    bare = lower.rstrip(".")
    found = []
    if word[0].isupper():
        if usual in lex.taught_first:
            found.append("F")
        if usual in lex.taught_last:
            found.append("L")
        if lower in lex.places or lower in lex.place_words:
            found.append("P")
        if lower in lex.groups:
            found.append("G")
        if bare in lex.organisations:
            found.append("O")
        if bare in lex.calendar:
            found.append("D")
    if bare in lex.titles:
        found.append("T")
    if lower in lex.speech:
        found.append("S")
    if lower in lex.particles:
        found.append("Y")
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def rarity(word: str) -> str:
    """Return how common the word is in lower case: a to d, or z when it is no common word."""
    rank = lexicon().common.get(word.lower())
    if rank is None:
        return "z"
    return "a" if rank < 1000 else "b" if rank < 5000 else "c" if rank < 15000 else "d"


@lru_cache(maxsize=1 << 14)
def kind(word: str) -> str:
    """Return shape, lists and rarity in a few letters."""
    if not word[0].isalpha():
        return "d" if word[0].isdigit() else "s" if word[-1] in "sS" else word[0]
    if word[0].isupper():
        outline = (
            "I"
            if len(word.rstrip(".")) == 1
            else "A"
            if word.isupper()
            else "H"
            if "-" in word
            else "C"
        )
    else:
        outline = "l"
    return outline + "".join(lists(word)) + (rarity(word) if outline != "l" else "")


@lru_cache(maxsize=1 << 14)
def own(word: str) -> tuple[str, ...]:
    """Return the clues a word gives about itself."""
    lower = _lower(word)
    clues = [f"w={lower}", f"sh={shape(word)}", f"k={kind(word)}"]
    if word[0].isalpha():
        clues += [f"p3={lower[:3]}", f"s2={lower[-2:]}", f"s3={lower[-3:]}", f"s4={lower[-4:]}"]
        clues += [f"in={found}" for found in lists(word)]
        clues.append(f"r={rarity(word)}{'C' if word[0].isupper() else 'l'}")
    wide, narrower, narrow = cluster(word)
    if wide < 0:
        clues.append(f"c?{kind(word)[:1]}")
    else:
        clues += [f"ca={wide}", f"cb={narrower}", f"cc={narrow}"]
    return tuple(clues)


_NONE = (-1, -1, -1)
_DIGIT = re.compile(r"\d")


def cluster(word: str) -> tuple[int, int, int]:
    """Return the numbers of the clusters of words used alike, all -1 for a word in none."""
    clusters = lexicon().clusters
    usual = word if word.isalpha() else _DIGIT.sub("0", word).replace("’", "'")
    if usual not in clusters and len(word) > 3 and word.isupper():
        usual = word.title()
    return clusters.get(usual, _NONE)


def _lower(word: str) -> str:
    return word.lower().replace("’", "'")


@lru_cache(maxsize=1 << 14)
def near(word: str) -> tuple[str, ...]:
    """Return the clues a word gives about its neighbours."""
    wide, narrower, _ = cluster(word)
    lower = _lower(word)
    clues = [f"w={lower}", f"k={kind(word)}", f"s3={lower[-3:]}"]
    clues += [f"in={found}" for found in lists(word)]
    if wide >= 0:
        clues += [f"ca={wide}", f"cb={narrower}"]
    return tuple(clues)


def setting(words: Sequence[str]) -> str:
    """Return how the sentence is capitalised: C throughout, T as a headline, else N."""
    letters = [word for word in words if word[0].isalpha()]
    if len(letters) < 2:
        return "N"
    if sum(word.isupper() for word in letters) > 0.7 * len(letters):
        return "C"
    if sum(word[0].isupper() for word in letters) > 0.75 * len(letters):
        return "T"
    return "N"


def place(position: int, words: Sequence[str], style: str) -> str:
    """Return where a word stands: first in its sentence (B) or not, and the sentence's setting."""
    first = position == 0 or (position == 1 and not words[0][0].isalpha())
    return ("B" if first else "M") + style


def features(words: Sequence[str]) -> list[list[str]]:
    """Return every clue of every word, as text."""
    style = setting(words)
    last = len(words) - 1
    kinds = [kind(word) for word in words]
    rows = []
    for i, word in enumerate(words):
        row = list(own(word))
        for distance in DISTANCES:
            if 0 <= i + distance <= last:
                row += [f"{distance}:{clue}" for clue in near(words[i + distance])]
        row.append(f"<{kinds[i - 1] if i else '^'}|{kinds[i]}")
        row.append(f">{kinds[i]}|{kinds[i + 1] if i < last else '$'}")
        row.append(f"@{place(i, words, style)}|{kinds[i]}")
        rows.append(row)
    return rows


def stretches(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the (start, end) runs worth tagging: capitalised words with one word around each."""
    runs: list[tuple[int, int]] = []
    for i, word in enumerate(words):
        if not word[0].isupper():
            continue
        start, end = max(0, i - 1), min(len(words), i + 2)
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs
