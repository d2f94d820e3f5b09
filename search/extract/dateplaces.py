"""Where dates stand in a text: after a label, on a line of their own, in a dateline, a caption."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from search.article import Evidence, RawArticle
from search.extract import title
from search.extract.datetext import DIGIT, DateText, dates, is_date_line, without_clock
from search.extract.evidence import at
from search.extract.lines import Line
from search.extract.prose import is_bullet

Kind = Literal["label", "updated", "standalone", "dateline", "alone", "caption", "text"]

SHORT_LINE = 120  # characters; a line that gives the date, shown whole as evidence
LONGEST = 220  # characters of a line that may be about the article rather than of it
_LEAD_CHARS = 140
_AFTER, _BEFORE, _PROSE = 30, 8, 3  # lines after and before the title, and of prose between
_PUBLISHED = re.compile(
    r"(?:(?:\b|(?<=[a-z])(?=[A-Z]))(?i:(?:first |originally )?(?:published|posted|issued|created|"
    r"written|released|publication date)(?: on| at|:)?|\bdate|"
    r"\bveröffentlicht(?: am)?|\berstellt(?: am)?|\berschienen(?: am)?|\bdatum|"
    r"\b(?:mis en ligne|publiée?|paru|posté)(?: le)?|\bpublicad[oa](?: el| em)?|\bfecha|"
    r"\bpubblicat[oa](?: il)?|\bgepubliceerd(?: op)?|\bgeplaatst(?: op)?|\bопубликован[оа]|\bдата|"
    r"\bопубліковано|\bopublikowan[oa]|\bdodano|\bdata(?: publikacji)?|\bpublicerad|\bpublisert|"
    r"\bpubliceret|\budgivet|\bjulkaistu|\bpublikováno|\byayınlanma(?: tarihi)?|\btarih|"
    r"\bgiriş(?: tarihi)?|\bpublicat(?: pe)?|\bmegjelent|\bδημοσίευση|نُ?شر(?: في| بتاريخ)?|"
    r"تاريخ النشر|发布时间|发表于|公開日|公開|配信|등록|기사입력|입력|게시))"
    r"\s*[:：|–-]?\s*$"
)
_UPDATED = re.compile(
    r"(?:(?:\b|(?<=[a-z])(?=[A-Z]))(?i:(?:last |article )?(?:updated?|modified|revised|edited|"
    r"amended|reviewed)(?: on| at)?|\b(?:zuletzt )?(?:aktualisiert|geändert)(?: am)?|\bstand|"
    r"\b(?:mise?s? à jour|modifiée?|actualisée?)(?: le)?|\bactualizad[oa](?: el)?|"
    r"\batualizad[oa](?: em)?|\baggiornat[oa](?: il)?|\bultima modifica|\bbijgewerkt(?: op)?|"
    r"\blaatste update|\bобновлено|\bоновлено|\bизменено|\baktualizacja|\bzaktualizowano|"
    r"\buppdaterad|\boppdatert|\bopdateret|\bpäivitetty|\baktualizováno|\bgüncelleme(?: tarihi)?|"
    r"\bson güncelleme|\bactualizat|\bfrissítve|\bενημέρωση|آخر تحديث|更新时间|更新|수정))"
    r"\s*[:：|–-]?\s*$"
)
# A page of an encyclopaedia or a wiki says so of itself, whatever it is about.
_PAGE_CHANGED = re.compile(r"\bpage was last (?:edited|changed|modified|updated)\b", re.IGNORECASE)
_EPOCH = (dt.date(1969, 12, 31), dt.date(1970, 1, 1))  # what a time of nought is written as
_OWN = 8  # lines below the title within which a headline above a date is a standfirst
_AT_TOP = 4  # by how much a title counts as farther that is not the nearest above the article
_REST, _BY_TITLE = 24, 6  # characters after a date that ends a line; lines below the title
_SLUG_OR_DASH = re.compile(r"^\s*[.,]?\s*(?:[/(][\w .-]{2,30}[/)]|--|[—–-])")
_SIDE = re.compile(r"[|•·/–—]| - |,")
_WRITTEN = frozenset(["by", "von", "par", "por", "door", "di", "av", "af"])
_JOINING = frozenset(
    ["and", "at", "by", "for", "from", "in", "of", "on", "the", "und", "von", "de"]
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A date of a text, and what stands around it.

    `far` says how far from the title a line's date stands, None when too far to be the
    article's for sure. "alone" is a date on a line of its own that is as far, among bylines.
    """

    kind: Kind
    line: Line
    index: int
    date: DateText
    far: float | None = None

    def evidence(self, method: str, confidence: float, others: tuple[str, ...] = ()) -> Evidence:
        """Return a dateline up to its date, a short line whole, of anything longer the date."""
        text = self.line.text
        start, end = self.date.start, self.date.end
        if self.kind == "dateline":
            start, end = 0, end + (text[end : end + 1] == ".")
        elif self.kind != "caption" and len(text) <= SHORT_LINE:
            start, end = 0, len(text)
        return at(self.line, method, confidence, start, end, others)


def placed(
    raw: RawArticle, rows: Sequence[Line], kinds: Sequence[str | None], heading: int | None
) -> Iterator[Placed]:
    """Yield the dates of a text in order; `heading` is the index of the title's line."""
    reach = _Reach.of(raw, rows, kinds, heading)
    paragraphs = 0
    for index, (line, kind) in enumerate(zip(rows, kinds, strict=True)):
        paragraphs += kind is None
        if kind == "caption" or (kind == "credit" and "©" in line.text):
            for found in dates(line.text[:600]):
                yield Placed("caption", line, index, found)
        elif len(line.text) <= LONGEST and DIGIT.search(line.text):
            far = reach.far(index)
            every = dates(line.text)
            for found in every:
                where = _kind(line.text, found, every, far)
                if where == "standalone" and far and far > _OWN and _is_entry(rows, kinds, index):
                    where = "text"
                if where == "standalone" and far is None:
                    where = "alone" if kind == "dateline" else "text"
                yield Placed(where, line, index, found, far)
        elif kind is None and paragraphs <= 5:
            for found in dates(line.text[:_LEAD_CHARS]):
                if opens_report(line.text, found):
                    yield Placed("dateline", line, index, found)


@dataclass(frozen=True, slots=True)
class _Reach:
    """The places from which a line's distance counts, and how much prose stands before each."""

    titles: Sequence[tuple[int, int]]  # of what may be the title's line, and how much it adds
    prose: Sequence[int]

    @classmethod
    def of(
        cls,
        raw: RawArticle,
        rows: Sequence[Line],
        kinds: Sequence[str | None],
        heading: int | None,
    ) -> _Reach:
        prose = [0]
        for line, kind in zip(rows, kinds, strict=True):
            prose.append(prose[-1] + (kind is None and line.text.count(" ") > 8))
        stand = list(_titles(raw, rows, heading))
        first = next((i for i, count in enumerate(prose[1:]) if count), 0)
        head = max((index for index in stand if index <= first), default=None)
        titles = [(index, 0 if head in (None, index) else _AT_TOP) for index in stand]
        if not titles or not raw.title:  # what heads a text is often mistaken
            titles.append((first, 4))
        return cls(titles, prose)

    def far(self, index: int) -> float | None:
        """Return how far a line is from the nearest of what may be the title."""
        found = [
            distance + more
            for place, more in self.titles
            if (distance := self._distance(place, index)) is not None
        ]
        return min(found, default=None)

    def _distance(self, place: int, index: int) -> float | None:
        """Return the lines between, those before the title counting double."""
        away = index - place
        if away >= 0:
            told = self.prose[index] - self.prose[place + 1] if away else 0
            return away + 2 * told if away <= _AFTER and told <= _PROSE else None
        told = self.prose[place] - self.prose[index]
        return -2 * away if -away <= _BEFORE and told <= 1 else None


def _titles(raw: RawArticle, rows: Sequence[Line], heading: int | None) -> Iterator[int]:
    """Yield where the title stands: its own line, and others like the title that is stated."""
    words = rows[heading].text if heading is not None else None
    given = " ".join((raw.title or "").split())
    for index, line in enumerate(rows):
        text = line.text
        own = index == heading or text == words
        like = 15 <= len(text) <= 2 * len(given) and text.count(" ") > 1
        if own or (like and (text in given or title.same(text, given))):
            yield index


def _kind(text: str, found: DateText, every: Sequence[DateText], far: float | None) -> Kind:
    before = without_clock(text[: found.start])[-60:]
    if _PAGE_CHANGED.search(before):
        return "text"
    if _PUBLISHED.search(before):
        return "label"
    if _UPDATED.search(before):
        return "updated"
    if opens_report(text, found):
        return "dateline"
    if found.date in _EPOCH:
        return "text"
    if _is_own_line(text) or _is_byline(text, found, far):
        return "standalone"
    later = [one for one in every if one.start > found.start]
    return "standalone" if later and _is_told(text, found, later[0]) else "text"


def _is_entry(rows: Sequence[Line], kinds: Sequence[str | None], index: int) -> bool:
    """Whether a date stands under the headline of another article."""
    if not index or kinds[index - 1] in (None, "dateline", "caption", "credit"):
        return False
    above = rows[index - 1].text
    words = above.split()
    headed = 5 <= len(words) <= 24 and words[0].lower() not in _WRITTEN
    return headed and not (
        is_bullet(above) or above.endswith((".", ":")) or _are_names(above, 0.9)
    )


def _is_own_line(text: str) -> bool:
    """Whether a line is a date and little else, and no entry in a list of such.

    What an entry of a list dates is named before the date: `• Treaty signed 4 May 1921`.
    """
    if not is_date_line(text):
        return False
    bare = text.lstrip("*•· ")
    if bare == text:
        return True
    first = dates(bare)[0].start
    words = re.findall(r"[^\W\d_]+", without_clock(bare[:first]))
    return not [word for word in words if word.lower() not in _JOINING]


def _is_told(text: str, found: DateText, later: DateText) -> bool:
    """Whether a date begins the line and the next is that of a change."""
    return found.start < 40 and bool(_UPDATED.search(without_clock(text[: later.start])[-60:]))


def _is_byline(text: str, found: DateText, far: float | None) -> bool:
    """Whether a date stands in a line of names: who wrote it, in which section or paper.

    It ends the line; one by the title, with its year, may also begin it or stand among the names.
    """
    tail = text[found.end :]
    rest = without_clock(tail).strip(" .,|•·–—-")
    entry = text[:1] in "*•·" and without_clock(tail) == tail and " by " not in text.lower()
    if entry or text.endswith(("?", "!", '"', "”", ".")):
        return False
    if len(rest) <= _REST:
        return _are_names(text[: found.start], 0.9)
    by_title = far is not None and far <= _BY_TITLE and found.year is not None
    return by_title and _are_names(f"{text[: found.start]} {rest}", 0.8)


def _are_names(text: str, share: float) -> bool:
    """Whether so many of a few words have a capital."""
    words = re.findall(r"[^\W\d_][\w.'’-]*", _SIDE.sub(" ", without_clock(text)))
    named = [word for word in words if len(word) > 1 and word.lower() not in _JOINING]
    return 1 <= len(named) <= 14 and sum(w[0].isupper() for w in named) >= share * len(named)


def opens_report(text: str, found: DateText) -> bool:
    """Whether a date stands in a dateline: after a place, before an agency or a dash."""
    if found.start > 70:
        return False
    place = text[: found.start].strip(" ,.(")
    names = [word for word in re.split(r"[\s,/()]+", place) if word]
    if not names or len(names) > 7 or not names[0][:1].isupper() or names[0].lower() in _WRITTEN:
        return False
    after = text[found.end : found.end + 60]
    shouted = any(word.isupper() and len(word) > 2 for word in names)
    marked = bool(_SLUG_OR_DASH.match(after))
    agency = bool(
        re.search(r"[/(][^\W\d][\w -]{1,29}[/)]\s*(?:--|[—–-])?\s*$", text[: found.start] + " ")
    )
    return (shouted and (marked or after[:1] in ".:")) or (
        (marked or agency) and all(word[:1].isupper() for word in names)
    )
