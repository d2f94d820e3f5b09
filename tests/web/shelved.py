"""An archive of invented stories, in which it is said by hand which article is of which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from search.article import Article, Person
from search.engine import Facts
from search.local import LocalEngine, groups
from search.local.snapshot import Opened
from search.store import Draft
from tests.web.paper import article

PETROVA = Person("ana-petrova", "Ana Petrova", ("Ana Petrova",), 2)
MARSH = Person("jon-marsh", "Jon Marsh", ("Jon Marsh",), 1)

STORIES = (("ferry-1", "ferry-2", "ferry-3"), ("fire-1", "fire-2"), ("fog-1", "fog-2"))
"""The stories, the founder of each first: an article "alone" is of none."""


def _told(ref: str, title: str, outlet: str | None, day: str = "", *people: Person) -> Article:
    dated = {"first_day": dt.date.fromisoformat(day)} if day else {}
    number = sum(ref.encode())
    return article(
        number,
        id=ref,
        title=title,
        body=f"{title}, it was said at the harbour.",
        outlet=outlet,
        people=people,
        **dated,
    )


ARTICLES = (
    _told("ferry-1", "Ferry aground off Halin", "Halin Courier", "2021-03-01", PETROVA, MARSH),
    _told("ferry-2", "Ferry stuck on a bank", "Evening Post", "2021-03-02", PETROVA),
    _told("ferry-3", "Who owns the ferry?", "Morning Star", "2021-03-04", MARSH, PETROVA),
    _told("fire-1", "Fire in the old mill", "Halin Courier", "2021-05-07"),
    _told("fire-2", "Old mill burns", "Halin Courier", "2021-05-08"),
    _told("fog-1", "Fog over the bay", "Evening Post"),
    _told("fog-2", "Bay lost in fog", None),
    _told("alone", "Council meets", "Evening Post", "2021-06-01"),
)


def build(directory: Path, names: Mapping[str, str]) -> Path:
    """Return the directory of an index of these articles; `names` are the owner's, by founder."""
    engine = LocalEngine(directory)
    engine.rebuild(ARTICLES, lambda: Facts(sources=("/archive",)))
    tell(engine, STORIES, names)
    engine.close()
    return directory


def tell(engine: LocalEngine, stories: Sequence[Sequence[str]], names: Mapping[str, str]) -> None:
    """Say which articles are of which story, each of one event."""

    def change(draft: Draft, before: Opened) -> Mapping[str, Any]:
        keys = {
            file.names["id"].terms[int(row)].decode(): int(key)
            for file in (part.file for part in before.reader.segments)
            for row, key in zip(file.id_rows, file.array("key"), strict=True)
        }
        story = np.full(max(keys.values()) + 1, groups.NONE, np.int32)
        for number, refs in enumerate(stories):
            story[[keys[ref] for ref in refs]] = number
        named = sorted((_digest(ref), keys[ref]) for refs in stories for ref in refs)
        nothing = np.zeros(0, np.int32)
        found = groups.Found(
            story=story,
            event=np.minimum(story, 0),
            fold=np.full_like(story, groups.NONE),
            founder=np.array([_digest(refs[0]) for refs in stories], np.uint64),
            lead=np.array([keys[refs[0]] for refs in stories], np.int32),
            named=np.array([one for one, _ in named], np.uint64),
            named_key=np.array([key for _, key in named], np.int32),
            past=nothing.astype(np.uint64),
            past_story=nothing,
            one=nothing,
            other=nothing,
            jaccard=nothing.astype(np.uint16),
            containment=nothing.astype(np.uint16),
            contained=nothing.astype(np.uint16),
        )
        name = groups.file_name(draft.point.commit)
        called = {story_id(ref): text for ref, text in names.items()}
        groups.write(draft.path / name, found, called)
        return {groups.NAME: name}

    engine._beside("stories", change)


def story_id(founder: str) -> str:
    """Return the id of the story that an article founded."""
    return groups.id_of(_digest(founder))


def _digest(ref: str) -> int:
    return int.from_bytes(blake2b(ref.encode(), digest_size=8).digest(), "big")
