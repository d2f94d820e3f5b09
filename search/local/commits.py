"""Commits: of articles, written on top of a snapshot or anew, and of what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from search import record
from search.analysis import VERSION as ANALYSIS
from search.codec.container import FORMAT
from search.engine import Change, Facts, Incoming
from search.local import remembered, vectors
from search.local.arrivals import Arrivals
from search.local.snapshot import Opened, check
from search.record import Kept
from search.store import Draft, View
from search.stories.wishes import Wishes

if TYPE_CHECKING:
    from search.local.writer import Writer, Written


def of_articles(
    draft: Draft,
    base: Opened | None,
    before: Opened | None,
    articles: Iterable[Incoming],
    facts: Callable[[], Facts],
    gone: Callable[[], Iterable[str]],
    wishes: Wishes,
) -> tuple[Opened, Change]:
    """Write a commit on top of `base`, publish it, and return it as it was opened, and how it
    differs from `before`.
    """
    from search.local import grouping  # a search starts without what only writing needs

    writer = _writer(draft, base, before)
    checked: list[Opened] = []
    removed = 0
    try:
        for article in articles:
            if isinstance(article, Kept):
                writer.keep(article.id, article.head)
            else:
                writer.put(article if isinstance(article, bytes) else record.dumps(article))
        for number in base.reader.numbers(gone()) if base else ():
            writer.drop(number)
            removed += 1
        written = writer.finish()
    finally:
        writer.close()
    view, known = base.view if base else None, base or before
    files, data = remembered.written(draft, view, facts())
    beside_them = {
        **grouping.written(
            draft,
            known.view if known else None,
            wishes,
            articles=written.articles,
            is_same=_is_same(known, writer, written),
        ),
        **remembered.kept(draft, before.view if before else None, vectors.NAME),
    }
    arrivals = Arrivals.of_commit(
        before.arrivals if before else None, *draft.point, written.commits
    )
    published = draft.publish(
        files=[*written.files, *files, *remembered.beside(beside_them)],
        articles=written.articles,
        data={
            "format": FORMAT,
            "analysis": ANALYSIS,
            "next_key": writer.next_key,
            "arrivals": arrivals.to_data(),
            **beside_them,
            **data,
        },
        check=lambda view: checked.append(check(view, base.reader if base else None)),
    )
    if base is None:
        removed = (before.reader.count if before else 0) - written.met
    (opened,) = checked
    return opened, Change(published.snapshot, written.added, written.changed, removed)


def beside(
    draft: Draft, before: Opened, change: Callable[[Draft, Opened], Mapping[str, Any]]
) -> View:
    """Publish a snapshot anew, its articles as they are, with what `change` writes beside them and
    gives back: changes in its manifest's data.
    """
    segments = _writer(draft, before, before).finish().files
    known = before.view.manifest.data
    data = {**known, "arrivals": before.arrivals.to_data(), **change(draft, before)}
    return draft.publish(
        files=[*segments, *remembered.files(data), *remembered.beside(data)],
        articles=before.reader.count,
        data=data,
        check=lambda view: check(view, before.reader),
    )


def _is_same(known: Opened | None, writer: Writer, written: Written) -> bool:
    """Return whether a commit has the articles of the snapshot before, none written anew."""
    return (
        known is not None
        and writer.next_key == known.view.manifest.data["next_key"]
        and written.articles == known.reader.count
    )


def _writer(draft: Draft, base: Opened | None, before: Opened | None) -> Writer:
    """Return the writer of a draft on top of `base`."""
    from search.local.writer import Writer

    known = base or before
    return Writer(
        draft.path,
        draft.point.commit,
        base.reader if base else None,
        before.reader if before else None,
        known.view.manifest.data["next_key"] if known else 0,
    )
