"""The fields of the index (schema.py) as Whoosh knows them: only what is its own needs them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from whoosh import columns, fields, formats, query

from search.analysis import Word, fold, stem, words
from search.errors import UsageError
from search.local.schema import (
    NO_DAY,
    archive_schema,
    little_endian,
    name_term,
    swapped,
    word_term,
)

NO_KEY = -1


class Positions(formats.Positions):  # type: ignore[misc]
    """Positions as an array of 32-bit differences: read in one step, and no pickle."""

    def encode(self, positions: Sequence[int]) -> bytes:
        """Return ascending positions as bytes, least significant first, on any machine."""
        differences = array("I", positions[:1])
        differences.extend(after - before for before, after in pairwise(positions))
        return little_endian(differences)

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the positions in ascending order."""
        position = 0
        positions = []
        for difference in array("I", swapped(value)):
            position += difference
            positions.append(position)
        return positions

    def decode_frequency(self, value: bytes) -> int:
        """Return how many positions there are."""
        return len(value) // 4


class WordsField(fields.FieldType):  # type: ignore[misc]
    """Words under `language stem fold form`, with positions; the value is (language, words)."""

    def __init__(self) -> None:
        super().__init__(Positions(), analyzer=None, scorable=True)

    def index(
        self, value: tuple[str | None, Iterable[Word]], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, count, weight, positions) for each form."""
        lang, found = value
        by_form: dict[str, list[int]] = defaultdict(list)
        for word in found:
            by_form[word.form].append(word.position)
        encode = self.format.encode
        for form, positions in by_form.items():
            yield word_term(form, lang), len(positions), float(len(positions)), encode(positions)

    def self_parsing(self) -> bool:
        """Return True: stock Whoosh's query parser shall ask `parse_query`."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Any:
        """Return stock Whoosh's query for a word of an English article."""
        found = words(qstring)
        stems = [
            query.Prefix(fieldname, f"en {stem(fold(word.form), 'en')} ", boost=boost)
            for word in found
        ]
        return query.And(stems) if stems else query.NullQuery


class NamesField(fields.FieldType):  # type: ignore[misc]
    """Whole values; the value is the list of them."""

    def __init__(self, unique: bool = False) -> None:
        super().__init__(formats.Existence(), analyzer=None, unique=unique)

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield each value once."""
        for name in sorted(set(value)):
            yield name_term(name), 1, 1.0, b""

    def self_parsing(self) -> bool:
        """Return True: stock Whoosh's query parser shall ask `parse_query`."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Any:
        """Return stock Whoosh's query for a whole value, case and accents ignored."""
        return query.Term(fieldname, name_term(fold(qstring)), boost=boost)


class ArchiveSchema(fields.Schema):  # type: ignore[misc]
    """A schema that only this program writes into a table of contents.

    Whoosh's own writers put theirs into a new one when they commit, and then remove the files of
    all commits before: by refusing, this keeps them from doing harm.
    """

    def clean(self) -> None:
        """Raise UsageError: it is the first that Whoosh asks for when it is about to write."""
        raise UsageError(
            "Whoosh can search this index, but not change it; nothing was changed. "
            "Use: index add, index remove, index rebuild",
            code="index.foreign-writer",
        )

    def __reduce__(self) -> Any:
        """Return how it is pickled: by name, as which fields there are is code and no data."""
        return archive_schema, ()


SCHEMA = ArchiveSchema(
    title=WordsField(),
    body=WordsField(),
    outlet=NamesField(),
    agency=NamesField(),
    author=NamesField(),
    people=NamesField(),
    said=NamesField(),
    date=NamesField(),
    lang=NamesField(),
    url=NamesField(),
    file=NamesField(),
    id=NamesField(unique=True),
    has=NamesField(),
    checksum=NamesField(),
    key=fields.COLUMN(columns.NumericColumn("i", default=NO_KEY)),
    first_day=fields.COLUMN(columns.NumericColumn("i", default=NO_DAY)),
    last_day=fields.COLUMN(columns.NumericColumn("i", default=NO_DAY)),
    title_words=fields.COLUMN(columns.NumericColumn("i", default=0)),
    body_words=fields.COLUMN(columns.NumericColumn("i", default=0)),
    outlet_name=fields.COLUMN(columns.RefBytesColumn()),
    agency_name=fields.COLUMN(columns.RefBytesColumn()),
    lang_name=fields.COLUMN(columns.RefBytesColumn()),
    id_name=fields.COLUMN(columns.VarBytesColumn()),
    people_names=fields.COLUMN(columns.VarBytesColumn()),
    sentences=fields.COLUMN(columns.VarBytesColumn()),
    title_sentences=fields.COLUMN(columns.VarBytesColumn()),  # those after the first
    paragraphs=fields.COLUMN(columns.VarBytesColumn()),
    quotes=fields.COLUMN(columns.VarBytesColumn()),
    record=fields.COLUMN(columns.VarBytesColumn()),
)


class WrittenSchema(ArchiveSchema):
    """Stands for the schema where we write it."""

    def clean(self) -> None:
        """Do nothing: go on."""
