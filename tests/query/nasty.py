"""Query texts that nobody means well by, many and the same each time."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from search.query import parse
from tests.hostile import Hostile, vocabulary
from tests.strategies import NOW, PATTERNS, SIGNS, WORDS

ODD = (
    *(" ", "  ", "\n", "\u00a0", "\u3000", "\x00", "\x1f", "\x85", "\u2028"),
    *("\u0301", "\u0345", "\u20dd", "e\u0301", "ё", "ﬁ", "ẞ", "İ", "ı", "Ⅷ", "½", "٣"),
    *("\u200f", "\u200e", "\u202e", "\u2066", "\u2069", "\u200d", "\u00ad", "\ufeff"),
    *(
        "\ud800",
        "\udfff",
        "\U0010ffff",
        "😀",
        "👩‍👩‍👧",
        "🇫🇷",
        "中文",
        "ストライキ",
        "กำ",
        "हिन्दी",
        "שלום",
        "سلام",
    ),
)
PIECES = (*WORDS, *PATTERNS, *SIGNS.split(), *ODD)
VALID = (
    'putin zelensky OR zelenskyy since:2022 -outlet:TASS,"New York Times"',
    '(title:"state of emergency"~5 OR atleast3 quake*) people:=lavrov NOT date:2021-03..2021-05',
    'a NEAR/5 (b OR "c d") w/s e AND case:US has:quote^2 OR zelenskyy~2 "le* monde"',
)


def texts(count: int, seed: int = 7) -> Iterator[str]:
    """Yield that many: pieces of the language in any order, valid queries with letters changed,
    letters of any script, and what the hostile make up.
    """
    dice = random.Random(seed)
    hostile = Hostile(vocabulary(300), seed)
    kinds = [hostile.kinds[kind] for kind in sorted(hostile.kinds)]
    for number in range(count):
        match number % 8:
            case 0:
                yield dice.choice(kinds)()
            case 1 | 2:
                yield _mutated(dice, dice.choice(VALID))
            case 3:
                letters = (chr(dice.randrange(0x110000)) for _ in range(dice.randrange(40)))
                yield "".join(letters)
            case 4:
                yield dice.choice(PIECES) * dice.randrange(1, 60)
            case _:
                yield "".join(
                    dice.choice(PIECES) if dice.random() < 0.6 else " "
                    for _ in range(dice.randrange(1, 40))
                )


def _mutated(dice: random.Random, text: str) -> str:
    """Return a text with a few letters put in, taken out or moved."""
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(text) + 1)
        end = min(at + dice.randrange(8), len(text))
        text = dice.choice(
            (
                text[:at] + dice.choice(PIECES) + text[at:],
                text[:at] + text[end:],
                text[end:] + text[:at],
            )
        )
    return text


def calls(text: str) -> int:
    """Return how many calls of functions reading a text takes: its work, on any machine."""
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse(text, now=NOW)
    finally:
        sys.setprofile(before)
    return made
