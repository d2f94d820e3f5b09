"""Documents of Word (.docx) and OpenDocument (.odt): the text of their paragraphs.

    <w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Strike ends</w:t></w:r></w:p>
    <text:h>Strike ends</text:h><text:p>It is over.<text:line-break/></text:p>

The XML is parsed as it comes in and let go of again; no entity is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from search.article import RawArticle, Skipped
from search.ingest import documents
from search.ingest.markup import Element
from search.ingest.origin import Origin
from search.ingest.stream import Stream

ROOTS = frozenset({"w:document", "office:document-content", "office:document"})
PARAGRAPHS = frozenset({"p", "h"})
# What is not there for a reader: deleted text, codes of fields, what old programs show instead.
UNSEEN = frozenset({"del", "delText", "instrText", "Fallback", "tracked-changes", "annotation"})
UNSEEN |= {
    "styles",
    "automatic-styles",
    "master-styles",
    "meta",
    "settings",
    "scripts",
    "deletion",
}
BREAKS = frozenset({"br", "cr", "line-break"})
SPACES = frozenset({"tab", "s"})
MOST_SPACES = 80
MOST_STYLED = 20  # paragraphs; a title stands above them


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield the document's articles. Raises BadInput where its bytes break off or are no XML."""
    text = _Text(origin)
    lines = text.lines(stream)
    first: list[str] = []
    for line in lines:
        first.append(line)
        if text.title or text.paragraphs > MOST_STYLED:
            break
    yield from documents.articles(_chained(first, lines), origin, text.title)


def _chained(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


class _Text:
    """The lines of a document, and the paragraph marked as its title once that has come by."""

    def __init__(self, origin: Origin) -> None:
        self.title: str | None = None
        self.paragraphs = 0
        self._origin = origin
        self._parts: list[str] = []
        self._have = 0
        self._hidden = 0
        self._is_title = False

    def lines(self, stream: Stream) -> Iterator[str]:
        """Yield the lines of each paragraph, and a blank one after it."""
        parser = etree.XMLPullParser(
            ("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for chunk in stream.chunks():
                parser.feed(chunk)
                yield from self._paragraphs(parser)
            parser.close()
            yield from self._paragraphs(parser)
        except etree.XMLSyntaxError as error:
            raise self._origin.fault(
                f"The document is damaged ({error.msg}). What came before was read.",
                "archive.damaged",
            ) from None

    def _paragraphs(self, parser: etree.XMLPullParser) -> Iterator[str]:
        for event, element in parser.read_events():
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                self._hidden += name in UNSEEN
                if name == "pStyle" and self.paragraphs < MOST_STYLED:
                    self._is_title = _value(element, "val").lower() in ("title", "titel", "titre")
                continue
            self._hidden -= name in UNSEEN
            if name in PARAGRAPHS:
                yield from self._paragraph(element)
                element.clear(keep_tail=True)
                parent = element.getparent()
                while parent is not None and parent[0] is not element:
                    del parent[0]

    def _paragraph(self, element: Element) -> Iterator[str]:
        text = "".join(_said(element)).strip()
        self.paragraphs += 1
        if self._hidden or not text:
            self._is_title = False
            return
        if self._is_title and self.title is None:
            self.title = " ".join(text.split())
        self._is_title = False
        yield from text.split("\n")
        yield ""


def _value(element: Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _said(paragraph: Element) -> Iterator[str]:
    """Yield the text of a paragraph: in Word only that of `t`, in OpenDocument all of it."""
    is_word = "wordprocessingml" in paragraph.tag
    hidden = 0
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in UNSEEN or name == "note"
            if hidden:
                continue
            if name in BREAKS:
                yield "\n"
            elif name in SPACES:
                count = _value(element, "c")
                yield " " * (min(int(count), MOST_SPACES) if count.isdecimal() else 1)
            elif element.text and (name == "t" or not is_word):
                yield element.text
        else:
            hidden -= name in UNSEEN or name == "note"
            if not is_word and not hidden and element is not paragraph and element.tail:
                yield element.tail
