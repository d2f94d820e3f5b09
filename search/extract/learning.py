"""How the small nets of this room are learned: where they start, each step, the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
ExampleT = TypeVar("ExampleT")
NetT = TypeVar("NetT")


def begun(luck: np.random.Generator, width: int, hidden: int) -> list[Floats]:
    """Return the weights that learning starts from: into the hidden layer, its bias, out of it."""
    return [
        luck.standard_normal((width, hidden), dtype=np.float32) / np.float32(np.sqrt(width)),
        np.zeros(hidden, dtype=np.float32),
        luck.standard_normal(hidden, dtype=np.float32) / np.float32(np.sqrt(hidden)),
    ]


class Descent:
    """Adam, its rate falling from `step` to nothing along half a cosine over so many steps."""

    def __init__(self, net: Sequence[Floats], step: float, steps: int) -> None:
        self._net = net
        self._step = step
        self._steps = steps
        self._taken = 0
        self._slopes = [np.zeros_like(one) for one in net]
        self._squares = [np.zeros_like(one) for one in net]

    def take(self, gradient: Sequence[Floats]) -> None:
        """Move the weights, in place, one step against their gradient."""
        self._taken += 1
        rate = self._step * 0.5 * (1 + np.cos(np.pi * self._taken / self._steps))
        ways = zip(self._net, self._slopes, self._squares, gradient, strict=True)
        for one, slope, square, by in ways:
            slope += 0.1 * (by - slope)
            square += 0.001 * (by**2 - square)
            there = slope / (1 - 0.9**self._taken)
            one -= rate * there / (np.sqrt(square / (1 - 0.999**self._taken)) + 1e-8)


def command(
    prog: str,
    weights: Path,
    *,
    examples: Callable[[Path], Iterable[ExampleT]],
    measured: Callable[[Sequence[ExampleT]], Iterator[str]],
    learn: Callable[[Sequence[ExampleT]], NetT],
    write: Callable[[Path, NetT, str], None],
    arguments: Sequence[str] | None = None,
) -> None:
    """Learn from the command line, or tell how well is learned; `measured` yields its lines."""
    parser = argparse.ArgumentParser(prog=prog)
    parser.add_argument("--data", type=Path, required=True, help="folder of messy, html, articles")
    parser.add_argument("--out", type=Path, default=weights)
    parser.add_argument("--measure", action="store_true", help="measure, and write nothing")
    options = parser.parse_args(arguments)
    found = list(examples(options.data))
    if not found:
        parser.error(f"{options.data} holds no texts to learn from")
    print(f"{len(found)} texts", flush=True)
    if options.measure:
        for line in measured(found):
            print(line)
        return
    write(options.out, learn(found), f"{len(found)} texts")
    print(f"{options.out.name}: {options.out.stat().st_size:,} bytes")
