from __future__ import annotations

import gzip
import json
import random
import tracemalloc
from pathlib import Path

import pytest

from search import ingest
from search.article import RawArticle, Skipped
from search.ingest import Limits
from tests.ingest.conftest import articles, only, told

OVER = '{"body": "It is over."}'


def test_a_line_is_an_article(reads):
    first, second = articles(reads("a.jsonl", f'{OVER}\n\n{{"id": "b", "body": "Or not."}}'))
    assert (first.text, first.source.line, first.source.record) == ("It is over.", 1, 0)
    assert (second.text, second.source.line, second.source.record) == ("Or not.", 3, 1)


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ('{"body": "It is', "record.not-json", "Unterminated"),
        ("not json", "record.not-json", "Expecting"),
        ("[1, 2]", "record.not-object", "a list"),
        ('"text"', "record.not-object", "a text"),
        ("null", "record.not-object", "null"),
        ("17", "record.not-object", "a number"),
        ('{"headline": "Strike", "lead": "x"}', "record.no-body", "headline, lead"),
        ('{"body": ""}', "record.no-body", "--map body="),
        ('{"body": null}', "record.no-body", "body"),
        ('{"body": "<p> </p>"}', "record.no-text", "markup"),
        ("[" * 100_000, "record.nested", "nested"),
        ('{"a":' * 100_000, "record.nested", "nested"),
        ('{"body": "x", "a":' + "[" * 100_000 + "]" * 100_000 + "}", "record.nested", "nested"),
        ('{"body": ' + "9" * 10_000 + "}", "record.not-json", "digits"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(reads, line, code, word):
    outcomes = reads("a.jsonl", f"{OVER}\n{line}\n{OVER}\n")
    assert told(outcomes) == ["It is over.", f"{code}@2", "It is over."]
    assert isinstance(outcomes[1], Skipped)
    assert word in outcomes[1].reason
    assert outcomes[1].record == 1


def test_a_line_past_the_limit_is_skipped(reads):
    long = json.dumps({"body": "x" * 1000})
    outcomes = reads("a.jsonl", f"{OVER}\n{long}\n{OVER}\n", limits=Limits(record_bytes=500))
    assert told(outcomes) == ["It is over.", "record.too-large@2", "It is over."]


def test_broken_characters_do_no_harm(reads):
    article = only(
        reads("a.jsonl", r'{"title": "a\ud800b\u0000", "body": "It \ud83d\ude00 \udc00 is"}')
    )
    assert article.title == "a\ufffdb"
    assert article.text == "It 😀 \ufffd is"


def giant(path: Path, megabytes: int, suffix: str) -> None:
    """Write a packed file of a good record, one of so many megabytes, and a good one."""
    filler = random.Random(1).randbytes(1 << 19).hex().encode()
    before, after, row = {
        "jsonl": (b'{"body": "', b'"}\n', OVER.encode() + b"\n"),
        "json": (b'{"body": "', b'"},\n', OVER.encode() + b",\n"),
        "csv": (b'2,"', b'"\n', b"1,It is over.\n"),
        "txt": (b"", b"", b""),
    }[suffix]
    start, end = {"json": (b"[", b"{}]"), "csv": (b"id,body\n", b"")}.get(suffix, (b"", b""))
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(start + row + before)
        for _ in range(megabytes):
            file.write(filler)
        file.write(after + row + end)


@pytest.mark.parametrize("suffix", ["jsonl", "json", "csv", "txt"])
@pytest.mark.parametrize("megabytes", [24, pytest.param(200, marks=pytest.mark.slow)])
def test_a_giant_record_takes_no_memory(tmp_path, suffix, megabytes):
    path = tmp_path / f"a.{suffix}.gz"
    giant(path, megabytes, suffix)
    (file,) = ingest.find([path]).files
    tracemalloc.start()
    try:
        outcomes = list(ingest.read(file, limits=Limits(record_bytes=4 << 20)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20
    good = [one.text for one in outcomes if isinstance(one, RawArticle)]
    codes = [one.code for one in outcomes if isinstance(one, Skipped)]
    assert good == ([] if suffix == "txt" else ["It is over."] * 2)
    assert codes[0] == "record.too-large"
