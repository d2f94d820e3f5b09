"""The article of a web page: its body, and the visible text it was read from."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lxml import html as lxml_html

TOO_SHORT = 0.6  # of the densest container's text: below it the reading is taken for a failure
LONGEST = 4_000_000  # characters of markup given to trafilatura; its time grows faster than that
MOST_ELEMENTS = 15_000  # of a page of which trafilatura is to compare other readings with its own


@lru_cache(maxsize=1)
def _elements() -> Mapping[str, frozenset[str]]:
    source = files("search.extract").joinpath("data/elements.txt").read_text(encoding="utf-8")
    rows = (row.split(": ", 1) for row in source.splitlines() if not row.startswith("#"))
    return {group: frozenset(names.split()) for group, names in rows}


def read(markup: str) -> tuple[list[str], str]:
    """Return the paragraphs of the article, none when it has no text, and the visible text."""
    root = _tree(markup)
    if root is None:
        return [], ""
    visible = "\n".join(_visible(root))
    dense = _densest(root)
    wanted = TOO_SHORT * sum(map(len, dense))
    body: list[str] = []
    fast = sum(1 for _ in root.iter()) > MOST_ELEMENTS
    for recall in (False, True):
        body = _trafilatura(markup, recall=recall, fast=fast)
        if sum(map(len, body)) >= wanted and body:
            return body, visible
    return (dense if sum(map(len, body)) < wanted or not body else body), visible


def headline(markup: str) -> str | None:
    """Return the page's one first-level heading, None when it has none or several."""
    root = _tree(markup)
    if root is None:
        return None
    found = [" ".join(_text(one).split()) for one in root.iter("h1")]
    found = [text for text in found if text]
    return found[0] if len(set(found)) == 1 else None


def _tree(markup: str) -> Any:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (ValueError, lxml_html.etree.LxmlError):
        return None


def _visible(root: Any) -> Iterator[str]:
    """Yield the lines a reader sees, top down."""
    pieces: list[str] = []
    for piece in _pieces(root):
        if piece is not None:
            pieces.append(piece)
            continue
        line = " ".join("".join(pieces).split())
        pieces.clear()
        if line:
            yield line
    line = " ".join("".join(pieces).split())
    if line:
        yield line


def _pieces(root: Any) -> Iterator[str | None]:
    """Yield the text of a tree in order, None where a block begins or ends. Not recursive."""
    blocks, unseen = _elements()["block"], _elements()["unseen"]
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
        if parent is None or parent.tag in _elements()["apart"]:
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
            markup, include_comments=False, include_tables=True, favor_recall=recall, fast=fast
        )
    except Exception:
        return []
    return [line for line in (text or "").split("\n") if line.strip()]
