"""Keeping an index in step with a folder, until told to stop."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search.cli.commands import JOBS, beginnings, columns_of, opened
from search.cli.listing import show
from search.cli.meter import Meter
from search.cli.program import (
    FAILED,
    common,
    count,
    message,
    option,
    stoppable,
)
from search.errors import IndexAbsent
from search.report import Event, event_record

if TYPE_CHECKING:
    from search.intake import Watch

PATIENCE_S = 5.0
"""How long `--once` waits for files that are still being written."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN,…", help="Name columns.")
@click.option("--once", is_flag=True, help="Compare once, then exit.")
@click.option(
    "--interval",
    type=click.FloatRange(0.1, 86_400),
    default=1.0,
    metavar="SECONDS",
    help="How often to look; default 1, less often where there are very many files.",
)
@click.option(
    "--allow-vanish", is_flag=True, help="Remove articles even when over half of the files go."
)
@JOBS
@common
def watch(
    paths: tuple[Path, ...],
    maps: tuple[str, ...],
    once: bool,
    interval: float,
    allow_vanish: bool,
    jobs: int | None,
) -> None:
    """Keep the index in step with the files under PATHS, until stopped.

    New and changed files are read, articles of files that are gone are removed. Without PATHS: the
    sources of the index. What `index remove` removed stays out until it changes.
    """
    columns = columns_of(maps)
    with stoppable() as stop, closing(opened()) as archive:
        try:
            archive.snapshot()
        except IndexAbsent:
            with Meter(stop) as meter:
                report = archive.rebuild(
                    paths or beginnings(archive), columns=columns, jobs=jobs, progress=meter
                )
            _tell([Event("changed", report=report)])
        watched = archive.watch(
            paths, columns=columns, jobs=jobs, allow_vanish=allow_vanish, patient=not once
        )
        if not once:
            _keep(watched, interval, stop)
        elif not _compare(watched):
            click.get_current_context().exit(FAILED)


def _keep(watched: Watch, interval_s: float, stop: threading.Event) -> None:
    """Go on until told to stop: that is how this ends, and no failure."""
    where = ", ".join(watched.tops)
    message(f"Watching {where}: {count(watched.files, 'file')} known (Ctrl-C stops it)")
    is_between = True
    try:
        watched.prepare()
        while not stop.is_set():
            is_between = False
            _tell(watched.step(time.monotonic()))
            is_between = True
            stop.wait(watched.pause_s(interval_s))
    except KeyboardInterrupt:
        message("Stopped.")
    finally:
        watched.close(is_sound=is_between)


def _compare(watched: Watch) -> bool:
    """Go on until nothing is left to do; return whether all could be compared."""
    is_fine, until = True, time.monotonic() + PATIENCE_S
    with closing(watched):
        while True:
            for event in watched.step(time.monotonic()):
                _tell([event])
                is_fine &= event.what not in ("kept", "absent")
                until = time.monotonic() + PATIENCE_S
            if not watched.waiting or time.monotonic() > until:
                break
            time.sleep(watched.pause_s(PATIENCE_S))
        if watched.waiting:
            message(
                f"{count(watched.waiting, 'file')} still being written, left for the next time."
            )
    return is_fine


def _tell(events: Iterable[Event]) -> None:
    for event in events:
        if option("json"):
            click.echo(json.dumps(event_record(event)))
        elif event.report is None:
            message(_said(event))
        else:
            _tell_report(event)


def _tell_report(event: Event) -> None:
    report = event.report
    assert report is not None
    if not option("quiet"):
        files = count(report.files, "file") + (f", {event.files:,} gone" if event.files else "")
        click.echo(
            f"{time.strftime('%H:%M:%S')}  {report.added:,} added, {report.updated:,} updated, "
            f"{report.removed:,} removed ({files}); {count(report.articles, 'article')}"
        )
        show([(one.path, one.line, one.reason) for one in report.warned], err=True)
    show([(one.path, one.line, one.reason) for one in report.skipped], err=True)


def _said(event: Event) -> str:
    if event.what == "kept":
        return (
            f"{count(event.files, 'file')} under {event.path} are gone, more than half of all: "
            "their articles stay. To remove them: index watch --allow-vanish, or index rebuild"
        )
    if event.what == "absent":
        return f"{event.path} cannot be looked into now; its articles stay."
    return f"{event.path} is back." if event.what == "back" else event.reason
