"""What people are said to have said, without quotation marks: "Lavrov said that talks go on".

Found by the wording of single sentences, the plainest only: who says it stands at the beginning
or, behind a comma, at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from search.extract.quotes.heads import CAPITAL, NAME, OFFICE, PRONOUN, Head, Mentions
from search.extract.quotes.lexicon import DATA, Lexicon, words
from search.extract.quotes.marks import Stretch

LONGEST = 600
"""Characters of a sentence of indirect speech at most."""

AT_THE_END = 160
"""Characters at the end of a sentence in which who says it may stand."""

MOST_VERBS = 80
"""Verbs of speech looked at for each report that is kept."""

FEWEST = 4
"""Words that somebody is reported with at least."""

_SHORT = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Prof|Rev))$")
_WHO = r"(?P<who>(?:[^\W\d_][\w.'’-]*\s){0,7}[^\W\d_][\w.'’-]*(?:,\s[^,\"“«\n]{2,90},)?)"
_SAID = r"(?:(?:also|later|then|has|have|had|a|hat|repeatedly|recently|earlier)\s)?"
_TO = r"(?:\s(?:reporters|journalists|lawmakers|the\s\w+|CNN|him|her|them|us|me))?"
_WHEN = r"(?:\s(?:on|at|in|late|early)?\s?(?:[A-Z]\w+day|a\s(?:statement|briefing|interview)))?"
_BEFORE_IT = words("subordinate")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Reported:
    """What somebody is reported to have said, from `start` to `end`, with speaker and verb."""

    start: int
    end: int
    speaker: Head
    verb: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Wording:
    """How a language reports: its verbs as they are looked for, and the two sentences."""

    looked_for: re.Pattern[str]
    first: re.Pattern[str]
    last: re.Pattern[str]


@lru_cache(maxsize=8)
def _wording(lang: str) -> _Wording:
    rows = (DATA / "indirect.txt").read_text(encoding="utf-8").splitlines()
    lists = dict(row.split("\t") for row in rows if "\t" in row)
    verbs = lists.get(lang, lists["en"]).split()
    verb = rf"(?P<verb>{'|'.join(verbs)})"
    return _Wording(
        re.compile(rf" (?:{'|'.join(verbs)})"),
        re.compile(rf"{_WHO}\s{_SAID}{verb}{_TO}{_WHEN},?\s(?P<that>that|что|dass|que)?\s?(?=\w)"),
        re.compile(rf",\s(?:{_WHO}\s{_SAID}{verb}|{verb.replace('<verb>', '<verb2>')}\s"
                   rf"{_WHO.replace('<who>', '<who2>')}){_TO}[^,.;]{{0,40}}[.]?$"),
    )  # fmt: skip


def reported(
    body: str,
    stretches: Sequence[Stretch],
    mentions: Mentions,
    lexicon: Lexicon,
    lang: str,
    most: int,
) -> Iterator[Reported]:
    """Yield the sentences of indirect speech in order, `most` at most."""
    wording = _wording(lang)
    looked_for = islice(wording.looked_for.finditer(body), MOST_VERBS * most)
    places = [match.start() for match in looked_for]
    reach, found, near = 0, 0, 0
    marked = iter(stretches)
    stretch = next(marked, None)
    for number, place in enumerate(places):
        if place < reach or found >= most:
            continue
        while near < len(stretches) and stretches[near].last <= place:
            near += 1
        if near and _is_joined(body, stretches[near - 1].last, place):
            continue  # as most are: the sentence holds a quotation
        if near < len(stretches) and stretches[near].first <= place:
            continue
        start, end = _sentence(body, place)
        reach = end
        while stretch is not None and stretch.last <= start:
            stretch = next(marked, None)
        if end - start > LONGEST or (stretch is not None and stretch.first < end):
            continue
        final = places[bisect_left(places, end, number) - 1]
        one = _in(body, start, end, final, wording, mentions, lexicon)
        if one is not None:
            found += 1
            yield one


def _is_joined(body: str, start: int, place: int) -> bool:
    """Return whether no sentence and no paragraph ends between two places near one another."""
    if place - start > LONGEST:
        return False
    return body.find(". ", start - 2, place) < 0 and body.find("\n", start, place) < 0


def _sentence(body: str, place: int) -> tuple[int, int]:
    """Return where the sentence around a place begins and ends."""
    floor = max(0, place - LONGEST, body.rfind("\n", 0, place) + 1)
    ceiling = body.find("\n", place, place + LONGEST)
    ceiling = min(len(body), place + LONGEST) if ceiling < 0 else ceiling
    start = place
    while True:
        start = body.rfind(". ", floor, start)
        if start < 0:
            start = floor
            break
        if not _SHORT.search(body, max(floor, start - 6), start):
            start += 2
            break
    end = place
    while True:
        end = body.find(". ", end, ceiling)
        if end < 0:
            return start, ceiling
        if not _SHORT.search(body, max(floor, end - 6), end):
            return start, end + 1
        end += 2


def _in(
    body: str,
    start: int,
    end: int,
    final: int,
    wording: _Wording,
    mentions: Mentions,
    lexicon: Lexicon,
) -> Reported | None:
    """Return who is reported with what in a sentence without quotation marks.

    `final` is where the last verb in it stands, or the blank before that.
    """
    match = wording.first.match(body, start, end)
    if match is not None:
        who = _head(body, *match.span("who"), mentions, lexicon)
        span = (match.end(), end)
        verb = match.span("verb")
    else:
        behind = max(start, end - AT_THE_END)
        match = wording.last.search(body, behind, end) if final >= behind else None
        if match is None:
            return None
        group = "2" if match["who"] is None else ""
        who = _head(body, *match.span("who" + group), mentions, lexicon)
        span, verb = (start, match.start()), match.span("verb" + group)
    first, last = span
    while last > first and (body[last - 1] in ".,…" or body[last - 1].isspace()):
        last -= 1
    if who is None or body.count(" ", first, last) + 1 < FEWEST:
        return None
    return Reported(first, last, who, verb)


def _head(body: str, start: int, end: int, mentions: Mentions, lexicon: Lexicon) -> Head | None:
    """Return who speaks, None where the words before the verb hardly name anybody."""
    comma = body.find(",", start, end)
    end = comma if comma > 0 else end
    words = _WORD.findall(body, start, end)
    if not words or words[0].lower() in _BEFORE_IT:
        return None
    if len(words) == 1 and words[0].lower() in lexicon.pronouns:
        is_one = lexicon.pronouns[words[0].lower()] in ("he", "she")
        return Head(start, end, PRONOUN) if is_one else None
    for one in mentions.within(start, end):
        if one.end == end:
            before = _WORD.findall(body, start, one.start)
            if any(word[0].islower() and word in _OF for word in before):
                return None
            return Head(one.start, one.end, NAME, one.person)
    if any(word.lower() in lexicon.persons for word in words):
        return Head(start, end, OFFICE)
    return Head(start, end, CAPITAL) if words[-1][0].isupper() else None


_OF = words("of a speaker")
