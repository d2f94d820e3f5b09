from __future__ import annotations

import json

import pytest

from search.ingest.identity import canonical_url, identity
from tests.ingest.conftest import articles, only


def one(reads, record, name="a.jsonl", columns=None):
    return only(reads(name, json.dumps(record), columns))


@pytest.mark.parametrize("declared", ["a", "A.b_c~d-1", "0", "x" * 128])
def test_a_declared_id_that_is_safe_in_a_url_is_kept(declared):
    assert identity(declared, "https://a.example/b", "a.txt", 0) == (declared, "declared")


@pytest.mark.parametrize(
    "declared", ["a/b", "-a", "é", "a b", "x" * 129, "http://a.example/1", "a\n"]
)
def test_another_declared_id_is_hashed(declared):
    found, basis = identity(declared, None, "a.txt", 0)
    assert basis == "declared"
    if declared.strip() != "a":
        assert len(found) == 12
        assert set(found) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://Gazette.Example/Strike?id=1",
        "https://gazette.example:443/Strike?id=1#comments",
        "https://gazette.example/Strike?utm_source=x&id=1&utm_medium=y",
        " https://gazette.example/Strike?id=1 ",
    ],
)
def test_one_page_under_several_addresses_is_one(url):
    assert canonical_url(url) == "https://gazette.example/Strike?id=1"


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/",
        "https://gazette.example",
        "strike.html",
        "ftp://a.example/b",
        "https://[bad/a",
        "",
    ],
)
def test_an_address_that_names_no_page_makes_no_id(url):
    assert canonical_url(url) is None
    assert identity(None, url, "a.txt", 0)[1] == "path"


def test_the_id_rests_on_the_best_there_is(reads):
    assert (
        one(reads, {"id": "n1", "url": "https://a.example/b", "body": "x"}).id_basis == "declared"
    )
    assert one(reads, {"url": "https://a.example/b", "body": "x"}).id_basis == "url"
    assert one(reads, {"body": "x"}).id_basis == "path"


def test_ids_stay_when_the_words_change(reads):
    before = articles(reads("a.jsonl", '{"body": "x"}\n{"body": "y"}'))
    after = articles(reads("a.jsonl", '{"body": "changed"}\n{"body": "y"}'))
    assert [one.id for one in before] == [one.id for one in after]
    assert before[0].id != before[1].id
    assert before[0].source.checksum != after[0].source.checksum
    assert before[1].source.checksum == after[1].source.checksum


def test_known_ids_do_not_change(reads):
    """Ids are kept in indexes and citations: these were written down once."""
    assert only(reads("a.txt", "It is over.")).id == "4ce5b267e4de"
    assert one(reads, {"url": "https://a.example/b", "body": "x"}).id == "daa1944644c3"


def test_a_checksum_is_of_values_and_mapping(reads):
    first = one(reads, {"body": "x", "n": 1}).source.checksum
    (spaced,) = articles(reads("b.jsonl", '{ "n":1 , "body" :"x"}'))
    assert spaced.source.checksum == first
    assert one(reads, {"body": "x", "n": 2}).source.checksum != first
    assert one(reads, {"body": "x", "n": 1}, columns={"title": "n"}).source.checksum != first
