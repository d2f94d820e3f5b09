"""Text cut into sentences of words, with the place of every word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 120
"""Words in a sentence at most: text without any punctuation is cut here, so work stays linear."""

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Mme|Mlle|Messrs|Dr|Prof|Rev|Fr|Hon|Sen|Sens|Rep|Reps|Gov|Govs|Pres|Gen|Lt|Col|Maj|"
    "Capt|Sgt|Cpl|Pvt|Adm|Cmdr|Cdr|Brig|Det|Insp|Supt|Atty|Amb|St|Ste|Jr|Sr|Bros|Corp|Inc|Ltd|Co|"
    "No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|"
    "Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|"
    "Wis|Wyo|Ft|Mt|Rt|Ave|Blvd|Dept|Univ|Assn|Spc|Pfc|Ald|Chas|Wm|Geo|Jos|Thos"
)
_WORD = re.compile(
    rf"\b(?:{_ABBREVIATIONS})\.(?!\w)"
    r"|(?:[^\W\d_]\.){2,}"  # U.S., J.K.
    r"|\b[^\W\d_a-z]\.(?![^\W\d_]{2})"  # the J. of a name
    r"|[^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+|[-‐‑][^\W_]+)*"  # O'Neill, Ki-moon
    r"|['’][sS]\b"
    r"|\d[\d.,:]*\d|\d"
    r"|\n[ \t\r]*(?:\n[ \t\r]*)*"
    r"|[^\w\s]|_"
)
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’»)]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of one sentence and where each starts; a word ends at its start plus its length."""

    words: list[str]
    starts: list[int]


def _wrapped(text: str, at: int) -> bool:
    """Return whether the line that ends at `at` was cut only to fit a page."""
    begin = text.rfind("\n", max(0, at - 100), at) + 1
    line = text[begin:at].rstrip()
    return 40 <= len(line) < 95 and at - begin < 100 and line[-1] not in '.!?:;"”'


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of `text` in order; every word is a slice of it."""
    words: list[str] = []
    starts: list[int] = []
    ended = False
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0] == "\n":
            cut = word.count("\n") > 1 or not _wrapped(text, match.start())
        else:
            cut = ended and word not in _CLOSERS or len(words) >= LONGEST
        if cut and words:
            yield Sentence(words, starts)
            words, starts = [], []
        if cut:
            ended = False
        if word[0] == "\n":
            continue
        words.append(word)
        starts.append(match.start())
        ended = word in _ENDS or (ended and word in _CLOSERS)
    if words:
        yield Sentence(words, starts)
