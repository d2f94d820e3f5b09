"""Style, script, fonts and icon, at addresses that change with their content.

`static/site.css` is at `/assets/<fingerprint>/site.css`. The fingerprint covers the whole folder,
so that what a style sheet refers to is as fresh as the sheet; browsers may keep it for ever.

Style and script are written to be read and sent without what only readers need: comments,
indentation and blank lines. Neither may have a comment's signs or two spaces inside a text, nor a
script a text that goes over lines or has `=`, `<`, `>`, `&&` or `||` between spaces. A sheet that
another imports is sent inside it: a page asks for one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, url_for

from web.errors import NoSuchPage

FOLDER = Path(__file__).parent / "static"
FOREVER_S = 365 * 24 * 3600

_IMPORTED = re.compile(r'@import "(.+)";')
_APART = re.compile(r" (=>|={1,3}|!==?|&&|\|\||<=?|>=?) ")
"""Signs of a script that need no spaces about them."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

assets = Blueprint("assets", __name__)

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


def address(name: str) -> str:
    """Return where a static file is, path prefix included."""
    return url_for("pages.assets.file", version=fingerprint(), name=name)


@cache
def fingerprint() -> str:
    """Return a name for the present content of the static folder."""
    digest = hashlib.blake2b(digest_size=6)
    for name, content in _files().items():
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


@assets.get("/assets/<version>/<name>")
def file(version: str, name: str) -> Response:
    """Answer a static file; a fingerprint of other content gets today's file, kept for no time."""
    response = _file(name)
    if version == fingerprint():
        response.headers["Cache-Control"] = f"public, max-age={FOREVER_S}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


@assets.get("/favicon.ico")
def favicon() -> Response:
    """Answer the icon where browsers look for it unasked."""
    response = _file("icon.svg")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _file(name: str) -> Response:
    content = _files().get(name)
    if content is None:
        raise NoSuchPage("There is no such file.", code="file.absent")
    return Response(content, content_type=_TYPES[Path(name).suffix])


@cache
def _files() -> Mapping[str, bytes]:
    """Return the static files by name: a hundred kilobytes, read once."""
    found = sorted(path for path in FOLDER.iterdir() if path.suffix in _TYPES)
    return {path.name: _sent(path) for path in found}


def _sent(path: Path) -> bytes:
    """Return a file as it is sent."""
    if path.suffix not in {".css", ".js"}:
        return path.read_bytes()
    lines = [line.strip() for line in _COMMENT.sub("", _whole(path)).splitlines()]
    if path.suffix == ".js":
        said = "\n".join(line for line in lines if line and not line.startswith("//"))
        return _APART.sub(r"\1", said).encode()
    text = re.sub(r" ?([{};>~]) ?", r"\1", " ".join(line for line in lines if line))
    text = re.sub(r" \+ (?![^(){}]*\))", "+", text)  # within calc() it is a sum, with its spaces
    return re.sub(r"([,:]) ", r"\1", text).replace(";}", "}").strip().encode()


def _whole(path: Path) -> str:
    """Return a text with those that it imports in their places."""
    return _IMPORTED.sub(lambda found: _whole(FOLDER / found[1]), path.read_text("utf-8"))
