"""Articles side by side to plain dicts: each by its id, places as offsets into its body."""

from __future__ import annotations

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
from web.articles import Record


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
        "timed_out": not found.is_whole,
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
        quote = article.quotes[each.quote]
        said.append(
            {
                "article": article.id,
                "quote": each.quote,
                "text": quote.text,
                "start": quote.start,
                "end": quote.end,
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
