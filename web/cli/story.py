"""`dateline story`: one story across outlets, as text to read."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby

import click

from search.archive import Archive
from search.article import Article
from search.cli import common, count, option, settings
from search.comparison import Comparison, Sentence
from search.errors import SearchError
from web import articles, comparison
from web.cli import pager
from web.cli.lines import wrapped
from web.cli.printing import known, plain
from web.telling import Telling, telling

WIDTH = 96
"""Cells of a line, however wide the terminal is."""

COMPARING_S = 10.0
"""Seconds there are to compare the articles of a story."""

PASSAGES, ALONE, DIFFERENCES, VOICES, QUOTES = 5, 8, 5, 8, 2
"""How much of each part is shown; --json has all of it."""


@click.command()
@click.argument("story_id", metavar="ID")
@click.option("--no-pager", is_flag=True, help="Never show the story in a pager.")
@common
def story(story_id: str, no_pager: bool) -> None:
    """Show one story: its articles, who was first, who is quoted where, what differs."""
    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names)) as archive:
        found = telling(archive, story_id, COMPARING_S)
    if found is None:
        raise SearchError(f"There is no story {story_id} here.", code="story.absent")
    if option("json"):
        click.echo(json.dumps(comparison.story(found, "")))
        return
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH
    lines = (part for line in _lines(found) for part in _broken(line, min(columns, WIDTH)))
    pager.send("\n".join(lines), paged=not no_pager)


def _broken(line: str, most: int) -> Iterator[str]:
    """Yield a line in parts that are no longer than so many cells, under one another."""
    if line != click.unstyle(line):  # headings are short
        yield line
        return
    text = line.lstrip(" ")
    indent = " " * (len(line) - len(text))
    hanging = indent + ("  " if text.startswith("- ") else "")
    parts = list(wrapped(text, max(most - len(hanging), 20))) or [(0, 0)]
    for number, (start, end) in enumerate(parts):
        yield (hanging if number else indent) + text[start:end]


def _lines(found: Telling) -> Iterator[str]:
    one = found.told.story
    yield click.style(plain(one.label), bold=True)
    days = [articles.day(one.first_day), articles.day(one.last_day)]
    facts = [count(one.articles, "article"), count(one.outlets, "outlet")]
    facts += [" to ".join(dict.fromkeys(day for day in days if day))] if one.first_day else []
    facts += [f"{one.undated:,} without a date"] if one.undated else []
    yield " · ".join([*facts, one.id])
    yield ""
    yield from _first(found)
    for event, members in groupby(
        sorted(found.members, key=lambda member: member.event), key=lambda member: member.event
    ):
        yield ""
        yield click.style(f"Event {event + 1}" if one.events > 1 else "Articles", bold=True)
        for member in members:
            article = found.articles[member.id]
            copied = f" · copy of {plain(member.copy_of)}" if member.copy_of else ""
            yield f"  {known(article)}{copied}"
            yield f"    {plain(article.title or '(no headline)')}"
    if one.articles > len(found.articles):
        yield f"  and {one.articles - len(found.articles):,} more"
    if found.comparison is not None:
        yield from _compared(found.comparison)


def _first(found: Telling) -> Iterator[str]:
    """Yield which articles were first by what is known."""
    first = found.first
    if first.day is None:
        yield "No article has a date: which was first is not known."
        return
    names = ", ".join(dict.fromkeys(_outlet(one) for one in first.leading))
    when = articles.date(first.leading[0])
    if len(first.leading) > 1:
        yield f"Earliest known: {names}, {when}; which of them was first is not known."
    else:
        yield f"Earliest known: {names}, {when}."
    if first.perhaps:
        maybe = count(len(first.perhaps), "article")
        yield f"{maybe} without a day may have been as early."


def _voices(found: Comparison) -> Iterator[str]:
    """Yield who is quoted in which article, and who is only named there."""
    quoted = [one for one in found.voices if any(one.quotes)]
    if quoted:
        yield from ("", click.style("Who is quoted where", bold=True))
    for voice in quoted[:VOICES]:
        yield f"  {plain(voice.name)}"
        rows = zip(found.articles, voice.mentions, voice.quotes, strict=True)
        for article, mentions, quotes in rows:
            if quotes:
                said = " / ".join(f"“{plain(article.quotes[at].text)}”" for at in quotes[:QUOTES])
                more = f" and {len(quotes) - QUOTES} more" if len(quotes) > QUOTES else ""
                yield f"    {_outlet(article)}: {said}{more}"
            elif mentions:
                times = {1: "once", 2: "twice"}.get(mentions, f"{mentions:,} times")
                yield f"    {_outlet(article)}: named {times}, not quoted"


def _compared(found: Comparison) -> Iterator[str]:
    """Yield what the articles share, what differs, and what one of them has alone."""
    yield from _voices(found)
    if found.passages:
        yield from ("", click.style("Sentences on the same point", bold=True))
    for passage in found.passages[:PASSAGES]:
        for number, sentence in enumerate(passage.sentences):
            yield f"  {'-' if not number else ' '} {_said(found, sentence)}"
    if found.differences:
        yield from ("", click.style("Numbers that differ", bold=True))
    for one in found.differences[:DIFFERENCES]:
        yield f"  - {plain(one.one.text)}: {_said(found, one.one.sentence)}"
        yield f"    {plain(one.other.text)}: {_said(found, one.other.sentence)}"
    if found.alone:
        yield from ("", click.style("In one outlet alone", bold=True))
    for lone in found.alone[:ALONE]:
        sure = "only here" if lone.is_certain else "not found elsewhere"
        yield f"  - {_said(found, lone.sentence)} ({sure})"
    if found.wire:
        yield from ("", click.style("Wire copy", bold=True))
    for wire in found.wire:
        share = "" if wire.share is None else f"{wire.share:.0%} of its own words; "
        credit = "credits" if wire.is_credited else "does not credit"
        yield f"  {_outlet(found.articles[wire.article])}: {share}{credit} {plain(wire.agency)}"
    if not found.is_whole:
        yield "Not all of these articles are compared: they are very long, or there was no time."


def _said(found: Comparison, sentence: Sentence) -> str:
    article = found.articles[sentence.article]
    return f"{_outlet(article)}: {plain(article.body[sentence.start : sentence.end])}"


def _outlet(article: Article) -> str:
    return plain(article.outlet or "outlet not stated")
