"""Vectors for the articles of an index, by which meanings are compared."""

from __future__ import annotations

import json
import threading
import time

import click

from search.archive import Archive
from search.cli.meter import Meter
from search.cli.program import count, message, option, settings
from search.errors import SearchError


def follow(archive: Archive, stop: threading.Event) -> None:
    """Make vectors after an index was written, where a model is set; the index is done already."""
    if not settings().semantic:
        return
    try:
        make(archive, stop, is_all=False)
    except KeyboardInterrupt:
        message("Stopped. The index is ready; for the vectors that are missing: index vectors")
    except SearchError as error:
        message(f"The index is ready, but for its vectors. {error}")


def make(archive: Archive, stop: threading.Event, *, is_all: bool = True) -> None:
    """Make the vectors that are missing and say so; as JSON if that is all there is to say."""
    began = time.perf_counter()
    with Meter(stop) as meter:
        found = archive.embed(meter)
    seconds = time.perf_counter() - began
    if option("json"):
        if is_all:  # else the report is what is printed
            record = {"made": found.made, "kept": found.kept, "left": found.left}
            click.echo(json.dumps(record | {"seconds": round(seconds, 3)}))
        return
    told = f"{count(found.made, 'vector')} made in {seconds:.1f} s, {found.kept:,} kept"
    if found.left:
        told += f"; {count(found.left, 'article')} not in English: these have none"
    message(f"{told}.")
