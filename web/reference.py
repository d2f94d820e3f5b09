"""The description of the API: `/api/openapi.json` for programs."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response, current_app, request

from web.arguments import canonical
from web.openapi import document, door
from web.openapi.doors import JSON
from web.openapi.schema import TEXT, among, many, record

reference = Blueprint("reference", __name__)


@reference.get("/api/openapi.json")
@door(
    "This description, as OpenAPI 3.1.",
    group="Service",
    gives=record(
        {"openapi": TEXT, **dict.fromkeys(("info", "paths", "components"), among({}))},
        {"servers": many(record({"url": TEXT}))},
    ),
    tagged=True,
    tries=("",),
)
def openapi() -> Response:
    """Return what every door takes and gives."""
    canonical(request.args.items(multi=True), {})
    body = json.dumps(document(current_app, request.script_root), ensure_ascii=False).encode()
    response = Response(body + b"\n", content_type=JSON)
    response.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest(), weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
