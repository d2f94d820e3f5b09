"""Answers are made smaller for clients that take them so, and are the same when unpacked."""

import gzip
import zlib

import pytest

from search.config import Settings
from search.export import FORMATS
from tests.web import paper
from tests.web.paper import article
from web.access import MAX_EXPORTS
from web.compression import WORTH

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
DOORS = (
    *("/search?q=story", "/api/search?q=story", "/api/search?q=story&explain=1", "/api/facets"),
    *(f"/api/search?q=story&format={name}" for name in FORMATS),
    *("/api/people", "/api/outlets?format=csv", "/api/quotes", "/api/stories", "/api/coverage"),
    *(
        "/api/lines?q=story",
        "/api/articles/a3",
        "/api/openapi.json",
        "/metrics",
        "/opensearch.xml",
    ),
    *("/v2/everything?q=story", "/news/_search?q=story", "/nosuch", "/api/search?per_page=x"),
)
TIMED = ("took", "_ms", "seconds", "dateline_", "process_", "python_")


@pytest.fixture(scope="module")
def reader(tmp_path_factory, serving):
    body = "\n\n".join(f"Paragraph {n} of a long story of the harbour." for n in range(60))
    made = [article(n, title=f"Story {n}", body=body, outlet="Halin Courier") for n in range(40)]
    index = paper.build(tmp_path_factory.mktemp("packed") / "index", made)
    return serving(Settings(index=index)).test_client()


@pytest.mark.parametrize("door", DOORS)
def test_what_is_unpacked_is_what_is_sent_plainly(reader, door):
    plain, small = reader.get(door), reader.get(door, headers=GZIP)
    assert plain.status_code == small.status_code
    assert "Content-Encoding" not in plain.headers
    for one in (plain, small):
        assert "Accept-Encoding" in one.headers["Vary"]
    assert plain.headers["Content-Type"] == small.headers["Content-Type"]
    assert plain.headers.get("ETag") == small.headers.get("ETag")
    if "Content-Encoding" not in small.headers:
        assert len(plain.data) < WORTH
        assert len(small.data) < WORTH
        return
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers.get("Content-Length", len(small.data))) == len(small.data)
    assert len(small.data) < max(len(plain.data) / 2, WORTH)
    whole = gzip.decompress(small.data)
    if any(one.encode() in whole for one in TIMED):  # it says how long it took, or how often
        assert whole[:60] == plain.data[:60]
    else:
        assert whole == plain.data


def test_json_of_twenty_results_is_a_third_of_its_size_or_less(reader):
    plain = reader.get("/api/search?q=story&duplicates=show")
    small = reader.get("/api/search?q=story&duplicates=show", headers=GZIP)
    assert len(plain.json["results"]) == 20
    assert len(small.data) * 3 < len(plain.data)


@pytest.mark.parametrize(
    "door", ["/api/search?q=story", "/api/search?q=story&format=atom", "/search?q=story"]
)
def test_who_has_an_answer_is_told_so_however_it_was_sent(reader, door):
    for first in ({}, GZIP):
        tag = reader.get(door, headers=first).headers["ETag"]
        for again in ({}, GZIP):
            answer = reader.get(door, headers={**again, "If-None-Match": tag})
            assert answer.status_code == 304
            assert answer.data == b""
            assert "Content-Encoding" not in answer.headers
            assert "Accept-Encoding" in answer.headers["Vary"]
            assert answer.headers["ETag"] == tag


@pytest.mark.parametrize("accepts", ["", "identity", "gzip;q=0", "br", "deflate, gzip;q=0.0"])
def test_who_does_not_take_gzip_is_sent_none(reader, accepts):
    answer = reader.get("/api/search?q=story", headers={"Accept-Encoding": accepts})
    assert "Content-Encoding" not in answer.headers
    assert answer.json["total"] == 40


def test_an_answer_of_one_packet_is_sent_as_it_is(reader):
    assert "Content-Encoding" not in reader.get("/healthz", headers=GZIP).headers
    assert "Content-Encoding" not in reader.get("/api/search?per_page=0", headers=GZIP).headers


def test_the_head_of_an_answer_is_that_of_its_body(reader):
    for headers in ({}, GZIP):
        whole = reader.get("/api/openapi.json", headers=headers)
        head = reader.head("/api/openapi.json", headers=headers)
        for name in ("Content-Length", "Content-Encoding", "Vary", "ETag"):
            assert head.headers.get(name) == whole.headers.get(name), name


def test_an_export_is_packed_piece_by_piece_and_gives_its_place_back(reader):
    for _ in range(MAX_EXPORTS + 1):
        sent = reader.get("/api/search?format=jsonl", headers=GZIP, buffered=False)
        assert sent.status_code == 200
        assert "Content-Length" not in sent.headers
        unpacked = zlib.decompressobj(31)
        rows = b"".join(unpacked.decompress(piece) for piece in sent.response) + unpacked.flush()
        assert unpacked.eof
        assert len(rows.splitlines()) == 40
        sent.close()
    for _ in range(MAX_EXPORTS + 1):  # those that hang up in between, too
        sent = reader.get("/api/search?format=jsonl", headers=GZIP, buffered=False)
        assert sent.status_code == 200
        sent.close()
