"""Web archives: each answer is read as a file of its own, with the address it came from."""

from __future__ import annotations

import gzip
import importlib.util
import io
import zipfile
import zlib

import pytest

from search.article import RawArticle, Skipped
from search.ingest import Limits
from tests.ingest.conftest import articles, only, told

PAGE = b"<html><head><title>Strike</title></head><body><p>%s</p></body></html>"
URL = "https://gazette.example/strike?page=1"


def record(kind: str, block: bytes, url: str = URL, media: str = "application/http") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2017-06-21T08:00:00Z\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(body: bytes, *fields: str, status: str = "200 OK", url: str = URL) -> bytes:
    lines = [f"HTTP/1.1 {status}", *fields]
    head = "\r\n".join(lines if any("Content-Type" in f for f in fields) else [*lines, HTML])
    return record("response", head.encode() + b"\r\n\r\n" + body, url)


HTML = "Content-Type: text/html"
INFO = record("warcinfo", b"software: x\r\n", media="application/warc-fields")


def test_a_page_has_its_address_as_url_and_the_crawl_as_a_note(reads):
    one = only(reads("a.warc", INFO + response(PAGE % b"It is over.")))
    assert (one.kind, one.title, one.url) == ("html", "Strike", URL)
    assert one.stated_by["url"] == "warc:target-uri"
    assert one.notes == {"crawled": "2017-06-21T08:00:00Z"}
    assert one.date is None
    assert one.source.path == "a.warc!/gazette.example/strike?page=1"


@pytest.mark.parametrize("each", [True, False])
def test_records_may_be_packed_one_by_one_or_together(reads, each):
    parts = [response(PAGE % b"One.", url="https://a.example/1"), response(PAGE % b"Two.")]
    data = b"".join(map(gzip.compress, parts)) if each else gzip.compress(b"".join(parts))
    assert [one.title for one in articles(reads("a.warc.gz", data))] == ["Strike"] * 2


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 20] for at in range(0, len(body), 20)]
    return b"".join(b"%x;x=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


CAFE = PAGE % "It is over at the café, said Ann.".encode("latin-1")
BARE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (CAFE, []),
        (chunked(CAFE), ["Transfer-Encoding: chunked"]),
        (CAFE, ["Transfer-Encoding: chunked"]),
        (gzip.compress(CAFE), ["Content-Encoding: gzip"]),
        (CAFE, ["Content-Encoding: gzip"]),
        (CAFE, ["Content-Encoding: br"]),
        (zlib.compress(CAFE), ["Content-Encoding: deflate"]),
        (BARE.compress(CAFE) + BARE.flush(), ["Content-Encoding: deflate"]),
        (CAFE, ["Content-Encoding: deflate"]),
        (chunked(gzip.compress(CAFE)), ["Transfer-Encoding: chunked", "Content-Encoding: x-gzip"]),
    ],
)
def test_a_body_is_read_as_it_was_before_it_was_sent(reads, body, fields):
    fields = ["Content-Type: text/html; charset=ISO-8859-1", *fields]
    if "Content-Encoding: br" in fields and importlib.util.find_spec("brotli") is None:
        pytest.skip("brotli is not installed")
    assert "over at the café" in only(reads("a.warc", response(body, *fields))).text


def test_what_is_no_article_is_counted(reads):
    data = (
        INFO
        + record("request", b"GET / HTTP/1.1\r\n\r\n")
        + record("revisit", b"HTTP/1.1 200 OK\r\n\r\n")
        + response(b"gone", status="404 Not Found")
        + response(b"", "Location: /x", status="301 Moved")
        + response(b"\x89PNG", "Content-Type: image/png")
        + response(b"var a;", "Content-Type: text/javascript")
        + response(
            b"User-agent: *", "Content-Type: text/plain", url="https://a.example/robots.txt"
        )
        + response(b'{"ok": true}', "Content-Type: application/json")
        + response(b"<urlset/>", "Content-Type: text/xml")
        + response(PAGE % b"It is over.", "Content-Type: image/gif")
    )
    one, report = reads("a.warc", data)
    assert isinstance(one, RawArticle)
    assert isinstance(report, Skipped)
    assert report.code == "archive.passed-over"
    for part in ("1 revisits", "2 answers without", "1 images", "2 other", "2 files without"):
        assert part in report.reason


def test_feeds_texts_and_json_are_read_too(reads):
    feed = b"<rss><channel><item><link>/a</link><description>In short.</description></item></rss>"
    data = (
        response(feed, "Content-Type: application/rss+xml", url="https://post.example/feed")
        + response(b'{"articles": [{"body": "In JSON."}]}', "Content-Type: application/json")
        + record("resource", b"In text, they said.", media="text/plain")
        + record("conversion", b"From a page, they said.", media="text/plain")
    )
    found = articles(reads("a.warc", data))
    assert [one.text for one in found] == [
        "In short.",
        "In JSON.",
        "In text, they said.",
        "From a page, they said.",
    ]
    assert [one.url for one in found] == ["https://post.example/a", None, URL, URL]


def test_a_web_archive_cut_short_keeps_what_came_before(reads):
    data = response(PAGE % b"One.", url="https://a.example/1") + response(PAGE % b"Two.")
    assert told(reads("a.warc", data[:-40]))[1:] == ["archive.truncated@None"]
    packed = gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :])
    one, report = reads("a.warc.gz", packed[:-20])
    assert isinstance(one, RawArticle)
    assert isinstance(report, Skipped)
    assert report.code == "archive.truncated"


def test_after_damage_the_next_record_is_found(reads):
    good = response(PAGE % b"One.")
    lies = good.replace(b"Content-Length: ", b"Content-Length: 1", 1)
    damaged = b"x" * 70_000 + b"\n" + good
    assert [one.split("@")[0] for one in told(reads("a.warc", good + damaged))][1:] == [
        "archive.damaged",
        told(reads("b.warc", good))[0],
    ]
    assert "archive.truncated@None" in told(reads("c.warc", lies))


def test_a_bomb_within_an_answer_is_stopped(reads):
    bomb = gzip.compress(b"<p>" + b"0" * 8_000_000)
    limits = Limits(ratio_floor_bytes=100_000)
    bombs = response(bomb, "Content-Encoding: gzip") + response(PAGE % b"It is over.")
    outcomes = reads("a.warc", bombs, limits=limits)
    assert told(outcomes)[0] == "archive.bomb@None"


@pytest.mark.parametrize(
    "url", ["../../etc/passwd", "file:///etc/passwd", "", "https://[x/", "x" * 9_000]
)
def test_an_address_is_no_path(reads, url):
    one = only(reads("a.warc", response(PAGE % b"It is over.", url=url)))
    assert ".." not in one.source.path
    assert len(one.source.path) < 600


def test_a_wacz_is_the_web_archives_in_it(reads):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as wacz:
        wacz.writestr("archive/data.warc.gz", gzip.compress(response(PAGE % b"It is over.")))
        wacz.writestr("pages/pages.jsonl", '{"url": "https://x.example", "text": "It is over."}\n')
        wacz.writestr("datapackage.json", "{}")
    one = only(reads("a.wacz", packed.getvalue()))
    assert one.source.path == "a.wacz!/archive/data.warc.gz!/gazette.example/strike?page=1"
