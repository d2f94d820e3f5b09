"""The lock that one writer holds, and that dies with its process.

The kernel holds the lock (flock), not the file: a file left by a killed writer locks nothing. Its
content, `{"pid": 4711, "command": "index rebuild"}`, is there to be told to the next one; it is
emptied on release. The file is never deleted: else two writers could each lock one of that name.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from pathlib import Path
from types import TracebackType

from search.errors import IndexBusy, IndexFault

# A holder writes its pid just after it has the lock; this is how long another waits to read it.
_INTRODUCTION_S = 0.25
_STEP_S = 0.01

_held: set[WriterLock] = set()


class WriterLock:
    """A context in which this process alone writes an index; IndexBusy at once when it cannot."""

    def __init__(self, path: Path, command: str) -> None:
        self._path = path
        self._command = command
        self._descriptor: int | None = None

    def __enter__(self) -> WriterLock:
        deadline = time.monotonic() + _INTRODUCTION_S
        while (descriptor := self._attempt()) is None:
            pid, command = _holder(self._path)
            if (pid is not None and _is_alive(pid)) or time.monotonic() > deadline:
                raise _busy(self._path.parent, pid, command)
            time.sleep(_STEP_S)
        self._descriptor = descriptor
        _held.add(self)
        try:
            content = json.dumps({"pid": os.getpid(), "command": self._command}).encode()
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, content, 0)
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._release()

    def forget(self) -> None:
        """Close our copy of a lock that another process holds."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _attempt(self) -> int | None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self._path, flags, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Somebody may have removed the directory and made it anew since it was opened.
            if os.path.samestat(os.fstat(descriptor), self._path.stat()):
                return descriptor
        except (BlockingIOError, FileNotFoundError):
            pass
        except OSError as error:
            os.close(descriptor)
            if error.errno in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}:
                raise IndexFault(
                    f"The file system of {self._path.parent} cannot lock files. Keep the index "
                    "on a local disk.",
                    code="index.no-locks",
                    path=self._path,
                ) from error
            raise
        os.close(descriptor)
        return None

    def _release(self) -> None:
        _held.discard(self)
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        try:
            os.ftruncate(descriptor, 0)
        except OSError:
            pass  # the name of a past holder is all that stays behind
        finally:
            os.close(descriptor)


def _holder(path: Path) -> tuple[int | None, str | None]:
    try:
        value = json.loads(path.read_bytes())
        return int(value["pid"]), str(value["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _busy(directory: Path, pid: int | None, command: str | None) -> IndexBusy:
    who = "another process" if pid is None else f"process {pid} ({command})"
    return IndexBusy(
        f"The index {directory} is being written by {who}. Wait until it has finished, then run "
        "the command again.",
        code="index.busy",
        path=directory,
        pid=pid,
    )


def _forget_in_child() -> None:
    # A child made by fork shares the lock and could outlive us with it.
    for lock in _held:
        lock.forget()
    _held.clear()


os.register_at_fork(after_in_child=_forget_in_child)
