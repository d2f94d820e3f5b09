"""PDF documents, by pypdf, which comes with `pip install 'dateline[documents]'`.

A page of a PDF is lines of print. Words broken at a line's end are put together, lines are made
paragraphs again, two columns are read one after the other, and what stands at the top or bottom of
most pages is no part of the text.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.article import RawArticle, Skipped
from search.ingest import documents, exports
from search.ingest.origin import Origin
from search.ingest.stream import Stream

EDGE = 2  # lines at the top and bottom of a page that may be its running head or foot
MOST_PAGES = 5000
BOUNDS: Mapping[
    str, Any
] = {  # on what one part of a document may unpack to, in bytes, and in operators and operands
    "zlib_maximum_output_length": 32 << 20,
    "lzw_maximum_output_length": 32 << 20,
    "run_length_maximum_output_length": 32 << 20,
    "array_based_stream_maximum_output_length": 32 << 20,
    "stream_parsing_work_maximum_count": 500_000,
}
BROKEN_CHARS = 40  # of a line's end, which may be the beginning of a broken word
SHARE = 0.6  # of pages that show a line for it to be a running head

_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*[-–—|]?\s*\d{1,5}\s*(?:(?:of|/|von)\s*\d{1,5})?\s*[-–—|]?", re.I
)
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_GOES_ON = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")

Fragment = tuple[float, float, str]


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield the document's articles. Raises BadInput where its bytes break off."""
    try:
        import pypdf  # an extra
    except ImportError:
        reason = "It is a PDF document. To read such: pip install 'dateline[documents]'"
        yield origin.skipped(f"{reason} and index again.", "file.extra")
        return
    data = stream.upto(origin.limits.document_bytes)
    if data is None:
        reason = f"The document is larger than {origin.limits.document_bytes} bytes."
        yield origin.skipped(reason, "record.too-large")
        return
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pypdf.overwrite_configuration(**BOUNDS)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Locked
        count = len(reader.pages)
    except Exception as error:  # of any kind: pypdf lets through what damage brings about
        if isinstance(error, _Locked) or type(error).__name__ in (
            "DependencyError",
            "WrongPasswordError",
        ):
            reason = "The document is encrypted. Save it without its password first."
            yield origin.skipped(reason, "file.encrypted")
        else:
            reason = f"The PDF document is damaged ({_said(error)}). Fetch it again."
            yield origin.skipped(reason, "file.damaged")
        return
    document = _Document(reader, count, origin)
    pages = document.pages()
    heads = _running_heads(pages)
    pages = [_without(page, heads) for page in pages]
    head = itertools.islice((line for page in pages for line in page), 500)
    lines = _lines(pages, is_joined=exports.layout("\n".join(head)) is None)
    notes = {"running-head": "; ".join(dict.fromkeys(heads.values()))} if heads else {}
    yield from documents.articles(lines, origin, notes={k: v[:400] for k, v in notes.items()})
    yield from document.skipped


class _Locked(Exception):
    """A password is needed."""


class _TooLong(Exception):
    """The time for one document is over."""


class _Document:
    """The pages of a document, and the reports of those that cannot be read."""

    def __init__(self, reader: Any, count: int, origin: Origin) -> None:
        self._reader = reader
        self._count = count
        self._origin = origin
        self._until = time.process_time() + origin.limits.document_seconds
        self.skipped: list[Skipped] = []

    def pages(self) -> list[list[str]]:
        """Return the lines of each page that can be read, as far as time and limits go."""
        pages: list[list[str]] = []
        size = 0
        for number in range(min(self._count, MOST_PAGES)):
            try:
                lines = self._page(self._reader.pages[number])
            except _TooLong:
                self._report(f"Reading it takes too long: it was given up at page {number + 1}.")
                return pages
            except MemoryError:
                raise
            except Exception as error:  # of any kind, as above
                self._report(f"Page {number + 1} cannot be read ({_said(error)}).")
                continue
            size += sum(map(len, lines))
            if size > self._origin.limits.document_bytes:
                self._report(f"It holds too much text: it was given up at page {number + 1}.")
                return pages
            pages.append(lines)
        if self._count > MOST_PAGES:
            self._report(f"It has {self._count} pages; those after {MOST_PAGES} were not read.")
        return pages

    def _page(self, page: Any) -> list[str]:
        fragments: list[Fragment] = []

        def clock(*_: object) -> None:
            if time.process_time() > self._until:
                raise _TooLong

        def fragment(text: str, cm: Sequence[float], tm: Sequence[float], *_: object) -> None:
            if text.strip():
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                fragments.append((x, y, text))

        text = page.extract_text(visitor_operand_before=clock, visitor_text=fragment)
        columns = _columns(fragments)
        lines = columns if columns is not None else text.split("\n")
        return [" ".join(line.split()) for line in lines if line.strip()]

    def _report(self, reason: str) -> None:
        self.skipped.append(self._origin.skipped(reason, "document.page"))


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:100].rstrip(".") or type(error).__name__


def _columns(fragments: Sequence[Fragment]) -> list[str] | None:
    """Return the lines of two columns one after the other, None for a page that needs no such.

    That is a page drawn row by row, with a left and a right part at one height in most rows, and
    the right parts beginning at one place. Rows across both stay where they are.
    """
    rows: dict[int, list[Fragment]] = {}
    for one in fragments:
        rows.setdefault(round(one[1]), []).append(one)
    parted = [sorted(row) for row in rows.values() if len(row) == 2]
    if len(parted) < 6 or len(parted) < 0.7 * len(rows):
        return None
    begins = Counter(round(row[1][0] / 3) for row in parted)
    place, count = begins.most_common(1)[0]
    left = Counter(round(row[0][0] / 3) for row in parted).most_common(1)[0][1]
    apart = place * 3 - min(row[0][0] for row in parted) > 100
    if count < 0.8 * len(parted) or left < 0.8 * len(parted) or not apart:
        return None
    above: list[str] = []
    columns: tuple[list[str], list[str]] = ([], [])
    for _, row in sorted(rows.items(), reverse=True):
        if len(row) == 2:
            for column, (_, _, text) in zip(columns, sorted(row), strict=True):
                column.append(text)
        elif columns[0]:
            columns[row[0][0] >= place * 3 - 3].extend(text for _, _, text in row)
        else:
            above.extend(text for _, _, text in row)
    return [*above, *columns[0], *columns[1]]


def _running_heads(pages: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the lines that stand at the edge of most pages, by their form without numbers."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for page in pages:
        for line in {*page[:EDGE], *page[-EDGE:]}:
            counts[_form(line)] += 1
            shown.setdefault(_form(line), line)
    least = max(3, SHARE * len(pages)) if len(pages) > 2 else 2
    return {
        form: shown[form] for form, count in counts.items() if count >= least and len(form) < 150
    }


def _form(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()


def _without(page: Sequence[str], heads: dict[str, str]) -> list[str]:
    last = len(page) - EDGE
    return [
        line
        for place, line in enumerate(page)
        if EDGE <= place < last or not (_form(line) in heads or _NUMBER.fullmatch(line))
    ]


def _lines(pages: Sequence[Sequence[str]], *, is_joined: bool) -> Iterator[str]:
    """Yield the paragraphs of all pages, each as one line or as its lines, and a blank one after.

    The short lines at the head of an article in an export are told by where they end.
    """
    words = Counter(word.casefold() for page in pages for line in page for word in _words(line))
    lengths = sorted(len(line) for page in pages for line in page)
    full = lengths[len(lengths) * 4 // 5] if lengths else 0
    paragraph: list[str] = []
    for page in pages:
        for line in page:
            if paragraph and _is_over(paragraph[-1], line, full):
                yield from _printed(paragraph, words, is_joined=is_joined)
                paragraph = []
            paragraph.append(line)
    yield from _printed(paragraph, words, is_joined=is_joined)


def _printed(paragraph: Sequence[str], words: Counter[str], *, is_joined: bool) -> Iterator[str]:
    if not is_joined:
        yield from paragraph
    elif paragraph:
        parts = [_unbroken(line, after, words) for line, after in itertools.pairwise(paragraph)]
        yield "".join([*parts, paragraph[-1]])
    yield ""


def _is_over(line: str, after: str, full: int) -> bool:
    """Return whether a paragraph ends with a line: as it is short or ends a sentence."""
    if _BROKEN.search(line[-BROKEN_CHARS:]) and after[:1].islower():
        return False
    if len(line) < 0.6 * full:
        return not after[:1].islower() or len(after) < 0.3 * full
    return len(line) < 0.88 * full and _SENTENCE_END.search(line[-8:]) is not None


def _unbroken(line: str, after: str, words: Counter[str]) -> str:
    """Return a line so that the next can follow: with a space, or without the hyphen of a break.

    The hyphen stays where the text has the word more often with it than without.
    """
    broken, rest = _BROKEN.search(line[-BROKEN_CHARS:]), _GOES_ON.match(after)
    if not (broken and rest and after[0].islower()):
        return f"{line} "
    hyphenated, whole = f"{broken[1]}-{rest[0]}".casefold(), f"{broken[1]}{rest[0]}".casefold()
    return line if words[hyphenated] > words[whole] else line[:-1]


def _words(line: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line)
