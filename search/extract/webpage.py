"""The article of a web page: its body, and the visible text it was read from."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html as lxml_html

from search.extract.layout.blocks import Block, blocks, elements, lines
from search.extract.shallow import shallow

TOO_SHORT = 0.6  # of the densest container's text: below it the reading is taken for a failure
LONGEST_HEADING = 300  # characters
LONGEST = 4_000_000  # characters of markup given to trafilatura; its time grows faster than that
MOST_ELEMENTS = 15_000  # of a page of which trafilatura is to compare other readings with its own

_LIMIT = "ERR_RESOURCE_LIMIT"  # of the parser's errors, the one it stops at
_SOFT = re.compile("[\u00ad\u200b\u2060\ufeff]")
_NAMED = re.compile(
    r"\b(?:headline|(?:article|entry|post|story)[-_]*title|title)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's article in paragraphs, none when it has no text; all of its visible text; headings.

    The headings are those of the first level, or what the page marks as its headline; each once.
    `dense` are the paragraphs of the element whose own hold most text, `blocks` the visible lines
    with where they stand.
    """

    paragraphs: list[str]
    visible: str
    headings: list[str]
    dense: list[str]
    blocks: list[Block]


def read(markup: str) -> Page:
    """Return the page as far as it can be read."""
    root, markup = _tree(markup)
    if root is None:
        return Page([], "", [], [], [])
    dense = _densest(root)
    shown = blocks(root)
    seen = "\n".join(one.text for one in shown)
    return Page(_paragraphs(root, markup, dense), seen, _headings(root), dense, shown)


def _paragraphs(root: Any, markup: str, dense: list[str]) -> list[str]:
    wanted = TOO_SHORT * sum(map(len, dense))
    body: list[str] = []
    fast = sum(1 for _ in root.iter()) > MOST_ELEMENTS
    for recall in (False, True):
        body = _trafilatura(markup, recall=recall, fast=fast)
        if sum(map(len, body)) >= wanted and body:
            return body
    return dense


def visible(markup: str) -> list[str]:
    """Return the lines a reader of the page sees, top down."""
    root, _ = _tree(markup)
    return [] if root is None else list(lines(root))


def headings(markup: str) -> list[str]:
    """Return the headings of a page."""
    root, _ = _tree(markup)
    return [] if root is None else _headings(root)


def _headings(root: Any) -> list[str]:
    found = [_tidy(one) for one in root.iter("h1")]
    if not any(found):
        found = [_tidy(one) for one in root.iter("h2", "h3", "div", "span") if _is_headline(one)]
    return [text for text in dict.fromkeys(found) if 0 < len(text) <= LONGEST_HEADING][:20]


def _tidy(element: Any) -> str:
    return " ".join(_SOFT.sub("", _text(element)).split())


def _is_headline(element: Any) -> bool:
    return "headline" in (element.get("itemprop") or "").lower().split() or (
        element.tag in ("h2", "h3") and bool(_NAMED.search(element.get("class") or ""))
    )


def _tree(markup: str) -> tuple[Any, str]:
    """Return the page's root, None where there is none, and the markup that it is of.

    That is another one where elements stand too deep for the parser, which stops at these.
    """
    root, whole = _parsed(markup)
    if not whole:
        markup = shallow(markup)
        root, _ = _parsed(markup)
    return root, markup


def _parsed(markup: str) -> tuple[Any, bool]:
    """Return the root of what was read, and whether the parser read to the end."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (ValueError, lxml_html.etree.LxmlError):
        root = None
    return root, all(one.type_name != _LIMIT for one in parser.error_log)


def _pieces(root: Any) -> Iterator[str | None]:
    """Yield the text of a tree in order, None where a block begins or ends. Not recursive."""
    blocks, unseen = elements()["block"], elements()["unseen"]
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, opening = stack.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        block = name in blocks
        if opening:
            if block:
                yield None
            hidden = name in unseen or element.get("hidden") is not None
            stack.append((element, False))
            if not hidden and name:
                if element.text:
                    yield element.text
                stack.extend((child, True) for child in reversed(element))
        else:
            if block:
                yield None
            if element.tail and element is not root:
                yield element.tail


def _text(element: Any) -> str:
    return "".join(piece or " " for piece in _pieces(element))


def _densest(root: Any) -> list[str]:
    """Return the paragraphs of the element whose own <p> children hold most text."""
    best: tuple[int, list[str]] = (0, [])
    groups: dict[Any, list[str]] = {}
    for paragraph in root.iter("p"):
        parent = paragraph.getparent()
        if parent is None or parent.tag in elements()["apart"]:
            continue
        text = " ".join(_text(paragraph).split())
        if len(text) > 20:
            groups.setdefault(parent, []).append(text)
    for texts in groups.values():
        size = sum(map(len, texts))
        if size > best[0]:
            best = (size, texts)
    return best[1]


def _trafilatura(markup: str, *, recall: bool, fast: bool = False) -> list[str]:
    """Return the paragraphs trafilatura finds. It reads what it is given and fetches nothing."""
    if len(markup) > LONGEST:
        return []
    import trafilatura  # importing it takes a second

    for name in ("trafilatura", "htmldate", "justext", "courlan", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        text = trafilatura.extract(
            markup,
            include_comments=False,
            include_tables=True,
            favor_precision=not recall,
            favor_recall=recall,
            fast=fast,
        )
    except Exception:
        return []
    return [line for line in (text or "").split("\n") if line.strip()]
