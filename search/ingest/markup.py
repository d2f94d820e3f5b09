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
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.DOTALL | re.IGNORECASE
)
_ANY_TAG = re.compile(
    r"<(script|style|noscript|template|head)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)


def tree(page: str) -> Element | None:
    """Return the root element of a page, None when nothing of it could be parsed."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, recover=True, remove_pis=True
    )
    try:
        return etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def whole_page(text: str) -> bool:
    """Return whether a text is an HTML page from its first tag on."""
    return _WHOLE_PAGE.match(text) is not None


def marked_up(text: str) -> bool:
    """Return whether a text is clearly HTML: a block tag that is closed, or two tags in all."""
    blocks = _BLOCK_TAG.findall(text)
    if blocks and ("/" in blocks or len(blocks) > 1 or text.lstrip().startswith("<")):
        return True
    inline = {name.lower() for name in _INLINE_TAG.findall(text)}
    lowered = text.lower() if inline else ""
    return any(f"</{name}>" in lowered for name in inline) or "img" in inline


def paragraphs(text: str) -> str:
    """Return the text of a piece of HTML: blocks as paragraphs, `<br>` as a newline.

    Scripts, styles and the like are left out. White space runs together as a browser shows it.
    Without tags, entities alone are resolved.
    """
    if not marked_up(text):
        return html.unescape(text) if _ENTITY.search(text) else text
    root = tree(text)
    if root is None:
        return html.unescape(_ANY_TAG.sub("\n", text)).strip()
    return "\n\n".join(blocks(root))


def blocks(root: Element) -> list[str]:
    """Return the text of each block below an element, in order."""
    found: list[str] = []
    run: list[str] = []

    def close() -> None:
        lines = (" ".join(line.split()) for line in "".join(run).split("\0"))
        if block := "\n".join(line for line in lines if line):
            found.append(block)
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


def any_text(page: str, root: Element | None) -> bool:
    """Return whether a page shows any text at all."""
    if root is None:
        return bool(html.unescape(_ANY_TAG.sub("", page)).strip())
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
