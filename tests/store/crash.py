"""Kills a program, or fails the disk under it, at the k-th thing it does to a directory.

    python -m tests.store.crash --under DIR --mode record -- -m search.cli rebuild seeds
    python -m tests.store.crash --under DIR --mode kill --at 17 -- -m search.cli rebuild seeds
    python -m tests.store.crash --under DIR --mode oserror --error ENOSPC --at 17 -- ...

Counted are Python's audit events about files (open, rename, remove, mkdir, chmod, listdir, flock
and so on) and what has no audit event: write, fsync. An event comes before its effect, so killing
at event k leaves all that events 1 to k-1 did; a write that is killed or fails has written half.
Writes by C code that opened the file itself (SQLite, numpy's tofile) are not seen.

In tests: `run(action, plan)` forks, which is quick; `run_command` starts a fresh Python.
"""

# Inside an audit hook pathlib would raise events of its own.
# ruff: noqa: PTH100, PTH115, PTH117, PTH118
from __future__ import annotations

import argparse
import builtins
import errno
import fcntl
import io
import os
import random
import runpy
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

Mode = Literal["record", "kill", "oserror"]

ROOT = Path(__file__).parents[2]

AUDITED = {
    "open",
    "os.chmod",
    "os.link",
    "os.listdir",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.scandir",
    "os.symlink",
    "os.truncate",
    "os.utime",
    "fcntl.fcntl",
    "fcntl.flock",
    "fcntl.lockf",
}

GROWS = {"create", "write", "os.mkdir", "fsync", "os.symlink"}
"""What a disk that stays full goes on refusing."""

NAMELESS = {"write", "fsync", "fcntl.fcntl", "fcntl.flock", "fcntl.lockf"}
"""Calls on descriptors, whose OSError names no file."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do at event `at` (from 1) under a directory.

    With `sticky` an OSError is raised again by all that would need room from then on.
    """

    under: Path
    mode: Mode = "record"
    at: int = 0
    error: int = errno.ENOSPC
    sticky: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: `code` as subprocess has it (negative: a signal), what it wrote to stderr.

    `events` are "kind path", or "os.rename path -> path", in order, up to and including the one
    that was acted on.
    """

    code: int
    said: str
    events: tuple[str, ...]

    @property
    def killed(self) -> bool:
        """Whether SIGKILL ended it."""
        return self.code == -signal.SIGKILL


def run(action: Callable[[], object], plan: Plan, *, kill_after_s: float | None = None) -> Outcome:
    """Run `action` in a forked child under a plan; `kill_after_s` kills it from outside."""
    with tempfile.TemporaryFile() as log, tempfile.TemporaryFile() as said:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # 3.12: fork beside threads
            child = os.fork()
        if child == 0:
            _be_child(action, plan, log.fileno(), said.fileno())
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return _outcome(code, log, said)


def run_command(command: Sequence[str], plan: Plan, **options: Any) -> Outcome:
    """Run `python COMMAND`, such as `-m search.cli rebuild seeds`, under a plan."""
    with tempfile.NamedTemporaryFile() as log, tempfile.TemporaryFile() as said:
        line = [sys.executable, "-m", "tests.store.crash", "--under", str(plan.under)]
        line += ["--mode", plan.mode, "--at", str(plan.at), "--log", log.name]
        line += ["--error", errno.errorcode[plan.error], *(["--sticky"] if plan.sticky else [])]
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        done = subprocess.run(
            [*line, "--", *command], stderr=said, env=environment, check=False, **options
        )
        return _outcome(done.returncode, log, said)


def each_point(
    action: Callable[[Path], object],
    fresh: Callable[[], Path],
    plan: Plan,
    *,
    count: int | None = None,
) -> Iterator[tuple[int, Path, Outcome]]:
    """Yield (k, directory, outcome) for every event k, each time on a `fresh` directory.

    `plan.under` is replaced by that directory. With `count`, only so many events.
    """
    directory = fresh()
    found = run(lambda: action(directory), Plan(directory))
    if found.code:
        raise AssertionError(found.said)
    total = len(found.events)
    for k in range(1, total + 1) if count is None else some(count, total):
        directory = fresh()
        here = replace(plan, under=directory, at=k)
        yield k, directory, run(lambda d=directory: action(d), here)  # type: ignore[misc]


def some(count: int, of: int, seed: int = 1) -> list[int]:
    """Return `count` of the points 1 to `of`, half of them the last ones, where the switch is."""
    last = range(max(1, of - count // 2), of + 1)
    others = range(1, last[0])
    drawn = random.Random(seed).sample(others, max(0, min(count - len(last), len(others))))
    return sorted([*drawn, *last])


def arm(plan: Plan, log: int) -> None:
    """Carry out a plan in this process from now on, writing events to the descriptor `log`."""
    _Watch(plan, log).install()


class _Watch:
    def __init__(self, plan: Plan, log: int) -> None:
        self._plan = plan
        self._under = os.path.realpath(plan.under)
        self._log = log
        self._count = 0
        self._full = False
        self._busy = False
        self._write = os.write
        self._open = builtins.open

    def install(self) -> None:
        watch = self

        class TornFile(io.FileIO):
            def write(self, data: Any, /) -> int:
                half = memoryview(data).cast("B")
                half = half[: len(half) // 2]
                watch.event("write", self.name, lambda: io.FileIO.write(self, half))
                return super().write(data)

        def opened(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            ours = isinstance(file, int) or watch.path(file) is not None
            if not ours or not set(mode) & set("wax+"):
                return watch._open(
                    file, mode, buffering, encoding, errors, newline, closefd, opener
                )
            raw = TornFile(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            if buffering == 0:
                return raw
            size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
            binary: Any
            binary = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw, size)
            if "b" in mode:
                return binary
            return io.TextIOWrapper(binary, encoding, errors, newline, buffering == 1)

        real_fsync, real_pwrite = os.fsync, os.pwrite

        def fsync(descriptor: Any) -> None:
            number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
            watch.event("fsync", number)
            real_fsync(number)

        def write(descriptor: int, data: Any, /) -> int:
            half = bytes(data)[: len(data) // 2]
            watch.event("write", descriptor, lambda: watch._write(descriptor, half))
            return watch._write(descriptor, data)

        def pwrite(descriptor: int, data: Any, offset: int, /) -> int:
            half = bytes(data)[: len(data) // 2]
            watch.event("write", descriptor, lambda: real_pwrite(descriptor, half, offset))
            return real_pwrite(descriptor, data, offset)

        for module in (builtins, io):
            module.open = opened  # type: ignore[attr-defined]
        if sys.version_info < (3, 11):  # pathlib keeps an `open` of its own there
            import pathlib

            pathlib._NormalAccessor.open = staticmethod(opened)  # type: ignore[attr-defined]
        os.fsync = os.fdatasync = fsync  # type: ignore[assignment]
        os.write, os.pwrite = write, pwrite
        sys.addaudithook(self._audit)

    def path(self, name: Any, directory: int = -1) -> str | None:
        """Return the path if it is under the watched directory."""
        if isinstance(name, int):
            name = _name_of(name)
            if name is None:
                return None
        path = os.fsdecode(name)
        if directory >= 0 and not os.path.isabs(path):
            path = os.path.join(_name_of(directory) or "", path)
        parent, last = os.path.split(os.path.abspath(path))
        path = os.path.join(os.path.realpath(parent), last)
        inside = path == self._under or path.startswith(self._under + os.sep)
        return path if inside else None

    def event(self, kind: str, name: Any, half: Callable[[], object] | None = None) -> None:
        """Count an event about `name`; at the planned one kill or raise, after `half` of it."""
        path = self.path(name)
        if path is not None:
            self._happen(kind, path, half)

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event not in AUDITED or self._busy:
            return
        self._busy = True
        try:
            kind, path = self._describe(event, args)
            target = None if event != "os.rename" else self.path(args[1], args[3])
        finally:
            self._busy = False
        if path is not None:
            self._happen(kind, path, None, target)

    def _describe(self, event: str, args: tuple[Any, ...]) -> tuple[str, str | None]:
        name = args[0]
        if name is None or (event == "open" and isinstance(name, int)):
            return event, None
        at = {"os.remove": 1, "os.rmdir": 1, "os.mkdir": 2, "os.chmod": 2, "os.rename": 2}.get(
            event
        )
        directory = args[at] if at is not None and at < len(args) else -1
        kind = event
        if event == "open":
            writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
            mode, flags = args[1] or "", args[2] or 0
            kind = "create" if set(mode) & set("wax+") or flags & writing else "open"
        return kind, self.path(name, directory)

    def _happen(
        self,
        kind: str,
        path: str,
        half: Callable[[], object] | None,
        target: str | None = None,
    ) -> None:
        self._count += 1
        shown = os.path.relpath(path, self._under)
        if target is not None:
            shown += f" -> {os.path.relpath(target, self._under)}"
        self._write(self._log, f"{kind} {shown}\n".encode())
        plan = self._plan
        if plan.mode == "record":
            return
        again = self._full and kind in GROWS
        if self._count != plan.at and not again:
            return
        if half is not None:
            half()
        if plan.mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        self._full = plan.sticky
        where = () if kind in NAMELESS else (path,)
        raise OSError(plan.error, os.strerror(plan.error), *where)


def _name_of(descriptor: int) -> str | None:
    try:
        if sys.platform == "darwin":
            return os.fsdecode(fcntl.fcntl(descriptor, 50, bytes(1024)).rstrip(b"\0"))
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return None


def _be_child(action: Callable[[], object], plan: Plan, log: int, said: int) -> None:
    code = 1
    try:
        os.dup2(said, 2)
        sys.stderr = os.fdopen(2, "w", closefd=False)
        arm(plan, log)
        action()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _outcome(code: int, log: Any, said: Any) -> Outcome:
    log.seek(0)
    said.seek(0)
    return Outcome(
        code, said.read().decode(errors="replace"), tuple(log.read().decode().splitlines())
    )


def main(arguments: Sequence[str]) -> None:
    """Arm this process, then be the command."""
    parser = argparse.ArgumentParser(prog="tests.store.crash", description=__doc__)
    parser.add_argument("--under", type=Path, required=True)
    parser.add_argument("--mode", choices=("record", "kill", "oserror"), default="record")
    parser.add_argument("--at", type=int, default=0)
    parser.add_argument("--error", default="ENOSPC")
    parser.add_argument("--sticky", action="store_true")
    parser.add_argument("--log", type=Path, help="where events go; else to stderr")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    log = 2 if options.log is None else os.open(options.log, os.O_WRONLY | os.O_APPEND)
    error: int = getattr(errno, options.error)
    first, *rest = options.command
    sys.path.insert(0, "")
    arm(Plan(options.under, options.mode, options.at, error, options.sticky), log)
    if first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(compile(rest[0], "<command>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = options.command
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
