"""The people of an archive, looked up by the identity or the family name they share with others.

A part is the spellings of one identity that are one person's; a person is a part or several of
them (links.py). Kept in a file while there are many: only who was asked for lately is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.extract.ledger import opened

LATELY = 4_096  # identities, and as many family names
_TABLE = """
CREATE TABLE part (
    place INTEGER PRIMARY KEY, key, last, turned, base, number, is_own, head,
    name, spellings, counts, full, top
)
"""
_INDEXES = """
CREATE INDEX by_key ON part (key, place);
CREATE INDEX by_last ON part (last, place);
CREATE INDEX by_head ON part (head, place);
"""
_NAMESAKES = """
SELECT place, base FROM part WHERE place = head AND base IN
    (SELECT base FROM part WHERE place = head GROUP BY base HAVING count(*) > 1)
ORDER BY base, is_own DESC, place
"""
_PART = "SELECT place, head, key, last, spellings, counts, full FROM part"
_KNOWN = """
SELECT head.base, head.number, head.name, head.place, part.spellings, part.full
FROM part JOIN part AS head ON head.place = part.head WHERE part.{} = ? ORDER BY part.place
"""
_TURNED = """
SELECT one.place, other.place FROM part AS one JOIN part AS other ON other.key = one.turned
WHERE one.key < other.key ORDER BY one.place, other.place
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A part to be registered: its spellings, commonest first, and how many articles use each.

    `turned` is the identity with its two words the other way round, empty where there are not two;
    `full` is how many articles name the person in full.
    """

    key: str
    last: str | None
    turned: str
    base: str
    spellings: Sequence[str]
    counts: Sequence[int]
    full: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it is registered, at its place; `head` is the place of the person."""

    place: int
    head: int
    key: str
    last: str | None
    spellings: tuple[str, ...]
    counts: tuple[int, ...]
    full: int

    @property
    def name(self) -> str:
        """The commonest spelling."""
        return self.spellings[0]


@dataclass(frozen=True, slots=True)
class Known:
    """Some spellings of a person of the archive: those of one identity.

    `articles` is how many name the person in full by them; `place` is the person's own.
    """

    id: str
    name: str
    spellings: frozenset[str]
    articles: int
    place: int


@dataclass(frozen=True, slots=True)
class Called:
    """What the archive's owner calls a person."""

    name: str
    id: str


class Register:
    """People made from entries. Their name is their commonest spelling, their id its slug.

    Of those with one slug the later get `-2`, `-3` after it.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._database = opened(self)
        self._database.execute(_TABLE)
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO part VALUES (NULL, ?, ?, ?, ?, 1, 0, NULL, ?, ?, ?, ?, ?)",
                _rows(entries),
            )
            self._database.execute("UPDATE part SET head = place")
            for index in filter(str.strip, _INDEXES.split(";")):
                self._database.execute(index)
        self._close()

    def join(
        self, groups: Iterable[Sequence[int]], called: Mapping[int, Called] | None = None
    ) -> None:
        """Make one person of the parts at each group of places, and number namesakes.

        `called` names the person of a place otherwise.
        """
        with self._database:
            self._database.execute("BEGIN")
            for places in groups:
                self._join(sorted(places))
            for place, wish in (called or {}).items():
                self._call(place, wish)
            self._number_namesakes()
        self._close()

    def _join(self, places: Sequence[int]) -> None:
        head = places[0]
        rows = [self._top(place) for place in places]
        _, name, base = min(rows, key=lambda row: (-row[0], row[1]))
        self._database.execute(
            "UPDATE part SET name = ?, base = ? WHERE place = ?", (name, base, head)
        )
        self._database.executemany(
            "UPDATE part SET head = ? WHERE place = ?", [(head, place) for place in places]
        )

    def _top(self, place: int) -> tuple[int, str, str]:
        asked = "SELECT top, name, base FROM part WHERE place = ?"
        top, name, base = self._database.execute(asked, [place]).fetchone()
        return int(top), str(name), str(base)

    def _call(self, place: int, wish: Called) -> None:
        self._database.execute(
            "UPDATE part SET name = ?, base = ?, is_own = ? WHERE place = "
            "(SELECT head FROM part WHERE place = ?)",
            (wish.name, wish.id, True, place),
        )

    def _number_namesakes(self) -> None:
        before, number = None, 0
        numbered = []
        for place, base in self._database.execute(_NAMESAKES):
            number = number + 1 if base == before else 1
            before = base
            if number > 1:
                numbered.append((number, place))
        self._database.executemany("UPDATE part SET number = ? WHERE place = ?", numbered)

    def _close(self) -> None:
        """Forget what was looked up; the caches hold no reference to the register itself."""
        self.of_identity: Callable[[str], tuple[Known, ...]] = lru_cache(LATELY)(self._by("key"))
        self.of_family: Callable[[str], tuple[Known, ...]] = lru_cache(LATELY)(self._by("last"))

    def _by(self, column: str) -> Callable[[str | int], tuple[Known, ...]]:
        database, asked = self._database, _KNOWN.format(column)

        def found(value: str | int) -> tuple[Known, ...]:
            return tuple(
                Known(
                    base if number == 1 else f"{base}-{number}",
                    name,
                    frozenset(spellings.split("\n")),
                    articles,
                    place,
                )
                for base, number, name, place, spellings, articles in database.execute(
                    asked, [value]
                )
            )

        return found

    def person(self, place: int) -> Known:
        """Return the person of a place."""
        (head,) = self._database.execute("SELECT head FROM part WHERE place = ?", [place])
        return self._by("place")(head[0])[0]

    # The parts themselves

    def parts(self) -> Iterator[Part]:
        """Yield every part, in order."""
        yield from map(_part, self._database.execute(f"{_PART} ORDER BY place"))

    def part(self, place: int) -> Part:
        """Return the part at a place."""
        return _part(self._database.execute(f"{_PART} WHERE place = ?", [place]).fetchone())

    def parts_of(self, key: str) -> list[Part]:
        """Return the parts of an identity."""
        asked = f"{_PART} WHERE key = ? ORDER BY place"
        return [_part(row) for row in self._database.execute(asked, [key])]

    def parts_of_family(self, last: str) -> list[Part]:
        """Return the parts of a family name."""
        asked = f"{_PART} WHERE last = ? ORDER BY place"
        return [_part(row) for row in self._database.execute(asked, [last])]

    def parts_of_person(self, place: int) -> list[Part]:
        """Return the parts of the person of a place."""
        asked = f"{_PART} WHERE head = ? ORDER BY place"
        head = self.person(place).place
        return [_part(row) for row in self._database.execute(asked, [head])]

    def heads(self) -> list[int]:
        """Return the place of everybody, those whom most articles name first."""
        asked = "SELECT head FROM part GROUP BY head ORDER BY sum(full) DESC, sum(top) DESC, head"
        return [head for (head,) in self._database.execute(asked)]

    def turned(self) -> Iterator[tuple[int, int]]:
        """Yield the places of parts whose identities are each other's, turned round."""
        yield from self._database.execute(_TURNED).fetchall()


def _rows(entries: Iterable[Entry]) -> Iterator[tuple[object, ...]]:
    for one in entries:
        counts = " ".join(map(str, one.counts))
        spellings = "\n".join(one.spellings)
        yield (
            *(one.key, one.last, one.turned, one.base),
            *(one.spellings[0], spellings, counts, one.full, one.counts[0]),
        )


def _part(row: Sequence[object]) -> Part:
    place, head, key, last, spellings, counts, full = row
    return Part(
        int(str(place)),
        int(str(head)),
        str(key),
        None if last is None else str(last),
        tuple(str(spellings).split("\n")),
        tuple(map(int, str(counts).split())),
        int(str(full)),
    )
