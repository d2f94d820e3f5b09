"""Pages and files made smaller on their way to browsers that can read them so."""

from __future__ import annotations

import gzip

from flask import Response, request

WORTH = 1_400
"""Bytes that fit into one packet: fewer gain nothing."""

HARD = 7
"""How hard is looked for what repeats: 78 kB of results are a seventieth smaller than with 5, for
half a millisecond."""

_KINDS = ("text/", "image/svg+xml", "application/json", "application/opensearchdescription+xml")


def compressed(response: Response) -> Response:
    """Return the response, its body gzipped where that is worth it and the browser accepts it.

    Nothing secret is ever on a page beside what a reader typed, so lengths give nothing away.
    """
    if not (response.mimetype or "").startswith(_KINDS):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in (206, 304) or response.direct_passthrough:
        return response
    body = response.get_data()
    if len(body) < WORTH or not request.accept_encodings["gzip"]:
        return response
    # A fixed time in the header, so that equal pages are equal bytes.
    response.set_data(gzip.compress(body, HARD, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
