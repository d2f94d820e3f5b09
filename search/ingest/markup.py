"""HTML parsed without network, entities or unbounded depth; and its text in paragraphs."""

from __future__ import annotations

import html
import re
from typing import Any

from lxml import etree

from search.ingest.wordlist import table

# Nothing of a page's markup is run or fetched: no_network, no DTD, and libxml2's own bounds on
# depth and size stay on (huge_tree).
Element = Any

HIDDEN = frozenset(table("blocks.txt")["hidden"])
BLOCKS = frozenset(table("blocks.txt")["block"])

_BLOCK_TAG = re.compile(
    r"<(/?)(?:p|div|br|article|section|h[1-6]|ul|ol|li|blockquote|figure|table)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INLINE_TAG = re.compile(
    r"<(a|strong|em|b|i|span|img|font|u)(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_WHOLE_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b",
    re.DOTALL | re.IGNORECASE,
)
_TAG_NAME = re.compile(r"[a-z]+")


def tree(page: str) -> Element | None:
    """Return the root element of a page, None when nothing of it could be parsed.

    What is nested deeper than 256 elements is not in it.
    """
    return _parsed(page)[0]


def _parsed(page: str) -> tuple[Element | None, bool]:
    """Return the root element, and whether all of the page is below it."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, recover=True, remove_pis=True
    )
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None, False
    return root, all(entry.type_name != "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def whole_page(text: str) -> bool:
    """Return whether a text is an HTML page from its first tag on."""
    return _WHOLE_PAGE.match(text) is not None


def marked_up(text: str) -> bool:
    """Return whether a text is clearly HTML: a block tag that is closed, or two tags in all."""
    if "<" not in text:
        return False
    blocks = _BLOCK_TAG.findall(text)
    if blocks and ("/" in blocks or len(blocks) > 1 or text.lstrip().startswith("<")):
        return True
    inline = {name.lower() for name in _INLINE_TAG.findall(text)}
    lowered = text.lower() if inline else ""
    return any(f"</{name}>" in lowered for name in inline) or "img" in inline


def paragraphs(text: str) -> str:
    """Return the text of a piece of HTML: a block is a paragraph, `<br>` a newline, two end it.

    Scripts, styles and the like are left out. White space runs together as a browser shows it.
    Without tags, entities alone are resolved.
    """
    if not marked_up(text):
        return html.unescape(text) if _ENTITY.search(text) else text
    root, whole = _parsed(text)
    if root is None or not whole:
        return untagged(text).strip()
    return "\n\n".join(blocks(root))


def blocks(root: Element) -> list[str]:
    """Return the text of each block below an element, in order."""
    found: list[str] = []
    run: list[str] = []

    def close() -> None:
        lines = "\n".join(" ".join(line.split()) for line in "".join(run).split("\0"))
        found.extend(block.strip("\n") for block in lines.split("\n\n") if block.strip("\n"))
        run.clear()

    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "comment":
            run.append("" if hidden else element.tail or "")
            continue
        name = element.tag if isinstance(element.tag, str) else ""
        if name in BLOCKS:
            close()
        if event == "start":
            hidden += name in HIDDEN
            if name == "br" and not hidden:
                run.append("\0")
            if not hidden:
                run.append(element.text or "")
        else:
            hidden -= name in HIDDEN
            if not hidden and element is not root:
                run.append(element.tail or "")
    close()
    return found


def untagged(page: str) -> str:
    """Return the text of markup that no parser took, its tags and hidden elements cut out."""
    lower = page.lower() if len(page.lower()) == len(page) else page
    parts: list[str] = []
    at = 0
    while (start := page.find("<", at)) >= 0:
        parts.append(page[at:start])
        name = _TAG_NAME.match(lower, start + 1)
        end = ">"
        if page.startswith("<!--", start):
            end = "-->"
        elif name and name[0] in HIDDEN:
            end = f"</{name[0]}"
        close = lower.find(end, start + 1)
        at = len(page) if close < 0 else close + (len(end) if end.endswith(">") else 0)
        parts.append("\n")
    parts.append(page[at:])
    return html.unescape("".join(parts))


def any_text(page: str, root: Element | None) -> bool:
    """Return whether a page shows any text at all.

    A page nested too deeply is parsed only so far: then its tags are cut out instead.
    """
    return (root is not None and _shown(root)) or bool(untagged(page).strip())


def _shown(root: Element) -> bool:
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in HIDDEN
            text = element.text
        else:
            hidden -= name in HIDDEN
            text = element.tail
        if not hidden and text and text.strip():
            return True
    return False
