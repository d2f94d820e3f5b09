"""What every command of a program shares: common options, messages, and how failures end.

What a command found goes to stdout, messages and progress to stderr. Exit codes: 0 done, 1 failed,
2 wrong usage, 3 another writer is at work, 4 the index is damaged or absent.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import click

from search.config import Settings, load
from search.errors import IndexAbsent, IndexBusy, IndexDamaged, SearchError, UsageError

FAILED, USAGE, BUSY, UNUSABLE = 1, 2, 3, 4

_Command = TypeVar("_Command", bound=Callable[..., object])


class Program(click.Group):
    """Commands whose every failure is one clear message and one of this program's exit codes.

    `elsewhere` names the file that each command is a function of. It is imported when the command
    is called, or the commands are listed: what one of them needs, the others do not wait for.
    """

    def __init__(
        self, *args: Any, elsewhere: Mapping[str, str] = MappingProxyType({}), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.elsewhere = elsewhere

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*self.elsewhere, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, None where there is none."""
        if cmd_name not in self.elsewhere:
            return super().get_command(ctx, cmd_name)
        command = getattr(import_module(self.elsewhere[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        return command

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


def run(program: click.Group, name: str) -> None:
    """Run a program on a terminal that may not know every letter of the articles."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    program(prog_name=name)


def printable(text: str) -> str:
    """Return text from an article or a path as it may be sent to a terminal, on one line."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return re.sub("[\x00-\x1f\x7f-\x9f]+", " ", text)


def count(number: int, noun: str, many: str | None = None) -> str:
    """Return "1 article" or "2 articles"; `many` where that is no `s` more."""
    return f"{number:,} {noun if number == 1 else many or f'{noun}s'}"


def message(text: str) -> None:
    """Say something to a person, unless they want quiet."""
    if not option("quiet"):
        click.echo(printable(text), err=True)


@contextmanager
def stoppable() -> Iterator[threading.Event]:
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


def _exit_code(error: SearchError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    if isinstance(error, IndexBusy):
        return BUSY
    if isinstance(error, IndexAbsent | IndexDamaged) or error.code == "index.format":
        return UNUSABLE
    return FAILED
