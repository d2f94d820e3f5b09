"""The title of a text that does not state one: the line that heads it.

    found(rows, kinds, weighed)   the place of that line and how sure that is

tidy.py       a text with a title over it, plain to see
features.py   what may head a text, in numbers
around.py     what stands about each of them
opening.py    where the article begins, seen from each of them
page.py       what the text is as a whole
network.py    small nets that choose among the candidates, or none
train.py      learns the weights anew
"""

from __future__ import annotations

from collections.abc import Sequence

from search.extract import title
from search.extract.body import Weighed
from search.extract.headline.features import candidates
from search.extract.headline.network import chances, shipped
from search.extract.headline.page import PARAGRAPH
from search.extract.headline.tidy import heading
from search.extract.lines import Line

CRUMBS = 4  # lines between a title and the crumbs that end with it
LEAST_WORDS = 4  # of a title that others may end with
SURE = 0.4  # chance below which no line is taken for the title; a wrong one is worse than none
SUREST = 0.97  # that is stated; nets may say more

PLAIN = 0.5
"""How sure it is in a tidy text of which the nets are not: of short reports, every other one
without its title, half of what was taken for one was (54 of 108)."""


def found(
    rows: Sequence[Line], kinds: Sequence[str | None], weighed: Weighed | None = None
) -> tuple[int, float] | None:
    """Return the index of the line that heads the text and the chance that it does.

    `weighed` are its first lines, where they have been weighed. An article of one line is headed
    by none, and neither is what holds no sentence.
    """
    if kinds.count(None) < 2 or not _tells(rows, kinds):
        return None
    text = candidates(rows, kinds, weighed)
    if not text.places:
        return None
    odds = chances(text, shipped())
    best = max(range(len(odds)), key=odds.__getitem__)
    if odds[best] >= SURE:
        return text.places[_without_crumbs(rows, text.places, best)], odds[best]
    plain = heading(rows, kinds)
    return None if plain is None else (plain, PLAIN)


def _without_crumbs(rows: Sequence[Line], places: Sequence[int], best: int) -> int:
    """Return which line is the title itself where the best ends with it: "Home News A title".

    Letters are compared: crumbs come glued to one another, and to the title, from some pages.
    """
    whole = "".join(title.words(rows[places[best]].text))
    for number, place in enumerate(places):
        if number != best and abs(place - places[best]) <= CRUMBS:
            own = title.words(rows[place].text)
            letters = "".join(own)
            if len(own) >= LEAST_WORDS and letters != whole and whole.endswith(letters):
                return number
    return best


def _tells(rows: Sequence[Line], kinds: Sequence[str | None]) -> bool:
    """Whether a line of the article is a sentence, or as long as a paragraph."""
    return any(
        kind is None and (line.ends_sentence or line.text.count(" ") >= PARAGRAPH)
        for line, kind in zip(rows, kinds, strict=True)
    )
