"""What the HTTP doors are, told beside each of them, and the OpenAPI 3.1 document made of that.

A door is described by a decorator below its route. The one sentence is what a reader of `/api`
sees first; what it takes and what it gives are tables that the code itself reads, so that they
cannot drift:

    @api.route("/api/tides", methods=["GET", "POST"])
    @door("High and low water on the days of a search.", group="Lists",
          takes=(*SEARCHING, WIDTH), gives=TIDES, tagged=True)
    def tides() -> Response: ...

    WIDTH = Parameter("width", "Characters on either side.", whole(10, 200, 60))
    TIDES = Shape("Tides", "High and low water.", record(
        {"port": TEXT, "tides": many(TIDE)},       # always there
        {"receipt": RECEIPT},                      # only when asked for
    ))

`takes`: SEARCHING (web/openapi/parameters.py) are those of /api/search, `only("q", "now")` some of
them. A door that answers POST takes the same as JSON too, unless its `body` is another shape.
`gives`: a Shape or schema (JSON), or a mapping of content types to them. Shapes stand inside
one another and are named once in the document. `refuses` are statuses besides those that every
door has. A door with errors of its own shape (another engine's) gives them as `problem`.

tests/web/test_openapi.py fails where a door outside the pages is not described, takes a parameter
that is not in its description or the other way round, and where a real answer of the addresses in
its `tries` does not fit: give each door some, odd ones too.

doors.py        what a door says of itself     schema.py    the words schemas are written in
parameters.py   those of a search              records.py   the shapes of web/present.py
reading.py      one article, and quotes        comparing.py what stands side by side
writing.py      an application -> its OpenAPI document
"""

from __future__ import annotations

from web.openapi.doors import Parameter, door
from web.openapi.schema import Shape
from web.openapi.writing import document

__all__ = ["Parameter", "Shape", "document", "door"]
