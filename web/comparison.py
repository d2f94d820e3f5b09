"""Stories, and articles side by side, to plain dicts: each article by its id, places as offsets
into its body.
"""

from __future__ import annotations

from urllib.parse import quote

from search.comparison import (
    Alone,
    Comparison,
    Difference,
    Figure,
    Passage,
    Sentence,
    Span,
    Spellings,
    Voice,
    Wire,
    Wordings,
)
from search.story import Story
from web import articles, present
from web.articles import Record
from web.telling import Telling


def listed(one: Story, root: str) -> Record:
    """Return what is said of a story wherever it is listed."""
    return {
        "id": one.id,
        "link": f"{root}/stories/{quote(one.id, safe='')}",
        "label": one.label,
        "named": one.is_named,
        "lead": one.lead,
        "articles": one.articles,
        "outlets": one.outlets,
        "events": one.events,
        "first": articles.day(one.first_day),
        "last": articles.day(one.last_day),
        "undated": one.undated,
        "people": [
            {"id": each.value, "name": each.label, "articles": each.articles}
            for each in one.people
        ],
    }


def story(found: Telling, root: str) -> Record:
    """Return a story with its articles, and what stands in some of them side by side."""
    first = found.first
    return {
        **listed(found.told.story, root),
        "asked": found.told.asked,
        "first_to_report": {
            "articles": [one.id for one in first.leading],
            "day": articles.day(first.day),
            "exact": first.is_exact,
            "certain": first.is_certain,
            "perhaps": [one.id for one in first.perhaps],
        },
        "members": [
            {
                "id": one.id,
                "event": one.event,
                "copy_of": one.copy_of,
                "article": present.reference(found.articles[one.id], root)
                if one.id in found.articles
                else None,
            }
            for one in found.told.members
        ],
        "comparison": found.comparison and record(found.comparison),
        "index": present.snapshot(found.told.snapshot),
    }


def record(found: Comparison) -> Record:
    """Return what stands in some articles side by side."""
    return {
        "articles": [one.id for one in found.articles],
        "passages": [_passage(found, one) for one in found.passages],
        "alone": [_alone(found, one) for one in found.alone],
        "differences": [_difference(found, one) for one in found.differences],
        "quotes": [_wordings(found, one) for one in found.quotes],
        "voices": [_voice(found, one) for one in found.voices],
        "wire": [_wire(found, one) for one in found.wire],
        "spellings": [_spellings(found, one) for one in found.spellings],
        "terms": list(found.terms),
        "whole": found.is_whole,
    }


def _sentence(found: Comparison, one: Sentence) -> Record:
    article = found.articles[one.article]
    return {
        "article": article.id,
        "paragraph": one.paragraph,
        "start": one.start,
        "end": one.end,
        "text": article.body[one.start : one.end],
    }


def _passage(found: Comparison, one: Passage) -> Record:
    return {
        "likeness": _share(one.likeness),
        "sentences": [
            {**_sentence(found, sentence), "shared": [_span(span) for span in spans]}
            for sentence, spans in zip(one.sentences, one.shared, strict=True)
        ],
    }


def _alone(found: Comparison, one: Alone) -> Record:
    return {
        **_sentence(found, one.sentence),
        "nearest": _share(one.nearest),
        "certain": one.is_certain,
    }


def _difference(found: Comparison, one: Difference) -> Record:
    figures = [_figure(found, figure) for figure in (one.one, one.other)]
    return {"likeness": _share(one.likeness), "figures": figures}


def _figure(found: Comparison, one: Figure) -> Record:
    return {
        "unit": one.unit,
        "value": one.value,
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "sentence": _sentence(found, one.sentence),
    }


def _wordings(found: Comparison, one: Wordings) -> Record:
    said = []
    for each in one.wordings:
        article = found.articles[each.article]
        said_as = article.quotes[each.quote]
        said.append(
            {
                "article": article.id,
                "quote": each.quote,
                "text": said_as.text,
                "start": said_as.start,
                "end": said_as.end,
                "own": [_span(span) for span in each.own],
            }
        )
    speaker = one.speaker and {"name": one.speaker[1], "id": one.speaker[0]}
    return {"speaker": speaker, "same": one.is_same, "wordings": said}


def _voice(found: Comparison, one: Voice) -> Record:
    rows = zip(found.articles, one.mentions, one.quotes, strict=True)
    return {
        "id": one.id,
        "name": one.name,
        "articles": [
            {"article": article.id, "mentions": mentions, "quotes": list(quotes)}
            for article, mentions, quotes in rows
            if mentions or quotes
        ],
    }


def _wire(found: Comparison, one: Wire) -> Record:
    return {
        "article": found.articles[one.article].id,
        "agency": one.agency,
        "source": None if one.source is None else found.articles[one.source].id,
        "share": None if one.share is None else _share(one.share),
        "credited": one.is_credited,
    }


def _spellings(found: Comparison, one: Spellings) -> Record:
    return {
        "id": one.id,
        "name": one.name,
        "spellings": [
            {"text": text, "articles": [found.articles[place].id for place in places]}
            for text, places in one.spellings
        ],
    }


def _span(one: Span) -> Record:
    return {"start": one[0], "end": one[1]}


def _share(value: float) -> float:
    return round(float(value), 3)
