"""Who said what: the quotations of an article, each with its speaker, the verb and how sure.

    body --marks--> stretches --attribution--> candidates --chooser--> speaker --speakers--> person

quotes(body, people, lang)   every stretch between quotation marks, and indirect speech

marks.py dialogue.py            where quotations begin and end
passage.py frames.py heads.py   the words around them: verbs of speech, their subjects
candidates.py attribution.py    who may have spoken      chooser.py train.py  and who did
speakers.py                     which person "he" or "the minister" is
kinds.py indirect.py            what is no direct speech lexicon.py data/     lists, weights
unspaced.py                     Chinese and Japanese
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

from search.article import Person, Quote
from search.extract.quotes.attribution import Attribution, attributions
from search.extract.quotes.candidates import KINDS, NEAREST, SUBJECT
from search.extract.quotes.chooser import chooser
from search.extract.quotes.dialogue import LANGUAGES, with_dialogue
from search.extract.quotes.heads import Head, Mentions
from search.extract.quotes.indirect import reported
from search.extract.quotes.kinds import is_at_length, is_nickname, is_titled, unspoken
from search.extract.quotes.lexicon import MEASURED, lexicon
from search.extract.quotes.marks import Paragraph, Stretch, has_marks, paragraphs, quoted
from search.extract.quotes.speakers import Speakers
from search.extract.quotes.unspaced import is_unspaced, speaking

__all__ = ["VERSION", "quotes"]

VERSION = "3"
"""Changes when the same article may give other quotations than before."""

MOST = 2000
"""Quotations of one article that are kept; no article of news holds as many."""

MOST_INDIRECT = 200
SUREST = 0.9
"""The most that is claimed of a speaker in languages in which nothing was measured."""

LONG = 7
"""Words from which on a stretch is speech although its speaker is hard to tell."""

UNSURE = 0.4
"""Chance below which a speaker is not named."""


def quotes(body: str, people: Sequence[Person], lang: str | None = None) -> tuple[Quote, ...]:
    """Return the quotations of a body in order, offsets into it; `people` have spans there."""
    language = (lang or "en")[:2]
    words = lexicon(language)
    found: list[Paragraph] = []
    if has_marks(body) or language in LANGUAGES:
        found = with_dialogue(body, paragraphs(body), lang, words)
    mentions = Mentions(people)
    apart = [one for paragraph in found for one in paragraph.stretches if is_nickname(body, one)]
    if apart:
        found = [_without(paragraph, apart) for paragraph in found]
    stretches = list(quoted(found))[:MOST]
    speakers = Speakers(body, people, mentions, stretches, words)
    made = [_unspoken(body, one, 0.9) for one in apart]
    surest = 1.0 if language in MEASURED else SUREST
    last: tuple[int, int] | None = None
    if stretches:
        end = stretches[-1].last
        near = [one for one in found if one.start < end]
        for one in islice(attributions(body, near, mentions, words, chooser()), MOST):
            quote, spoke = _quote(body, one, people, speakers, last, surest)
            made.append(quote)
            last = (spoke, one.stretch.first) if spoke is not None else last
    for report in reported(body, stretches, mentions, words, language, MOST_INDIRECT):
        number, sure = speakers.resolved(report.speaker, None)
        made.append(
            Quote(
                body[report.start : report.end],
                report.start,
                report.end,
                None if number is None else people[number].id,
                body[report.speaker.start : report.speaker.end],
                body[report.verb[0] : report.verb[1]].lower(),
                direct=False,
                confidence=round(0.7 * (sure or 1.0), 2),
                kind="indirect",
                mention=(report.speaker.start, report.speaker.end),
                verb_at=report.verb,
                cue="reported",
            )
        )
    return tuple(sorted(made, key=lambda one: (one.start, one.end)))


def _without(paragraph: Paragraph, apart: Sequence[Stretch]) -> Paragraph:
    left = tuple(one for one in paragraph.stretches if one not in apart)
    return Paragraph(paragraph.start, paragraph.end, left)


def _unspoken(body: str, one: Stretch, sure: float) -> Quote:
    return Quote(
        body[one.start : one.end],
        one.start,
        one.end,
        None,
        None,
        None,
        direct=False,
        confidence=round(sure, 2),
        kind=unspoken(body, one),
    )


def _quote(
    body: str,
    one: Attribution,
    people: Sequence[Person],
    speakers: Speakers,
    last: tuple[int, int] | None,
    surest: float,
) -> tuple[Quote, int | None]:
    """Return a quotation, and the number of the person who speaks.

    No speaker is surer than `surest`.
    """
    stretch = one.stretch
    if is_unspaced(body, stretch):
        return _in_unspaced(body, stretch), None
    if not _is_speech(body, one):
        return _unspoken(body, stretch, 1.0 - one.spoken), None
    is_mixed = one.opening == 3
    head, chance = one.chosen.head, min(surest, calibrated(one.chance))
    if not stretch.closed:
        chance *= 0.7
    weak = one.spoken < 0.5 or one.chosen.kind in (NEAREST, SUBJECT)
    if head is None or chance < (0.6 if weak else UNSURE):
        return _said(body, stretch, one, None, None, one.spoken, is_mixed), None
    number, sure = speakers.resolved(head, last)
    chance *= sure if number is not None else 1.0
    if number is not None and chance < UNSURE:
        number, chance = None, calibrated(one.chance)
    speaker = None if number is None else people[number].id
    return _said(body, stretch, one, head, speaker, chance, is_mixed), number


def _in_unspaced(body: str, stretch: Stretch) -> Quote:
    """Return a quotation in Chinese or Japanese; whose it is is not told."""
    verb = speaking(body, stretch)
    if verb is None:
        return _unspoken(body, stretch, 0.7)
    return Quote(
        body[stretch.start : stretch.end],
        stretch.start,
        stretch.end,
        None,
        None,
        body[slice(*verb)] if verb[1] > verb[0] else None,
        direct=True,
        confidence=0.8 if verb[1] > verb[0] else 0.6,
        verb_at=verb if verb[1] > verb[0] else None,
    )


def _said(
    body: str,
    stretch: Stretch,
    one: Attribution,
    head: Head | None,
    speaker: str | None,
    chance: float,
    is_mixed: bool,
) -> Quote:
    verb = one.chosen.verb if head else None
    return Quote(
        body[stretch.start : stretch.end],
        stretch.start,
        stretch.end,
        speaker,
        body[head.start : head.end] if head else None,
        body[verb[0] : verb[1]].lower() if verb else None,
        direct=True,
        confidence=round(chance, 2),
        kind="mixed" if is_mixed else "direct",
        mention=(head.start, head.end) if head else None,
        verb_at=verb,
        cue=KINDS[one.chosen.kind] if head else "",
    )


def _is_speech(body: str, one: Attribution) -> bool:
    """Return whether somebody is quoted with a stretch, rather than a word set apart."""
    stretch = one.stretch
    if one.opening in (2, 3) and (is_at_length(body, stretch) or is_titled(body, stretch)):
        return False
    if one.spoken > 0.5 or stretch.follows:
        return True
    if stretch.single and one.spoken < 0.3:
        return False
    count = body.count(" ", stretch.start, stretch.end) + 1
    return count >= LONG and unspoken(body, stretch) != "title"


def calibrated(chance: float) -> float:
    """Return the share of right choices among those that claim this chance, as measured."""
    at = bisect_right(_MEASURED, (chance, 1.0))
    if at == len(_MEASURED):
        return _MEASURED[-1][1]
    (low, right), (high, more) = _MEASURED[at - 1], _MEASURED[at]
    return right + (more - right) * (chance - low) / (high - low)


_MEASURED = ((0.0, 0.1), (0.5, 0.5), (0.9, 0.85), (0.98, 0.97), (1.0, 0.98))
"""Chances as chosen by, and how many of the choices were right, by halves of what was learned."""
