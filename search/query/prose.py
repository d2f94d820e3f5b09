"""Text that was pasted: in a headline or a sentence, what looks like a sign may be punctuation.

    Did Trump beat ISIS?               the sentence asks, no letter is wanted
    “Is the flag next?” she asked      nor here
    He rose and said: “We shall see.”  no field: what follows is no name
    Source: Ferry to sail for Halin    nor here
    Hail (and farewell) to M & S       neither brackets nor an operator
    TRUMP WILL NOT GO, AIDES SAY       a word like the others

It is taken for such only where little else can have been meant: no operator and no other pattern
is in a text of so many words. Nothing that a tree prints is read so.
"""

from __future__ import annotations

import re

from search.query.fields import FIELDS
from search.query.lexer import Lexeme
from search.query.notices import Edit, Notices

_LOST = re.compile(r"(?<=\w)\?(?=s\b)")
"""What is left of an apostrophe that some program could not write: `Obama?s`."""

_PATTERN = re.compile(r"[*~^]|\w\?+(?!s\b)\w")
"""What a pattern, a fuzzy or a boosted word has; a `?` at its end alone is none of these."""

_MEANT = frozenset({"not", "signs", "near", "atleast", "equals", "tilde", "caret"})
_LEAST_ASKED, _LEAST_ASKED_SMALL = 3, 4
"""Words of a text that is taken for prose: when it begins with a capital, and when it does not."""

_LEAST_QUOTED = 6
"""Words of a quotation whose `?` asks however it begins."""

_LEAST_TOLD, _LEAST_AFTER = 8, 3
"""Words of a sentence in which a field's name and a colon are none, in all and after it."""

_LEAST_HEADED = 6
"""Words after a field's name, in capitals or begun with one, that heads a headline and is none."""

_LEAST_LOUD = 5
"""Words in capitals among which an operator is a word."""


def read(found: list[Lexeme], notices: Notices) -> list[Lexeme]:
    """Return the lexemes of a query, punctuation among them no longer taken for signs."""
    kinds = {lexeme.kind for lexeme in found}
    text = notices.text
    if kinds & {"and", "or", "not"} and text.upper() == text:
        found = _loud(found, notices)
    if "field" in kinds:
        found = _told(found, notices)
    if "?" in text and _is_prose(found):
        found = _asked(found)
    if ("&" in text or "(" in text) and _is_prose(found):
        found = _bare(found)
    return found


def _loud(found: list[Lexeme], notices: Notices) -> list[Lexeme]:
    """Return a text all in capitals with AND, OR and NOT as words; told if they could be more."""
    words = [one for one in found if one.kind == "word" and any(map(str.isalpha, one.text))]
    signs = [one for one in found if one.kind in ("and", "or", "not")]
    plain = {"word", "and", "or", "not", "end"} >= {one.kind for one in found}
    if not plain or len(words) < _LEAST_LOUD or 2 * len(signs) >= len(words):
        return found
    if not all(one.text.isalpha() for one in signs):
        return found
    edits = tuple(Edit(one.start, one.end, one.text.lower()) for one in words)
    for sign in signs:
        if sign.kind != "and":
            message = (
                f"Everything is in capitals, so {sign.text} was read as a word; it is an operator "
                "where others are in small letters."
            )
            notices.add("capitals", message, sign.start, sign.end, edits)
    return [one._replace(kind="word") if one in signs else one for one in found]


def _told(found: list[Lexeme], notices: Notices) -> list[Lexeme]:
    """Return a sentence with the names of fields before a colon and a space as words."""
    told = [n for n, one in enumerate(found) if one.kind == "field"]
    if _has_signs(found) or not all(_is_told(found, n) for n in told):
        return found
    words = list(found)
    for n in told:
        name, value = found[n], found[n + 1]
        message = f"{name.text}: was read as a word; a field has its value right after the colon."
        edits = (Edit(name.start, value.start, f"{name.text}:"),)
        notices.add("field-space", message, name.start, name.end, edits)
        words[n] = name._replace(kind="word")
        if value.kind == "value":
            words[n + 1] = value._replace(kind="word")
    return [one for one in words if one.kind != "comma"]


def _is_told(found: list[Lexeme], n: int) -> bool:
    """Return whether the name of a field is a word of a sentence, or heads one: `Source: Tillerson
    to visit Moscow in April`.
    """
    name, value = found[n], found[n + 1]
    after = len(_words(found[n + 1 :]))
    if value.start == name.end:
        return False
    if n == 0:
        is_date = FIELDS[name.text.lower()].kind == "date"
        return not is_date and name.text[0].isupper() and after >= _LEAST_HEADED
    led = found[n - 1].kind in ("word", "phrase", "close")
    return led and len(_words(found)) >= _LEAST_TOLD and after >= _LEAST_AFTER


def _asked(found: list[Lexeme]) -> list[Lexeme]:
    """Return a text without the marks of its questions; quotations alone are judged later."""
    read: list[Lexeme] = []
    for one in found:
        is_value = bool(read) and read[-1].kind in ("field", "comma")
        if not is_value and one.kind in ("word", "phrase", "unclosed"):
            one = one._replace(text=unasked(one.text))
        read.append(one)
    return read


def _bare(found: list[Lexeme]) -> list[Lexeme]:
    """Return a text without its brackets and ampersands, which say nothing there."""
    depth = 0
    before = found[0]
    for one in found:
        depth += (one.kind == "open") - (one.kind == "close")
        is_called = one.kind == "open" and before.kind == "word" and before.end == one.start
        if depth < 0 or is_called or one.kind in ("field", "or"):
            return found
        before = one
    if depth:
        return found
    kept: list[Lexeme] = []
    for one in found:
        is_between = kept and kept[-1].kind == "word"
        if one.kind not in ("open", "close") and not (one.text == "&" and is_between):
            kept.append(one)
    return kept


def asks(words: list[str]) -> bool:
    """Return whether a `?` at the end of one of these words, which stand together, asks."""
    is_long = len(words) >= _LEAST_QUOTED
    is_sentence = len(words) >= _LEAST_ASKED and words[0][:1].isupper()
    return (is_long or is_sentence) and not any(map(_PATTERN.search, words))


def unasked(text: str) -> str:
    """Return a text that asks without its question marks."""
    return _LOST.sub("'", text).replace("?", "") if any(map(str.isalnum, text)) else text


def _is_prose(found: list[Lexeme]) -> bool:
    """Return whether lexemes are words in a row, as many as nobody thinks up, without signs."""
    words = _words(found, quoted=False)
    least = _LEAST_ASKED if words and words[0][:1].isupper() else _LEAST_ASKED_SMALL
    return len(words) >= least and not _has_signs(found)


def _words(found: list[Lexeme], quoted: bool = True) -> list[str]:
    """Return the words of lexemes, and of quotations if these are to count."""
    kinds = ("word", "value", "phrase", "unclosed") if quoted else ("word",)
    return [
        word
        for one in found
        if one.kind in kinds
        for word in one.text.split()
        if any(map(str.isalnum, word))
    ]


def _has_signs(found: list[Lexeme]) -> bool:
    """Return whether anything among lexemes was meant as an operator or a pattern."""
    for kind, _, _, text in found:
        if kind in _MEANT and not (kind == "signs" and set(text) == {"+"}):
            return True
        if kind in ("and", "or") and text.isalpha():
            return True
        if kind in ("word", "value", "phrase", "unclosed") and any(
            map(_PATTERN.search, text.split())
        ):
            return True
    return False
