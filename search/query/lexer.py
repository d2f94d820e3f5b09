"""Query text to lexemes: brackets, operators, fields, quotes and words, with their places.

What a stretch of text is depends on the field it stands in: after `outlet:` a comma parts values,
after `date:` a `[` opens a range. So the lexer keeps the same scopes as the parser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from search.query.fields import EVERYWHERE, FIELDS, Scope


class Lexeme(NamedTuple):
    """One piece of query text.

    `kind` is one of: open close and or not near signs field equals atleast phrase unclosed stray
    word value comma tilde caret end. `text` is the piece as typed, of quotes the inside.
    """

    kind: str
    start: int
    end: int
    text: str


BINARY = frozenset({"and", "or", "near"})

_RUN = r'[^\s()"“”„«»]'
_SPACE = re.compile(r"\s+")
_QUOTES = '"“”„«»'
_QUOTE = re.compile(f"[{_QUOTES}]")
_WORD = re.compile(rf"{_RUN}+")
_LISTED = re.compile(r'[^\s()"“”„«»,]+')
_COMMAS = re.compile(r",+")
_TILDE = re.compile(r"\s*~([0-9]+)(?![^\s()^])|~")
_TIGHT_TILDE = re.compile(r"~[0-9]*")
_CARET = re.compile(r"\^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DATE = re.compile(r"[\[{][^\]}()]{0,80}[\]}]|(?:>=|<=|>|<)\s?" + rf"{_RUN}+|{_RUN}+")

_BRACKETS = r'(?P<open>\()|(?P<close>\))|(?P<quote>["“”„«»])'
_OPERATORS = (
    rf"|(?P<and>AND(?!{_RUN}))|(?P<or>OR(?!{_RUN}))|(?P<not>NOT(?!{_RUN}))"
    rf"|(?P<near>(?i:(?:o?near|pre|w)/[0-9]+|near[0-9]+|w/[sp])(?!{_RUN})|(?i:around)\([0-9]+\))"
    rf"|(?P<atleast>(?i:atleast)[0-9]+(?!{_RUN}))"
)
_MARKS = (
    r"|(?P<signs>[-+!]+)(?=[^\s)\-+!])(?!\d+%|\d*\.\d)|(?P<all>&&?)|(?P<any>\|\|?)"
    r"|(?P<equals>=)(?=[^\s()])"
)
_FIELD = r"|(?P<field>[A-Za-z]+):(?!//)"
_AFTER_SPACE = re.compile(_BRACKETS + _OPERATORS + _MARKS + _FIELD)
_AFTER_TEXT = re.compile(_BRACKETS + _OPERATORS + _FIELD)
_AFTER_COLON = re.compile(
    _BRACKETS + r"|(?P<signs>[-!]+)(?=[^\s)\-!])|(?P<equals>=)(?=[^\s()])"
    rf"|(?P<atleast>(?i:atleast)[0-9]+(?!{_RUN}))" + _FIELD,
)
_AFTER_DATE = re.compile(_BRACKETS)
_AFTER_NAME = re.compile(_BRACKETS + r"|(?P<signs>[-!]+)(?=[^\s)\-!])|(?P<equals>=)(?=[^\s()])")
_TIGHT = {
    "words": _AFTER_COLON,
    "case": _AFTER_COLON,
    "run": _AFTER_NAME,
    "whole": _AFTER_NAME,
    "date": _AFTER_DATE,
}
_NAMES = {"all": "and", "any": "or"}
_SIGNS = re.compile(r"[*?~^]")
_MEANT = re.compile(r"[*~^]|\w\?+\w")
_WORDS = frozenset({"word", "field", "comma", "stray", "end"})
_QUOTED = _WORDS | {"phrase", "unclosed"}
_PUNCTUATED = _QUOTED | {"signs", "open", "close"}
_MANY = 8
"""Words of a line among which nobody excludes one, and finds nothing."""

_VALUES = _WORDS | {"value", "phrase"}


def lexemes(text: str) -> list[Lexeme]:
    """Return the lexemes of `text` in order; an `end` stands last. Takes linear time."""
    lexer = _Lexer(text)
    while lexer.step():
        pass
    return lexer.found


def is_plain(found: Sequence[Lexeme]) -> bool:
    """Return whether lexemes are words side by side, and fields with their values, alone: nobody
    typed an operator, a bracket, a sign, or a quotation that is not the value of a field. A `?`
    that stands alone asks.
    """
    return _are_words(found, _WORDS, _SIGNS)


def is_quoted(found: Sequence[Lexeme]) -> bool:
    """Return whether lexemes are words side by side, and fields with their values, but for
    quotations among them.
    """
    return any(one.kind in ("phrase", "unclosed") for one in found) and _are_words(
        found, _QUOTED, _SIGNS
    )


def is_pasted(found: Sequence[Lexeme]) -> bool:
    """Return whether lexemes may be a line that was pasted: words side by side, but quotations
    may be among them, and where they are many also what is punctuation elsewhere: a `-` or `+`
    before a word, brackets, a `?`.
    """
    words = sum(one.kind == "word" for one in found)
    if words < _MANY:
        return _are_words(found, _QUOTED, _SIGNS)
    return _are_words(found, _PUNCTUATED, _MEANT)


def _are_words(found: Sequence[Lexeme], words: frozenset[str], signs: re.Pattern[str]) -> bool:
    before = ""
    for kind, _, _, text in found:
        known = _VALUES if before in ("field", "comma") else words
        if kind not in known or (kind == "word" and signs.search(text) and text != "?"):
            return False
        if kind == "field" and FIELDS[text.lower()].kind == "case":
            return False
        before = kind
    return True


class _Lexer:
    """A place in the text, and the scopes of the brackets that are open there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: list[Lexeme] = []
        self.scopes: list[Scope] = []
        self.scope = EVERYWHERE
        self.value: Scope | None = None
        """The field whose value comes next."""
        self.spaced = True
        """Whether a sign here would have a space before it."""

    def step(self) -> bool:
        """Find the next lexeme; return False at the end of the text."""
        space = _SPACE.match(self.text, self.at)
        tight = self.value is not None and space is None
        if space:
            if self.value is not None and space.end() - self.at > 1:
                self.value = None
            self.at = space.end()
            self.spaced = True
        if self.at >= len(self.text):
            self.found.append(Lexeme("end", self.at, self.at, ""))
            return False
        scope = self.value or self.scope
        if tight and self.found[-1].kind == "equals" and self.text[self.at] not in _QUOTES:
            self._word(scope)
            return True
        pattern = _TIGHT[scope.kind] if tight else _AFTER_SPACE if self.spaced else _AFTER_TEXT
        match = pattern.match(self.text, self.at)
        if match is None or not self._sign(match, scope):
            self._word(scope)
        return True

    def _sign(self, match: re.Match[str], scope: Scope) -> bool:
        """Take whatever is no word; return False when it turns out to be one."""
        kind = match.lastgroup or ""
        if kind == "quote":
            if self._is_stray():
                self._add("stray", match.end())
            else:
                self._phrase(scope)
            return True
        if kind == "field":
            known = FIELDS.get(match["field"].lower())
            if known is None:
                return False
            self._add("field", match.end(), match["field"])
            self.value = known
            return True
        self._add(_NAMES.get(kind, kind), match.end())
        if kind == "open":
            self.scopes.append(self.scope)
            self.scope = scope
        elif kind == "close":
            self.scope = self.scopes.pop() if self.scopes else EVERYWHERE
            self.value = None
            self._suffixes(tight=True)
            return True
        if kind in ("equals", "signs", "atleast") and self.value is not None:
            return True
        self.value = scope if kind == "equals" else None
        self.spaced = True
        return True

    def _is_stray(self) -> bool:
        """Return whether a quote mark here ends what none began: it stands behind a word, and
        before no other.
        """
        after = self.text[self.at + 1 : self.at + 2]
        return (
            self.value is None
            and bool(self.found)
            and self.found[-1].end == self.at
            and self.found[-1].kind in ("word", "close", "phrase")
            and not (after.isalnum() or after in ("~", "^"))
        )

    def _phrase(self, scope: Scope) -> None:
        """Take a quotation; any quote mark ends what any other began."""
        closing = _QUOTE.search(self.text, self.at + 1)
        end = closing.end() if closing else len(self.text)
        inside = self.text[self.at + 1 : closing.start() if closing else end]
        self._add("phrase" if closing else "unclosed", end, inside)
        self.value = None
        self._suffixes(tight=False)
        self._commas(scope)

    def _suffixes(self, tight: bool) -> None:
        """Take `~5` and `^2` behind a quotation or a bracket."""
        tilde = (_TIGHT_TILDE if tight else _TILDE).match(self.text, self.at)
        if tilde:
            digits = tilde[0].strip()[1:]
            self.found.append(Lexeme("tilde", self.at, tilde.end(), digits))
            self.at = tilde.end()
        caret = _CARET.match(self.text, self.at)
        if caret:
            self._add("caret", caret.end(), caret[1])
        self.spaced = False

    def _word(self, scope: Scope) -> None:
        """Take a word, or a value of the field it stands in."""
        if scope.kind == "date":
            pattern, kind = _DATE, "value"
        else:
            pattern, kind = _LISTED if scope.listed else _WORD, "word"
        match = pattern.match(self.text, self.at)
        if match:
            self._add(kind, match.end())
        self.value = None
        self._commas(scope)

    def _commas(self, scope: Scope) -> None:
        """Take the commas of a list, and go on in the field when a value follows."""
        match = _COMMAS.match(self.text, self.at) if scope.listed else None
        if match:
            self._add("comma", match.end())
            following = self.text[match.end() : match.end() + 1]
            if following and not following.isspace() and following not in "()":
                self.value = scope

    def _add(self, kind: str, end: int, text: str | None = None) -> None:
        """Note a lexeme that ends at `end`, and stand behind it."""
        piece = self.text[self.at : end] if text is None else text
        self.found.append(Lexeme(kind, self.at, end, piece))
        self.at = end
        self.spaced = False


_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}")
_TAIL = re.compile(r"~(?P<edits>\d*(?:\.\d+)?)|\^(?P<factor>\d+(?:\.\d*)?|\.\d+)", re.A)


def trimmed(text: str, keep: str = "") -> str:
    """Return `text` without the punctuation around it; `keep` names signs that count as letters.

    `U.S.` keeps its last dot. Empty when nothing is a letter or a digit.
    """
    if text.isalnum():
        return text
    start, end = 0, len(text)
    while start < end and not (text[start].isalnum() or text[start] in keep):
        start += 1
    while end > start and not _inside(text[end - 1], keep):
        end -= 1
    if end < len(text) and text[end] == "." and _DOTTED.fullmatch(text, start, end + 1):
        end += 1
    return text[start:end] if any(map(str.isalnum, text[start:end])) else ""


def _inside(char: str, keep: str) -> bool:
    """Whether a character may end a word: letters, digits, combining marks."""
    return char.isalnum() or char in keep or unicodedata.category(char)[0] == "M"


class Suffixed(NamedTuple):
    """A word apart from its `~2` and `^3`: None where it has none, "" for a bare `~`."""

    base: str
    edits: str | None
    factor: str | None


def suffixed(text: str, keep: str = "*?") -> Suffixed:
    """Return a typed word parted from the punctuation and the signs that follow it."""
    edits = factor = None
    while True:
        end = len(text)
        while end and not _inside(text[end - 1], keep + "~^"):
            end -= 1
        if end < len(text) and text[end] == "." and _DOTTED.fullmatch(text, 0, end + 1):
            end += 1
        text = text[:end]
        sign = max(text.rfind("~"), text.rfind("^"))
        tail = _TAIL.fullmatch(text, sign) if sign >= 0 else None
        if tail:
            edits = tail["edits"] if edits is None else edits
            factor = tail["factor"] if factor is None else factor
        elif not 0 <= sign == len(text) - 1:
            return Suffixed(trimmed(text, keep), edits, factor)
        text = text[:sign]
