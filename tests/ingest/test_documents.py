"""Documents of word processors and PDF: their text is an article, or an export of many."""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from collections.abc import Mapping

import pytest

from search.article import Skipped
from search.ingest import Limits
from tests.ingest.conftest import articles, only, skip, told
from tests.ingest.test_exports import SHOWN, UNI

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str, before: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return packed(
        {
            "docProps/core.xml": "<cp><created>2001-01-01</created><creator>Typist</creator></cp>",
            "word/document.xml": f'<?xml version="1.0"?>{xml}',
            "word/media/image1.png": b"\x89PNG",
            "[Content_Types].xml": "<Types/>",
        }
    )


STYLED = (
    "Halin</w:t></w:r></w:p>"
    '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Strike</w:t></w:r>'
    '<w:r><w:t xml:space="preserve"> ends</w:t></w:r></w:p><w:p><w:r>'
    "<w:instrText>HYPERLINK x</w:instrText><w:t>It is over,</w:t><w:br/><w:t>said Ann.</w:t>"
    "</w:r><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del><w:r><w:t>"
)


def test_a_word_document_is_an_article(reads):
    one = only(reads("a.docx", docx(STYLED, "So be it.")))
    assert one.text == "Halin\n\nStrike ends\n\nIt is over,\nsaid Ann.\n\nSo be it."
    assert (one.title, one.stated_by["title"]) == ("Strike ends", "document:title")
    assert (one.kind, one.date, one.author) == ("text", None, None)
    assert one.source.path == "a.docx"


def test_an_opendocument_is_an_article(reads):
    content = (
        '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t"><office:body>'
        "<text:h>Strike ends</text:h><text:p>It is<text:s text:c='2'/>over,<text:line-break/>"
        "said <text:span>Ann<text:note>A note.</text:note></text:span> Lee.</text:p>"
        "</office:body></office:document-content>"
    )
    files = {"mimetype": "x", "content.xml": content, "META-INF/manifest.xml": "<m/>"}
    assert only(reads("a.odt", packed(files))).text == "Strike ends\n\nIt is  over,\nsaid Ann Lee."


RTF = (
    r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Times;}{\f1\fcharset204 Arial;}}"
    r"{\info{\author Typist}}{\*\generator x;}{\header Page 1}"
    "\n"
    r"\f0 Strike \'abends\'bb\par It is {\b over} \u8211- caf\u233\'e9, \{she\} said."
    r"\line Yes.\par"
    r"{\f1 \'ce\'ed\'e0}{\pict 8950}{\field{\*\fldinst HYPERLINK}{\fldrslt link}}\par}"
)


def test_rich_text_is_an_article(reads):
    one = only(reads("a.rtf", RTF))
    assert one.text == "Strike «ends»\n\nIt is over – café, {she} said.\nYes.\n\nОнаlink"


def rtf(text: str) -> str:
    signs = (c if c.isascii() else f"\\u{ord(c)}?" for c in text)
    return r"{\rtf1\ansi " + "".join(signs).replace("\n", "\\par\n") + "}"


def test_exports_of_databases_come_as_documents_too(reads):
    for name, data in (("a.docx", docx(*UNI.split("\n"))), ("a.rtf", rtf(UNI))):
        assert [one.title for one in articles(reads(name, data))] == [
            "Strike ends",
            "Bürgermeister geht",
        ]


def test_broken_documents_say_so(reads):
    assert told(reads("a.rtf", RTF[:-1]))[1:] == ["record.truncated@None"]
    cut = packed(
        {"[Content_Types].xml": "x", "word/document.xml": f"<w:document xmlns:w='{W}'><w:p"}
    )
    assert [one.split("@")[0] for one in told(reads("a.docx", cut))][-1] == "archive.damaged"
    assert skip(reads("b.docx", docx(""))).code == "record.no-text"
    table = packed({"[Content_Types].xml": "x", "xl/workbook.xml": "x"})
    assert skip(reads("a.xlsx", table)).code == "file.unsupported"


def test_entities_of_a_document_are_not_expanded(reads):
    lol = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM '/etc/passwd'>]>"
    for outcome in reads("a.docx", docx("It is over &b;&c;.", before=lol)):
        assert isinstance(outcome, Skipped) or "ha" not in outcome.text + "root"[:0]
        assert "root:" not in getattr(outcome, "text", "")


def test_a_document_bomb_is_stopped(reads):
    bomb = docx("0" * 40_000_000)
    assert skip(reads("a.docx", bomb)).code in (
        "archive.bomb",
        "archive.damaged",
        "record.too-large",
    )


def test_a_document_packed_without_bounds_is_refused(reads):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", f"<w:document xmlns:w='{W}'/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert skip(reads("a.docx", out.getvalue())).code == "file.encrypted"


# PDF


def pdf(*pages: str, trailer: bytes = b"") -> bytes:
    """Return a PDF whose pages are drawn by the given operators."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        data = zlib.compress(page.encode("cp1252"))
        objects.append(
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data)
        )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


def drawn(lines: list[tuple[int, int, str]]) -> str:
    return "".join(f"BT /F 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, text in lines)


def page(*lines: str) -> str:
    return drawn([(72, 760 - 14 * row, text) for row, text in enumerate(lines)])


WORDS = ["one", "two", "three", "four", "five", "six", "seven"]
TEXT = (
    "Strike ends in the harbour",
    "The strike in the harbour of Halin is over, both sides said on Mon-",
    "day after a night of talks that well-",
    "known go-betweens had called for, and the ferries will sail again,",
    "the owners said.",
    "Nobody in town had thought that it would come to this so soon, least",
    "of all the well-known mayor, who was away.",
)


@pytest.fixture
def pypdf():
    return pytest.importorskip("pypdf")


def test_lines_of_a_pdf_are_paragraphs_again(reads, pypdf):
    one = only(reads("a.pdf", pdf(page(*TEXT))))
    first, second, third = one.text.split("\n\n")
    assert first == "Strike ends in the harbour"
    assert "on Monday after a night" in second
    assert "well-known go-betweens" in second
    assert second.endswith("the owners said.")
    assert third.endswith("who was away.")
    assert (one.kind, one.title, one.date) == ("text", None, None)


def test_what_repeats_on_each_page_is_no_part_of_the_text(reads, pypdf):
    pages = [page("The Gazette, June 20", *TEXT, f"Page {n} of 4") for n in range(4)]
    one = only(reads("a.pdf", pdf(*pages)))
    assert "Page" not in one.text
    assert "The Gazette" not in one.text
    assert "The Gazette, June 20" in one.notes["running-head"]


def test_two_columns_drawn_row_by_row_are_read_one_after_the_other(reads, pypdf):
    left = [f"left {word} went on and on and" for word in WORDS]
    right = [text.replace("left", "right") for text in left]
    rows = [(72, 780, "A headline across both columns of the page")]
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        rows += [(72, 740 - 14 * row, one), (320, 740 - 14 * row, other)]
    text = only(reads("a.pdf", pdf(drawn(rows)))).text
    assert text.index("headline") < text.index("left seven") < text.index("right one")


def test_factiva_as_pdf(reads, pypdf):
    lines = SHOWN.replace("©", "(c)").replace("(", "\\(").replace(")", "\\)").split("\n")
    strike, mayor = articles(reads("a.pdf", pdf(page(*lines[:17]), page(*lines[17:]))))
    assert (strike.outlet, strike.date) == ("The Gazette", "20 June 2017")
    assert mayor.title == "Mayor resigns"


def test_a_scan_or_a_damaged_or_locked_pdf_says_so(reads, pypdf):
    assert skip(reads("scan.pdf", pdf(""))).code == "record.no-text"
    assert skip(reads("broken.pdf", b"%PDF-1.7\nxx")).code == "file.damaged"
    locked = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(page(*TEXT))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    assert skip(reads("locked.pdf", locked.getvalue())).code == "file.encrypted"


def test_a_pdf_has_its_time(reads, pypdf):
    busy = page(*TEXT) + "0 0 m\n" * 20_000
    outcomes = reads("a.pdf", pdf(busy), limits=Limits(document_seconds=0))
    assert "document.page@None" in told(outcomes)


def test_without_the_extra_a_pdf_says_how_to_read_it(reads, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    report = skip(reads("a.pdf", pdf(page(*TEXT))))
    assert (report.code, "pip install 'dateline[documents]'" in report.reason) == (
        "file.extra",
        True,
    )
