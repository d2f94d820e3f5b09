"""Bytes -> text, whatever they were written in.

Order: a byte order mark; UTF-16 by its zeros; UTF-8 when the bytes are valid UTF-8 beyond ASCII
(whatever is declared: saved pages keep a declaration that is no longer true); the declared
encoding; a guess from the bytes; Windows-1252. A file that is UTF-8 but for a few bytes stays
UTF-8, and those bytes become U+FFFD: a cut character is common there, a guess would invent one.
Text that was already garbled when it was saved is left as it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import charset_normalizer

from search.ingest.stream import Stream
from search.ingest.wordlist import table

SAMPLE_BYTES = 16 << 10
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES = {label: name for name, labels in table("charsets.txt").items() for label in labels}
ALPHABETS = {name: frozenset("".join(words)) for name, words in table("alphabets.txt").items()}
SIGNS = ALPHABETS.pop("any") | {"\xa0"}
# What charset-normalizer may answer: left free it names encodings no newspaper ever used.
GUESSES = ["cp1251", "koi8_r", "cp866", "cp1253", "cp1255", "cp1256", "cp874", "gb18030"]
GUESSES += ["big5hkscs", "euc_jp", "cp932", "cp949", "cp1252", "cp1250"]

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LETTERS = re.compile(rb"[A-Za-z]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROL_BYTES = bytes({*range(32), 127} - {*b"\t\n"})


def clean(text: str) -> str:
    """Return text with line breaks as newlines, and without control characters or lone surrogates.

    Surrogates become U+FFFD; control characters, a byte order mark in front and noncharacters go.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for mark in "\r\x0b\x0c\x85\u2028\u2029":
        text = text.replace(mark, "\n")
    if _spotless(text):
        return text
    return _CONTROL.sub(lambda found: "\ufffd" if "\ud800" <= found[0] <= "\udfff" else "", text)


def _spotless(text: str) -> bool:
    """Return whether there is nothing to take out: ten times faster than the pattern."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return len(data.translate(None, _CONTROL_BYTES)) == len(data) and not (
        "\ufffe" in text or "\uffff" in text
    )


def decoded(data: bytes, declared: str | None = None) -> str:
    """Return a whole file as clean text; `declared` is the label its markup states."""
    encoding = wide(data) or _narrow(data, declared)
    return clean(data.decode(encoding, "replace"))


def wide(head: bytes) -> str | None:
    """Return the encoding when characters take two or four bytes, or a mark says so; else None."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if b"\0" not in head:
        return None
    head = head[: len(head) & ~1]
    even, odd = head[0::2], head[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    for name, high, zeros, others in (
        ("utf-16-le", odd, zeros_odd, zeros_even),
        ("utf-16-be", even, zeros_even, zeros_odd),
    ):
        # A script other than ASCII has few zeros, those of its spaces, but few leading bytes too.
        few = len(set(high)) <= max(4, len(high) // 8)
        if not others and zeros * 50 >= len(high) and (few or zeros * 2 > len(high)):
            return name
    return None


class Records:
    """Decodes records of one file, each when its turn comes.

    A record that is no UTF-8 settles the encoding of those after it that are none either;
    `declared` is the label that the file states for all.
    """

    def __init__(self, declared: str | None = None) -> None:
        self._declared = declared
        self._other: str | None = None
        self._seen_utf8 = False

    def settle(self, sample: bytes) -> None:
        """Tell the encoding by the beginning of the file: one record may be too short for that."""
        if not mostly_utf8(sample):
            self._other = _narrow(sample, self._declared)

    def text(self, data: bytes) -> str:
        """Return one record as text, not cleaned."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            if self._seen_utf8:
                return data.decode("utf-8", "replace")
            if self._other is None:
                self._other = _narrow(data, self._declared)
            return data.decode(self._other, "replace")
        if not self._seen_utf8 and self._other is None:
            self._seen_utf8 = not text.isascii()
        return text


def as_utf8(stream: Stream, head: bytes) -> Stream:
    """Return a stream of records with characters of one to four bytes, without a mark in front."""
    encoding = wide(head)
    if encoding is None:
        return stream
    if encoding == "utf-8":
        stream.read(len(codecs.BOM_UTF8))
        return stream
    return Stream(_recoded(stream, encoding))


def _recoded(stream: Stream, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    for chunk in stream.chunks():
        text = decoder.decode(chunk)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        if text:
            yield text.encode("utf-8", "replace")
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8", "replace")


def _narrow(data: bytes, declared: str | None) -> str:
    """Return the encoding of bytes that are neither marked nor UTF-16."""
    encoding = NAMES.get((declared or "").strip().strip("\"'").lower())
    if data.isascii():
        return encoding if encoding == "iso2022_jp" else "utf-8"
    if mostly_utf8(data):
        return "utf-8"
    if encoding and encoding not in ("utf-8", "utf-16-le", "utf-16-be"):
        return encoding
    return guessed(data)


def mostly_utf8(data: bytes) -> bool:
    """Return whether bytes beyond ASCII are UTF-8, but for one in ten characters at most."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return True
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(_BEYOND_ASCII.findall(data)) - bad  # bytes, so at least two a character
    return good >= 20 * bad


def guessed(data: bytes) -> str:
    """Return the likeliest encoding of bytes beyond ASCII that are not UTF-8."""
    sample = _sample(data)
    beyond = len(_BEYOND_ASCII.findall(sample))
    letters = sum(map(len, _LETTERS.findall(sample)))
    if beyond < letters and (best := _latin(sample)):
        return best
    if beyond * 3 < letters:
        return "cp1252"
    found = charset_normalizer.from_bytes(sample, cp_isolation=GUESSES).best()
    return found.encoding if found is not None else "cp1252"


def _latin(sample: bytes) -> str | None:
    """Return the encoding whose letters explain most of a Latin text, None if none does."""
    weights = {sign: sample.count(sign) for sign in set(_BEYOND_ASCII.findall(sample))}
    scores = {
        name: sum(
            weight if sign.decode(name, "replace") in letters | SIGNS else -2 * weight
            for sign, weight in weights.items()
        )
        for name, letters in ALPHABETS.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else None


def _sample(data: bytes) -> bytes:
    """Return some lines of the data that hold bytes beyond ASCII."""
    if len(data) <= SAMPLE_BYTES:
        return data
    first = _BEYOND_ASCII.search(data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    start = max(start, first.start() - 1024) if first else start
    return data[start : start + SAMPLE_BYTES]
