"""The people of an archive, looked up by the identity or the family name they share with others.

Kept in a file while there are many: only who was asked for lately is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.extract.ledger import opened

LATELY = 4_096  # identities, and as many family names
_TABLE = """
CREATE TABLE person (place INTEGER PRIMARY KEY, key, last, base, number, name, spellings, articles)
"""
_INDEXES = """
CREATE INDEX by_key ON person (key, place);
CREATE INDEX by_last ON person (last, place);
CREATE INDEX by_base ON person (base, place);
"""
_NAMESAKES = """
SELECT place, base FROM person
WHERE base IN (SELECT base FROM person GROUP BY base HAVING count(*) > 1) ORDER BY base, place
"""
_FOUND = "SELECT base, number, name, spellings, articles FROM person WHERE"

Entry = tuple[str, str | None, str, Sequence[str], int]


@dataclass(frozen=True, slots=True)
class Known:
    """One person of the archive; `articles` is how many name the person in full."""

    id: str
    name: str
    spellings: frozenset[str]
    articles: int


class Register:
    """People made from entries: identity, family name if any, slug, spellings, articles.

    The first spelling is the name. Of those with one slug the later get `-2`, `-3` after it.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._database = opened(self)
        self._database.execute(_TABLE)
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO person VALUES (NULL, ?, ?, ?, 1, ?, ?, ?)", _rows(entries)
            )
            for index in filter(str.strip, _INDEXES.split(";")):
                self._database.execute(index)
            self._number_namesakes()
        # The caches hold no reference to the register itself, and so go with it.
        self.of_identity: Callable[[str], tuple[Known, ...]] = lru_cache(LATELY)(self._by("key"))
        self.of_family: Callable[[str], tuple[Known, ...]] = lru_cache(LATELY)(self._by("last"))

    def _number_namesakes(self) -> None:
        before, number = None, 0
        numbered = []
        for place, base in self._database.execute(_NAMESAKES):
            number = number + 1 if base == before else 1
            before = base
            if number > 1:
                numbered.append((number, place))
        self._database.executemany("UPDATE person SET number = ? WHERE place = ?", numbered)

    def _by(self, column: str) -> Callable[[str], tuple[Known, ...]]:
        database, asked = self._database, f"{_FOUND} {column} = ? ORDER BY place"

        def found(value: str) -> tuple[Known, ...]:
            return tuple(
                Known(
                    base if number == 1 else f"{base}-{number}",
                    name,
                    frozenset(spellings.split("\n")),
                    articles,
                )
                for base, number, name, spellings, articles in database.execute(asked, [value])
            )

        return found


def _rows(entries: Iterable[Entry]) -> Iterator[tuple[object, ...]]:
    for key, last, base, spellings, articles in entries:
        yield key, last, base, spellings[0], "\n".join(spellings), articles
