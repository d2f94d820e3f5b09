"""A paragraph being read for who speaks in it, and what tells of a quotation at first sight."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.extract.quotes.candidates import Setting
from search.extract.quotes.frames import Frame
from search.extract.quotes.heads import Head, Mentions, head
from search.extract.quotes.lexicon import Lexicon, words
from search.extract.quotes.marks import Paragraph, Stretch
from search.extract.quotes.passage import Passage, sentence_of

MOST_IN_TITLE = 12
"""Words of a title at most."""

_INNER = re.compile(r"\w+(?:['’\-]\w+)*")
_SMALL = words("small")


@dataclass(slots=True)
class Scene:
    """A paragraph being read."""

    body: str
    paragraph: Paragraph
    number: int
    words: Passage
    known: Sequence[Frame]
    verbs: Sequence[int]
    heads: dict[int, Head]
    mentions: Mentions
    lexicon: Lexicon

    def head(self, frame: Frame) -> Head:
        """Return who is named by the subject of a frame."""
        found = self.heads.get(frame.verb)
        if found is None:
            found = head(self.words, frame.first, frame.last, self.mentions, self.lexicon)
            self.heads[frame.verb] = found
        return found


class Outline(NamedTuple):
    """What tells of a quotation by itself: values of its Setting, and how many words it has."""

    ending: int
    opening: int
    length: int
    words: int


def outline(scene: Scene, stretch: Stretch, quoted: int) -> Outline:
    """Return what tells of a quotation by itself; `quoted` is its word of the paragraph."""
    body, words = scene.body, scene.words
    final = body[stretch.end - 1]
    if final == ",":
        ending = 0
    elif final in "?!":
        ending = 1
    elif final in ".…":
        ending = 2
    else:
        ending = 4 if words.low[quoted + 1 : quoted + 2] == [","] else 3
    if stretch.first <= scene.paragraph.start + 1:
        start = 0
    elif quoted and words.low[quoted - 1] == ":":
        start = 4
    elif not quoted or words.sentence[quoted - 1] != words.sentence[quoted]:
        start = 1
    else:
        start = 2 if body[stretch.start].isupper() else 3
    count = body.count(" ", stretch.start, stretch.end) + 1
    length = count - 1 if count < 4 else (3 if count < 7 else 4 if count < 15 else 5)
    return Outline(ending, start, length, count)


def setting(scene: Scene, stretch: Stretch, quoted: int, seen: Outline) -> Setting:
    """Return what tells of a quotation by itself and by what stands around it."""
    words, is_short = scene.words, seen.words <= MOST_IN_TITLE
    inner = _INNER.findall(scene.body, stretch.start, stretch.end) if is_short else ()
    company = 3 if stretch.follows else min(len(words.quoted) - 1, 2)
    first, last = sentence_of(words.sentence, quoted)
    earlier = bisect_left(scene.verbs, quoted)
    has_before = earlier > 0 and scene.verbs[earlier - 1] >= first
    has_after = earlier < len(scene.verbs) and scene.verbs[earlier] < last
    inside = 4 if len(words.low) == len(words.quoted) else has_before + 2 * has_after
    return Setting(
        seen.ending,
        seen.opening,
        seen.length,
        _shape(inner),
        company,
        int(stretch.single),
        inside,
    )


def _shape(inner: Sequence[str]) -> int:
    """Return 1 for words that all begin with capitals, 2 small letters only, 3 one such word."""
    if not inner:
        return 0
    large = [word for word in inner if word.lower() not in _SMALL]
    if all(word[0].isupper() or word[0].isdigit() for word in large):
        return 3 if len(inner) == 1 else 1
    return 2 if not any(word[0].isupper() for word in inner) else 0
