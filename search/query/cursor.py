"""A place among the lexemes of one query, and what is noted there when they cannot be used."""

from __future__ import annotations

from search.query import prose
from search.query.lexer import BINARY, Lexeme, lexemes
from search.query.notices import Edit, Notices

MAX_DEPTH = 30
TOO_DEEP = f"A query may be {MAX_DEPTH} layers deep; what lies deeper was left out."


class Cursor:
    """Stands before the lexeme `next`; `end` is where the last one taken ended."""

    def __init__(self, text: str, notices: Notices) -> None:
        self.text = text
        self.notices = notices
        self.lexemes = prose.read(lexemes(text), notices)
        self.at = 0
        self.next = self.lexemes[0]
        self.end = 0
        self.depth = 0
        self.cut = False
        """Whether the query was ended here before its text was."""

    def take(self) -> Lexeme:
        """Return the next lexeme and stand behind it; the end stays."""
        lexeme = self.next
        self.end = lexeme.end
        if lexeme.kind != "end":
            self.at += 1
            self.next = self.lexemes[self.at]
        return lexeme

    def deeper(self, lexeme: Lexeme) -> bool:
        """Go one bracket or field deeper; False where the query is cut for that."""
        if self.depth == MAX_DEPTH:
            self.cut_at(lexeme.start, "too-deep", TOO_DEEP)
            return False
        self.depth += 1
        return True

    def cut_at(self, offset: int, code: str, message: str) -> None:
        """End the query at `offset`."""
        self.cut = True
        self.notices.add(code, message, offset, len(self.text), ())
        self.notices.end = offset
        self.lexemes = [*self.lexemes[: self.at], Lexeme("end", offset, offset, "")]
        self.next = self.lexemes[self.at]

    def dangling(self, lexeme: Lexeme, where: str) -> None:
        """Note an operator or a field that lacks an operand."""
        if self.cut:
            return
        code = "dangling-field" if lexeme.kind == "field" else "dangling-operator"
        message = f"Nothing {where} {lexeme.text}; it was ignored."
        start = lexeme.start
        if where == "follows" and lexeme.kind not in BINARY:
            start = min(start, self.notices.operand)
        self.notices.mend(start, lexeme.end, "")
        self.notices.add(code, message, lexeme.start, lexeme.end, ())

    def left_out(self, code: str, why: str, lexeme: Lexeme) -> None:
        """Note a lexeme that was left out."""
        shown = self.text[lexeme.start : lexeme.end].strip()
        message = f"{why} {shown}; it was left out."
        edits: tuple[Edit, ...] = (Edit(lexeme.start, lexeme.end, ""),)
        if code in ("no-letters", "field-anything"):
            edits = self.notices.removal(lexeme.start, self.end)
        self.notices.add(code, message, lexeme.start, lexeme.end, edits)
