"""The shapes of stories, and of articles that are compared. Articles are told by their ids."""

from __future__ import annotations

from web.openapi.records import FACETS, NOTICE, REFERENCE, SNAPSHOT
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
    whole,
)

_SHARE = {**NUMBER, "minimum": 0, "maximum": 1}
_SPAN = record({"start": WHOLE, "end": WHOLE})
_SENTENCE: dict[str, Schema] = {
    "article": TEXT,
    "paragraph": whole(1),
    "start": WHOLE,
    "end": WHOLE,
    "text": TEXT,
}
_PERSON: dict[str, Schema] = {"id": TEXT, "name": TEXT}

COMPARISON = Shape(
    "Comparison",
    "What stands in some articles side by side, earliest first; offsets are characters of a body.",
    record(
        {
            "articles": said(many(TEXT), "Their ids, the earliest first, undated ones last."),
            "passages": said(
                many(
                    record(
                        {
                            "likeness": _SHARE,
                            "sentences": many(record({**_SENTENCE, "shared": many(_SPAN)})),
                        }
                    )
                ),
                "One sentence each of several articles that state the same; `shared` are words "
                "that another of them has.",
            ),
            "alone": said(
                many(record({**_SENTENCE, "nearest": _SHARE, "certain": YES_NO})),
                "Sentences that no other outlet has: `nearest` is how much of one the sentence "
                "nearest to it says. Not `certain`: it was only not found elsewhere.",
            ),
            "differences": said(
                many(
                    record(
                        {
                            "likeness": _SHARE,
                            "figures": many(
                                Shape(
                                    "Figure",
                                    "A number as it is written, and its sentence.",
                                    record(
                                        {
                                            "unit": TEXT,
                                            "value": NUMBER,
                                            "text": TEXT,
                                            "start": WHOLE,
                                            "end": WHOLE,
                                            "sentence": record(_SENTENCE),
                                        }
                                    ),
                                ),
                                minItems=2,
                                maxItems=2,
                            ),
                        }
                    )
                ),
                "Two numbers for what seems to be one thing. Neither is said to be wrong.",
            ),
            "quotes": said(
                many(
                    record(
                        {
                            "speaker": maybe(record(_PERSON)),
                            "same": YES_NO,
                            "wordings": many(
                                record(
                                    {
                                        "article": TEXT,
                                        "quote": WHOLE,
                                        "text": TEXT,
                                        "start": WHOLE,
                                        "end": WHOLE,
                                        "own": many(_SPAN),
                                    }
                                )
                            ),
                        }
                    )
                ),
                "One quote as several articles word it, earliest first: `quote` is its place "
                "among those of the article, `own` are words that the first wording has not.",
            ),
            "voices": said(
                many(
                    record(
                        {
                            **_PERSON,
                            "articles": many(
                                record({"article": TEXT, "mentions": WHOLE, "quotes": many(WHOLE)})
                            ),
                        }
                    )
                ),
                "Who is named in which article how often, and with which of its quotes.",
            ),
            "wire": said(
                many(
                    record(
                        {
                            "article": TEXT,
                            "agency": TEXT,
                            "source": maybe(TEXT),
                            "share": maybe(_SHARE),
                            "credited": YES_NO,
                        }
                    )
                ),
                "How much of an article's own words, outside quotations, is an agency's. `source` "
                "is the article of the agency; where that is not among these, `share` is what "
                "others that credit the agency have too, null where none do.",
            ),
            "spellings": said(
                many(
                    record(
                        {
                            **_PERSON,
                            "spellings": many(record({"text": TEXT, "articles": many(TEXT)})),
                        }
                    )
                ),
                "People whom articles write differently.",
            ),
            "terms": said(many(TEXT), "Words that set these articles apart from the archive."),
            "whole": said(
                YES_NO,
                "Whether all was compared: very long articles are not, nor is "
                "what there is no time for.",
            ),
        }
    ),
)

COMPARED = Shape(
    "Compared",
    "Two to four articles side by side.",
    record(
        {
            "articles": said(many(REFERENCE), "The earliest first, undated ones last."),
            "comparison": COMPARISON,
            "index": SNAPSHOT,
        }
    ),
)

STORY_FIELDS: dict[str, Schema] = {
    "id": TEXT,
    "link": said(TEXT, "Its page here."),
    "label": said(TEXT, "The headline of `lead`, unless the archive's owner named it."),
    "named": said(YES_NO, "Whether the archive's owner named it."),
    "lead": said(TEXT, "The id of the article that is nearest to all the others."),
    "articles": WHOLE,
    "outlets": said(WHOLE, "Those that are known."),
    "events": WHOLE,
    "first": maybe(DAY),
    "last": maybe(DAY),
    "undated": WHOLE,
    "people": said(
        many(record({**_PERSON, "articles": WHOLE})),
        "Whom two of its articles name or more, the most named first.",
    ),
}
"""What is said of one story wherever it is listed, `matched` aside."""

STORY = Shape(
    "Story",
    "A story: articles of several days and outlets that tell the same.",
    record(
        {
            **STORY_FIELDS,
            "asked": said(TEXT, "The id it was asked for by, which may be an earlier one."),
            "first_to_report": Shape(
                "FirstToReport",
                "Which articles are the earliest by what is known of their days, and which may "
                "have been as early, as less is known of them.",
                record(
                    {
                        "articles": many(TEXT),
                        "day": maybe(DAY),
                        "exact": said(YES_NO, "Whether their day is known, not a month or year."),
                        "certain": said(YES_NO, "Whether one of them was first for certain."),
                        "perhaps": many(TEXT),
                    }
                ),
            ),
            "members": many(
                Shape(
                    "StoryMember",
                    "An article of a story: which of its events it is about, from 0, and which "
                    "article it copies. `article` is null past the first 200.",
                    record(
                        {
                            "id": TEXT,
                            "event": WHOLE,
                            "copy_of": maybe(TEXT),
                            "article": maybe(REFERENCE),
                        }
                    ),
                )
            ),
            "comparison": maybe(COMPARISON),
            "index": SNAPSHOT,
        }
    ),
)

_SIDE = Shape(
    "Side",
    "What one of two searches finds, or both do. Facets have the 1,000 commonest values.",
    record(
        {
            "query": TEXT,
            "parsed": TEXT,
            "warnings": many(NOTICE),
            "total": WHOLE,
            "total_relation": choice(("eq", "gte")),
            "undated_excluded": WHOLE,
            "timed_out": YES_NO,
            "facets": FACETS,
        }
    ),
)

VERSUS = Shape(
    "Versus",
    "Two searches side by side, and what both find.",
    record({"a": _SIDE, "b": _SIDE, "both": _SIDE, "index": SNAPSHOT}),
)
