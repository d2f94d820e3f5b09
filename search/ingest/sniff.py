"""What a file is: from its first bytes, then from its suffix."""

from __future__ import annotations

import codecs
import json
import re
from typing import Literal

from search.ingest import delimited, exports, feeds, officexml, xmltext
from search.ingest.charset import decoded, wide
from search.ingest.columns import WRAPPERS, normal
from search.ingest.origin import Origin
from search.ingest.wordlist import table

HEAD_BYTES = 1 << 16

Format = Literal[
    "gzip",
    "xz",
    "bzip2",
    "zip",
    "tar",
    "warc",
    "html",
    "feed",
    "office",
    "rtf",
    "pdf",
    "jsonl",
    "json",
    "delimited",
    "export",
    "text",
]

PACKED: tuple[tuple[bytes, Format], ...] = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08PK", "zip"),
    (b"{\\rtf", "rtf"),
    (b"%PDF-", "pdf"),
)
SIGNATURES = tuple(
    (bytes.fromhex(start), " ".join(words).replace("_", " "))
    for start, words in table("signatures.txt").items()
)
KINDS = {suffix: kind for kind, names in table("suffixes.txt").items() for suffix in names}
PAGES = ("html", "htm", "xhtml", "xht", "shtml", "asp", "aspx", "jsp")
LINES = ("jsonl", "ndjson", "jsonlines", "ldjson")
ROWS = ("csv", "tsv", "tab", "psv")

_BEFORE = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*|<!\[CDATA\[\s*)*", re.DOTALL)
_PAGE = re.compile(
    r"<!doctype\s+(?:html|\w+:html)|<(?:html|head|body|title|meta|link|script|style|main|article"
    r"|section|header|div|p|h[1-6]|table|center|font|base|span|blockquote|figure)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:html|head|body|title|meta|div|p|br|h[1-6]|article|span|a)\b[^<>]*>", re.IGNORECASE
)
_OPENING = re.compile(r'\{\s*(?:"|\}|$)')
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def named(head: bytes, origin: Origin) -> Format:
    """Return the format of a file that begins with `head`. Raises BadInput for one not read."""
    for start, name in PACKED:
        if head.startswith(start):
            return name
    if re.match(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", head):
        return "bzip2"
    if head[257:262] == b"ustar":
        return "tar"
    if re.match(rb"WARC/\d\.\d\r?\n", head):
        return "warc"
    what = next((what for start, what in SIGNATURES if head.startswith(start)), None)
    if what is None and head[4:8] == b"ftyp":
        what = "a film or an image (MP4)"
    if what is not None:
        raise origin.fault(f"It is {what}.", "file.unsupported")
    if wide(head) is None and (
        (b"\0" in head and not _stray_zeros(head)) or len(_CONTROL.findall(head)) * 20 > len(head)
    ):
        raise origin.fault("It is a binary file, not text.", "file.binary")
    return _text_format(decoded(head), origin)


def _stray_zeros(head: bytes) -> bool:
    """Return whether, but for a few zero bytes, this is text: scrapers leave some behind."""
    if head.count(b"\0") * 20 > len(head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _text_format(head: str, origin: Origin) -> Format:
    suffix = origin.name.rpartition(".")[2] if "." in origin.name else ""
    for packing in (".gz", ".xz", ".bz2"):
        if origin.name.endswith(packing):
            suffix = origin.name.removesuffix(packing).rpartition(".")[2]
    start = head.lstrip()
    if start.startswith("<") and feeds.recognised(xmltext.root(start), start):
        return "feed"
    if start.startswith("<") and xmltext.root(start) in officexml.ROOTS:
        return "office"
    if suffix in KINDS:
        raise origin.fault(f"A .{suffix} file is no article ({KINDS[suffix]}).", "file.no-article")
    if start.startswith("<") and (page := _page(start, suffix, origin)):
        return page
    if start[:1] in ("{", "[") and (values := _values(start, len(head), suffix)):
        return values
    if suffix in LINES:
        return "jsonl"
    if suffix == "json":
        return "json"
    if suffix in PAGES and len(_TAG.findall(start[:8192])) > 1:
        return "html"
    if re.match(r"(?:[A-Za-z-]+: .*\n)*(?:MIME-Version|Snapshot-Content-Location): ", start):
        raise origin.fault(
            "It is a mail or a page saved as one (MIME). Save it as text or HTML.",
            "file.unsupported",
        )
    if suffix not in ROWS and exports.layout(start):
        return "export"
    if suffix in ROWS or delimited.recognised(start, origin.columns):
        return "delimited"
    return "text"


def _page(start: str, suffix: str, origin: Origin) -> Format | None:
    """Return "html" for a page, None for text that begins with `<`; other XML is refused."""
    body = start[_BEFORE.match(start).end() :]  # type: ignore[union-attr]
    if _PAGE.match(body):
        return "html"
    root = xmltext.root(start)
    if root.lower().rpartition(":")[2] == "html":
        return "html"
    if start.startswith("<?xml") or root.lower() in ("svg", "nitf"):
        name = root or "unknown"
        raise origin.fault(
            f"It is XML ({name[:40]}), which is not read. Save its articles as HTML or text.",
            "file.unsupported",
        )
    return "html" if suffix in PAGES or len(_TAG.findall(start[:8192])) > 3 else None


def _values(start: str, head: int, suffix: str) -> Format | None:
    """Return "jsonl" or "json" for text that begins with a brace, None when it is no JSON."""
    lines = [line for line in start.split("\n") if line.strip()]
    whole = lines if head < HEAD_BYTES // 4 else lines[:-1]
    if start.startswith("["):
        if suffix in LINES and any(_object(line) for line in whole[1:]):
            return "jsonl"
        after = start[1:].lstrip()
        if after[:1] in ("{", "[", "]", "") or suffix == "json":
            return "json"
        return None
    if len(lines) == 1:
        if suffix in LINES:
            return "json" if _wrapped(lines[0]) else "jsonl"
        return "json" if _OPENING.match(start) else None
    objects = sum(_object(line) for line in whole[:100])
    if (whole and _object(whole[0])) or objects * 2 > len(whole[:100]):
        return "jsonl"
    if _OPENING.match(start):
        return "jsonl" if suffix in LINES and len(lines[0]) > 2 else "json"
    return None


def _object(line: str) -> bool:
    line = line.strip()
    if not (line.startswith("{") and line.endswith("}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _wrapped(line: str) -> bool:
    """Return whether an object's first level names a list of articles."""
    depth = 0
    for token in re.finditer(r'"((?:[^"\\]|\\.)*)"\s*(:\s*\[\s*\{)?|[{}\[\]]', line):
        if token[0][0] != '"':
            depth += 1 if token[0] in "{[" else -1
        elif token[2]:
            if depth == 1 and normal(token[1]) in WRAPPERS:
                return True
            depth += 2
    return False
