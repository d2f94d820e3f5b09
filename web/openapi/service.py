"""The shapes of what the doors of the service itself answer: its state, and completions."""

from __future__ import annotations

from web.openapi.schema import (
    INSTANT,
    TEXT,
    WHOLE,
    Shape,
    choice,
    either,
    many,
    maybe,
    record,
    table,
)

STATUS = Shape(
    "Status",
    "What the archive holds, how much of it is known, and what is wrong with its files.",
    record(
        {
            "generation": WHOLE,
            "commit": WHOLE,
            "built_at": INSTANT,
            "articles": WHOLE,
            "bytes": WHOLE,
            "fields": table(record({"known": WHOLE, "unknown": WHOLE})),
            "problems": many(record({"file": TEXT, "line": maybe(WHOLE), "reason": TEXT})),
        }
    ),
)

SUGGESTIONS = Shape(
    "Suggestions",
    "The text, what it may become, what each of these is, and where it leads.",
    many(either(TEXT, many(TEXT)), minItems=4, maxItems=4),
)

HEALTH = Shape("Health", "The program is alive.", record({"status": choice(("ok", "starting"))}))
