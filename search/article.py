"""Articles: as read from a file, and as understood.

    file --ingest--> RawArticle --extract--> Article --resolve--> Article --engine--> index

All offsets are Unicode code points, `start` inclusive, `end` exclusive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Precision = Literal["day", "month", "year"]
QuoteKind = Literal["direct", "mixed", "indirect", "scare", "title", "nickname"]
Where = Literal["body", "title", "set-aside", "received", "metadata", "url", "path", "archive"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article was read.

    `root` is the folder or file the reader was pointed at (absolute); `path` is relative to it,
    with the members of archives after `!/` (`dump.zip!/2017/a.txt`); `record` counts from 0
    within the file, `line` from 1 (None where lines mean nothing). `checksum` is the SHA-256,
    in hex, of the record's bytes together with whatever mapping of columns was in force.
    """

    root: str
    path: str
    record: int
    line: int | None
    checksum: str


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as a reader found it, before anything was inferred.

    `text` is plain text (`kind="text"`), the page's markup (`kind="html"`), or the body column
    of a record (`kind="record"`); the other fields are what the source itself states, as
    written there, None where it states nothing. `stated_by` says for each stated field how:
    `column:source`, `json-ld:publisher`, `og:site_name`, `meta:author`, `feed:title`. `notes` is
    what it states besides, under plain names: page, length, load date, copyright, credit.

    `id` is the declared id; else a hash of the canonical URL; else of the path relative to the
    root and the record's number (`id_basis` says which). It is safe in a URL.
    """

    id: str
    id_basis: Literal["declared", "url", "path"]
    source: Source
    kind: Literal["text", "html", "record"]
    text: str
    title: str | None = None
    url: str | None = None
    author: str | None = None
    section: str | None = None
    outlet: str | None = None
    agency: str | None = None
    date: str | None = None
    lang: str | None = None
    stated_by: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An article or file that could not be read, and why, in words for its owner."""

    path: str
    line: int | None
    record: int | None
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a field got its value.

    `text` is the evidence as it stands in `where`; `start` and `end` are its offsets there, None
    when it has no place in a text. `confidence` is the chance, 0 to 1, that the value is right.
    """

    method: str
    text: str
    confidence: float
    where: Where = "body"
    start: int | None = None
    end: int | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date whose year the article leaves out: resolved later against the archive.

    `day` is None when only the month is known. `weekday` counts from Monday = 0, as stated near
    the date in the text, None if not stated. `basis` names the evidence ("dateline", "event").
    """

    month: int
    day: int | None
    weekday: int | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in an article.

    `id` is the identity across spellings (a slug: `sergei-lavrov`), `name` the canonical name,
    `as_written` every spelling in this article in order of first appearance, `mentions` how often
    the person is named, `spans` where in the body (empty for persons of captions and credits).
    """

    id: str
    name: str
    as_written: tuple[str, ...]
    mentions: int
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words between quotation marks, or reported without them.

    `direct` says that somebody is quoted with them: `kind` is "direct" or, where they are part of
    the article's own sentence, "mixed". Otherwise `kind` is "indirect" (said, but in the article's
    words), "scare" (a word at arm's length), "title" or "nickname": these do not count as quotes.
    `start` and `end` are inside the marks.

    `speaker` is a Person.id, None when unknown; `as_written` names the speaker as the article does
    at `mention` ("he", "the minister"), `verb` is how it is said, at `verb_at`, and `cue` how the
    speaker was found. `confidence` is the chance that the speaker is right, or, where none is
    named, that `kind` is.
    """

    text: str
    start: int
    end: int
    speaker: str | None
    as_written: str | None
    verb: str | None
    direct: bool
    confidence: float
    kind: QuoteKind = "direct"
    mention: tuple[int, int] | None = None
    verb_at: tuple[int, int] | None = None
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Alone:
    """What an article says by itself of its people, where the archive told otherwise.

    Kept so that nothing the archive joins or parts is beyond recall. `speakers` has an id, or
    None, for each of the article's quotes: that of one of `people` or of `captioned`.
    """

    people: tuple[Person, ...]
    captioned: tuple[Person, ...]
    speakers: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line of the source kept apart from the body, and why.

    `kind` is one of furniture, caption, credit, paywall, repeat, foreign, headline, dateline,
    promo. `line` counts from 1 in the received text. `lang` is its language where that is plainly
    another than the article's.
    """

    text: str
    kind: str
    line: int
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as understood. An unknown field is None or empty, never a guess.

    `body` is paragraphs separated by a blank line. `received` is the text as it came, None when
    it is exactly `body`. `first_day` and `last_day` bound the day of publication: equal when the
    day is known, both None when nothing is. `provenance` maps a field's name (title, body,
    outlet, agency, date, people, lang, author, section, url) to its Evidence; every field that
    has a value has an entry. `partial_date` and, where they differ from what the archive made of
    them, the people before resolution (`alone`) are kept so that the archive can resolve them
    again: see `extract.Survey.resolve`. `notes` is what the source states besides: see RawArticle.

    `added` is when it came into the archive, in UTC and whole seconds. That is told by the archive
    it is read from; it is None elsewhere, and two articles that differ in it alone are equal.
    """

    id: str
    source: Source
    title: str | None
    body: str
    url: str | None = None
    author: str | None = None
    section: str | None = None
    outlet: str | None = None
    agency: str | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    date_precision: Precision | None = None
    partial_date: PartialDate | None = None
    lang: str | None = None
    people: tuple[Person, ...] = ()
    captioned: tuple[Person, ...] = ()
    credits: tuple[str, ...] = ()
    mentioned_outlets: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    received: str | None = None
    provenance: Mapping[str, Evidence] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    extractor: str = ""
    alone: Alone | None = None
    added: dt.datetime | None = field(default=None, compare=False)

    @property
    def words(self) -> int:
        """How many words of the body stand between spaces."""
        return len(self.body.split())
