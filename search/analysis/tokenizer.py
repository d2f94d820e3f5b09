"""Words and where they stand.

A word is a run of letters, digits and combining marks, with apostrophes inside it. On top of that:

    Trump's       Trump              the possessive is no part of the form, but of the span
    U.S.          US                 dotted capitals join
    l’homme       l · homme          French and Italian elision splits
    COVID-19      COVID · 19         a hyphen splits, and the joined form stands
                  COVID19            at the first position too
    東京都         東京 · 京都          Han, Kana and Thai are pairs of characters

Stop words, long words and numbers are words like any other: nothing is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from search.analysis.wordlist import lines, word_list

MAX_JOINED_PIECES = 5
"""Longer chains of hyphens are addresses and table rules, not compounds: they only split."""

MAX_KNOWN = 64
"""Letters of a run, don't or Trump's, whose words are remembered for the next time."""

ELIDED = word_list("elided.txt")
"""What French and Italian put before an apostrophe."""


class Word(NamedTuple):
    """One word of a text: a tuple, since an article has thousands.

    `position` counts words from 0; a joined form shares the position of its first piece. `form` is
    the word as written, in NFC, without possessive. `start` and `end` are offsets into the text.
    """

    position: int
    form: str
    start: int
    end: int


def _class(name: str) -> str:
    """Return the characters of a list of ranges as the inside of a character class."""
    ranges = [line.split("-") for line in lines(name)]
    return "".join(f"{chr(int(first, 16))}-{chr(int(last, 16))}" for first, last in ranges)


_MARKS = _class("combining.txt")  # which `\w` leaves out
_IGNORED = "\u00ad\u200c\u200d\u2060"  # soft hyphen and joiners: inside a word, not part of it
_LETTERS = rf"[\w{_MARKS}]+(?:[{_IGNORED}]+[\w{_MARKS}]+)*"
_ACCENTS = "\u0300-\u036f"  # what may stand apart from such a capital, and is part of it then
_CAPITAL = rf"[{_class('capitals.txt')}][{_ACCENTS}]*"
_PLAIN = rf"{_LETTERS}(?:['’]{_LETTERS})*"
_DOTTED = rf"{_CAPITAL}(?:\.{_CAPITAL})+(?![\w{_ACCENTS}])(?!\.\w)\.?(?:['’][sS]\b)?"
_HYPHENS = "-\u2010\u2011"
_USUAL = r"[A-Za-z0-9]+(?=[.,]?[ \n])"  # found at half the cost: nothing after it is part of it
_RUN = re.compile(rf"({_USUAL}|(?:{_DOTTED}|{_PLAIN})(?:[{_HYPHENS}](?:{_DOTTED}|{_PLAIN}))*)")
_POSSESSIVE = re.compile(r"['’][sS]$")
_DROPPED = re.compile(rf"[{_IGNORED}]")
_PAIRED = (
    "\u0e00-\u0e7f"  # Thai
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Han
)
_IS_PAIRED = re.compile(f"[{_PAIRED}]")
_SCRIPT_RUN = re.compile(f"[{_PAIRED}]+|[^{_PAIRED}]+")


@cache
def _piece() -> re.Pattern[str]:
    """Return what one piece of a run is; not compiled before a text has one that is not plain."""
    return re.compile(rf"{_DOTTED}|{_PLAIN}")


def words(text: str) -> list[Word]:
    """Return the words of a text in order of position."""
    found: list[Word] = []
    position = 0
    parts = _RUN.split(text)  # what stands between runs, and the runs, in turn
    ends = [*accumulate(map(len, parts))]
    for start, run, end in zip(ends[::2], parts[1::2], ends[1::2], strict=False):
        if run.isascii() and run.isalnum():  # most words, in half the time that `Word` takes
            found.append(tuple.__new__(Word, (position, run, start, end)))
            position += 1
            continue
        pieces = _known(run) if len(run) <= MAX_KNOWN else _run(run)
        found += [Word(position + n, form, start + at, start + to) for n, form, at, to in pieces]
        position += pieces[-1].position + 1 if pieces else 0
    return found


def _run(run: str) -> list[Word]:
    """Return the words of a run without spaces, as if nothing stood before it."""
    pieces = [Word(number, *piece) for number, piece in enumerate(_pieces(run))]
    if 1 < len(pieces) <= MAX_JOINED_PIECES and _is_compound(run, pieces):
        joined = "".join(piece.form for piece in pieces)
        pieces.insert(1, Word(0, joined, 0, pieces[-1].end))
    return pieces


_known = lru_cache(maxsize=4096)(_run)


def _is_compound(run: str, pieces: list[Word]) -> bool:
    """Return whether hyphens, and nothing else, part the pieces."""
    return all(
        run[before.end : after.start] in _HYPHENS and before.end < after.start
        for before, after in pairwise(pieces)
    )


def _pieces(run: str) -> Iterator[tuple[str, int, int]]:
    """Yield (form, start, end) of each word in a run without spaces."""
    for piece in _piece().finditer(run):
        start, end = piece.span()
        for first, last in _split(run, start, end):
            form = _form(run[first:last])
            if form:
                yield form, first, last


def _split(written: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of one piece that are words of their own."""
    if "_" in written[start:end]:
        for part in re.finditer("[^_]+", written[start:end]):
            yield from _split(written, start + part.start(), start + part.end())
        return
    apostrophe = re.search("['’]", written[start:end])
    if apostrophe and apostrophe.start() and apostrophe.end() < end - start:
        head = start + apostrophe.start()
        if written[start:head].lower() in ELIDED and not _POSSESSIVE.search(written[head:end]):
            yield start, head
            yield from _split(written, head + 1, end)
            return
    if not _IS_PAIRED.search(written, start, end):
        yield start, end
        return
    for run in _SCRIPT_RUN.finditer(written, start, end):
        first, last = run.span()
        if not _IS_PAIRED.match(run.group()) or last - first == 1:
            yield first, last
        else:
            yield from ((i, i + 2) for i in range(first, last - 1))


def _form(written: str) -> str:
    """Return a word as it is kept: NFC, one kind of apostrophe, no possessive, dots or joiners."""
    form = _POSSESSIVE.sub("", written).strip("'’").replace("’", "'").replace(".", "")
    if form.isascii():
        return form
    return unicodedata.normalize("NFC", _DROPPED.sub("", form))
