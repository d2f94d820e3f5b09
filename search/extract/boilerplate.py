"""The lines of a text that are the article, apart from everything else on the page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from search.extract import agency, captions
from search.extract.body import Weighed, weighed, worth_keeping
from search.extract.datetext import is_date_line
from search.extract.furniture import wording
from search.extract.lines import Line

REPEAT_WORDS = 5  # a repeated line of fewer words may be a refrain
HEADLINE_WORDS = 22
LONGEST_CAPTION = 1200  # characters; a credit may be glued to a whole article
FEW_WORDS = 8  # a line of no more is no article by itself
MOST_WEIGHED = 10_000  # lines; what is known of one takes 2 kB, and no article has as many

_WORD = re.compile(r"\w+")
_LETTER = re.compile("[A-Za-z]")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


def sort(rows: Sequence[Line]) -> list[str | None]:
    """Return for each line the kind it is set aside as, None for the lines of the article.

    Kinds are those of SetAside. Lines known by wording or structure come first; the rest is
    weighed by a model of what articles look like.
    """
    return judged(rows, looked_at(rows).chances if rows else [])


def looked_at(rows: Sequence[Line]) -> Weighed:
    """Return the lines, one at least, as the model weighs them; the first of an endless text."""
    return weighed(rows[:MOST_WEIGHED])


def judged(rows: Sequence[Line], likely: Sequence[float]) -> list[str | None]:
    """Return the kinds of lines that are part of the article with these chances."""
    kinds = marked(rows)
    open_ones = [index for index in range(len(likely)) if kinds[index] is None]
    sizes = [len(_WORD.findall(rows[index].text)) for index in open_ones]
    keep = worth_keeping([likely[index] for index in open_ones], sizes)
    for index, kept in zip(open_ones, keep, strict=True):
        if not kept:
            kinds[index] = "furniture"
    return _guarded(rows, kinds)


def sort_record(rows: Sequence[Line]) -> list[str | None]:
    """Return the kinds of the lines of a record's body: only what is plainly not the article."""
    kinds: list[str | None] = []
    for line in rows:
        kind = wording(line.text)
        short = len(line.text) < 120 and not line.ends_sentence
        kinds.append(
            kind if kind in ("furniture", "paywall", "promo", "credit") and short else None
        )
    return _guarded(rows, kinds)


def marked(rows: Sequence[Line]) -> list[str | None]:
    """Return the kinds that wording, structure, script or repetition give away."""
    endings = captions.suffixes(rows)
    script = _script("".join(line.text[:100] for line in rows[:100]))
    seen: Counter[str] = Counter()
    kinds: list[str | None] = []
    prose = 0
    paragraphs = [index for index, line in enumerate(rows) if _is_paragraph(line)]
    last, paid = (paragraphs[-1] if paragraphs else -1), False
    for index, line in enumerate(rows):
        kind = _kind(line, endings, script)
        folded = line.text.casefold()
        if kind is None and seen[folded] and len(folded.split()) >= REPEAT_WORDS:
            kind = "repeat"
        seen[folded] += 1
        if (
            kind is None
            and prose < 2
            and (is_date_line(line.text) or agency.is_agency_line(line.text))
        ):
            kind = "dateline"
        prose += line.ends_sentence and line.text.count(" ") > 10
        if kind is None and kinds and kinds[-1] == "caption" and _is_headline(line):
            kind = "headline"
        paid = paid or (kind == "paywall" and 0 <= last < index)
        if paid and kind is None:
            kind = "paywall"
        kinds.append(kind)
    return kinds


def _kind(line: Line, endings: frozenset[str], script: str | None) -> str | None:
    if len(line.text) > LONGEST_CAPTION:
        return None
    if captions.starts_with_credit(line.text):
        bare = captions.without_credits(line.text)
        return "caption" if len(bare.split()) > 3 else "credit"
    if endings and captions.suffix(line.text) in endings:
        return "caption"
    kind = wording(line.text)
    if kind == "section":
        return "furniture"
    if kind in ("paywall", "promo", "furniture") and _is_paragraph(line):
        return None
    if kind is None and script and _script(line.text) not in (None, script):
        return "foreign" if len(line.text.split()) <= 15 else None
    return kind


def _is_headline(line: Line) -> bool:
    count = line.text.count(" ") + 1
    return not line.ends_sentence and 3 <= count <= HEADLINE_WORDS


def _is_paragraph(line: Line) -> bool:
    return line.ends_sentence and line.text.count(" ") >= 24


def _script(text: str) -> str | None:
    """Return the script most letters of `text` are in, None when there are few or it is mixed."""
    if text.isascii():
        return "LATIN" if _LETTER.search(text) else None
    text = text[:4000]
    plain = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    counts = Counter({"LATIN": plain} if plain else {})
    for char in set(text):
        if char > "\x7f" and char.isalpha():
            counts[_script_of(char)] += text.count(char)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    if name in ("CJK", "HIRAGANA", "KATAKANA"):
        name = "CJK"
    return name if count >= 0.8 * counts.total() else None


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "?").split(" ", 1)[0]


def _guarded(rows: Sequence[Line], kinds: list[str | None]) -> list[str | None]:
    """Return the kinds, or milder ones where hardly anything would be left of the text."""
    if _leaves_enough(rows, kinds):
        return kinds
    milder = [
        None if kind in ("furniture", "repeat", "promo") and wording(line.text) is None else kind
        for line, kind in zip(rows, kinds, strict=True)
    ]
    if any(kind is None for kind in milder):
        return milder
    return [None] * len(kinds)


def _leaves_enough(rows: Sequence[Line], kinds: Sequence[str | None]) -> bool:
    """Whether what is kept has a line of some length, or is not a small part of the text."""
    kept = [line.text.count(" ") + 1 for line, kind in zip(rows, kinds, strict=True) if not kind]
    if not kept:
        return False
    return max(kept) > FEW_WORDS or sum(kept) > 0.1 * sum(
        line.text.count(" ") + 1 for line in rows
    )
