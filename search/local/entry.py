"""An article as the writer of segments takes it."""

from __future__ import annotations

from search import analysis, record
from search.analysis.breaks import ABBREVIATIONS, STARTERS
from search.article import Article
from search.codec.builder import Analysis, Document
from search.codec.tokens import Tokenizer
from search.local.schema import NO_DAY, name_term, named


def entry(article: Article, key: int, packed: bytes | None = None) -> Document:
    """Return an article under a key of its own; `packed` is its record, if that is at hand."""
    lang = article.lang or ""
    return Document(
        lang=(lang if lang in analysis.LANGUAGES else "-").encode(),
        title=article.title or "",
        body=article.body,
        names={
            field: [name_term(value) for value in values]
            for field, values in named(article).items()
        },
        columns={
            "first_day": article.first_day.toordinal() if article.first_day else NO_DAY,
            "last_day": article.last_day.toordinal() if article.last_day else NO_DAY,
            "key": key,
        },
        coded={
            "outlet_name": name_term(article.outlet or ""),
            "agency_name": name_term(article.agency or ""),
            "lang_name": name_term(lang),
        },
        people=[name_term(f"{person.id}\t{person.name}") for person in article.people],
        quotes=[(quote.start, quote.end) for quote in article.quotes],
        record=record.dumps(article) if packed is None else packed,
    )


ANALYSIS = Analysis(
    lambda: Tokenizer(analysis.words, analysis.breaks, ABBREVIATIONS, STARTERS),
    analysis.fold,
    analysis.stem,
)
"""How the codec makes words of texts."""
