"""A piece of XML as elements: nothing is fetched, no entity declared anywhere is expanded."""

from __future__ import annotations

import html
import re
from html.entities import html5

from lxml import etree

from search.ingest.markup import Element
from search.ingest.wordlist import table

SPACES = {
    address: name.removeprefix("space-")
    for name, addresses in table("feeds.txt").items()
    if name.startswith("space-")
    for address in addresses
}

_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?",
    re.DOTALL,
)
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_ROOT = re.compile(r"\s*<([A-Za-z_][\w.:-]*)")
_SPACE = re.compile(r"""\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_DOCTYPE = re.compile(r"<!--.*?-->|\"[^\"]*\"|'[^']*'|[\[\]<>]", re.DOTALL)
_PROLOGUE = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE", re.DOTALL | re.IGNORECASE)


def spaces(head: str) -> str:
    """Return the declarations of namespaces in the text before the first entry, each once."""
    names = {found[0].partition("=")[0].strip(): found[0] for found in _SPACE.finditer(head)}
    return "".join(names.values())


def without_prologue(text: str) -> str:
    """Return XML from its root element on: what stands before it declares things, entities too."""
    at = 0
    while (found := _PROLOGUE.match(text, at + _blank(text, at))) is not None:
        at = found.end()
        if found[0][:2] == "<!" and found[0][2:3] != "-":
            at = _doctype_end(text, at)
    return text[at:]


def root(text: str) -> str:
    """Return the name of the root element of XML, as written there; empty where there is none."""
    found = _ROOT.match(without_prologue(text))
    return found[1] if found else ""


def _blank(text: str, at: int) -> int:
    return len(text[at : at + 4096]) - len(text[at : at + 4096].lstrip("\ufeff \t\r\n"))


def _doctype_end(text: str, at: int) -> int:
    """Return where a document type ends: at a `>` outside its brackets, quotes and comments."""
    depth = 0
    for found in _DOCTYPE.finditer(text, at):
        if found[0] in "[<":
            depth += 1
        elif found[0] in "]>":
            if not depth:
                return found.end()
            depth -= 1
    return len(text)


def parsed(piece: str, declared: str = "") -> Element | None:
    """Return an element around a piece of XML, None when nothing of it could be parsed.

    References to the entities of HTML are resolved; any other stays as it is written, and so does
    an ampersand that is none. Errors are repaired as far as libxml2 does.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    text = f"<entries{declared}>{_REFERENCE.sub(_resolved, piece)}</entries>"
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return root


def _resolved(found: re.Match[str]) -> str:
    if found[0][0] == "<":
        return found[0]
    name = found[1]
    if name is None:
        return "&amp;"
    if name[0] == "#":
        code = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        return html.escape(html.unescape(f"&#{code};"), quote=False)
    if name in _XML_NAMES:
        return found[0]
    return html.escape(html5[name], quote=False) if name in html5 else f"&amp;{name}"


def name(element: Element) -> str:
    """Return an element's name in lower case, with the prefix that its namespace has here."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag.startswith("{"):
        return tag.lower()
    address, _, local = tag[1:].partition("}")
    address = re.sub(r"^https?://", "", address.lower()).rstrip("/")
    prefix = SPACES.get(address, element.prefix or "")
    return f"{prefix}:{local}".lower() if prefix else local.lower()


def inner(element: Element) -> str:
    """Return what an element holds: its text, or its markup without namespaces.

    The markup is to be read as HTML, but written as XML: there an unclosed `<br>` has a content.
    """
    if not len(element):
        return element.text or ""
    for below in element.iterdescendants():
        if isinstance(below.tag, str):
            below.tag = below.tag.rpartition("}")[2].rpartition(":")[2].lower() or "span"
    parts = [html.escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode", with_tail=True) for child in element]
    return "".join(parts)
