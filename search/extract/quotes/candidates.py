"""Who may have said a quotation: candidates in the order they are met, each with its features.

A feature is a number: which weight counts. Features are drawn as KIND x VALUE, KIND being how the
candidate was found, so that "a comma ends the quotation" can count differently for "he said"
after it and for a name before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from search.extract.quotes.frames import Frame
from search.extract.quotes.heads import OTHER, Head
from search.extract.quotes.lexicon import ACCORDING
from search.extract.quotes.passage import Passage

(
    AFTER,
    AFTER_INVERTED,
    AFTER_ACCORDING,
    BEFORE,
    BEFORE_INVERTED,
    BEFORE_ACCORDING,
    CARRIED,
    CARRIED_OVER,
    SUBJECT,
    LABEL,
    SIGNED,
    INTRODUCED,
    FOLLOWING,
    NEAREST,
    NOBODY,
) = range(15)
KINDS = (
    "after",
    "after, inverted",
    "according to, after",
    "before",
    "before, inverted",
    "according to, before",
    "same speaker",
    "same speaker, paragraph before",
    "subject",
    "label",
    "signed",
    "introduced",
    "next word",
    "name before",
    "nobody",
)
"""How a speaker was found, in words."""

COUNT = len(KINDS)
_SIZES = (
    ("ending", 5),
    ("opening", 5),
    ("length", 6),
    ("shape", 4),
    ("company", 4),
    ("single", 2),
    ("inside", 6),
    ("kind", 1),
    ("gap", 8),
    ("sentence", 4),
    ("head", 6),
    ("verb", 5),
    ("between", 3),
    ("under", 2),
    ("link", 6),
    ("nearer", 3),
    ("near", 50),
    ("begun", 30),
    ("said", 30),
)
"""What features tell of a quotation, then of a candidate, and how many values each has."""

_SHARED = 7
_FIRST = [COUNT * sum(size for _, size in _SIZES[:at]) for at in range(len(_SIZES) + 1)]
(
    _KIND, _GAP, _SENTENCE, _HEAD, _VERB, _BETWEEN, _UNDER, _LINK, _NEARER, _NEAR, _BEGUN, _SAID,
    LEMMAS,
) = _FIRST[_SHARED:]  # fmt: skip
"""Where the weights of each begin; from LEMMAS on those of single verbs, on two sides."""

MOST_LEMMAS = 400
SIZE = LEMMAS + 2 * MOST_LEMMAS

_GAPS = (0, 1, 2, 3, 4, 4, 5, 5, 5, 5)


class Candidate(NamedTuple):
    """Somebody who may speak; of `NOBODY` there is no head. `verb` is at body offsets.

    `own` are its features but for those it shares with the others, which hang on the setting.
    """

    kind: int
    head: Head | None
    verb: tuple[int, int] | None
    setting: Setting | None = None
    own: Sequence[int] = ()

    @property
    def features(self) -> list[int]:
        """All features."""
        shared = self.setting.features(self.kind) if self.setting else []
        return [*shared, *self.own]


class Setting(NamedTuple):
    """What is known of a quotation itself, as features that all candidates share.

    ending    0 comma, 1 question or exclamation, 2 full stop, 3 none, 4 a comma after the mark
    opening   0 begins its paragraph, 1 its sentence, 2 within with a capital, 3 without, 4 colon
    length    words, in buckets
    shape     1 all capitalised, 2 no capital, 3 one capitalised word
    company   quotations beside it in the paragraph; 3 where it goes on from the one before
    single    1 between single marks
    inside    verbs of speech in the sentence: 1 before, 2 after, 3 both; 4 no other word at all
    """

    ending: int
    opening: int
    length: int
    shape: int
    company: int
    single: int
    inside: int

    def features(self, kind: int) -> list[int]:
        """Return the features that a candidate of this kind has by the setting."""
        return [first + value * COUNT + kind for first, value in zip(_FIRST, self, strict=False)]


def candidate(
    kind: int,
    head: Head | None,
    verb: tuple[int, int] | None,
    setting: Setting,
    *,
    distance: int = 0,
    sentences: int = 0,
    verb_kind: int = 4,
    lemma: int = -1,
    between: int = 0,
    under: bool = False,
    link: int = 0,
    nearer: int = 0,
) -> Candidate:
    """Return a candidate with its features. `distance` is in words, `sentences` 0 in the same."""
    near = (sentences > 0 or distance > 0) * 25 + setting.ending * 5 + setting.opening
    own = [
        _KIND + kind,
        _GAP + (_GAPS[distance] if distance < 10 else 6 if distance < 20 else 7) * COUNT + kind,
        _SENTENCE + (sentences if sentences < 3 else 3) * COUNT + kind,
        _HEAD + (head.kind if head else OTHER) * COUNT + kind,
        _VERB + verb_kind * COUNT + kind,
        _BETWEEN + (between if between < 2 else 2) * COUNT + kind,
        _UNDER + under * COUNT + kind,
        _LINK + link * COUNT + kind,
        _NEARER + (nearer if nearer < 2 else 2) * COUNT + kind,
        _NEAR + near * COUNT + kind,
        _BEGUN + (link * 5 + setting.opening) * COUNT + kind,
        _SAID + (setting.length * 5 + verb_kind) * COUNT + kind,
    ]
    if 0 <= lemma < MOST_LEMMAS:
        side = kind in (AFTER, AFTER_INVERTED)
        own.append(LEMMAS + side * MOST_LEMMAS + lemma)
    return Candidate(kind, head, verb, setting, own)


def kind_of(frame: Frame, quoted: int) -> int:
    """Return how a frame stands to the quotation at word `quoted`."""
    after = frame.verb > quoted
    if frame.kind == ACCORDING:
        return AFTER_ACCORDING if after else BEFORE_ACCORDING
    if frame.inverted:
        return AFTER_INVERTED if after else BEFORE_INVERTED
    return AFTER if after else BEFORE


def link(words: Passage, frame: Frame, quoted: int) -> int:
    """Return what joins verb and quotation: 0 other, 1 nothing, 2 comma, 3 colon, 4 that, 5 as."""
    low = words.low
    if frame.verb < quoted:
        at = max(frame.verb, frame.last - 1) + 1
        joint = low[quoted - 1]
        if at == quoted:
            return 1
        if joint == ",":
            return 2
        if joint == ":":
            return 3
        if "that" in low[at : min(quoted, at + 12)] or "what" in low[at : at + 4]:
            return 4
        if joint in ("as", "a", "the", "an", "it"):
            return 5
        return 0
    joint = low[quoted + 1] if quoted + 1 < len(low) else ""
    if joint == ",":
        return 2
    if min(frame.verb, frame.first) == quoted + 1:
        return 1
    return 5 if joint == "as" else 0


def between(words: Passage, one: int, other: int) -> int:
    """Return how many quotations stand between two words."""
    low, high = (one, other) if one < other else (other, one)
    return bisect_left(words.quoted, high) - bisect_right(words.quoted, low)
