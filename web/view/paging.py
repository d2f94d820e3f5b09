"""The row of page numbers below a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from web.params import SearchParams
from web.view import wording
from web.view.links import Link


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number in the row of pages; without `href` it is a gap or the page itself."""

    label: str
    href: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages of a list and those beside this one; `past_end` leads back to the last."""

    pages: tuple[PageLink, ...]
    previous: str | None
    next: str | None
    past_end: Link | None


def paging(params: SearchParams, count: int, path: str, shown: int | None = None) -> Paging:
    """Return the pages of a list of `count` entries, of which a page has `shown`."""
    if shown:
        params = replace(params, per_page=shown)
    pages = -(-count // params.per_page)
    number = params.skip // params.per_page + 1
    if shown:  # addresses say nothing of it
        params = replace(params, per_page=SearchParams().per_page)
    turned = turning(params, path)
    is_past = bool(count) and number > pages
    return Paging(
        row(turned, number, pages),
        turned(min(number - 1, pages)) if number > 1 and pages else None,
        turned(number + 1) if number < pages else None,
        Link(f"Go to the last page, {pages}", turned(pages)) if is_past else None,
    )


def row(turned: Callable[[int], str], number: int, pages: int) -> tuple[PageLink, ...]:
    """Return the row of page numbers: the first, the last and those around this one."""
    near = range(number - 2, number + 3)
    shown = sorted(n for n in {1, pages, *near} if 1 <= n <= pages)
    found: list[PageLink] = []
    for before, n in zip([0, *shown], shown, strict=False):
        if n - before > 1:
            found.append(PageLink("…", None))
        here = n == number
        found.append(PageLink(wording.number(n), None if here else turned(n), here))
    return tuple(found)


def turning(params: SearchParams, path: str) -> Callable[[int], str]:
    """Return what gives the address of a page by its number."""
    address = params.varied(path, "page")
    return lambda number: address([("page", str(number))] if number > 1 else [])
