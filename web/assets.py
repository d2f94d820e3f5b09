"""Style, script, fonts and icon, at addresses that change with their content.

`static/site.css` is at `/assets/<fingerprint>/site.css`. The fingerprint covers the whole folder,
so that what a style sheet refers to is as fresh as the sheet; browsers may keep it for ever.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, send_from_directory, url_for

FOLDER = Path(__file__).parent / "static"
FOREVER_S = 365 * 24 * 3600

assets = Blueprint("assets", __name__)


@cache
def fingerprint() -> str:
    """Return a name for the present content of the static folder."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(FOLDER.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def address(name: str) -> str:
    """Return where a static file is, path prefix included."""
    return url_for("pages.assets.file", version=fingerprint(), name=name)


@assets.get("/assets/<version>/<path:name>")
def file(version: str, name: str) -> Response:
    """Answer a static file; a fingerprint of other content gets today's file, kept for no time."""
    response = send_from_directory(FOLDER, name)
    if version == fingerprint():
        response.headers["Cache-Control"] = f"public, max-age={FOREVER_S}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


@assets.get("/favicon.ico")
def favicon() -> Response:
    """Answer the icon where browsers look for it unasked."""
    response = send_from_directory(FOLDER, "icon.svg", mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
