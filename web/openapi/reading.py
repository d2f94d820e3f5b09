"""The shapes of one article read in full, and of quotes."""

from __future__ import annotations

from typing import get_args

from search.article import QuoteKind
from web.openapi.duplicates import DUPLICATE
from web.openapi.records import IDENTITY, PERSON, PROVENANCE, REFERENCE, SNAPSHOT, SPAN, TURNING
from web.openapi.schema import (
    DAY,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Schema,
    Shape,
    choice,
    many,
    maybe,
    record,
    said,
    table,
    whole,
)

_PLACE = maybe(record({"start": WHOLE, "end": WHOLE}))

QUOTE_FIELDS: dict[str, Schema] = {
    "text": TEXT,
    "start": WHOLE,
    "end": WHOLE,
    "speaker": maybe(record({"name": TEXT, "id": TEXT})),
    "as_written": maybe(TEXT),
    "verb": maybe(TEXT),
    "direct": YES_NO,
    "confidence": NUMBER,
    "kind": choice(get_args(QuoteKind)),
    "cue": maybe(TEXT),
    "mention": _PLACE,
    "verb_at": _PLACE,
}

QUOTE = Shape(
    "Quote",
    "Words that somebody is quoted with; offsets are characters of the body.",
    record(QUOTE_FIELDS),
)

QUOTES_PAGE = Shape(
    "QuotesPage",
    "The quotes in the articles of one page of a search, and who speaks in them how often.",
    record(
        {
            **TURNING,
            "speakers": many(record({"id": maybe(TEXT), "name": maybe(TEXT), "count": WHOLE})),
            "quotes": many(
                Shape(
                    "QuoteOf",
                    "A quote and the article it is from.",
                    record({**QUOTE_FIELDS, "article": REFERENCE}),
                )
            ),
        }
    ),
)

REWORDINGS = Shape(
    "Rewordings",
    "One quote as several articles have it, the earliest first, undated ones last.",
    record(
        {
            "query": said(TEXT, "By which words it was looked for."),
            "candidates": said(WHOLE, "How many articles have some of these."),
            "read": said(WHOLE, "How many of them were looked at, those with most of them."),
            "speaker": maybe(record({"name": TEXT, "id": TEXT})),
            "same": said(YES_NO, "Whether all have the same words."),
            "wordings": many(
                record(
                    {
                        **QUOTE_FIELDS,
                        "quote": said(WHOLE, "Its place among the article's quotes, from 0."),
                        "own": said(
                            many(record({"start": WHOLE, "end": WHOLE})),
                            "The words that the earliest has not.",
                        ),
                        "asked": said(YES_NO, "Whether it is the one that was asked for."),
                        "article": REFERENCE,
                    }
                ),
                minItems=1,
            ),
            "timed_out": YES_NO,
            "index": SNAPSHOT,
        }
    ),
)

PARAGRAPH = Shape(
    "Paragraph",
    "A paragraph, numbered from 1, and where it stands in the body.",
    record({"number": whole(1), "start": WHOLE, "end": WHOLE, "text": TEXT}),
)

ARTICLE = Shape(
    "Article",
    "Everything known about one article.",
    record(
        {
            **IDENTITY,
            "author": maybe(TEXT),
            "section": maybe(TEXT),
            "first_day": said(maybe(DAY), "The first day it may be of."),
            "last_day": said(maybe(DAY), "The last."),
            "words": WHOLE,
            "body": TEXT,
            "paragraphs": many(PARAGRAPH),
            "people": many(PERSON),
            "captioned": said(many(PERSON), "People of captions and credits alone."),
            "credits": many(TEXT),
            "mentioned_outlets": many(TEXT),
            "quotes": many(QUOTE),
            "set_aside": many(
                record({"text": TEXT, "kind": TEXT, "line": WHOLE, "lang": maybe(TEXT)})
            ),
            "received": said(maybe(TEXT), "The text as it came; null where it is the body."),
            "notes": said(table(TEXT), "What the source states besides: page, length, copyright."),
            "highlights": many(SPAN),
            "timed_out": YES_NO,
            "story": said(maybe(TEXT), "The id of the story it belongs to."),
            "duplicates": many(DUPLICATE),
            "provenance": PROVENANCE,
        }
    ),
)
