"""Tagged words -> mentions of people: trimmed, filtered, and found again all over the article.

A tagger sees one sentence; an article says more. A family name that is a person once is that
person wherever it stands, a place or a people never is one, and "Trump Tower" is no Trump.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.extract.people.candidates import addressed, coupled, given, shaped
from search.extract.people.context import firms
from search.extract.people.echoes import everywhere
from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention
from search.extract.people.plausibility import plausible
from search.extract.people.tagger import Tagged
from search.extract.people.text import Sentences, text_of


def mentions(sentences: Sentences, tagged: Iterable[Tagged], *, english: bool) -> list[Mention]:
    """Return the mentions of people in order.

    Where the text is not English the tagger was not trained for it: only names that begin with a
    known given name count there, and what they lead to.
    """
    persons = []
    others: dict[tuple[int, int], str] = {}
    tagged = list(tagged)
    alone = {
        sentences[run.sentence][run.start]
        for run in tagged
        if run.label == "PER" and run.end - run.start == 1
    }
    for run in tagged:
        words = sentences[run.sentence]
        if run.label == "PER" or _family_name(words, run) or _in_full(words, run, alone):
            persons.append(run)
        else:
            others.update({(run.sentence, i): run.label for i in range(run.start, run.end)})
    text = text_of(sentences)
    found = addressed(text, given(text, shaped(sentences, persons), others))
    if not english:
        found = [mention for mention in found if _known_given(mention.words)]
    companies = firms(text)
    kept = plausible(text, coupled(text, found), others, companies)
    return plausible(text, everywhere(text, kept, others), others, companies)


def _family_name(words: Sequence[str], run: Tagged) -> bool:
    """Return whether a doubtful place is a lone family name that no place bears."""
    lex = lexicon()
    word = words[run.start]
    if run.label != "LOC" or run.end - run.start > 1 or run.chance > 0.85:
        return False
    lower = word.lower()
    known = lower in lex.places or lower in lex.place_words or lower in lex.groups
    return word in lex.last and not known and lower not in lex.common


def _in_full(words: Sequence[str], run: Tagged, alone: set[str]) -> bool:
    """Return whether what looks like a place is a given name and somebody's family name."""
    lex = lexicon()
    given = words[run.start] in lex.first and words[run.start].lower() not in lex.places
    return run.end - run.start == 2 and given and words[run.end - 1] in alone


def _known_given(words: tuple[str, ...]) -> bool:
    lex = lexicon()
    first = plain(words[0])
    ordinary = lex.common.get(words[-1].lower(), len(lex.common)) < 3000
    return len(words) > 1 and first in lex.first and not ordinary
