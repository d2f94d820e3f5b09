"""The id of an article, and the checksum of what it was read from."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Basis = Literal["declared", "url", "path"]

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")
_PORTS = {"http": ":80", "https": ":443"}

_MADE = re.compile(r"[0-9a-f]{12}\Z")


def identity(declared: str | None, url: str | None, key: str, record: int) -> tuple[str, Basis]:
    """Return an article's id and what it rests on.

    A declared id is kept when it is safe in a URL, else hashed. Then the URL, unless it is only a
    site's front page; then the path (`key`) and the record's number. Hashes are 12 hex digits of
    SHA-256.
    """
    if declared and declared.strip():
        declared = declared.strip()
        return (declared if _SAFE.fullmatch(declared) else _hash(declared)), "declared"
    if url and (canonical := canonical_url(url)):
        return _hash(canonical), "url"
    return _hash(f"{key}\0{record}"), "path"


def canonical_url(url: str) -> str | None:
    """Return a web address in the form ids are made from, None for none that names a page.

    Scheme and host in lower case, without fragment, `utm_` parameters and the default port.
    """
    try:
        parts = urlsplit(url.strip())
        scheme = parts.scheme.lower()
        host = parts.netloc.lower()
    except ValueError:
        return None
    if scheme not in _PORTS or not host:
        return None
    query = "&".join(
        pair for pair in parts.query.split("&") if not pair.lower().startswith("utm_")
    )
    if parts.path in ("", "/") and not query:
        return None
    return urlunsplit((scheme, host.removesuffix(_PORTS[scheme]), parts.path or "/", query, ""))


def record_checksum(record: object, mapping: bytes) -> str:
    """Return the SHA-256 of a record's values, however they were spaced and ordered."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii") + b"\0" + mapping).hexdigest()


def file_checksum(data: bytes, url: str | None = None) -> str:
    """Return the SHA-256 of a file's bytes, with the address that they were taken from, if any."""
    return hashlib.sha256(
        data + (f"\0{url}".encode("utf-8", "replace") if url else b"")
    ).hexdigest()


def is_made(article_id: str) -> bool:
    """Return whether an id may have been made here, of an address or a place."""
    return bool(_MADE.match(article_id))


def id_after(article_id: str) -> str:
    """Return the id of an article whose place would give it one that another article keeps, which
    was there before and has moved.
    """
    return _hash(article_id)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
