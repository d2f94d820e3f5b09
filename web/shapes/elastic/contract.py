"""What Elasticsearch's doors take and give."""

from __future__ import annotations

from web.openapi import Parameter, Shape
from web.openapi.schema import (
    ANYTHING,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    among,
    choice,
    either,
    many,
    maybe,
    record,
    table,
    whole,
)
from web.shapes.asking import MOST_RESULTS

QUERY = (
    Parameter("q", "The query, as Lucene writes it.", example="title:syria"),
    Parameter("df", "The field that q is looked for in; else title and body.", example="title"),
    Parameter(
        "default_operator",
        "What a space in q means.",
        choice(["OR", "AND", "or", "and"], "OR"),
        example="AND",
    ),
    Parameter("lenient", "Of no effect.", YES_NO, example=True),
    Parameter("analyze_wildcard", "Of no effect.", YES_NO, example=True),
    Parameter("filter_path", "Parts of the answer to send.", example="hits.hits._id,took"),
)

_OF_A_SEARCH = (
    Parameter("from", "How many hits to pass over.", whole(0, None, 0), example=1),
    Parameter("size", "How many hits to send.", whole(0, MOST_RESULTS, 10), example=5),
    Parameter("sort", "_score, date:desc or date:asc.", example="date:desc"),
    Parameter("_source", "Fields to send, or false.", example="title,date"),
    Parameter("_source_includes", "Fields to send.", example="title"),
    Parameter("_source_excludes", "Fields not to send.", example="body"),
    Parameter("track_total_hits", "false: the total is not told.", example="true"),
    Parameter("rest_total_hits_as_int", "The total as a number.", YES_NO, example=True),
    Parameter("typed_keys", "Aggregations with their types.", YES_NO, example=True),
    Parameter("timeout", "Of no effect: a search has the time that is set.", example="1s"),
)

_PASSED_OVER = tuple(
    Parameter(name, "Of no effect here.", example=example)
    for name, example in (
        *(("pretty", "true"), ("human", "true"), ("error_trace", "true")),
        *(("ignore_unavailable", "true"), ("ignore_throttled", "true")),
        *(("allow_no_indices", "true"), ("expand_wildcards", "open"), ("preference", "_local")),
        *(("routing", "a"), ("request_cache", "true"), ("search_type", "query_then_fetch")),
        *(("ccs_minimize_roundtrips", "true"), ("batched_reduce_size", "512")),
        *(("max_concurrent_shard_requests", "5"), ("pre_filter_shard_size", "1")),
        *(("allow_partial_search_results", "true"), ("force_synthetic_source", "false")),
        *(("cancel_after_time_interval", "10s"), ("phase_took", "false")),
    )
)
"""What concerns shards, nodes and looks, of which there are none here."""

INDEX_NAME = Parameter(
    "index", "articles, or a pattern or list that it is of.", where="path", example="articles"
)
SEARCHING = (INDEX_NAME, *QUERY, *_OF_A_SEARCH, *_PASSED_OVER)
COUNTING = (INDEX_NAME, *QUERY, *_PASSED_OVER)

BODY = Shape(
    "ElasticSearchBody",
    "Elasticsearch's query DSL, as far as it has a meaning here; the rest is refused by name.",
    among(
        {
            "query": among({}),
            "from": WHOLE,
            "size": WHOLE,
            "sort": ANYTHING,
            "_source": ANYTHING,
            "highlight": among({}),
            "aggs": table(among({})),
            "track_total_hits": ANYTHING,
        }
    ),
)

_SHARDS = record({}, dict.fromkeys(("total", "successful", "skipped", "failed"), WHOLE))
_TOTAL = {"value": WHOLE, "relation": choice(["eq", "gte"])}
_HIT = record(
    {},
    {
        "_index": TEXT,
        "_id": TEXT,
        "_score": maybe(NUMBER),
        "_source": table(ANYTHING),
        "highlight": table(many(TEXT)),
        "sort": many(maybe(NUMBER)),
    },
)

FOUND = Shape(
    "ElasticSearchAnswer",
    "A page of a search. What there is to say of the query is in `Warning` headers.",
    record(
        {},  # of all of it `filter_path` may leave out some
        {
            "took": WHOLE,
            "timed_out": YES_NO,
            "_shards": _SHARDS,
            "hits": record(
                {},
                {
                    "total": either(record({}, _TOTAL), WHOLE),
                    "max_score": maybe(NUMBER),
                    "hits": many(_HIT),
                },
            ),
            "aggregations": table(among({})),
        },
    ),
)
COUNTED = Shape(
    "ElasticCount",
    "How many articles a query finds.",
    record({}, {"count": WHOLE, "_shards": _SHARDS}),
)
ERROR = Shape(
    "ElasticError",
    "An error as Elasticsearch gives it.",
    record({"error": among({"type": TEXT, "reason": TEXT}), "status": WHOLE}),
)
