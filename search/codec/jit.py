"""Kernels: functions over arrays that run as they stand, or compiled.

Compiling a kernel takes a second, loading one that was compiled before some milliseconds, and
numba itself a third of a second; for a few hundred articles Python is done sooner. So a process
begins plain, and `native()` is called where there is work enough.

Compiled kernels are kept in the user's cache directory, readable by nobody else: a file there is
code that will run. They are never kept beside an index. Those of other versions of this program
are removed once nothing has used them for a month; where a file cannot be read or written, or is
removed meanwhile, kernels are compiled for the process alone.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from types import FunctionType
from typing import Any, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

UNUSED_S = 30 * 24 * 3600.0
"""Seconds after which kernels of another version are removed when nothing has used them."""

_PREFIX = "kernels-"

_OWN = Path(__file__).parent
"""The room whose kernels those of any other may call."""

SELDOM = 100_000
"""Objects that are made before garbage is looked for, while kernels are compiled."""

_kernels: list[Kernel[Any, Any]] = []
_is_native = False
_is_kept = True
_begun = 0


class Kernel(Generic[P, R]):
    """A function that runs as Python or compiled, as the process has it.

    It takes numbers and contiguous one-dimensional arrays, each parameter always of one type, and
    gives back numbers. What it reads from an array it makes an `int` or `float` before it
    calculates: numpy's small numbers overflow where compiled ones do not.

    `compiled` makes the compiled function of one that compiles to something else than it says.
    `is_hot`: what it was compiled to first is called for whatever it is handed from then on, and
    nobody looks at that before; see `hot_kernel`. `is_shared`: Python calls it, and other kernels
    do; see `shared_kernel`.
    """

    def __init__(
        self,
        plain: Callable[P, R],
        compiled: Callable[[], Callable[P, R]] | None = None,
        *,
        is_hot: bool = False,
        is_shared: bool = False,
    ) -> None:
        self.plain = plain
        self.room = _room_of(plain)
        self._compiling = compiled
        self._is_hot = is_hot
        self._is_shared = is_shared
        self._entry: Callable[P, R] | None = None
        self.__doc__ = plain.__doc__
        self.run: Callable[P, R] = plain
        """What it runs as: calling this spares a call where a search has a few microseconds."""
        self._compiled: Callable[P, R] | None = None
        self._called: Callable[P, R] | None = None
        _kernels.append(self)
        self.switch(native=_is_native)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it."""
        return self.run(*args, **kwargs)

    def switch(self, *, native: bool) -> None:
        """Choose how it runs; compiling, or loading what was compiled, waits for the first run."""
        begun = self._entry if self._is_hot else self._compiled
        self.run = (begun or self._first_run) if native else self.plain

    def compiled(self) -> Callable[P, R]:
        """Return the compiled function, which Python can call, and other compiled functions."""
        if self._compiled is None:
            self._compiled = self._compiling() if self._compiling else _njit(self.plain)
        return self._compiled

    def called(self) -> Callable[P, R]:
        """Return the compiled function as only compiled functions can call it: it takes a tenth
        less time to compile.
        """
        if self._compiling or self._compiled or self._is_shared:
            return self.compiled()
        if self._called is None:
            self._called = _njit(self.plain, is_inner=True)
        return self._called

    def _first_run(self, *args: P.args, **kwargs: P.kwargs) -> R:
        global _begun
        self.run = self.compiled()
        with _seldom_collecting():
            try:
                found = self.run(*args, **kwargs)
            except OSError:  # no kernel reads files: it is the cache that failed, before it ran
                if not _is_kept:
                    raise
                _keep_no_more()
                self.run = self.compiled()
                found = self.run(*args, **kwargs)
        if self._is_hot:
            self.run = self._entry = _entry_of(self.run)
        _begun += 1
        return found

    def forget(self) -> None:
        """Forget how it was compiled."""
        self._compiled = self._called = self._entry = None
        self.switch(native=_is_native)


def kernel(plain: Callable[P, R]) -> Kernel[P, R]:
    """Return a function over arrays as a kernel."""
    return Kernel(plain)


def hot_kernel(plain: Callable[P, R]) -> Kernel[P, R]:
    """Return a function over arrays as a kernel that every search calls.

    numba looks at all that a function is handed, to tell which form of it is meant. Of ten arrays
    and numbers that takes .7 us, as long as it takes to look for a rare word
    (bench/results/engine-query.md). Here the only form is called at once: it must be handed, in
    order and not by name, contiguous arrays of just the types that it takes.
    """
    return Kernel(plain, is_hot=True)


def shared_kernel(plain: Callable[P, R]) -> Kernel[P, R]:
    """Return a function over arrays as a kernel that Python calls and other kernels do: it is
    compiled once, as Python can call it, whoever comes first. Of others there are two then.
    """
    return Kernel(plain, is_shared=True)


def native() -> None:
    """From now on run every kernel compiled."""
    _switch(native=True)


def plain() -> None:
    """From now on run every kernel as Python."""
    _switch(native=False)


def is_native() -> bool:
    """Return whether kernels run compiled."""
    return _is_native


def is_prepared() -> bool:
    """Return whether some process has noted that all kernels are compiled, or none can be kept."""
    directories = [_cache_directory(room) for room in _rooms()]
    return all(one is None or (one / _note()).exists() for one in directories)


def note_prepared() -> None:
    """Note that all kernels that searches use are compiled and kept."""
    directories = [_cache_directory(room) for room in _rooms()] if _is_kept else []
    for directory in filter(None, directories):
        with suppress(OSError):
            (directory / _note()).touch(mode=0o600)


def begun() -> int:
    """Return how many kernels have run compiled; where it grows, time went into compiling."""
    return _begun


def _switch(*, native: bool) -> None:
    global _is_native
    _is_native = native
    for one in _kernels:
        one.switch(native=native)


def _keep_no_more() -> None:
    """Compile for this process alone from now on."""
    global _is_kept
    _is_kept = False
    for one in _kernels:
        one.forget()


def _entry_of(compiled: Callable[P, R]) -> Callable[P, R]:
    """Return the one form that a function was compiled to; itself where there are several."""
    forms = list(getattr(compiled, "overloads", {}).values())
    entry = getattr(forms[0], "entry_point", None) if len(forms) == 1 else None
    return entry or compiled


def _note() -> str:
    """Return the name of the file that says that this Python and numba have compiled all."""
    import numba

    return f"prepared-{sys.implementation.cache_tag}-{numba.__version__}"


def _njit(plain: Callable[P, R], *, is_inner: bool = False) -> Callable[P, R]:
    """Return a function that compiles when it is called; `is_inner`: by compiled functions alone,
    so that nothing is made around it that Python would call. What C would call never is.
    """
    import numba

    function = _with_compiled(plain)
    if is_inner:
        function.__qualname__ += "-inner"  # by which it is kept
    directory = _cache_directory(_room_of(plain)) if _is_kept else None
    if directory is not None:
        numba.config.CACHE_DIR = str(directory)  # type: ignore[attr-defined]
    options: dict[str, Any] = {"no_cfunc_wrapper": True, "no_cpython_wrapper": is_inner}
    kept = directory is not None
    found = numba.njit(function, cache=kept, nogil=True, **options)
    if kept:
        found._cache.load_overload = partial(_loaded, found._cache)
    found.get_call_template = partial(_as_numbers, found.get_call_template)
    return cast("Callable[P, R]", found)


def _as_numbers(template: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Return what numba knows of a call, a number that stands in it taken for any of its type. A
    kernel was compiled twice otherwise, for `f(row, 0)` and for `f(row, place)`, and so were all
    that it calls with what it was handed.
    """
    from numba.core import types

    number: Callable[[Any], Any] = types.unliteral
    return template(
        tuple(number(one) for one in args), {name: number(one) for name, one in kwargs.items()}
    )


def _loaded(cache: Any, signature: Any, context: Any) -> Any:
    """Return what is kept of a function, None where nothing is: as numba's own way does, which
    first gets ready to compile. That took an eighth of a second in every process, and whatever
    does compile sees to it itself.
    """
    from numba.core.runtime.nrt import rtsys

    rtsys.initialize(context)
    with cache._guard_against_spurious_io_errors():
        return cache._load_overload(signature, context)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let garbage gather: of what compiling makes hardly anything is garbage before it ends, and
    looking for it took a tenth of the time.
    """
    often = gc.get_threshold()
    gc.set_threshold(SELDOM, *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)


def _with_compiled(function: Callable[..., Any]) -> FunctionType:
    """Return a function that calls the compiled forms of the kernels that this one calls."""
    assert isinstance(function, FunctionType)
    called = {
        name: value.called()
        for name, value in function.__globals__.items()
        if name in function.__code__.co_names and isinstance(value, Kernel)
    }
    twin = FunctionType(
        function.__code__,
        {**function.__globals__, **called},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    twin.__module__, twin.__qualname__ = function.__module__, function.__qualname__
    return twin


def _room_of(function: Callable[..., Any]) -> Path:
    """Return the folder of the file that has a function."""
    assert isinstance(function, FunctionType)
    return Path(function.__code__.co_filename).parent


def _rooms() -> set[Path]:
    """Return the folders that have kernels, of what was imported."""
    return {_OWN, *(one.room for one in _kernels)}


@cache
def _cache_directory(room: Path = _OWN) -> Path | None:
    """Return where what is compiled of a room is kept; None when there is no safe place.

    One directory for each state of the kernels' sources: numba looks for changes in a kernel's
    own file, but not in the kernels it calls.
    """
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "dateline").expanduser()
        directory = home / f"{_PREFIX}{_sources(room)}"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
        is_safe = _is_ours(home, 0o022) and _is_ours(directory, 0o077)
    except (OSError, RuntimeError):  # the second where nobody's home is known
        return None
    if not is_safe or not os.access(directory, os.W_OK):
        return None
    with suppress(OSError):
        os.utime(directory)
        _sweep(home, time.time() - UNUSED_S)
    return directory


def _sweep(home: Path, since: float) -> None:
    """Remove the kernels of versions that no process has begun to use since then."""
    for directory in home.glob(f"{_PREFIX}*"):
        if directory.lstat().st_mtime < since and not directory.is_symlink():
            shutil.rmtree(directory, ignore_errors=True)


def _is_ours(directory: Path, forbidden: int) -> bool:
    """Return whether a directory is this user's, and others may not do what is forbidden."""
    status = directory.stat()
    return status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & forbidden


def _sources(room: Path = _OWN) -> str:
    """Return what tells apart the states of all files whose kernels those of a room may call."""
    digest = hashlib.sha256()
    for folder in sorted({_OWN, room}):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
