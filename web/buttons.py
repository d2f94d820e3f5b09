"""Links of a page whose search is very long, as buttons of a few forms that hold it once.

Every link of a page of results has the whole search in its address: of 200 words in Cyrillic these
are 10,000 letters sixty times, and gzipped the page weighs 27 kB. A button may say where its form
is sent and add one field, so that all links of one search are buttons of one form: the address
that follows has everything, and no script is needed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from markupsafe import escape

LONG = 1_000
"""Letters of an address from which a link becomes a button."""

_LINK = re.compile(r'<a((?: [a-z-]+(?:="[^"]*")?)*)>(.*?)</a>', re.DOTALL)
_ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')
_HEAD_LINK = re.compile(r'<link rel="(?:alternate|canonical)"[^>]*>\n?')

_Pairs = tuple[tuple[str, str], ...]


def shortened(page: str, asked: str) -> str:
    """Return a page with buttons for those links that are long; `asked` is the query of its
    address, the same page where that is not.
    """
    if len(asked) < LONG:
        return page
    own = set(parse_qsl(asked, keep_blank_values=True))
    forms: dict[_Pairs, str] = {}

    def button(found: re.Match[str]) -> str:
        given = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found[1])}
        href = given.pop("href", "")
        if len(href) < LONG or not href.startswith("/"):
            return found[0]
        parts = urlsplit(href)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        chosen = _chosen(pairs, own)
        rest = tuple(pair for place, pair in enumerate(pairs) if place != chosen)
        form = forms.setdefault(rest, f"search-{len(forms) + 1}")
        to = parts._replace(query="").geturl()
        kept = {"class": f"as {given.pop('class', '')}".strip(), "form": form, "formaction": to}
        if chosen is not None:
            kept["name"], kept["value"] = pairs[chosen]
        if "rel" in given:
            kept["data-rel"] = given.pop("rel")
        said = "".join(f' {name}="{escape(value)}"' for name, value in (kept | given).items())
        return f"<button{said}>{found[2]}</button>"

    page = _LINK.sub(button, _HEAD_LINK.sub(_short, page))
    held = "".join(_form(name, pairs) for pairs, name in forms.items())
    # Beside the box that has the search as well: what is near weighs little.
    return page.replace("</header>", f"{held}</header>", 1)


def _chosen(pairs: Sequence[tuple[str, str]], own: set[tuple[str, str]]) -> int | None:
    """Return which pair the button adds: the one that this page has not, if there is one. None
    where there is nothing but the query.
    """
    able = [place for place, (name, _) in enumerate(pairs) if name != "q"]
    return next((place for place in able if pairs[place] not in own), able[-1] if able else None)


def _short(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) < LONG else ""


def _form(name: str, pairs: _Pairs) -> str:
    fields = "".join(
        f'<input type="hidden" name="{escape(one)}" value="{escape(value)}">'
        for one, value in pairs
    )
    return f'<form id="{name}" hidden>{fields}</form>'
