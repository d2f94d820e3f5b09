"""The title as stated, and as a page shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.extract import outlets

_BAR = re.compile(r"\s+[|–—-]\s+|\s*[|»·]\s*")
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words two spellings of one title share."""
    return _WORD.findall(text[:1000].casefold())


def stated(text: str, publisher: str | None, url: str | None) -> str | None:
    """Return a stated title without the name of its publisher at either end."""
    title = " ".join(text.split())
    for _ in range(2):
        parts = list(_BAR.finditer(title))
        if parts and names_publisher(title[parts[-1].end() :], publisher, url):
            title = title[: parts[-1].start()]
        elif parts and names_publisher(title[: parts[0].start()], publisher, url):
            title = title[parts[0].end() :]
    return title or None


def names_publisher(text: str, publisher: str | None, url: str | None) -> bool:
    """Whether a text is no more than the name of the publisher."""
    key = "".join(words(text)).removeprefix("the")
    if not key:
        return False
    own = "".join(words(publisher or "")).removeprefix("the")
    site = "".join(words((outlets.registered(outlets.host(url) or "") or "") if url else ""))
    if own and (key == own or (len(own) > 3 and key.startswith(own) and len(key) < 3 * len(own))):
        return True
    if len(key) > 2 and site.startswith(key):
        return True
    known = outlets.named(text)
    return known is not None and known.kind != "platform"


def shown(
    headings: Sequence[str],
    given: str | None,
    body: Sequence[str],
    publisher: str | None,
    url: str | None,
) -> str | None:
    """Return what a page shows as its title, None when no heading does.

    `given` is the title it states, which is often another: shorter, or made for search engines.
    A heading that only adds to it, as a section's name before it, is it; one that is the longest
    of its parts, set apart by a bar or a dash, is the title without the name of the site.
    """
    parts = [part for part in _BAR.split(given or "") if words(part)]
    longest = words(max(parts, key=len)) if len(parts) > 1 else None
    for heading in headings:
        if words(heading) == longest and not names_publisher(heading, publisher, url):
            return " ".join(heading.split())
    said = set(words(" ".join(body)[:20_000])) if headings else set()
    meant = _content(given or "")
    best, most = None, 0.4
    for heading in headings:
        bare = (
            None if names_publisher(heading, publisher, url) else stated(heading, publisher, url)
        )
        content = _content(bare or "")
        if bare is None or len(words(bare)) < 2 or not content:
            continue
        alike = len(content & meant) / min(len(content), len(meant)) if meant else 0.0
        score = 2 * alike + len(content & said) / len(content) + 0.2 * (len(content) > 3)
        if score > most:
            best, most = bare, score
    return given if best and given and _within(given, best) else best


def _content(text: str) -> set[str]:
    return {word for word in words(text) if len(word) > 3 or not word.isascii()}


def _within(given: str, heading: str) -> bool:
    """Whether a heading ends with, or holds after a mark, the whole of a title of some length."""
    left, right = " ".join(words(given)), " ".join(words(heading))
    if not left or left == right or len(words(given)) < 3:
        return False
    return right.endswith(left) or f" {left} " in f" {right} "


def same(one: str, other: str) -> bool:
    """Whether two spellings are one title: equal, or one the beginning of the other."""
    first, second = _WORD.search(one), _WORD.search(other)
    if not (first and second) or first.group().casefold() != second.group().casefold():
        return False
    left, right = words(one), words(other)
    if left == right:
        return bool(left)
    short, long = sorted((left, right), key=len)
    return len(short) >= 5 and long[: len(short)] == short and len(long) <= 2 * len(short)
