"""Which commits an index directory holds: the live one, its fallbacks, and what is left over."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

from search.errors import IndexAbsent, IndexDamaged
from search.store import layout, ownership, pointer
from search.store.faults import damaged, is_damage
from search.store.pointer import CommitPoint, Pointer
from search.store.view import View, inspect, load

Condemned = Mapping[tuple[CommitPoint, dt.datetime], IndexDamaged]
"""Commits, with when they were built, that were found damaged, and how."""

Load = Callable[[Path, CommitPoint], View]
"""Returns a commit of an index, as `view.load` does."""


class Known:
    """A `Load` for whoever holds the lock: each manifest is read once, as nobody changes it.

    `swept` is what CURRENT said when nothing was left that no commit needs; None before that.
    """

    def __init__(self) -> None:
        self._views: dict[CommitPoint, View] = {}
        self.swept: Pointer | None = None

    def __call__(self, directory: Path, point: CommitPoint) -> View:
        """Return a commit; IndexDamaged when its manifest is not sound."""
        view = self._views.get(point)
        if view is None:
            view = self._views[point] = load(directory, point)
        return view

    def add(self, view: View, kept: Collection[CommitPoint]) -> None:
        """Take note of a commit that has just been published, and forget all but it and `kept`."""
        self._views = {point: one for point, one in self._views.items() if point in kept}
        self._views[view.point] = view


def resolve(directory: Path, condemned: Condemned, load: Load = load) -> View:
    """Return the newest published commit whose files are there and of their size.

    Those `condemned` are passed over. Raises IndexAbsent when nothing was ever
    published, and IndexDamaged, about the live commit, when no commit is sound.
    """
    fault: IndexDamaged | None = None
    try:
        ownership.check(directory, directory, directory.stat())
        points = pointer.read(directory).points
    except (OSError, ValueError) as error:
        points, fault = _points_without_pointer(directory, error)
    for point in points:
        try:
            view = _sound(directory, point, condemned, load)
        except IndexDamaged as error:  # noqa: PERF203 - three commits at most
            fault = fault or error
        else:
            return view if fault is None else View(view.directory, view.manifest, str(fault))
    if fault is None:
        raise absent(directory)
    raise fault


def live(directory: Path, load: Load = load) -> View:
    """Return the live commit, without looking at its files and without any fallback."""
    return load(directory, pointed(directory).live)


def pointed(directory: Path) -> Pointer:
    """Return what CURRENT says; IndexAbsent, or IndexDamaged where it cannot be read."""
    try:
        ownership.check(directory, directory, directory.stat())
        return pointer.read(directory)
    except (OSError, ValueError) as error:
        raise _points_without_pointer(directory, error)[1] from error


def remembered(directory: Path) -> View:
    """Return the newest published commit whose manifest can be read, whatever its files are like.

    Raises IndexAbsent when nothing was ever published, and IndexDamaged when no manifest is sound.
    """
    fault: IndexDamaged | None = None
    try:
        ownership.check(directory, directory, directory.stat())
        points = pointer.read(directory).points
    except (OSError, ValueError) as error:
        points, fault = _points_without_pointer(directory, error)
    for point in dict.fromkeys((*points, *_manifests(directory))):
        try:
            return load(directory, point)
        except IndexDamaged as error:  # noqa: PERF203 - a few commits at most
            fault = fault or error
    raise fault or absent(directory)


def is_sound(directory: Path, point: CommitPoint, load: Load = load) -> bool:
    """Return whether a commit's files are there and of their size."""
    try:
        _sound(directory, point, {}, load)
    except IndexDamaged:
        return False
    return True


def absent(directory: Path) -> IndexAbsent:
    """Return the error for a directory in which nothing was ever published."""
    return IndexAbsent(
        f"There is no index in {directory} yet. Run: index rebuild PATH",
        code="index.absent",
        path=directory,
    )


def next_point(directory: Path) -> CommitPoint:
    """Return a generation and a commit whose numbers were not used here before."""
    points = _manifests(directory)
    with suppress(FileNotFoundError, ValueError):
        points.extend(pointer.read(directory).points)
    generations = [*layout.generations(directory), *(point.generation for point in points)]
    return CommitPoint(
        max(generations, default=0) + 1, max((point.commit for point in points), default=0) + 1
    )


def next_commit(directory: Path, current: Pointer) -> CommitPoint:
    """Return the next commit of the live generation, by what CURRENT says, once it is swept."""
    point = CommitPoint(current.live.generation, max(commit for _, commit in current.points) + 1)
    generation = directory / layout.generation_name(point.generation)
    # A writer that died since may have left one that was never pointed to.
    while (generation / layout.manifest_name(point.commit)).exists():
        point = point._replace(commit=point.commit + 1)
    return point


def sweep(directory: Path, load: Load = load, current: Pointer | None = None) -> Pointer | None:
    """Remove what a crash, a failure or an older commit left: all that no kept commit consists of.
    Return what CURRENT says, which is `current` where that is known; None where a manifest, or
    CURRENT itself, does not tell what is needed.

    Only names that this store gives are touched. While CURRENT is missing or damaged every commit
    with a manifest is kept, since it may be the one to fall back on.
    """
    points: tuple[CommitPoint, ...]
    try:
        current = current or pointer.read(directory)
        points = current.points
    except (FileNotFoundError, ValueError):
        points = tuple(_manifests(directory))
    (directory / layout.CURRENT_NEW).unlink(missing_ok=True)
    for number in layout.generations(directory):
        generation = directory / layout.generation_name(number)
        commits = [point for point in points if point.generation == number]
        if commits:
            if not _sweep_generation(directory, generation, commits, load):
                current = None
        else:
            shutil.rmtree(generation)
    return current


def _sweep_generation(
    directory: Path, generation: Path, commits: list[CommitPoint], load: Load
) -> bool:
    """Remove what these commits do not need; return whether it can be known what that is."""
    keep = set()
    for point in commits:
        try:
            files = load(directory, point).manifest.files
        except IndexDamaged:
            return False
        keep.add(layout.manifest_name(point.commit))
        keep.update(file.name for file in files)
    for name in sorted(set(os.listdir(generation)) - keep):  # noqa: PTH208 - names alone
        path = generation / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return True


def _sound(directory: Path, point: CommitPoint, condemned: Condemned, load: Load) -> View:
    view = load(directory, point)
    damage = condemned.get((point, view.manifest.built_at))
    if damage is not None:
        raise damage
    inspect(view, full=False)
    return view


def _points_without_pointer(
    directory: Path, error: OSError | ValueError
) -> tuple[tuple[CommitPoint, ...], IndexDamaged]:
    """Return the commits to try when CURRENT is no help, and what is wrong with it.

    A manifest gets its name only once its commit has been checked and is safe on disk, so the
    newest is either the live one or was about to be.
    """
    if isinstance(error, OSError) and not is_damage(error):
        raise error
    if not directory.exists():
        raise absent(directory) from error
    points = tuple(_manifests(directory))
    if isinstance(error, FileNotFoundError):
        if not points:
            raise absent(directory) from error
        what = "is missing"
    else:
        what = error.strerror or "cannot be read" if isinstance(error, OSError) else str(error)
    return points, damaged(directory, directory / layout.CURRENT, what)


def _manifests(directory: Path) -> list[CommitPoint]:
    """Return every commit that has a manifest, newest first."""
    points = [
        CommitPoint(number, commit)
        for number in layout.generations(directory)
        for commit in layout.commits(directory / layout.generation_name(number))
    ]
    return sorted(points, key=lambda point: (point.commit, point.generation), reverse=True)
