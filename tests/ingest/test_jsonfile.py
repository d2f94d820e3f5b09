from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article import RawArticle
from search.ingest import Limits, jsonfile
from search.ingest.origin import Origin
from search.ingest.stream import Stream
from tests.ingest.conftest import articles, only, told

A = {"id": "a", "body": "It is over."}
B = {"id": "b", "body": "Or is it?"}


@pytest.mark.parametrize(
    "content",
    [
        [A, B],
        {"articles": [A, B]},
        {"status": "ok", "totalResults": 2, "articles": [A, B]},
        {"response": {"status": "ok", "docs": [A, B]}},
        {"hits": {"total": 2, "hits": [{"_source": A}, {"_source": B}]}},
        {"a": {"body": "It is over."}, "b": {"body": "Or is it?"}},
        {"data": {"a": A, "b": B}},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_file_of_articles(reads, content, indent):
    found = articles(reads("a.json", json.dumps(content, indent=indent)))
    assert [(one.id, one.text) for one in found] == [("a", A["body"]), ("b", B["body"])]


@pytest.mark.parametrize(
    "content",
    [
        A,
        {"id": "a", "content": ["It is over."]},
        {"id": "a", "source": {"name": "The Gazette"}, "content": {"rendered": "It is over."}},
        {"article": A},
        {"id": "a", "tags": [{"name": "harbour"}], "body": "It is over."},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_file_that_is_one_article(reads, content, indent):
    article = only(reads("a.json", json.dumps(content, indent=indent)))
    assert (article.id, article.text) == ("a", "It is over.")


def test_objects_one_after_another(reads):
    content = json.dumps(A, indent=2) + "\n" + json.dumps(B, indent=2)
    assert told(reads("a.json", content)) == ["It is over.", "Or is it?"]


def test_lines_are_those_of_the_file(reads):
    first, second = articles(reads("a.json", f"[\n{json.dumps(A, indent=1)},\n\n{json.dumps(B)}]"))
    assert (first.source.line, second.source.line) == (2, 7)


def test_a_bad_element_is_told_and_the_rest_goes_on(reads):
    content = f'[{json.dumps(A)},\n 17,\n {{"x": 1}},\n {{"body": oops}},\n {json.dumps(B)}]'
    codes = ["record.not-object@2", "record.no-body@3", "record.not-json@4"]
    assert told(reads("a.json", content)) == ["It is over.", *codes, "Or is it?"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"[{json.dumps(A)}", "record.truncated"),
        (f'[{json.dumps(A)}, {{"body": "It', "record.truncated"),
        (f'[{json.dumps(A)}, {{"body": "It\\', "record.truncated"),
        (f"[{json.dumps(A)}] and so on", "record.not-json"),
        (f'{{"articles": [{json.dumps(A)}], "x" 1}}', "record.not-json"),
        (f'{{"articles": [{json.dumps(A)}', "record.truncated"),
        (f"[{json.dumps(A)}, " + "[" * 100_000, "record.nested"),
        (f"[{json.dumps(A)}, {'[' * 3000}{']' * 3000}]", "record.nested"),
    ],
)
def test_what_comes_before_the_damage_is_read(reads, content, code):
    texts = told(reads("a.json", content))
    assert texts[0] == "It is over."
    assert texts[1].startswith(code)


def test_an_element_past_the_limit_is_skipped(reads):
    content = [A, {"body": "x" * 1000}, B]
    outcomes = reads("a.json", json.dumps(content), limits=Limits(record_bytes=500))
    assert told(outcomes) == ["It is over.", "record.too-large@1", "Or is it?"]


@given(
    bodies=st.lists(st.text(min_size=1).filter(lambda text: text.strip() == text), max_size=5),
    size=st.integers(1, 9),
)
def test_it_does_not_matter_where_the_chunks_end(bodies, size):
    content = [
        {"n": n, "x": [body, {"y": body}], "body": f"b{body}e"} for n, body in enumerate(bodies)
    ]
    data = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    outcomes = list(jsonfile.read(Stream(iter(pieces)), Origin("/r", "a.json", "a.json")))
    read = [one for one in outcomes if isinstance(one, RawArticle)]
    assert len(read) == len(bodies)
