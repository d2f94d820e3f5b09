"""What a search found, as Elasticsearch gives it: hits, their sources, their highlights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from search.answer import Answer
from search.engine import Hit, Sort
from web.arguments import short
from web.articles import Record
from web.shapes import asking
from web.shapes.documents import DATE, INDEX, document
from web.shapes.elastic.fields import known
from web.shapes.elastic.options import (
    a_list,
    an_object,
    choice,
    listed,
    options_of,
    refused,
    whole,
)
from web.shapes.tags import MOST_TAG, Tags

SHARDS = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}

_ORDERS: Mapping[str, Mapping[str, Sort]] = {
    "_score": {"desc": "relevance"},
    "_doc": {"asc": "newest", "desc": "newest"},
    DATE: {"desc": "newest", "asc": "oldest"},
}


@dataclass(frozen=True, slots=True)
class Source:
    """Which fields of an article are sent: those that fit, none where `sent` is False."""

    sent: bool = True
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: object, includes: object = None, excludes: object = None) -> Source:
        """Return what `_source` asks for, in a body or in an address."""
        also = tuple(asking.texts(includes, "_source_includes"))
        without = tuple(asking.texts(excludes, "_source_excludes"))
        if given is None:
            return cls(True, also, without)
        if isinstance(given, bool) or given in ("true", "false"):
            return cls(given in (True, "true"), also, without)
        if isinstance(given, dict):
            names = ("includes", "excludes", "include", "exclude")
            options = options_of(given, "_source", names)
            also += tuple(asking.texts(options.get("includes", options.get("include")), names[0]))
            without += tuple(
                asking.texts(options.get("excludes", options.get("exclude")), names[1])
            )
            return cls(True, also, without)
        return cls(True, (*also, *asking.texts(given, "_source")), without)

    def chosen(self, whole: Record) -> Record:
        """Return the fields of a document that fit."""
        return {
            name: value
            for name, value in whole.items()
            if (not self.includes or any(_fits(name, one) for one in self.includes))
            and not any(_fits(name, one) for one in self.excludes)
        }


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern.replace("[", "[[]").removesuffix(".*"))


@dataclass(frozen=True, slots=True)
class Highlighting:
    """What is highlighted: for each field how many fragments of which length, 0 for all of it."""

    fields: Mapping[str, tuple[int, int]]
    tags: Tags

    @property
    def passages(self) -> tuple[int, int]:
        """How many passages of the body are needed, and of which length."""
        return self.fields.get("body", (0, 240))


def highlighting(given: object) -> Highlighting | None:
    """Return what a request's `highlight` asks for."""
    if given is None:
        return None
    where = "highlight"
    one_fields = ("fragment_size", "number_of_fragments")
    options = options_of(
        given,
        where,
        ("fields", "pre_tags", "post_tags", "encoder", "type", "require_field_match", *one_fields),
    )
    choice(options, "type", where, ("unified", "plain", "fvh"))
    before = _tag(options, "pre_tags", "<em>")
    after = _tag(options, "post_tags", "</em>")
    tags = Tags.of(before, after)
    if "encoder" in options:
        tags = Tags(
            before, after, choice(options, "encoder", where, ("default", "html")) == "html"
        )
    found: dict[str, tuple[int, int]] = {}
    for name, own in _highlighted(options.get("fields")):
        mixed = {**options, **options_of(own, where, one_fields)}
        for field in ("title", "body"):
            if _fits(field, name) or known(name) == field:
                found[field] = (
                    whole({"n": mixed.get("number_of_fragments", 5)}, "n", where, 0, 10),
                    whole({"n": mixed.get("fragment_size", 100)}, "n", where, 20, 2_000),
                )
    return Highlighting(found, tags)


def _highlighted(given: object) -> list[tuple[str, object]]:
    """Return the fields of an object, or of a list of objects."""
    found: list[tuple[str, object]] = []
    for one in listed(given) if not isinstance(given, dict) else [given]:
        found += an_object(one, "highlight").items()
    return found


def _tag(options: Mapping[str, Any], name: str, default: str) -> str:
    tags = a_list(options, name, "highlight")
    if not tags:
        return default
    if not isinstance(tags[0], str) or len(tags[0]) > MOST_TAG:
        raise refused(f"[highlight] {name} must be text", "highlight")
    return tags[0]


def sorting(given: object) -> Sort | None:
    """Return the order a request asks for, None for the best first.

    More than one may be asked for where that is the order there is.
    """
    asked = [_order(one) for one in ([given] if isinstance(given, dict) else _split(given))]
    if not asked:
        return None
    name, way = asked[0]
    found = _ORDERS.get(name, {}).get(way)
    if found is None:
        raise refused(
            f"[sort] articles are sorted by [_score] or by [date], not by [{short(name)}] [{way}]",
            "sort",
        )
    ties = {"relevance": [(DATE, "desc"), ("id", "asc")]}.get(found, [("id", "asc")])
    for one in asked[1:]:
        while ties and ties[0] != one:
            ties.pop(0)
        if not ties:
            raise refused(f"[sort] [{short(one[0])}] cannot break the ties here", "sort")
    return found


def _split(given: object) -> list[object]:
    if isinstance(given, str):
        return [one.strip() for one in given.split(",") if one.strip()]
    return listed(given, "sort", "sort")


def _order(given: object) -> tuple[str, str]:
    """Return the field and the direction of one order."""
    if isinstance(given, dict) and len(given) == 1:
        ((name, way),) = given.items()
        if isinstance(way, dict):
            allowed = ("order", "missing", "unmapped_type", "format", "mode")
            options = options_of(way, "sort", allowed)
            if options.get("missing", "_last") != "_last" or "format" in options:
                raise refused("[sort] undated articles come last, and have no format", "sort")
            way = options.get("order", "desc" if name == "_score" else "asc")
    elif isinstance(given, str):
        name, _, way = given.partition(":")
        way = way or ("desc" if name == "_score" else "asc")
    else:
        raise refused("[sort] must name fields", "sort")
    return known(name) or str(name), str(way).lower()


def hits(
    answer: Answer,
    sort: Sort | None,
    source: Source,
    wanted: Highlighting | None,
    bodies: Sequence[Sequence[tuple[int, int]]],
    root: str,
) -> list[Record]:
    """Return the hits; `bodies` has the marks in the whole body of each, where that is needed."""
    found = []
    for number, hit in enumerate(answer.hits):
        dated = sort is not None and sort != "relevance"
        record: Record = {
            "_index": INDEX,
            "_id": hit.id,
            "_score": None if dated else round(hit.score, 6),
        }
        if source.sent:
            record["_source"] = source.chosen(document(hit.article, root))
        if wanted is not None:
            marked = _fragments(hit, wanted, bodies[number] if bodies else ())
            if marked:
                record["highlight"] = marked
        if sort is not None:
            record["sort"] = [_millis(hit) if dated else record["_score"]]
        found.append(record)
    return found


def _fragments(
    hit: Hit, wanted: Highlighting, body: Sequence[tuple[int, int]]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if "title" in wanted.fields and hit.title_marks:
        found["title"] = [wanted.tags.put(hit.title or "", hit.title_marks)]
    if "body" in wanted.fields and wanted.passages[0] == 0 and body:
        found["body"] = [wanted.tags.put(hit.article.body, body)]
    elif "body" in wanted.fields:
        passages = [one for one in hit.snippets if one.field == "body" and one.marks]
        if passages:
            found["body"] = [wanted.tags.put(one.text, one.marks) for one in passages]
    return found


def _millis(hit: Hit) -> int | None:
    day = hit.article.first_day
    if day is None:
        return None
    return int(dt.datetime.combine(day, dt.time(), dt.timezone.utc).timestamp()) * 1000
