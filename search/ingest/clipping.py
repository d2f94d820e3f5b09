"""An article cut out of the text that a newspaper database exports."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.ingest.columns import VALUE_CHARS
from search.ingest.wordlist import table

FIELDS = ("id", "url", "title", "author", "section", "outlet", "date", "lang")
WRAPPED = 66  # columns; a line whose next word would have gone beyond was broken by the export

MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|mrt|maa|apr|avr|abr|may|mai|mei|maj|mag|jun|juin|giu|jul|juil|lug"
    r"|aug|aoû|aou|ago|sep|set|oct|okt|out|ott|nov|dec|déc|dez|dic|ene|gen"
    r"|янв|фев|март|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]*"
)
_DATE = re.compile(
    rf"(?:\b\d{{1,2}}(?:\.|º|er)?\s*(?:de\s+)?{MONTH}\.?,?\s+(?:de\s+|del\s+)?\d{{4}}\b"
    rf"|\b{MONTH}\.?\s+(?:\d{{1,2}}\s*,?\s+)?\d{{4}}\b"
    r"|\b(?:19|20)\d\d[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b)",
    re.IGNORECASE,
)
RIGHTS = re.compile(
    r"\s*(?:copyright|\(c\)|©|all rights reserved|alle rechte vorbehalten|tous droits réservés"
    r"|todos los derechos|tutti i diritti)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clipping:
    """What one article of an export states, by our fields and by notes, and its body."""

    values: Mapping[str, str]
    by: Mapping[str, str]
    body: str
    notes: Mapping[str, str]


def labels(database: str) -> dict[str, str]:
    """Return what each label of a database means: a field of ours, or the name of a note."""
    meanings: dict[str, str] = {}
    for row, words in table("labels.txt").items():
        if row.startswith(f"{database}-"):
            name = row.removeprefix(f"{database}-")
            for word in words:
                meanings[word.replace("_", " ")] = word if name == "other" else name
    return meanings


def clipping(database: str, stated: Mapping[str, tuple[str, str]], body: str) -> Clipping:
    """Return a clipping of values by field or note, each with the label that gave it."""
    values: dict[str, str] = {}
    by: dict[str, str] = {"body": f"{database}:body"}
    notes: dict[str, str] = {}
    for name, (value, label) in stated.items():
        value = " ".join(value.split())
        if not 0 < len(value) <= VALUE_CHARS or name == "body":
            continue
        if name in FIELDS:
            values[name], by[name] = value, f"{database}:{label}"
        else:
            notes[name] = value
    return Clipping(values, by, body, notes)


def date(text: str) -> re.Match[str] | None:
    """Return where a text of the head of an article gives a date, None where it gives none."""
    return _DATE.search(text[:300])


def blocks(lines: Sequence[str]) -> list[list[str]]:
    """Return runs of lines that are not blank."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def running(block: Sequence[str]) -> str:
    """Return the lines of a paragraph, put together where the export broke them."""
    text = block[0].strip()
    for line, after in itertools.pairwise(block):
        word = after.split(None, 1)[0]
        broken = len(line.rstrip()) + len(word) >= WRAPPED
        text += (" " if broken else "\n") + after.strip()
    return text


def pages(text: str) -> tuple[str, str | None]:
    """Return a section without its page, and the page, where it gives one."""
    found = re.search(r"(?:^|[;,])\s*(?:Pg|Page|S|p)\.?\s+([\w-]{1,12})\s*(?=$|[;,])", text)
    if not found:
        return text, None
    rest = (text[: found.start()] + text[found.end() :]).strip(" ;,")
    return rest, found[1]


def author(text: str) -> str:
    """Return names without the word that says they are an author's."""
    return re.sub(r"^(?:by|von|par|por|di|door)\s+", "", text.strip(), flags=re.IGNORECASE)
