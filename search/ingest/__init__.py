"""Article files -> RawArticle. One verb, `read`; `find` names the files to read.

    found = ingest.find(["news"])
    for file in found.files:
        for outcome in ingest.read(file):      # RawArticle, or Skipped with file, line and reason
            ...

walk.py look.py the files under a path         plaintext.py  one text, one article
sniff.py      what a file is                     webpage.py    one page, one article
reading.py    the table of readers               jsonl.py      an object a line
unpack.py     .gz .xz .bz2                       jsonfile.py   lists and objects of articles
archives.py   .zip .tar, parts of documents      delimited.py  CSV, TSV
crawl.py      WARC, WACZ                         feeds.py      RSS, Atom, by entries.py xmltext.py
charset.py    bytes -> text                      exports.py    nexis.py proquest.py factiva.py
columns.py    which column is which field                     cut to clippings, clipping.py
records.py    a record -> RawArticle             documents.py  officexml.py richtext.py pdf.py
rawarticle.py any text -> RawArticle

Word lists, names of columns, labels and elements, and names of page metadata are in data/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from search.article import RawArticle, Skipped
from search.errors import UsageError
from search.ingest.columns import FIELDS
from search.ingest.folders import Found, SourceFile, find, printable
from search.ingest.identity import id_after, is_made
from search.ingest.limits import Limits
from search.ingest.look import Look, Stamp, stamp
from search.ingest.origin import Origin
from search.ingest.reading import outcomes

__all__ = [
    "FIELDS",
    "VERSION",
    "Found",
    "Limits",
    "Look",
    "SourceFile",
    "Stamp",
    "find",
    "id_after",
    "is_made",
    "label",
    "printable",
    "read",
    "stamp",
]

VERSION = "2"
"""Changes whenever the same file would give other articles."""


def read(
    file: SourceFile,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    consumed: Callable[[int], None] | None = None,
) -> Iterator[RawArticle | Skipped]:
    """Yield every article of a file, and a Skipped for whatever in it could not be read.

    `columns` maps our fields (FIELDS) to the file's columns, nested ones by a dotted path, and
    wins over the names that are known. `consumed` is told of bytes of the file on disk as they
    are done with; the calls add up to its size. Raises UsageError for an unknown field, and
    nothing for anything that a file can hold.
    """
    unknown = sorted(set(columns or ()) - set(FIELDS))
    if unknown:
        raise UsageError(
            f"There is no field {unknown[0]}. Fields: {', '.join(FIELDS)}.", code="columns.unknown"
        )
    name = label(file)
    origin = Origin(
        root=printable(file.root),
        path=name,
        key=printable(file.key) or name,
        limits=limits or Limits(),
        columns=dict(columns or {}),
    )
    return outcomes(Path(file.root, file.path), origin, consumed or (lambda size: None))


def label(file: SourceFile) -> str:
    """Return the path of a file as its articles and reports name it."""
    return printable(file.path)
