"""Tagged words -> mentions of people: trimmed, filtered, and found again all over the article.

A tagger sees one sentence; an article says more. A family name that is a person once is that
person wherever it stands, a place or a people never is one, and "Trump Tower" is no Trump.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.extract.people.candidates import addressed, coupled, given, shaped
from search.extract.people.context import firms
from search.extract.people.echoes import everywhere
from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.lineups import in_line
from search.extract.people.mention import Mention
from search.extract.people.overruled import overruled
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
    for run in overruled(sentences, list(tagged)):
        if run.label == "PER":
            persons.append(run)
        else:
            others.update({(run.sentence, i): run.label for i in range(run.start, run.end)})
    text = text_of(sentences)
    found = addressed(text, given(text, shaped(sentences, persons), others))
    listed = in_line(text, found)
    for mention in listed:
        for i in range(mention.start, mention.end):
            others.pop((mention.sentence, i), None)
    found = sorted([*found, *listed], key=lambda m: (m.sentence, m.start))
    if not english:
        found = [mention for mention in found if _known_given(mention.words)]
    companies = firms(text)
    kept = plausible(text, coupled(text, found), others, companies)
    return plausible(text, everywhere(text, kept, others), others, companies)


def _known_given(words: tuple[str, ...]) -> bool:
    lex = lexicon()
    first = plain(words[0])
    ordinary = lex.common.get(words[-1].lower(), len(lex.common)) < 3000
    return len(words) > 1 and first in lex.first and not ordinary
