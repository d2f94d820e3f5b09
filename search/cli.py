"""The `index` program: rebuild, add, remove, status, verify.

What a command found goes to stdout, messages and progress to stderr. Exit codes: 0 done, 1 failed,
2 wrong usage, 3 another writer is at work, 4 the index is damaged or absent.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from search import startup  # noqa: F401 - before numpy
from search.archive import Archive, Progress, Report
from search.config import Settings, load, seeds
from search.errors import IndexAbsent, IndexBusy, IndexDamaged, SearchError, UsageError
from search.report import problems, report_record, speed, status_record
from search.warming import prepare

FAILED, USAGE, BUSY, UNUSABLE = 1, 2, 3, 4

SHOWN = 20
"""Skipped articles and problems that are listed for people; --json lists all."""

COLUMNS = ("id", "title", "body", "url", "author", "section", "outlet", "agency", "date", "lang")
"""What a column of JSONL or CSV can hold."""

JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes that read articles; by default one for each core when there is much to read.",
)

_Command = TypeVar("_Command", bound=Callable[..., object])


class Program(click.Group):
    """Commands whose every failure is one clear message and one of this program's exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; our own errors, a full disk and Ctrl-C end without a traceback."""
        try:
            return super().invoke(ctx)
        except SearchError as error:
            self._fail(ctx, str(error), _exit_code(error))
        except KeyboardInterrupt:
            self._fail(ctx, "Stopped. The index is as it was before.", FAILED)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read our output has enough: `… | head`
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                ctx.exit(0)
            where = f"{error.filename}: " if error.filename else ""
            self._fail(ctx, f"{where}{error.strerror or error}", FAILED)

    @staticmethod
    def _fail(ctx: click.Context, message: str, code: int) -> None:
        click.echo(f"{ctx.command_path}: {printable(message)}", err=True)
        ctx.exit(code)


def _keep(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    # Kept beside the context, not in `obj`: under `flask` that belongs to Flask.
    if value:
        ctx.meta[f"dateline.{parameter.name}"] = value


def common(command: _Command) -> _Command:
    """Give a command the options that all of them have, before or after its name."""
    for option in (
        click.option(
            "--quiet", is_flag=True, expose_value=False, callback=_keep, help="No messages."
        ),
        click.option(
            "--json",
            is_flag=True,
            expose_value=False,
            callback=_keep,
            help="Print JSON for programs.",
        ),
        click.option(
            "--index",
            metavar="DIR",
            type=click.Path(path_type=Path, file_okay=False),
            expose_value=False,
            callback=_keep,
            help="Where the index is kept; default .dateline, or DATELINE_INDEX.",
        ),
    ):
        command = option(command)
    return command


def option(name: str) -> Any:
    """Return what was given for a common option anywhere on the command line, else None."""
    return click.get_current_context().meta.get(f"dateline.{name}")


def settings(**options: object) -> Settings:
    """Return the settings that hold for this command; options of None say nothing."""
    return load(index=option("index"), **options)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@common
def index() -> None:
    """Build and keep the index of an archive of news articles."""


@index.command()
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
    columns = _columns(maps)
    with (
        _stoppable() as stop,
        closing(Archive.open(settings().index)) as archive,
        _Meter(stop) as meter,
    ):
        report = archive.rebuild(
            paths or beginnings(archive), columns=columns, yes=yes, jobs=jobs, progress=meter
        )
        _prepare(archive, report)
    _tell(report, strict)


@index.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN,…", help="Name columns.")
@click.option("--strict", is_flag=True, help="Exit with 1 when an article was skipped.")
@JOBS
@common
def add(paths: tuple[Path, ...], maps: tuple[str, ...], strict: bool, jobs: int | None) -> None:
    """Add the articles under PATHS, or update those that are there."""
    columns = _columns(maps)
    with (
        _stoppable() as stop,
        closing(Archive.open(settings().index)) as archive,
        _Meter(stop) as meter,
    ):
        report = archive.add(paths, columns=columns, jobs=jobs, progress=meter)
    _tell(report, strict)


@index.command()
@click.argument("ids", nargs=-1, required=True)
@common
def remove(ids: tuple[str, ...]) -> None:
    """Remove the articles with these IDS."""
    with _stoppable(), closing(Archive.open(settings().index)) as archive:
        report = archive.remove(ids)
    missing = len(set(ids)) - report.removed
    if missing > 0:
        message(f"{count(missing, 'id')} not in the archive.")
    _tell(report, strict=False)


@index.command()
@common
def status() -> None:
    """Show what the index holds, and what is wrong with its sources."""
    where = settings().index
    with closing(Archive.open(where)) as archive:
        state = archive.status()
    if option("json"):
        click.echo(json.dumps(status_record(state)))
        return
    now = state.snapshot
    built = f"{now.built_at:%Y-%m-%d %H:%M}"
    click.echo(f"{where}: generation {now.generation}, commit {now.commit}, built {built}")
    click.echo(f"{count(now.articles, 'article')}, {state.size_bytes / 1e6:,.1f} MB")
    for name, (known, unknown) in state.fields.items():
        click.echo(f"  {name:<12} {known:>9,} known {unknown:>9,} unknown")
    for source in state.sources:
        click.echo(f"read from {printable(source)}")
    wrong = [(one.path, one.line, one.reason) for one in problems(state)]
    if wrong:
        click.echo(f"{count(len(wrong), 'problem')}:")
        _list(wrong, err=False)


@index.command()
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


def main() -> None:
    """Run the `index` program."""
    run(index, "index")


def run(program: click.Group, name: str) -> None:
    """Run a program on a terminal that may not know every letter of the articles."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    program(prog_name=name)


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


def printable(text: str) -> str:
    """Return text from an article or a path as it may be sent to a terminal, on one line."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return re.sub("[\x00-\x1f\x7f-\x9f]+", " ", text)


def count(number: int, noun: str) -> str:
    """Return "1 article" or "2 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def message(text: str) -> None:
    """Say something to a person, unless they want quiet."""
    if not option("quiet"):
        click.echo(printable(text), err=True)


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Let a writer that is told to end (`kill`, a closed terminal) tidy up as after Ctrl-C.

    Yields what is set once it has been told. To raise is not enough: a library that is being
    loaded or is compiling at the time may pass over it.
    """
    stop = threading.Event()

    def told(number: int, frame: object) -> None:
        stop.set()
        raise KeyboardInterrupt

    ours = threading.current_thread() is threading.main_thread()
    before = {
        number: signal.signal(number, told)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if ours and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _prepare(archive: Archive, report: Report) -> None:
    """Spare the first search what it would have to compile; the index is done already."""
    text = "Compiling what searches of so many articles run. This happens once on a machine."
    try:
        prepare(archive, report.articles, lambda: message(text))
    except KeyboardInterrupt:
        message("Stopped. The index is ready; the first search of it will take longer.")
    except SearchError as error:
        message(str(error))


def _exit_code(error: SearchError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    if isinstance(error, IndexBusy):
        return BUSY
    if isinstance(error, IndexAbsent | IndexDamaged) or error.code == "index.format":
        return UNUSABLE
    return FAILED


def _columns(maps: Iterable[str]) -> Mapping[str, str] | None:
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


def _tell(report: Report, strict: bool) -> None:
    """Show what was done; with `strict`, fail when an article was skipped."""
    if option("json"):
        click.echo(json.dumps(report_record(report)))
    elif not option("quiet"):
        read = f" from {count(report.files, 'file')}" if report.files else ""
        pace = f" ({speed(report):.2f} MB/s)" if report.megabytes else ""
        click.echo(
            f"{count(report.articles, 'article')}{read} in {report.seconds:.1f} s{pace}: "
            f"{report.added:,} added, {report.updated:,} updated, {report.removed:,} removed, "
            f"{report.reused:,} reused, {len(report.skipped):,} skipped."
        )
    if report.skipped and not option("json"):
        _list([(one.path, one.line, one.reason) for one in report.skipped], err=True)
    if report.warned and not option("json") and not option("quiet"):
        click.echo(f"{count(len(report.warned), 'article')} to look at:", err=True)
        _list([(one.path, one.line, one.reason) for one in report.warned], err=True)
    if not report.articles:
        message("The index holds no article: nothing that could be read was found.")
    if strict and report.skipped:
        click.echo(f"{count(len(report.skipped), 'article')} skipped (--strict).", err=True)
        click.get_current_context().exit(FAILED)


def _list(listed: list[tuple[str, int | None, str]], *, err: bool) -> None:
    for path, line, reason in listed[:SHOWN]:
        where = path if line is None else f"{path}:{line}"
        click.echo(f"  {printable(where)}  {printable(reason)}", err=err)
    if len(listed) > SHOWN:
        click.echo(f"  and {len(listed) - SHOWN:,} more (--json lists all)", err=err)


class _Meter:
    """A line on the terminal that says how far a rebuild has come; nothing anywhere else.

    Raises KeyboardInterrupt once `stop` is set.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        wanted = not option("quiet") and not option("json")
        self._shown = wanted and sys.stderr.isatty()
        self._next = 0.0
        self._width = 0

    def __call__(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt
        now = time.monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + 0.1
        share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
        bar = "█" * round(share * 24)
        line = f"{progress.stage:<9} {bar:<24} {share:4.0%}  {progress.articles:,} articles"
        click.echo("\r" + line.ljust(self._width), nl=False, err=True)
        self._width = len(line)

    def __enter__(self) -> _Meter:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
