"""Words, quotations and values of a query: from the text of a lexeme to a leaf of the tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from search.query.fields import HAS, Scope, nearest
from search.query.lexer import Lexeme, suffixed, trimmed
from search.query.notices import Edit, Notices
from search.query.prose import asks, unasked
from search.query.tree import (
    Everything,
    Exact,
    Fuzzy,
    Node,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)

MOST_APART = 100
"""Positions that `~` and NEAR may span."""

_EVERYTHING = re.compile(r"\*+(?:\^[0-9.]+)?")
_CARET = re.compile(r"\^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_PARTS = re.compile(r"[\s()~^]+")
_STARS = re.compile(r"\*{2,}")

Leaf = tuple["Node | None", "str | None"]
"""A node, None when it was left out, and the factor that was typed behind it."""


class Words:
    """Makes leaves, and notes what was wrong with them."""

    def __init__(self, notices: Notices) -> None:
        self.notices = notices

    def word(self, lexeme: Lexeme, scope: Scope, exact: bool) -> Leaf:
        """Return the leaf that one typed word stands for."""
        text = lexeme.text
        if scope.kind == "words" and text.isalnum():
            plain = Exact(text, scope.cased) if exact or scope.cased else Term(text)
            return plain, None
        if _EVERYTHING.fullmatch(text):
            return Everything(), None
        if scope.kind == "whole":
            caret = _CARET.search(text)
            value = text[: caret.start()] if caret else text
            return self._value(value, lexeme, scope, exact), caret[1] if caret else None
        base, edits, factor = suffixed(text)
        if not base:
            self._wordless(lexeme)
            return None, factor
        if _wild(base):
            node = self._wildcard(base, lexeme)
            if scope.cased:
                message = (
                    f"{_shown(base)} is found in any case: * and ? cannot keep letters as written."
                )
                self.notices.add("case-ignored", message, lexeme.start, lexeme.end)
            if edits is not None and node is not None:
                self._plainer(lexeme, node, factor, "A word with * or ? cannot also be fuzzy")
        elif edits is None:
            node = self._plain(base, scope, exact)
        elif exact or scope.cased or scope.names:
            node = self._plain(base, scope, exact)
            what = "A name" if scope.names else "An exact word"
            self._plainer(lexeme, node, factor, f"{what} cannot be fuzzy")
        else:
            node = self._fuzzy(base, edits, lexeme, factor)
        return node, factor

    def phrase(
        self, lexeme: Lexeme, scope: Scope, exact: bool, tilde: Lexeme | None
    ) -> Node | None:
        """Return the leaf that a quotation stands for; `tilde` is the `~5` behind it."""
        if tilde is not None and (scope.names or scope.cased):
            self.notices.add(
                "distance-ignored",
                f"~{tilde.text} does not apply here and was ignored.",
                tilde.start,
                tilde.end,
                (Edit(tilde.start, tilde.end, ""),),
            )
            tilde = None
        if scope.names and (scope.kind == "whole" or not _wild(lexeme.text)):
            value = " ".join(lexeme.text.split())
            return self._value(value, lexeme, scope, exact)
        if tilde is not None and not tilde.text:
            self.notices.add(
                "distance-missing",
                "~ after a quotation needs a number, as in ~5; it was ignored.",
                tilde.start,
                tilde.end,
                (Edit(tilde.start, tilde.end, "~5"),),
            )
            tilde = None
        words = _unasked(tuple(self._quoted(lexeme, scope)))
        if not words:
            self.empty(lexeme, lexeme.end if tilde is None else tilde.end)
            return None
        if scope.names and all(isinstance(word, Exact) for word in words):
            value = " ".join(lexeme.text.split())
            if any(_wild(one) and any(map(str.isalnum, one)) for one in _split(value)):
                value = " ".join(word.text for word in words if isinstance(word, Exact))
            return Exact(value) if exact else Term(value)
        if tilde is not None:
            loose = tuple(Term(w.text) if isinstance(w, Exact) else w for w in words)
            slop = distance(tilde.text, tilde, "~", self.notices, least=0)
            return Within(loose, slop) if len(loose) > 1 else loose[0]
        return Phrase(words) if len(words) > 1 else words[0]

    def empty(self, lexeme: Lexeme, end: int) -> None:
        """Note that a quotation holds no word."""
        self.notices.add(
            "empty-phrase",
            "There is no word between the quotation marks; they were left out.",
            lexeme.start,
            end,
            self.notices.removal(lexeme.start, end),
        )

    @staticmethod
    def _plain(base: str, scope: Scope, exact: bool) -> Node:
        """Return the leaf for a word that has no sign in it; `a~b` and `a^b` exactly are two."""
        if not (exact or scope.cased):
            return Term(base)
        if scope.names:
            return Exact(base)
        words = tuple(
            Exact(part, scope.cased) for part in map(trimmed, _PARTS.split(base)) if part
        )
        return Phrase(words) if len(words) > 1 else words[0]

    def _value(self, text: str, lexeme: Lexeme, scope: Scope, exact: bool) -> Node | None:
        """Return the leaf for a name, a code or an address, kept as typed."""
        if not any(map(str.isalnum, text)):
            if lexeme.kind == "word":
                self._wordless(lexeme)
            else:
                self.empty(lexeme, lexeme.end)
            return None
        if scope.name == "has":
            return self._has(text, lexeme)
        if not _wild(text, links=scope.kind == "run"):
            return Exact(text) if exact else Term(text)
        text = _STARS.sub("*", text)
        if not _enough(text):
            self._short(text, lexeme)
            return None
        if text.endswith("*") and not _wild(text[:-1], links=False):
            return Prefix(text[:-1])
        return Wildcard(text)

    def _has(self, text: str, lexeme: Lexeme) -> Node | None:
        """Return the leaf for something an article may have, None when there is no such thing."""
        value = text.lower()
        if value.removesuffix("s") in HAS:
            return Term(value.removesuffix("s"))
        known = nearest(value, HAS)
        self.notices.add(
            "unknown-has",
            f"has: knows {', '.join(HAS[:-1])} and {HAS[-1]}; {text} was left out.",
            lexeme.start,
            lexeme.end,
            (Edit(lexeme.start, lexeme.end, known or HAS[0]),),
        )
        return None

    def _fuzzy(self, base: str, edits: str, lexeme: Lexeme, factor: str | None) -> Node:
        """Return a fuzzy word with as many edits as its length allows, or the word alone."""
        letters = sum(map(str.isalnum, base))
        if not all(_letter(char) for char in base):
            self._plainer(lexeme, Term(base), factor, "Only a single word can be fuzzy")
            return Term(base)
        wanted = number(edits) if edits.isdigit() else 1
        allowed = min(wanted, 2 if letters >= 8 else 1 if letters >= 4 else 0)
        if allowed == 0:
            why = "~0 allows no difference" if wanted == 0 else "~ needs four letters or more"
            self._plainer(lexeme, Term(base), factor, why)
            return Term(base)
        node = Fuzzy(base, allowed)
        if allowed != wanted or not (edits.isdigit() or not edits):
            self._rewritten(
                "fuzzy-clamped",
                f"~ takes 1, or 2 for words of eight letters or more; this was read as {node}.",
                lexeme,
                node,
                factor,
            )
        return node

    def _wildcard(self, base: str, lexeme: Lexeme) -> Node | None:
        """Return the leaf for a word with * or ?; one that punctuation splits is a phrase."""
        words: list[Exact | Prefix | Wildcard] = []
        pieces = [piece for piece in _split(base) if any(map(str.isalnum, piece))]
        if asks(pieces):
            base, pieces = unasked(base), []
        if not any(_wild(piece) for piece in pieces):
            return Term(suffixed(base, keep="").base or trimmed(base))
        for piece in pieces:
            if not _wild(piece):
                words.append(Exact(piece))
            elif _enough(piece):
                words.append(_pattern(piece))
            else:
                self._short(base, lexeme)
                return None
        if base.endswith("?") and not _wild(base.rstrip("?")):
            bare = base.rstrip("?")
            self._rewritten(
                "question-mark",
                f"? stands for any one letter, so {_shown(base)} does not find {_shown(bare)}.",
                lexeme,
                Term(bare),
                None,
            )
        return Phrase(tuple(words)) if len(words) > 1 else words[0]

    def _quoted(self, lexeme: Lexeme, scope: Scope) -> Iterator[Exact | Prefix | Wildcard]:
        """Yield the words of a quotation."""
        for part in _PARTS.split(lexeme.text):
            word = trimmed(part, keep="*?")
            if not _wild(word):
                if word:
                    yield Exact(word, scope.cased)
                elif "*" in part:
                    self.notices.add(
                        "wildcard-in-phrase",
                        "A * alone inside a quotation was left out: the words beside it must "
                        "be adjacent. Write a NEAR/2 b for one word between.",
                        lexeme.start,
                        lexeme.end,
                    )
                continue
            for piece in _split(word):
                if not any(map(str.isalnum, piece)):
                    continue
                if _wild(piece) and _enough(piece):
                    yield _pattern(piece)
                    continue
                if _wild(piece):
                    bare = trimmed(piece.replace("*", "").replace("?", ""))
                    self.notices.add(
                        "wildcard-short",
                        f"{_why(piece)}; {piece} was read as {bare}.",
                        lexeme.start,
                        lexeme.end,
                    )
                    piece = bare
                yield Exact(piece, scope.cased)

    def _wordless(self, lexeme: Lexeme) -> None:
        """Note something typed that holds no letter and no digit."""
        text = lexeme.text
        code = "no-letters"
        edits = self.notices.removal(lexeme.start, lexeme.end)
        message = f"{_shown(text)} holds no letter or digit, so it was left out."
        if text in ("|", "||", "&", "&&"):
            code = "operator-space"
            message = f"{text} joins only with a space before it; it was left out."
            edits = (Edit(lexeme.start, lexeme.end, f" {text} "),)
        self.notices.add(code, message, lexeme.start, lexeme.end, edits)

    def _short(self, text: str, lexeme: Lexeme) -> None:
        """Note a wildcard that would find too many words."""
        bare = trimmed(text.replace("*", "").replace("?", ""))
        self.notices.add(
            "wildcard-short",
            f"{_why(text)}; {_shown(text)} was left out.",
            lexeme.start,
            lexeme.end,
            (Edit(lexeme.start, lexeme.end, str(Term(bare)) if bare.isalnum() else f'"{bare}"'),),
        )

    def _plainer(self, lexeme: Lexeme, node: Node, factor: str | None, why: str) -> None:
        """Note that a fuzzy sign was ignored."""
        self._rewritten("fuzzy-ignored", f"{why}; ~ was ignored.", lexeme, node, factor)

    def _rewritten(
        self, code: str, message: str, lexeme: Lexeme, node: Node, factor: str | None
    ) -> None:
        """Note a word that was read otherwise than typed, and offer it as read."""
        text = str(node) + (f"^{factor}" if factor else "")
        text = text.removeprefix("case:")
        edits = (Edit(lexeme.start, lexeme.end, text),)
        self.notices.add(code, message, lexeme.start, lexeme.end, edits)


def distance(digits: str, lexeme: Lexeme, before: str, notices: Notices, least: int = 1) -> int:
    """Return the number of a distance, brought within `least` to 100.

    `lexeme` is the sign it belongs to, `before` what stands before the number there.
    """
    wanted = number(digits)
    allowed = min(max(wanted, least), MOST_APART)
    if allowed != wanted:
        after = ")" if lexeme.text.endswith(")") else ""
        notices.add(
            "distance-clamped",
            f"A distance is {least} to {MOST_APART}, so {digits[:20]} was read as {allowed}.",
            lexeme.start,
            lexeme.end,
            (Edit(lexeme.start, lexeme.end, f"{before}{allowed}{after}"),),
        )
    return allowed


def number(digits: str) -> int:
    """Return a number that may have been typed with thousands of digits."""
    return int(digits.lstrip("0")[:6] or "0")


def _wild(text: str, links: bool = True) -> bool:
    """Whether `text` holds a * or ?; not those of a link, unless `links` is False."""
    return ("*" in text or "?" in text) and not (links and "://" in text)


def _letter(char: str) -> bool:
    return char.isalnum() or char in "'’" or unicodedata.category(char)[0] == "M"


def _split(word: str) -> list[str]:
    """Return the pieces that punctuation parts a word with wildcards into."""
    spaced = "".join(char if char in "*?" or _letter(char) else " " for char in word)
    pieces = (_STARS.sub("*", piece.strip("'’")) for piece in spaced.split())
    return [_marked(piece) for piece in pieces]


def _marked(piece: str) -> str:
    """Return a piece without combining marks that stand on nothing."""
    start = 0
    while start < len(piece) and not (piece[start].isalnum() or piece[start] in "*?"):
        start += 1
    return piece[start:]


def _enough(pattern: str) -> bool:
    """Whether a pattern has two letters before its first wildcard, or three after a leading *."""
    leading = pattern.startswith("*")
    letters = re.split(r"[*?]", pattern[leading:], maxsplit=1)[0]
    return sum(map(str.isalnum, letters)) >= (3 if leading else 2)


def _why(pattern: str) -> str:
    if pattern.startswith("*"):
        return "A leading * needs three letters after it"
    return "* and ? need two letters before them"


def _pattern(piece: str) -> Prefix | Wildcard:
    """Return the leaf for one word with * or ?."""
    if piece.endswith("*") and not _wild(piece[:-1]):
        return Prefix(piece[:-1])
    return Wildcard(piece)


def _unasked(
    words: tuple[Exact | Prefix | Wildcard, ...],
) -> tuple[Exact | Prefix | Wildcard, ...]:
    """Return the words of a quotation, without patterns where a sentence of it asks."""
    if not any(isinstance(word, Wildcard) for word in words) or not asks([*map(_written, words)]):
        return words
    cased = any(isinstance(word, Exact) and word.cased for word in words)
    return tuple(Exact(unasked(_written(word)).strip("'’"), cased) for word in words)


def _written(word: Exact | Prefix | Wildcard) -> str:
    """Return a word of a quotation as it is typed."""
    if isinstance(word, Wildcard):
        return word.pattern
    return word.text if isinstance(word, Exact) else word.text + "*"


def _shown(text: str) -> str:
    """Return text short enough for a message."""
    return text if len(text) <= 40 else text[:39] + "…"
