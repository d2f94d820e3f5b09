"""Whatever a file holds, reading it ends and says what was found."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search import ingest
from search.article import RawArticle
from search.ingest import Limits

names = st.sampled_from(
    [
        "a",
        "a.txt",
        "a.html",
        "a.jsonl",
        "a.json",
        "a.csv",
        "a.tsv",
        "a.gz",
        "a.zip",
        "a.tar",
        "a.xz",
        "a.xml",
    ]
)
MARKUP = [b"<html>", b"<?xml?>", b"<script type='application/ld+json'>{"]
VALUES = [b"{", b"[{", b'{"body":', b'{"a":[', b'{"articles":[{"body":"x"},']
ROWS = [b"id,body\n", b'body\n"', b"sep=;\nid;text\n"]
PACKED = [b"\x1f\x8b\x08\0\0\0\0\0\0\0", b"PK\x03\x04", b"BZh91AY&SY", b"\xfd7zXZ\0"]
MARKS = [b"", b"\xff\xfe", b"\xef\xbb\xbf", b"\0" * 257 + b"ustar"]
WARCS = [b"WARC/1.0\r\n\r\n", b"WARC/1.0\nWARC-Type: resource\nContent-Length: 9\n\n"]
FEEDS = [b"<rss><channel><item>", b"<feed><entry><content>", b"<!DOCTYPE rss [<rss><item><title>"]
EXPORTS = [
    b"1 of 9 DOCUMENTS\n\nThe Post\n\nMay 1, 2017\n\nLENGTH: 9 words\n\nLOAD-DATE: x\n",
    b"Full text: x\n\nPublication date: May 1, 2017\n\nTitle: x\n\nDocument URL: x\n",
    b"HD x\nPD 1 May 2017\nSN y\nLP z\n",
    b"x\n9 words\n1 May 2017\nPost\nPOST\n(c) 2017 Post\n",
    b"x\nPost\nMay 1, 2017\nLength: 9 words\nByline: y\nBody\n",
]
DOCUMENTS = [b"{\\rtf1 ", b"%PDF-1.4\n", b"<w:document xmlns:w='w'><w:p>"]
openings = st.sampled_from(
    [*DOCUMENTS, *EXPORTS, *WARCS, *FEEDS, *MARKUP, *VALUES, *ROWS, *PACKED, *MARKS]
)
pieces = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(
        [b'"', b"\\", b"\n", b"\r", b",", b"]", b"}", b":", b"null", b'"body"', b"<p>", b"</"]
    )
    | st.sampled_from(
        [b"<meta charset=utf-16>", b"<meta property='og:title' content='x'>", b"&#0;"]
    )
    | st.sampled_from(
        [
            b"{",
            b"\\u-9",
            b"\\'e9",
            b"\\bin9",
            b"<w:t>a",
            b"</w:p>",
            b"1 0 obj<<",
            b"\nTitle: ",
            b"\n\n",
            b"1 of 9 DOCUMENTS\n",
            b"Document ABCD12345678901234\n",
            b"___" * 20,
        ]
    )
    | st.sampled_from(
        [b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"<!--", b"<description>", b"&a;"]
    )
    | st.sampled_from([b'{"body": "x"}', b'"articles":[', b"1e999", b"\\ud800", b"\0", b"<br>"]),
)


@settings(
    max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=names, opening=openings, rest=st.lists(pieces, max_size=12))
@example(name="a.html", opening=b"<div>" * 20_000, rest=[b"deep"])
@example(name="a.html", opening=b"<html><p " + b"a" * 100_000, rest=[])
@example(name="a.html", opening=b"<html><body>" + b"<a b='" * 9_000, rest=[b"x"])
@example(name="a.html", opening=b"<html><!--", rest=[b"<meta "] * 9)
@example(name="a.jsonl", opening=b"\xff\xfe", rest=[])
@example(name="a.jsonl", opening=b'{"date":' + b"1" * 4000 + b',"body":"x"}', rest=[])
def test_no_bytes_make_read_raise(tmp_path, name, opening, rest):
    (tmp_path / name).write_bytes(opening + b"".join(rest))
    (file,) = ingest.find([tmp_path / name]).files
    for columns in ({}, {"body": "a.b"}):
        outcomes = list(ingest.read(file, columns, Limits(record_bytes=200_000)))
        assert outcomes
        for one in outcomes:
            if isinstance(one, RawArticle):
                assert one.text.strip()
                for value in (one.text, one.id, one.title, one.url, one.author, one.date):
                    (value or "").encode("utf-8")
            else:
                assert one.reason.endswith(".")
                assert one.path.startswith(name)
