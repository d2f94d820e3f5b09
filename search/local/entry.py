"""An article as the writer of segments takes it: made of its record, with nothing else read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from search import analysis, record, stored
from search.analysis.breaks import ABBREVIATIONS, STARTERS
from search.article import Quote
from search.codec.document import Analysis, Document
from search.codec.tokens import Tokenizer
from search.local.schema import (
    NO_DAY,
    digest,
    name_term,
    person_terms,
    speaker_term,
    spelling,
)


def entry(packed: bytes, key: int, commit: int = 0) -> Document:
    """Return the article of a record under a key of its own; `commit` is what it came with."""
    front, body = record.parts(packed)
    card = stored.card(front)
    outlet, agency = card.get("outlet") or "", card.get("agency") or ""
    lang, first_day = card.get("lang") or "", card.get("first_day")
    author, url = card.get("author"), card.get("url")
    people = card.get("people", ())
    quotes = [values for values in card.get("quotes", ()) if values[_DIRECT]]
    _, path, _, _, checksum = card["source"]
    names = {
        "id": [name_term(card["id"])],
        "checksum": [digest(checksum).encode()],
        "file": [_folded(path)],
        "has": _HAS[bool(quotes), bool(first_day), bool(outlet)],
    }
    if outlet:
        names["outlet"] = [_folded(outlet)]
    if agency:
        names["agency"] = [_folded(agency)]
    if author:
        names["author"] = [name_term(spelling(author))]
    if lang:
        names["lang"] = [name_term(lang)]
    if url:
        names["url"] = [name_term(analysis.fold(url))]
    if first_day:
        names["date"] = [first_day.encode()]
    identified: dict[str, str] = {}  # who is named in two ways counts once
    if people:
        terms: list[str] = []
        for identity, name, written, _, _ in people:
            terms += person_terms(identity, name, written)
            if identity not in identified:
                identified[identity] = name
        names["people"] = _name_terms(terms)
    if quotes:
        said = {(values[_SPEAKER], values[_AS_WRITTEN]) for values in quotes}
        spelled = [speaker_term(who, as_written) for who, as_written in said if who or as_written]
        names["said"] = _name_terms(spelled)
    return Document(
        lang=lang.encode() if lang in analysis.LANGUAGES else b"-",
        title=(card.get("title") or "").encode("utf-8", "surrogatepass"),
        body=body,
        names=names,
        columns={
            "first_day": _ordinal(first_day),
            "last_day": _ordinal(card.get("last_day")),
            "key": key,
        },
        coded={
            "outlet_name": name_term(outlet),
            "agency_name": name_term(agency),
            "lang_name": name_term(lang),
        },
        people=_name_terms([f"{identity}\t{name}" for identity, name in identified.items()]),
        quotes=[(quote[1], quote[2]) for quote in quotes],
        record=(front, body),
        commit=commit,
    )


_DIRECT, _SPEAKER, _AS_WRITTEN = map(
    Quote.__match_args__.index, ("direct", "speaker", "as_written")
)
"""Where a stored quote says whether somebody is quoted with it (no other is searched), and who."""

_HAS = {
    (quote, date, outlet): [
        name
        for name, is_there in ((b"quote", quote), (b"date", date), (b"outlet", outlet))
        if is_there
    ]
    for quote in (False, True)
    for date in (False, True)
    for outlet in (False, True)
}


@lru_cache(maxsize=1 << 12)
def _folded(name: str) -> bytes:
    return name_term(analysis.fold(name))


@lru_cache(maxsize=1 << 12)
def _ordinal(day: str | None) -> int:
    return dt.date.fromisoformat(day).toordinal() if day else NO_DAY


def _name_terms(names: Sequence[str]) -> list[bytes]:
    """Return the terms of names: of all at once, unless one has a line break in it."""
    terms = name_term("\n".join(names)).split(b"\n")
    return terms if len(terms) == len(names) else [name_term(name) for name in names]


ANALYSIS = Analysis(
    lambda: Tokenizer(analysis.words, analysis.breaks, ABBREVIATIONS, STARTERS),
    analysis.fold,
    analysis.stems,
)
"""How the codec makes words of texts."""
