"""What stands about a line that may head a text, in numbers: the lines next to it, its echoes.

A standfirst says what the article says as a title does, but has the title above it; an entry in a
list of other articles has entries on both sides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from search.extract.furniture import wording
from search.extract.lines import Line
from search.extract.prose import is_bullet

REACH = 4  # lines looked at for the next that has words
MORE = 6  # words by which a line that has the title in it may be longer: a site's name, crumbs
LEAST = 3  # words of a title that another line may have in it
_BY = re.compile(r"(?:by|von|par|por|di|door|av|автор)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Around:
    """The lines of a text: how each is spelled, what it is taken for, and what the article says.

    `long` are its paragraphs.
    """

    rows: Sequence[Line]
    kinds: Sequence[str | None]
    spellings: Sequence[tuple[str, ...]]
    dated: Sequence[bool]
    long: Sequence[bool]
    topic: Counter[str]
    lead: Set[str]
    held: Counter[tuple[str, ...]]

    def numbers(self, place: int) -> tuple[float, ...]:
        """Return what is seen from a line."""
        spelling = self.spellings[place]
        own = content(spelling)
        above, below = self._next(place, -1), self._next(place, 1)
        return (
            *self._neighbour(place, above, own),
            *self._neighbour(place, below, own),
            self.held[spelling] > 0,
            min(1.0, self.held[spelling] / 3),
            self._lists(place, -4) / 4,
            self._lists(place, 4) / 4,
        )

    def _next(self, place: int, step: int) -> int | None:
        """Return the nearest line on that side that has words."""
        for other in range(place + step, place + step * (REACH + 1), step):
            if not 0 <= other < len(self.spellings):
                return None
            if self.spellings[other]:
                return other
        return None

    def _neighbour(self, place: int, other: int | None, own: Set[str]) -> tuple[float, ...]:
        if other is None:
            return (1.0, *[0.0] * 17)
        line, spelling = self.rows[other], self.spellings[other]
        count, words = len(spelling), content(spelling)
        plain = not (self.dated[other] or is_bullet(line.text) or wording(line.text))
        named = bool(_BY.match(line.text))
        many = len(words) + 2
        said = len(words & self.lead) / many
        return (
            0.0,
            1 / abs(place - other),
            self.dated[other],
            is_bullet(line.text),
            wording(line.text) is not None,
            named,
            count <= 3,
            plain and 4 <= count <= 24 and not named,
            plain and count > 24,
            line.ends_sentence,
            self.kinds[other] is None,
            self.long[other],
            said,
            said - len(own & self.lead) / (len(own) + 2),
            sum(self.topic[word] > 1 for word in words) / many,
            len(own & words) / (min(len(own), len(words)) + 1),
            plain and 4 <= count <= 24 and not named and said > 0.15,
            count < len(self.spellings[place]),
        )

    def _lists(self, place: int, reach: int) -> int:
        """Return how many lines on that side are entries of a list, or of a menu."""
        step = 1 if reach > 0 else -1
        others = range(place + step, place + reach + step, step)
        return sum(
            is_bullet(self.rows[other].text)
            for other in others
            if 0 <= other < len(self.spellings)
        )


def content(spelling: Sequence[str]) -> frozenset[str]:
    """Return the words that say what a line is about."""
    return frozenset(word for word in spelling if len(word) > 3 or not word.isascii())


def held(spellings: Sequence[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Return how many lines have all of a shorter one at their beginning or end.

    A page's own name for itself has its title and its site's name, crumbs end in the title.
    """
    found: Counter[tuple[str, ...]] = Counter()
    for one in spellings:
        for more in range(1, min(MORE, len(one) - LEAST) + 1):
            found[one[:-more]] += 1
            found[one[more:]] += 1
    return found
