"""What is told of a rebuild and of an index: values, and the records that JSON doors send."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from search.article import Skipped
from search.engine import Problem, Status

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild has come. `done` and `total` are bytes while reading, articles after.

    `share` is how much of all the work is done, of both passes together, from 0 to 1.
    """

    stage: Literal["reading", "indexing", "checking", "comparing"]
    done: int
    total: int
    articles: int
    share: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild, add or remove did.

    `files` were read, and `megabytes` of text in them, unpacked; `reused` articles were not
    extracted again. `skipped` are not in the archive, `warned` are but want looking at. `articles`
    is how many it holds now.
    """

    generation: int
    articles: int
    seconds: float
    files: int = 0
    megabytes: float = 0.0
    added: int = 0
    updated: int = 0
    removed: int = 0
    reused: int = 0
    skipped: tuple[Skipped, ...] = ()
    warned: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a watch tells.

    changed   articles were added, updated or removed: `report`; `files` are gone from the index
    kept      so many `files` below `path` are gone that they were not taken for removed
    absent    `path` cannot be looked into; what was read there is kept
    back      it can again
    busy      somebody else is writing, `reason` says who; what has changed will wait
    """

    what: Literal["changed", "kept", "absent", "back", "busy"]
    path: str = ""
    files: int = 0
    reason: str = ""
    report: Report | None = None


def event_record(event: Event) -> Record:
    """Return what a watch tells, as a line of `--json` says it."""
    record: Record = {"event": event.what}
    if event.path:
        record["path"] = event.path
    if event.what in ("changed", "kept"):
        record["vanished"] = event.files
    if event.reason:
        record["reason"] = event.reason
    return record | (report_record(event.report) if event.report else {})


def report_record(report: Report) -> Record:
    """Return what a rebuild, add or remove did, as `--json` says it."""
    return {
        "generation": report.generation,
        "files": report.files,
        "articles": report.articles,
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "reused": report.reused,
        "skipped": [_record(one) for one in report.skipped],
        "warned": [_record(one) for one in report.warned],
        "seconds": round(report.seconds, 3),
        "mb_per_s": round(speed(report), 3),
    }


def status_record(state: Status) -> Record:
    """Return what an index holds, as `--json` and `/api/status` say it."""
    return {
        "generation": state.snapshot.generation,
        "commit": state.snapshot.commit,
        "built_at": instant(state.snapshot.built_at),
        "articles": state.snapshot.articles,
        "bytes": state.size_bytes,
        "fields": {
            name: {"known": known, "unknown": unknown}
            for name, (known, unknown) in state.fields.items()
        },
        "problems": [_record(one) for one in problems(state)],
    }


def problems(state: Status) -> tuple[Problem, ...]:
    """Return what is wrong: first, that an older commit has to serve, then what was skipped."""
    if state.fallback is None:
        return state.problems
    return (Problem(path="index", line=None, reason=state.fallback), *state.problems)


def speed(report: Report) -> float:
    """Return the megabytes read in a second."""
    return report.megabytes / report.seconds if report.seconds > 0 else 0.0


@lru_cache(maxsize=1024)  # what came together has one moment, and a page has twenty articles
def instant(moment: dt.datetime) -> str:
    """Return a time as 2026-11-21T18:00:00Z."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.timezone.utc)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _record(one: Problem | Skipped) -> Record:
    return {"file": one.path, "line": one.line, "reason": one.reason}
