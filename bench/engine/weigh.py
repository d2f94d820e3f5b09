"""What a process has used, and where it ran."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece of work took: seconds of processor and clock, and memory in MB.

    `start_mb` is what the process held before, `above_mb` the most it held above that.
    """

    cpu_s: float
    wall_s: float
    start_mb: float
    above_mb: float

    def as_dict(self) -> dict[str, Any]:
        """Return the weights by name."""
        return asdict(self)


def weighed(work: Callable[[], object]) -> Weight:
    """Return what `work` took of this process, all threads together."""
    _forget_peak()
    start = _status("VmRSS")
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Weight(cpu, wall, start, max(0.0, _status("VmHWM") - start))


def resident_mb() -> float:
    """Return the memory this process holds."""
    return _status("VmRSS")


def size_mb(directory: Path) -> float:
    """Return the bytes of all files below a directory, in MB."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) / 1e6


def machine() -> str:
    """Return processor, cores, system and Python in one line."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _status(name: str) -> float:
    """Return a figure of Linux about this process, from KB to MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _forget_peak() -> None:
    """Let the highest memory be counted from here on."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return
