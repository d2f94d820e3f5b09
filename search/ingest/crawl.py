"""Web archives (WARC): the pages, texts, feeds and JSON that a crawl brought home.

    WARC/1.0
    WARC-Type: response
    WARC-Target-URI: https://gazette.example/strike
    WARC-Date: 2017-06-21T08:00:00Z
    Content-Type: application/http; msgtype=response
    Content-Length: 1234

    HTTP/1.1 200 OK
    Content-Type: text/html; charset=utf-8

    <html>…

Each answer is read as a file of its own would be, with the address it was taken from as its URL.
The day of the crawl is a note, never the article's date. Crawlers keep headers that no longer hold
of the bytes they store: an encoding is undone only where the bytes show it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from search.article import RawArticle, Skipped
from search.errors import BadInput
from search.ingest.folders import printable
from search.ingest.origin import Origin
from search.ingest.stream import CHUNK, Stream
from search.ingest.unpack import Budget, is_known, unpacked
from search.ingest.wordlist import table

HEAD_BYTES = 1 << 16
USUAL_HEAD_BYTES = 1 << 11
OVERLAP = 16  # bytes of a record's first line that may be cut by the end of a chunk
LABEL_CHARS = 500

_TABLE = table("media.txt")
ASIDE = frozenset(_TABLE["aside"])
MEDIA = {name: kind for kind in ("page", "text", "data") for name in _TABLE[kind]}

_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")
_RESUMES = re.compile(rb"(?<=\n)WARC/\d\.\d\r?\n")
_BLANK = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LOOKS_LIKE_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)

Headers = Mapping[str, str]


class Crawl:
    """The answers in a web archive, and how many there were of what is not read."""

    def __init__(self, stream: Stream, origin: Origin, budget: Budget) -> None:
        self._stream = stream
        self._origin = origin
        self._budget = budget
        self._passed: Counter[str] = Counter()

    def answers(self) -> Iterator[tuple[Origin, Stream] | Skipped]:
        """Yield each answer's origin and bytes, to be read before the next is asked for.

        Raises BadInput where the archive ends in the middle of a record.
        """
        number = 0
        while (headers := self._headers()) is not None:
            if isinstance(headers, Skipped):
                yield headers
                continue
            number += 1
            size = headers.get("content-length", "")
            if not re.fullmatch(r"\d{1,15}", size):
                raise self._origin.fault(
                    f"Record {number} of the web archive does not say how long it is. What came"
                    " before was read.",
                    "archive.damaged",
                )
            block = _Block(self._stream, int(size), self._origin, number)
            yield from self._answer(headers, block)
            if block.cut_short:
                return  # told by whoever read the answer
            block.finish()

    def passes_over(self, outcome: RawArticle | Skipped, inner: Origin) -> bool:
        """Return whether an answer that is no article is only counted: data, not a page."""
        if isinstance(outcome, RawArticle):
            if not (outcome.kind == "text" and inner.media == "data"):
                return False
        elif inner.media == "page" or outcome.code not in ASIDE:
            return False
        self._passed["files without an article"] += 1
        return True

    def summary(self) -> Iterator[Skipped]:
        """Yield one report of all that was passed over."""
        if self._passed:
            what = ", ".join(f"{count} {name}" for name, count in self._passed.most_common())
            yield self._origin.skipped(f"Passed over: {what}.", "archive.passed-over")

    def _headers(self) -> Headers | Skipped | None:
        """Return the headers of the next record, None at the end; find the next after damage."""
        while blank := self._stream.peek(USUAL_HEAD_BYTES):
            text = blank.lstrip(b"\r\n\0")
            if text:
                _take(self._stream, len(blank) - len(text))
                break
            self._stream.read(len(blank))
        head = self._stream.peek(USUAL_HEAD_BYTES)
        if not head:
            self._stream.read()  # where the bytes break off, that is told
            return None
        end = _BLANK.search(head)
        if end is None:
            head = self._stream.peek(HEAD_BYTES)
            end = _BLANK.search(head)
        if _VERSION.match(head) and end:
            _take(self._stream, end.end())
            return _fields(head[: end.start()])
        report = self._origin.skipped(
            "The web archive is damaged here: a record was expected. The next one is looked for.",
            "archive.damaged",
        )
        at = 1
        while (found := _RESUMES.search(self._stream.peek(HEAD_BYTES), at)) is None:
            passed = len(self._stream.peek(HEAD_BYTES))
            at = 0
            if passed < HEAD_BYTES:
                _take(self._stream, passed)
                return report
            _take(self._stream, passed - OVERLAP)
        _take(self._stream, found.start())
        return report

    def _answer(
        self, headers: Headers, block: _Block
    ) -> Iterator[tuple[Origin, Stream] | Skipped]:
        kind = headers.get("warc-type", "").lower()
        if kind == "revisit":
            self._passed["revisits of what was crawled before"] += 1
        elif kind == "continuation":
            self._passed["parts of records split over several files"] += 1
        if kind not in ("response", "resource", "conversion"):
            return
        address = headers.get("warc-target-uri", "").strip("<> ")
        inner = self._origin.member(_label(address)).served(address, headers.get("warc-date"))
        payload = Stream(block.chunks())
        stated = headers
        if kind == "response" and "http" in headers.get("content-type", "http"):
            answered = _http(payload)
            if answered is None:
                yield inner.skipped("It is no answer of a web server.", "archive.member")
                return
            stated = answered.headers
            if not 200 <= answered.status < 300 or answered.status in (204, 206):
                self._passed["answers without success"] += 1
                return
        try:
            payload = _decoded(payload, stated, inner, self._budget)
            media = self._media(stated.get("content-type", ""), payload, address)
        except BadInput as fault:
            yield inner.skipped(str(fault), fault.code)
            return
        if media:
            charset = _CHARSET.search(stated.get("content-type", ""))
            yield replace(inner, media=media, charset=charset[1] if charset else None), payload

    def _media(self, stated: str, payload: Stream, address: str) -> str | None:
        """Return what an answer is read as, None for one that is only counted."""
        name = stated.partition(";")[0].strip().lower()
        media = MEDIA.get(name)
        if media is None and _LOOKS_LIKE_PAGE.match(payload.peek(1024)):
            return "page"
        if media is None or _path(address).rpartition("/")[2].lower() in NO_ARTICLES:
            group = name.partition("/")[0]
            self._passed[GROUPS.get(group, "other files")] += 1
            return None
        return media


GROUPS = {"image": "images", "video": "films", "audio": "sounds", "font": "fonts"}
NO_ARTICLES = frozenset(
    {"robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt", "sellers.json"}
)


@dataclass(frozen=True, slots=True)
class _Http:
    status: int
    headers: Headers


def _http(payload: Stream) -> _Http | None:
    """Return status and headers of an answer, and leave its body; None where it is none."""
    head = payload.peek(HEAD_BYTES)
    status = _STATUS.match(head)
    end = _BLANK.search(head)
    if status is None:
        return None
    _take(payload, end.end() if end else len(head))
    return _Http(int(status[1]), _fields(head[: end.start() if end else len(head)]))


def _fields(head: bytes) -> dict[str, str]:
    """Return the fields of a head by name in lower case, the last of each; lines may be folded."""
    fields: dict[str, str] = {}
    name = ""
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        if line[:1] in " \t" and name:
            fields[name] += " " + line.strip()
            continue
        key, colon, value = line.partition(":")
        if colon:
            name = key.strip().lower()
            fields[name] = value.strip()
    return fields


def _decoded(payload: Stream, headers: Headers, inner: Origin, budget: Budget) -> Stream:
    """Return an answer's body as it was before it was sent."""
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    if chunked and _CHUNK.match(payload.peek(256)):
        payload = Stream(_unchunked(payload, inner))
    codings = headers.get("content-encoding", "").lower().replace("x-gzip", "gzip")
    for coding in reversed(codings.split(",")[-3:]):
        method = coding.strip()
        if is_known(method) and method not in ("", "identity"):
            if _shows(method, payload.peek(64)):
                payload = unpacked(payload, method, inner, budget)
        elif method not in ("", "identity", "none", "utf-8"):
            raise inner.fault(
                f"Its content is packed as {method[:20]}, which is not read here."
                + (" To read it: pip install 'dateline[crawls]'" if method == "br" else ""),
                "archive.member",
            )
    return payload


def _shows(method: str, head: bytes) -> bool:
    """Return whether bytes may be packed by a method: most crawlers store them unpacked."""
    if method == "gzip":
        return head.startswith(b"\x1f\x8b")
    return bool(head) and head.lstrip()[:1] not in (b"<", b"{", b"[", b"")


def _unchunked(payload: Stream, inner: Origin) -> Iterator[bytes]:
    while True:
        line = _CHUNK.match(payload.peek(256))
        if line is None:
            if payload.peek(1):
                raise inner.fault("The chunks of the answer are damaged.", "archive.damaged")
            return
        _take(payload, line.end())
        left = int(line[1], 16)
        if not left:
            return
        while left and (part := payload.read(min(left, CHUNK))):
            left -= len(part)
            yield part
        end = payload.peek(2)
        _take(payload, 2 if end == b"\r\n" else end[:1] == b"\n")


class _Block:
    """The bytes of one record, which must be taken from the stream in full."""

    def __init__(self, stream: Stream, size: int, origin: Origin, number: int) -> None:
        self._stream = stream
        self._left = size
        self._origin = origin
        self._number = number
        self.cut_short = False

    def chunks(self) -> Iterator[bytes]:
        """Yield what is left of the record. Raises BadInput when the archive ends before it."""
        while self._left:
            try:
                chunk = self._stream.read(min(CHUNK, self._left))
            except BadInput:
                self.cut_short = True
                raise
            if not chunk:
                self.cut_short = True
                raise self._origin.fault(
                    f"The web archive ends in the middle of record {self._number}: it was cut"
                    " short. What came before was read.",
                    "archive.truncated",
                )
            self._left -= len(chunk)
            yield chunk

    def finish(self) -> None:
        """Pass over what was not read."""
        for _ in self.chunks():
            pass


def _take(stream: Stream, size: int) -> None:
    while size and (part := stream.read(size)):
        size -= len(part)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _label(address: str) -> str:
    """Return an address as the name of a member: without scheme, and no path on disk."""
    bare = re.sub(r"^[A-Za-z][\w+.-]*://", "", address)
    parts = [part for part in bare.split("/") if part not in ("", ".", "..")]
    return printable("/".join(parts)[:LABEL_CHARS]) or "unnamed"
