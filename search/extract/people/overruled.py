"""What the tagger calls a place or an organisation, and is a person after all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import rare
from search.extract.people.names import is_title
from search.extract.people.tagger import Tagged
from search.extract.people.text import Sentences

_CLITICS = frozenset({"'s", "’s", "'S", "’S"})
_SAID = frozenset(
    {"said", "says", "added", "recalled", "joked", "admitted", "laughed", "explained"}
)
_CLOSERS = frozenset({'"', "”", "’", "'", "''", ","})
_STOPS = frozenset({".", ",", ";"})

DOUBTED = 0.85
"""The chance of a lone place from which it is one."""

MISTAKEN = 0.7
"""The chance of an organisation from which a given name and a rare word are one."""

SPEAKS = 0.9
"""The chance that who is named after a quotation and "said" is a person."""


def overruled(sentences: Sentences, tagged: Sequence[Tagged]) -> Iterator[Tagged]:
    """Yield the runs in order, those as people that are people after all.

    What follows "Google's" within a run is a run of its own.
    """
    alone = {
        sentences[run.sentence][run.start]
        for run in tagged
        if run.label == "PER" and run.end - run.start == 1
    }
    for run in tagged:
        length = run.end - run.start
        if run.label == "PER" and (length > 1 or run.chance >= SPEAKS):
            yield run
            continue
        words = sentences[run.sentence]
        for part in _parts(words, run) if length > 2 else (run,):
            if _quoted(words, part):
                yield replace(part, label="PER", chance=max(SPEAKS, part.chance))
            elif part.label == "PER":
                yield part
            elif _family_name(words, part) or _whole(words, part, alone):
                yield replace(part, label="PER")
            else:
                yield part


def _parts(words: Sequence[str], run: Tagged) -> Iterator[Tagged]:
    """Yield a run, in two where it ends in a name: Google's | Sundar Pichai."""
    for at in range(max(run.start + 1, run.end - 3), run.end - 1):
        before = words[at - 1]
        apart = before in _CLITICS or not before[0].isupper() or is_title(before)
        given = _is_given(words[at]) or (is_title(before) and words[at] in lexicon().first)
        if apart and given and all(w[0].isupper() for w in words[at : run.end]):
            yield replace(run, end=at)
            yield replace(run, start=at)
            return
    yield run


def _is_given(word: str) -> bool:
    """Return whether a word is a given name and no place or title."""
    lex = lexicon()
    lower = word.lower()
    return plain(word) in lex.first and lower not in lex.places and not is_title(word)


def _speaks(words: Sequence[str], run: Tagged) -> bool:
    """Return whether a given name and what follows it are quoted: “…,” says Ann Paris."""
    if run.start < 2 or words[run.start] not in lexicon().first:
        return False
    verb = words[run.start - 1].lower() in lexicon().speech
    return verb and words[run.start - 2] in _CLOSERS


def _quoted(words: Sequence[str], run: Tagged) -> bool:
    """Return whether a rare word is who has just been quoted: “…,” said Sotherton."""
    if run.end - run.start > 1 or run.start < 2 or run.end == len(words):
        return False
    word = words[run.start]
    if words[run.start - 1] not in _SAID or words[run.start - 2] not in _CLOSERS:
        return False
    known = word.lower() in lexicon().companies or not rare(word)
    return words[run.end] in _STOPS and word.istitle() and not known


def _family_name(words: Sequence[str], run: Tagged) -> bool:
    """Return whether a doubtful place is a lone family name that no place bears.

    What news has hardly ever used but as a family name need not be doubtful.
    """
    lex = lexicon()
    word = words[run.start]
    if run.label not in ("LOC", "ORG") or run.end - run.start > 1:
        return False
    if word not in lex.families and (run.label == "ORG" or run.chance > DOUBTED):
        return False
    lower = word.lower()
    known = lower in lex.places or lower in lex.place_words or lower in lex.groups
    return word in lex.last and not known and lower not in lex.common


def _whole(words: Sequence[str], run: Tagged, alone: set[str]) -> bool:
    """Return whether a run is a given name or initials, and a family name."""
    lex = lexicon()
    opener, last = words[run.start], words[run.end - 1]
    lower = last.lower()
    if not 2 <= run.end - run.start <= 3:
        return False
    given = _is_given(opener)
    introduced = run.start > 0 and is_title(words[run.start - 1]) and opener in lex.first
    if run.end - run.start == 2 and ((given and last in alone) or _speaks(words, run)):
        return True
    phrase = " ".join(words[run.start : run.end]).lower()
    after = words[run.end] if run.end < len(words) else "."
    if after[0].isupper() and after.lower().rstrip(".") in lex.organisations:
        return False
    things = (lex.places, lex.companies, lex.organisations, lex.place_words)
    if any(phrase in words_of or lower in words_of for words_of in things):
        return False
    if introduced and rare(last):
        return True
    spelled = opener[1:2] == "." and opener[0].isupper() and run.end - run.start == 2
    initials = spelled and opener.lower() not in lex.places
    unlikely = run.chance < (MISTAKEN if run.label == "ORG" else DOUBTED) and rare(last)
    uncommon = lower not in lex.common and (last in lex.last or run.label == "ORG")
    return (given or initials) and (uncommon or unlikely or (initials and last in alone))
