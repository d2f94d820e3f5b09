"""A long text on a terminal, in the pager of whoever sits there: PAGER, else less or more."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

import click

LESS = "FRX"
"""What less does unless LESS says otherwise: show marks, and end where all fits on a screen."""


def is_styled(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether marks may be shown on the terminal: see https://no-color.org."""
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def send(text: str, *, paged: bool = True) -> None:
    """Print a text: in a pager when it is longer than the terminal; without marks in a pipe."""
    if not is_styled():
        text = click.unstyle(text)
    if paged and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        rows = shutil.get_terminal_size().lines
        command = _command()
        if command and text.count("\n") + 2 > rows and _shown_by(command, text):
            return
    click.echo(text)


def _command() -> list[str] | None:
    """Return the pager to run, None where there is none or none is wanted: PAGER=cat."""
    wanted = os.environ.get("PAGER")
    if wanted is None:
        wanted = next((name for name in ("less", "more") if shutil.which(name)), "")
    try:
        command = shlex.split(wanted)
    except ValueError:
        return None
    return command if command and command != ["cat"] else None


def _shown_by(command: list[str], text: str) -> bool:
    """Show a text in a pager until it is left; return False where it cannot be run."""
    environ = {"LESS": LESS, "LV": "-c", **os.environ}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)  # noqa: S603
    except OSError:
        return False
    assert pager.stdin is not None
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's while it runs
    try:
        with suppress(OSError):  # it may be left before the end
            pager.stdin.write((text + "\n").encode("utf-8", "replace"))
            pager.stdin.close()
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, ours)
    return True
