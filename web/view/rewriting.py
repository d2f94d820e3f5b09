"""Other ways to write a search: stricter, looser, repaired, or with a part left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from search.archive import Answer
from search.filters import Groups
from search.query.tree import And, Node
from search.receipt import Receipt
from web import present
from web.params import SearchParams
from web.view import narrowing, wording
from web.view.links import Link, outlet_query, person_query

_PARTS = 6


@dataclass(frozen=True, slots=True)
class Remark:
    """A notice about the query; `repaired` is the query that would not cause it."""

    message: str
    spot: tuple[str, str, str] | None
    repaired: Link | None


def remarks(params: SearchParams, answer: Answer, path: str) -> tuple[Remark, ...]:
    """Return what the reader should know about the query, each with its repair if there is one."""
    if not params.q.strip():
        return ()  # that an empty query finds everything is no news to who follows a link to it
    found = []
    for one in present.notices(answer):
        repaired = None
        if one.suggestion is not None and one.suggestion != params.q:
            repaired = Link(one.suggestion, params.url(path, q=one.suggestion))
        spot = None
        if 0 <= one.start < one.end <= len(params.q) and one.end - one.start < len(params.q):
            before, after = params.q[: one.start][-24:], params.q[one.end :][:24]
            spot = (before, params.q[one.start : one.end][:60], after)
        found.append(Remark(one.message, spot, repaired))
    return tuple(found)


def rewrites(params: SearchParams, path: str) -> tuple[Link, ...]:
    """Return stricter and looser readings of a query that is plain words."""
    words = params.q.split()
    plain = all(re.fullmatch(r"[^\W_]+(?:['’-][^\W_]+)*", word) for word in words)
    capitals = {"AND", "OR", "NOT", "NEAR"}
    if not 2 <= len(words) <= 8 or not plain or capitals & set(words):
        return ()
    asking = params.varied(path, "q")
    phrase, either = f'"{" ".join(words)}"', " OR ".join(words)
    return (
        Link("Exact phrase", asking([("q", phrase)])),
        Link("Any of the words", asking([("q", either)])),
    )


def hints(params: SearchParams, answer: Answer, path: str) -> tuple[Link, ...]:
    """Return narrower ways to write a search, made from its own words and what it found."""
    written = params.q.strip()
    found: list[tuple[str, str]] = []
    if len(written) > 80 or answer.total < 2:
        return ()
    for name, says, query in (
        ("people", "articles that name a person", person_query),
        ("outlet", "from one outlet", outlet_query),
    ):
        counts, total = answer.page.facets.get(name, ()), answer.total
        part = (one for one in counts if one.value and one.label and 0 < one.count < total)
        commonest = next(part, None)
        if commonest is not None:
            found.append((query(commonest.label), says))
    months = [one.value for one in answer.page.facets.get("date:month", ()) if one.value]
    if len(months) > 1:
        found.append((f"date:{min(months)}..{max(months)}", "between two months"))
    if re.fullmatch(r"[^\W_]+", written.split()[0] if written else ""):
        word = written.split()[0]
        found.append((f"title:{word}", f"{word} in the headline"))
        found.append((f"atleast3 {word}", f"{word} three times or more"))
    bracketed = f"({written})" if re.search(r"\bOR\b|\|", written) else written
    asking = params.varied(path, "q")
    return tuple(
        Link(part, asking([("q", f"{bracketed} {part}".strip())]), says) for part, says in found
    )


@dataclass(frozen=True, slots=True)
class PartLeft:
    """A part of a search that finds nothing: what it finds alone, and the search without it."""

    label: str
    alone: str
    without: Link


def instead(params: SearchParams, answer: Answer, path: str) -> Link | None:
    """Return the query as the archive would spell it, with what that finds; None if there is no
    reason to doubt a word.
    """
    if answer.repair is None:
        return None
    href = params.url(path, q=answer.repair.query)
    return Link(answer.repair.query, href, wording.count(answer.repair.count, "article"))


def meant(params: SearchParams, parts: Receipt, path: str) -> tuple[tuple[str, Link], ...]:
    """Return each name that no article has, and the search with one that may have been meant."""
    found = []
    for one in parts.names:
        less = replace(params, page=1, offset=None)
        if one.query is not None:
            less = replace(less, q=one.query)
        else:
            groups = getattr(less, one.field)
            less = replace(less, **{one.field: _renamed(groups, one.name, one.meant)})  # type: ignore[arg-type]
        note = wording.count(one.count, "article")
        found.append((one.text, Link(one.suggestion, less.url(path), note)))
    return tuple(found)


def _renamed(groups: Groups, name: str, other: str) -> Groups:
    """Return the groups of a filter with another name in the place of one."""
    return tuple(
        tuple({name: other, f"-{name}": f"-{other}"}.get(one, one) for one in group)
        for group in groups
    )


def left_out(
    params: SearchParams,
    answer: Answer,
    parts: Receipt,
    count: Callable[[SearchParams], int],
    path: str,
) -> tuple[PartLeft, ...]:
    """Return what could be left out of a search that finds nothing, and how much it finds then.

    `count` tells how many articles a search finds; it is asked a dozen times at most.
    """
    drops = list(without_parts(params, answer.parsed.tree))
    drops += [(one.label, one.without) for one in narrowing.chips(params, {}, path)[:_PARTS]]
    alone = {one.text: one.count for one in parts.parts}
    found = []
    for text, less in drops:
        left = count(_bare(less))
        link = Link(text, less.url(path) if left else "", wording.count(left, "article"))
        known = alone.get(text)
        found.append(PartLeft(text, "" if known is None else wording.number(known), link))
    return tuple(found)


def without_parts(params: SearchParams, tree: Node) -> list[tuple[str, SearchParams]]:
    """Return the parts of a query that finds nothing, each with the search that leaves it out."""
    if not isinstance(tree, And) or len(tree.nodes) > _PARTS:
        return []
    found = []
    for i, part in enumerate(tree.nodes):
        rest = [*tree.nodes[:i], *tree.nodes[i + 1 :]]
        kept = rest[0] if len(rest) == 1 else And(tuple(rest))
        found.append((str(part), replace(params, q=str(kept), page=1, offset=None)))
    return found


def _bare(params: SearchParams) -> SearchParams:
    """Return a search of which only the total matters."""
    return replace(params, per_page=1, snippets=0, facets=())
