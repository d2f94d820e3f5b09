"""How the archive spells its people: one name and one id for each identity."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from anyascii import anyascii

from search.article import Article, Person

LIMIT = 400_000  # identities; past it those met once in one spelling go, which lose nothing
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """Return a name as lower-case ASCII words joined by hyphens."""
    return _NOT_SLUG.sub("-", anyascii(name).lower()).strip("-") or "unnamed"


@dataclass(slots=True)
class Spellings:
    """Counts of the full spellings of each identity, over articles."""

    identity: Callable[[str], str]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    _ids: dict[str, str] | None = None

    def add(self, article: Article, sign: int = 1) -> None:
        """Count the spellings an article uses, once each."""
        self._ids = None
        for person in article.people:
            key = self.identity(person.name)
            for name in self._full(person, key):
                known = self.counts.setdefault(key, {})
                known[name] = known.get(name, 0) + sign
                if known[name] <= 0:
                    del known[name]
            if not self.counts.get(key):
                self.counts.pop(key, None)
        if len(self.counts) > LIMIT + LIMIT // 10:
            self._trim()

    def _trim(self) -> None:
        once = sorted(key for key, names in self.counts.items() if sum(names.values()) == 1)
        for key in once[: len(self.counts) - LIMIT]:
            del self.counts[key]

    def _full(self, person: Person, key: str) -> list[str]:
        """Return the spellings of a person that are whole names, the name itself if none is."""
        names = [name for name in person.as_written if " " in name and self.identity(name) == key]
        return list(dict.fromkeys(names)) or [person.name]

    def person(self, person: Person) -> Person:
        """Return the person under the archive's name and id."""
        key = self.identity(person.name)
        own = self._full(person, key)[0]
        names = self.counts.get(key) or {own: 1}
        name = min(names, key=lambda one: (-names[one], one))
        return replace(person, id=self._id(key, name), name=name)

    def _id(self, key: str, name: str) -> str:
        if self._ids is None:
            self._ids = self._numbered()
        return self._ids.get(key) or slug(name)

    def _numbered(self) -> dict[str, str]:
        """Return the id of every identity; no two share one."""
        taken: dict[str, int] = {}
        ids: dict[str, str] = {}
        for key in sorted(self.counts):
            names = self.counts[key]
            base = slug(min(names, key=lambda one: (-names[one], one)))
            taken[base] = taken.get(base, 0) + 1
            ids[key] = base if taken[base] == 1 else f"{base}-{taken[base]}"
        return ids

    def to_json(self) -> Mapping[str, Mapping[str, int]]:
        """Return the counts, sorted."""
        return {key: dict(sorted(self.counts[key].items())) for key in sorted(self.counts)}
