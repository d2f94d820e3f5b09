"""What a file is, by what stands in it rather than by its name."""

from __future__ import annotations

import gzip

import pytest

from search import ingest
from search.article import RawArticle, Skipped
from search.errors import UsageError
from tests.ingest.conftest import only, skip, told

TEXT = "Harbour strike ends\n\nThe strike is over, both sides said on Monday."
PAGE = (
    "<!DOCTYPE html><html><head><title>Strike</title></head><body><p>It is over.</p></body></html>"
)
LINE = '{"title": "Strike", "body": "It is over."}\n'
ROWS = "title,body\nStrike,It is over.\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", TEXT, "text"),
        ("a", TEXT, "text"),
        ("a.md", "# Strike\n\nIt is over.", "text"),
        ("a.html", TEXT, "text"),
        ("a.txt", "<Photo> The harbour on Monday.", "text"),
        ("a.txt", "[Photo] The harbour on Monday.", "text"),
        ("a.txt", "{Update} The harbour on Monday.", "text"),
        ("a.txt", "Ships, men, money\nThe strike has cost all three.", "text"),
        ("a.html", PAGE, "html"),
        ("a.htm", PAGE, "html"),
        ("a", PAGE, "html"),
        ("a.txt", PAGE, "html"),
        ("a.csv", PAGE, "html"),
        ("a", "\n <!-- saved -->\n<HTML><p>It is over.", "html"),
        (
            "a.xhtml",
            '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><p>Over</p></html>',
            "html",
        ),
        ("a.html", "It is <b>over</b>.<br>So they <a href='/'>said</a>.", "html"),
        ("a.jsonl", LINE, "record"),
        ("a.ndjson", LINE * 2, "record"),
        ("a", LINE * 2, "record"),
        ("a.txt", LINE * 2, "record"),
        ("a.csv", LINE, "record"),
        ("a.json", LINE, "record"),
        ("a.json", '[{"body": "It is over."}]', "record"),
        ("a.json", '{\n  "body": "It is over."\n}', "record"),
        ("a.jsonl", '[{"body": "It is over."}]', "record"),
        ("a.csv", ROWS, "record"),
        ("a", ROWS, "record"),
        ("a.txt", "headline\turl\ttext\nStrike\thttp://x.example/a\tIt is over.\n", "record"),
    ],
)
def test_a_format_is_known_by_its_content(reads, name, content, kind):
    outcomes = reads(name, content)
    assert [one.kind for one in outcomes if isinstance(one, RawArticle)] == [kind] * len(outcomes)
    assert outcomes


@pytest.mark.parametrize(
    ("name", "content", "code", "word"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n....", "file.unsupported", "image"),
        ("a.txt", b"\x7fELF\x02\x01\x01", "file.unsupported", "program"),
        ("a.txt", b"one\0two\0\0three", "file.binary", "binary"),
        ("a.bin", bytes(range(1, 32)) * 9, "file.binary", "binary"),
        ("a.jsonl.zst", b"\x28\xb5\x2f\xfd....", "file.unsupported", "Zstandard"),
        ("a.txt", "WARC/1.0\r\nWARC-Type: response\r\n\r\n", "archive.damaged", "how long"),
        ("a.xml", "<?xml version='1.0'?><opml><body/></opml>", "file.unsupported", "opml"),
        ("a.eml", "From: a@b.example\nMIME-Version: 1.0\n\nHello", "file.unsupported", "MIME"),
        ("a.css", "p { color: red }", "file.no-article", "css"),
        ("a.js", "var a = 1;", "file.no-article", "js"),
        ("a.txt", b"", "file.empty", "empty"),
        ("a.jsonl", b"\n\n", "file.empty", "empty"),
        ("a.txt", " \u00a0\n\u2003", "record.no-text", "white space"),
        (
            "a.html",
            "<html><head><title>x</title><script>1</script></head><body> </body></html>",
            "record.no-text",
            "no text",
        ),
        ("a.json", "[]", "file.empty", "empty"),
        ("a.json", "no JSON at all", "record.not-json", "JSON"),
        ("a.csv", "title,body\n", "file.empty", "no rows"),
    ],
)
def test_what_holds_no_article_is_told_in_words(reads, name, content, code, word):
    report = skip(reads(name, content))
    assert (report.path, report.code) == (name, code)
    assert word in report.reason


def test_a_few_zero_bytes_do_not_make_a_text_binary(reads):
    text = "Mayor resigns\n\nThe mayor of Halin\0 resigned on Sunday. Café Lee, she said, stays.\0"
    (article,) = reads("a.txt", text)
    assert isinstance(article, RawArticle)
    assert article.text == text.replace("\0", "")
    (told,) = reads("a.dat", text.encode() + b"\xff\xfe\x80\x81")
    assert isinstance(told, Skipped)


def test_a_text_of_five_megabytes_is_one_article(reads):
    text = "The strike went on for another day. " * 150_000
    assert len(text) > 5_000_000
    assert only(reads("long.txt", text)).text == text
    assert only(reads("long.jsonl", '{"body": "' + text + '"}')).text == text
    assert only(reads("long.csv", f'id,body\n1,"{text}"\n')).text == text


def test_a_text_past_the_limit_is_skipped(reads):
    assert told(reads("a.txt", "x" * 101, limits=ingest.Limits(record_bytes=100))) == [
        "record.too-large@None"
    ]
    assert told(reads("a.html", PAGE, limits=ingest.Limits(record_bytes=50))) == [
        "record.too-large@None"
    ]
    assert told(reads("a.txt", "x" * 101, limits=ingest.Limits(file_bytes=100))) == [
        "file.too-large@None"
    ]


def test_records_and_reports_of_one_file_are_bounded(reads):
    limits = ingest.Limits(records=2, reports=2)
    assert told(reads("a.jsonl", LINE * 5, limits=limits))[2:] == ["file.records@None"]
    outcomes = reads("b.jsonl", "{}\n" * 5 + LINE, limits=limits)
    assert told(outcomes) == [
        "record.no-body@1",
        "record.no-body@2",
        "It is over.",
        "file.more-skipped@None",
    ]
    assert "3 more" in outcomes[-1].reason


def test_a_field_nobody_knows_cannot_be_mapped(tmp_path):
    (tmp_path / "a.csv").write_text(ROWS)
    (file,) = ingest.find([tmp_path]).files
    with pytest.raises(UsageError, match="colour"):
        ingest.read(file, {"colour": "title"})


def test_the_seeds_are_five_texts():
    found = ingest.find(["seeds"])
    articles = [one for file in found.files for one in ingest.read(file)]
    assert [one.kind for one in articles if isinstance(one, RawArticle)] == ["text"] * 5
    assert len({one.id for one in articles if isinstance(one, RawArticle)}) == 5


def test_a_checksum_is_that_of_the_bytes_however_packed(reads):
    plain = only(reads("a.txt", TEXT))
    packed = only(reads("a.txt.gz", gzip.compress(TEXT.encode())))
    assert plain.source.checksum == packed.source.checksum
