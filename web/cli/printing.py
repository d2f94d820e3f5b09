"""Results as text for a terminal; nothing in it drives the terminal but our own marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import click

from search.archive import Answer
from search.article import Article
from search.cli import count, printable
from search.engine import FacetCount, Hit
from search.receipt import Receipt
from web import accounts, articles, present
from web.cli.lines import clipped, padded, width, wrapped
from web.params import SearchParams
from web.partial import named

INDENT = 5
"""Cells before whatever stands under the number of a result."""

MOST_WIDE = 100
"""Cells of a line to read, however wide the terminal is."""

OUTLET, DATE = 24, 10
"""Cells of the columns of a table."""

_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of whatever follows them on a terminal."""

Marks = Iterable[tuple[int, int]]


def plain(text: str) -> str:
    """Return text from an article as it may be sent to a terminal, on one line."""
    return printable(_TURNS.sub("", text))


def heading(answer: Answer, params: SearchParams) -> Iterator[str]:
    """Yield how many articles there are and how the query was read, then what was left out."""
    total, shown, skip = answer.total, len(answer.hits), params.skip
    which = ""
    if total and not shown:
        last = -(-answer.listed // params.per_page)
        which = f", none on page {params.page:,} (the last is {last:,})"
    elif shown < answer.listed:
        first = f"the first {shown:,}" if not skip else f"{skip + 1:,} to {skip + shown:,}"
        which = f", {first} shown"
    least = "at least " if answer.page.timed_out else ""
    yield f"{least}{count(total, 'article')}{which} · read as {plain(present.reading(answer))}"
    if answer.page.by_meaning:
        yield "The first 50 are reranked by meaning; without --semantic words alone make the order"
    if answer.repair:
        spelt = count(answer.repair.count, "article")
        yield f"Did you mean {plain(answer.repair.query)}? {spelt}"
    if answer.page.folded:
        copies = count(answer.page.folded, "copy", "copies")
        yield f"{copies} not listed, of articles that are; with --duplicates show all are"
    if answer.page.undated:
        yield f"{answer.page.undated:,} left out for having no date"
    if answer.page.timed_out:
        yield "The search ran out of time: there may be more."


def parts(receipt: Receipt) -> Iterator[str]:
    """Yield what each part of a query that finds nothing would find alone, and what without it,
    and names that may have been meant.
    """
    for part in receipt.parts:
        alone = "?" if part.count is None else f"{part.count:,}"
        without = f" · without it {part.without:,}" if part.without is not None else ""
        yield f"  {plain(part.text)}: {alone}{without}"
    if receipt.days:
        yield f"Without its dates: articles from {receipt.days.first} to {receipt.days.last}"
    offered: dict[str, list[str]] = {}
    for one in receipt.names:
        found = f"{plain(one.suggestion)} ({count(one.count, 'article')})"
        offered.setdefault(one.text, []).append(found)
    for text, names in offered.items():
        yield f"For {plain(text)} the archive has {', '.join(names)}"


def broken(lines: Iterable[str], columns: int | None) -> Iterator[str]:
    """Yield lines without marks, broken where the terminal ends."""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip(" ")))
        if columns is None:
            yield line
            continue
        text = line[len(indent) :]
        yield from (indent + text[a:b] for a, b in wrapped(text, columns - len(indent)))


def facets(counts: Mapping[str, tuple[FacetCount, ...]], columns: int | None) -> Iterator[str]:
    """Yield the counts of each facet, side by side."""
    names = {name: name.removeprefix("date:") for name in counts}
    indent = max(map(len, names.values()), default=0) + 2
    for name, ones in counts.items():
        values = [
            f"{plain(one.label) if one.value is not None else 'not known'} {one.count:,}"
            for one in ones
        ]
        lines = _joined(values, columns and max(columns - indent, 20))
        for at, line in enumerate(lines or ["nothing"]):
            yield click.style((names[name] if not at else "").ljust(indent) + line, dim=True)


def hits(found: Sequence[Hit], columns: int | None) -> Iterator[str]:
    """Yield each result with its passages, hits marked.

    `columns` is None where lines have no end.
    """
    for hit in found:
        number = f"{hit.rank:>{INDENT - 2}}  "
        yield ""
        yield from _under(number, hit.title or "(no headline)", hit.title_marks, columns, _headed)
        yield from _under(" " * INDENT, known(hit.article), (), columns, _said)
        for passage in hit.snippets:
            before, after = "… " if passage.before else "", " …" if passage.after else ""
            marks = [(start + len(before), end + len(before)) for start, end in passage.marks]
            text = f"{before}{passage.text}{after}"
            yield from _under(" " * INDENT, text, marks, columns, _said)
        if copies := _copies(hit):
            yield from _under(" " * INDENT, copies, (), columns, _said)
        if hit.missing:
            yield from _under(" " * INDENT, _without(hit), (), columns, _said)
        for line in _why(hit):
            yield from _under(" " * INDENT, line, (), columns, _said)


def _copies(hit: Hit) -> str:
    """Return which articles are copies of a hit, empty where none is."""
    copies = [one for one in hit.copies if one.relation == "copy"]
    named = ", ".join(f"{plain(one.outlet or 'unknown outlet')} ({one.id})" for one in copies)
    return f"copies: {named}" if named else ""


def _without(hit: Hit) -> str:
    return f"without: {', '.join(plain(word) for word in named(hit))}"


def _why(hit: Hit) -> Iterator[str]:
    """Yield why a hit ranks where it does, if that was asked for."""
    why = accounts.why(hit)
    if why is None:
        return
    if why.total:
        yield f"Score {why.total}"
    for row in why.rows:
        yield f"{row.amount:>8}  {row.text}: {row.says}"
    if why.others:
        yield f"{why.others.amount:>8}  {why.others.text}"
    said = ["" if why.rows else why.because]
    said += [f"Not in it: {', '.join(why.absent)}." if why.absent else ""]
    said += [f"Adds nothing: {', '.join(why.unscored)}." if why.unscored else ""]
    if any(said):
        yield " ".join(one for one in said if one)


def headlines(found: Sequence[Hit], columns: int | None) -> Iterator[str]:
    """Yield each article as its headline, with what is known of it below."""
    for hit in found:
        yield from _under("  ~  ", hit.title or "(no headline)", hit.title_marks, columns, _headed)
        yield from _under(" " * INDENT, known(hit.article), (), columns, _said)


def table(found: Sequence[Hit], columns: int | None) -> Iterator[str]:
    """Yield a line for each result: its number, date, outlet, headline and id; below, the words
    that are missing in it, if any.
    """
    if not found:
        return
    ids = max(width(plain(hit.id)) for hit in found)
    outlets = max(width(plain(hit.article.outlet or "")) for hit in found)
    numbers = max(len(str(found[-1].rank)), 3)
    outlets = min(max(outlets, len("outlet")), OUTLET)
    left = None
    if columns is not None:
        left = max(columns - numbers - DATE - outlets - ids - 8, 16)
    titles = max(width(plain(hit.title or "")) for hit in found)
    titles = min(left, titles) if left is not None else titles
    row = (" " * (numbers - 1) + "#", "date", "outlet", "headline", "id")
    widths = (numbers, DATE, outlets, max(titles, len("headline")), 0)
    yield click.style(_row(row, widths), dim=True)
    for hit in found:
        yield _table_row(hit, widths)
        if hit.missing:
            without = _without(hit)
            most = None if columns is None else columns - INDENT
            spans = [(0, len(without))] if most is None else wrapped(without, most)
            yield from (" " * INDENT + without[start:end] for start, end in spans)


def known(found: Article) -> str:
    """Return what is known of an article in one line."""
    values = (found.outlet, articles.date(found), found.id)
    return " · ".join(plain(one) for one in values if one)


def _table_row(hit: Hit, widths: tuple[int, ...]) -> str:
    title = plain(hit.title or "(no headline)")
    texts = (
        f"{hit.rank:>{widths[0]}}",
        articles.date(hit.article) or "",
        plain(hit.article.outlet or ""),
        title,
        plain(hit.id),
    )
    return _row(texts, widths)


def _row(texts: Iterable[str], widths: Iterable[int]) -> str:
    cells = [
        padded(text, wide) if wide else text for text, wide in zip(texts, widths, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _joined(values: list[str], most: int | None) -> list[str]:
    """Return values with dots between, in lines of so many cells."""
    lines: list[str] = []
    for value in values:
        longer = f"{lines[-1]} · {value}" if lines else value
        if lines and (most is None or width(longer) <= most):
            lines[-1] = longer
        else:
            lines.append(clipped(value, most) if most else value)
    return lines


def _under(
    begun: str,
    text: str,
    marks: Marks,
    columns: int | None,
    style: Callable[[str, bool], str],
) -> Iterator[str]:
    """Yield a text in lines that stand under one another, its marked words styled."""
    shown, places = _shown(text, marks)
    most = None if columns is None else max(min(columns, MOST_WIDE) - INDENT, 10)
    spans = [(0, len(shown))] if most is None else list(wrapped(shown, most))
    for number, (start, end) in enumerate(spans or [(0, 0)]):
        yield (" " * INDENT if number else begun) + _styled(shown, start, end, places, style)


def _shown(text: str, marks: Marks) -> tuple[str, list[tuple[int, int]]]:
    """Return text as it may be sent to a terminal, and where its marks are then."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    position = length = 0
    for start, end in marks:
        before, marked = plain(text[position:start]), plain(text[start:end])
        length += len(before)
        places.append((length, length + len(marked)))
        length += len(marked)
        pieces += [before, marked]
        position = end
    return "".join([*pieces, plain(text[position:])]), places


def _styled(
    text: str,
    start: int,
    end: int,
    marks: list[tuple[int, int]],
    style: Callable[[str, bool], str],
) -> str:
    """Return text[start:end] with what of it is marked styled so."""
    pieces, position = [], start
    for first, last in marks:
        first, last = max(first, position), min(last, end)
        if first < last:
            pieces += [style(text[position:first], False), style(text[first:last], True)]
            position = last
    return "".join([*pieces, style(text[position:end], False)])


def _headed(text: str, marked: bool) -> str:
    return click.style(text, bold=True, underline=marked or None) if text else ""


def _said(text: str, marked: bool) -> str:
    return click.style(text, bold=True, fg="red") if marked else text
