r"""Rich Text documents (.rtf), as word processors and newspaper databases write them.

    {\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 Arial;}}\f0 \'c7\'e0 \u1073?\par It is over.}

Groups open and close with braces; a word after a backslash is an order; bytes beyond ASCII are in
the encoding of their font, and `\u` is followed by a stand-in for programs that do not know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.article import RawArticle, Skipped
from search.ingest import documents
from search.ingest.origin import Origin
from search.ingest.stream import Stream
from search.ingest.wordlist import table

MOST_DEPTH = 5000

_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|([\r\n]+)|([^\\{}\r\n]+)"
    r"|(\\)",
    re.DOTALL,
)
_TABLE = table("richtext.txt")
UNSEEN = frozenset(_TABLE["unseen"])
BREAKS = frozenset(_TABLE["paragraph"])
SIGNS = {word: chr(int(code, 16)) for word, code in zip(*[iter(_TABLE["signs"])] * 2, strict=True)}
CHARSETS = dict(zip(*[iter(_TABLE["charsets"])] * 2, strict=True))


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within braces: `stand_ins` is how many letters follow a letter by number."""

    hidden: bool = False
    fonts: bool = False
    stand_ins: int = 1
    encoding: str | None = None


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield the document's articles. Raises BadInput where its bytes break off."""
    data = stream.upto(origin.limits.document_bytes)
    if data is None:
        reason = f"The document is larger than {origin.limits.document_bytes} bytes."
        yield origin.skipped(reason, "record.too-large")
        return
    yield from documents.articles(_Text(data.decode("latin-1"), origin).lines(), origin)


class _Text:
    """The lines of a document."""

    def __init__(self, text: str, origin: Origin) -> None:
        self._text = text
        self._origin = origin
        self._encoding = "cp1252"
        self._fonts: dict[str, str] = {}
        self._font = ""  # whose encoding is being stated
        self._group = _Group()
        self._outer: list[_Group] = []
        self._line: list[str] = []
        self._bytes = bytearray()
        self._letters = 0  # still to be passed over as stand-ins

    def lines(self) -> Iterator[str]:
        """Yield each line; a paragraph is followed by a blank one. Raises BadInput when cut."""
        at = 0
        found = _TOKEN.match(self._text, at)
        while found is not None and len(self._outer) <= MOST_DEPTH:
            at = found.end()
            word, number, sign, escaped, brace, _, plain = found.groups()[:7]
            if word == "bin" and number:
                at += max(0, int(number))
            elif word:
                yield from self._order(word, number)
            elif sign:
                self._byte(int(sign, 16))
            elif escaped:
                self._symbol(escaped)
            elif brace:
                self._brace(brace)
            elif plain:
                self._say(plain)
            found = _TOKEN.match(self._text, at)
        yield from self._broken(paragraph=False)
        if self._outer:
            raise self._origin.fault(
                "The document ends in the middle: it was cut short. What came before was read.",
                "record.truncated",
            )

    def _order(self, word: str, number: str | None) -> Iterator[str]:
        if word in BREAKS:
            yield from self._broken(paragraph=word != "line")
        elif word == "u" and number:
            self._say(chr(int(number) & 0xFFFF), counted=False)
            self._letters = self._group.stand_ins
        elif word == "uc":
            self._group = replace(self._group, stand_ins=min(9, max(0, int(number or 1))))
        elif word == "ansicpg" and number:
            self._encoding = _known(f"cp{int(number)}") or self._encoding
        elif word == "fonttbl":
            self._group = replace(self._group, fonts=True, hidden=True)
        elif word == "f" and self._group.fonts:
            self._font = number or "0"
        elif word == "f":
            self._told()
            self._group = replace(self._group, encoding=self._fonts.get(number or "0"))
        elif word == "fcharset" and self._group.fonts and (name := CHARSETS.get(number or "0")):
            self._fonts[self._font] = name
        elif word in UNSEEN:
            self._group = replace(self._group, hidden=True)
        elif word in SIGNS:
            self._say(SIGNS[word], counted=False)

    def _brace(self, brace: str) -> None:
        self._told()
        self._letters = 0
        if brace == "{":
            self._outer.append(self._group)
        elif self._outer:
            self._group = self._outer.pop()

    def _symbol(self, sign: str) -> None:
        if sign == "*":
            self._group = replace(self._group, hidden=True)
        elif sign in "\\{}":
            self._say(sign)
        elif sign in "~_\r\n":
            self._say({"~": " ", "_": "-"}.get(sign, "\n"), counted=False)

    def _byte(self, code: int) -> None:
        if self._letters:
            self._letters -= 1
        elif not self._group.hidden:
            self._bytes.append(code)

    def _say(self, text: str, *, counted: bool = True) -> None:
        if counted and self._letters:
            passed = min(self._letters, len(text))
            self._letters -= passed
            text = text[passed:]
        self._told()
        if text and not self._group.hidden:
            self._line.append(text)

    def _told(self) -> None:
        """Decode the bytes that stand together: letters of some encodings take two."""
        if self._bytes:
            encoding = self._group.encoding or self._encoding
            self._line.append(self._bytes.decode(encoding, "replace"))
            self._bytes.clear()

    def _broken(self, *, paragraph: bool) -> Iterator[str]:
        self._told()
        if self._group.hidden:
            return
        # Letters beyond the first 65,536 are written as two halves.
        text = "".join(self._line).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self._line.clear()
        yield from text.split("\n")
        if paragraph:
            yield ""


def _known(encoding: str) -> str | None:
    try:
        b"a".decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    return encoding
