"""Every quotation of an article with who may have said it, and the choice among them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.extract.quotes import candidates as found_by
from search.extract.quotes import scene as scenes
from search.extract.quotes.candidates import Candidate, Setting, candidate
from search.extract.quotes.frames import Frame, frames, opening, told
from search.extract.quotes.heads import NAME, PRONOUN, Head, Mentions, head
from search.extract.quotes.lexicon import SAY, Lexicon
from search.extract.quotes.marks import Paragraph, Stretch
from search.extract.quotes.passage import QUOTED, passage, sentence_of
from search.extract.quotes.scene import Outline, Scene

BEFORE_TRIED, AFTER_TRIED = 3, 2
"""Frames on either side of a quotation that are candidates."""

PLAIN = 0.98
"""The chance that a name or pronoun right beside a quotation, with its verb, is the speaker."""

FARTHEST = 3
"""Paragraphs over which a speaker may go on speaking."""

NEAR = 500
"""Characters before a quotation in which a name may be its speaker's."""

_DASHES = (["—"], ["–"], ["-"], ["--"], ["―"])


class Attribution(NamedTuple):
    """A quotation and the likeliest candidate.

    `chance` is how likely it is right if anybody spoke, `spoken` how likely somebody did, both
    0 to 1. `opening` is as in its Setting; `paragraph` is its number.
    """

    stretch: Stretch
    chosen: Candidate
    chance: float
    spoken: float
    opening: int
    paragraph: int


Decide = Callable[[Stretch, Sequence[Candidate]], tuple[int, float, float]]
"""Which of the candidates: its place, the chance that it is right, and that anybody spoke."""


@dataclass(slots=True)
class _Last:
    """Who spoke last, in which paragraph."""

    head: Head
    paragraph: int


def attributions(
    body: str,
    paragraphs: Sequence[Paragraph],
    mentions: Mentions,
    lexicon: Lexicon,
    decide: Decide,
) -> Iterator[Attribution]:
    """Yield the quotations of a body in order with who said each."""
    last: _Last | None = None
    for number, paragraph in enumerate(paragraphs):
        if not paragraph.stretches:
            continue
        words = passage(body, paragraph)
        known = frames(words, lexicon)
        verbs = [frame.verb for frame in known]
        scene = Scene(body, paragraph, number, words, known, verbs, {}, mentions, lexicon)
        for place, stretch in enumerate(paragraph.stretches):
            quoted = words.quoted[place]
            outline = scenes.outline(scene, stretch, quoted)
            plain = _plain(scene, quoted, outline) or _going_on(scene, place, outline, last)
            if plain is None and lexicon.omits:
                plain = _added(scene, quoted, last)
            if plain is not None:
                last = _Last(plain.head, number) if plain.head else None
                yield Attribution(stretch, plain, PLAIN, PLAIN, outline.opening, number)
                continue
            setting = scenes.setting(scene, stretch, quoted, outline)
            options = _framed(scene, quoted, setting)
            options += _spoken_on(scene, stretch, setting, last)
            options += _unframed(scene, quoted, setting)
            if setting.opening == 0 and number:
                before = paragraphs[number - 1]
                if not known or body[before.end - 1] == ":":
                    options += _introduced(scene, before, setting)
            if not known:
                options += _named_before(scene, stretch, setting)
            options.append(candidate(found_by.NOBODY, None, None, setting))
            choice, chance, spoken = decide(stretch, options)
            chosen = options[choice]
            if chosen.head is not None and (spoken > 0.5 or setting.length > 4):
                last = _Last(chosen.head, number)
            yield Attribution(stretch, chosen, chance, spoken, setting.opening, number)


def _plain(scene: Scene, quoted: int, setting: Outline) -> Candidate | None:
    """Return the speaker where nothing is to be chosen: "Yes," Lavrov said; "No?" asked Peskov."""
    at = bisect_left(scene.verbs, quoted)
    if setting.ending > 1 or setting.length < 1 or at == len(scene.known):
        return None
    frame, words = scene.known[at], scene.words
    if frame.kind != SAY or frame.under or frame.verb - quoted > 5:
        return None
    if min(frame.first, frame.verb) - quoted > 1 + (words.low[quoted + 1] == ","):
        return None
    who = scene.head(frame)
    if who.kind not in (NAME, PRONOUN):
        return None
    kind = found_by.kind_of(frame, quoted)
    return Candidate(kind, who, words.span(frame.verb, frame.verb + 1))


def _going_on(scene: Scene, place: int, setting: Outline, last: _Last | None) -> Candidate | None:
    """Return who spoke last where a sentence is nothing but speech: ... she said. "I did."."""
    if last is None or last.paragraph != scene.number or setting.opening != 1 or not place:
        return None
    words, quoted = scene.words, scene.words.quoted[place]
    after = quoted + 1
    whole = after == len(words.low) or words.sentence[after] != words.sentence[quoted]
    if setting.length < 3 or not whole or last.head.kind not in (NAME, PRONOUN):
        return None
    return Candidate(found_by.CARRIED, last.head, None)


def _added(scene: Scene, quoted: int, last: _Last | None) -> Candidate | None:
    """Return who spoke last where a verb of speech without a subject follows: ", ha aggiunto."."""
    verb = told(scene.words, quoted, scene.lexicon)
    if verb is None:
        return None
    place = scene.words.span(verb, verb + 1)
    if last is None or scene.number - last.paragraph > FARTHEST:
        return Candidate(found_by.NOBODY, None, place)
    return Candidate(found_by.CARRIED, last.head, place)


def _framed(scene: Scene, quoted: int, setting: Setting) -> list[Candidate]:
    """Return the candidates that a verb of speech in this paragraph brings."""
    known = scene.known
    middle = bisect_left(scene.verbs, quoted)
    found = []
    for rank, at in enumerate(range(middle - 1, max(-1, middle - 1 - BEFORE_TRIED), -1)):
        found.append(_of(scene, known[at], quoted, setting, rank))
    for rank, at in enumerate(range(middle, min(len(known), middle + AFTER_TRIED))):
        found.append(_of(scene, known[at], quoted, setting, rank))
    return found


def _of(scene: Scene, frame: Frame, quoted: int, setting: Setting, rank: int) -> Candidate:
    words = scene.words
    end = max(frame.verb, frame.last - 1) if frame.verb < quoted else min(frame.verb, frame.first)
    return candidate(
        found_by.kind_of(frame, quoted),
        scene.head(frame),
        words.span(frame.verb, frame.verb + (2 if frame.lemma < 0 else 1)),
        setting,
        distance=abs(quoted - end) - 1,
        sentences=abs(words.sentence[quoted] - words.sentence[frame.verb]),
        verb_kind=frame.kind,
        lemma=frame.lemma,
        between=found_by.between(words, frame.verb, quoted),
        under=frame.under,
        link=found_by.link(words, frame, quoted),
        nearer=rank,
    )


def _spoken_on(
    scene: Scene, stretch: Stretch, setting: Setting, last: _Last | None
) -> list[Candidate]:
    """Return who spoke last, if that is near enough."""
    if last is None or scene.number - last.paragraph > FARTHEST:
        return []
    apart = scene.number - last.paragraph
    kind = found_by.CARRIED_OVER if apart else found_by.CARRIED
    since = apart if apart else 0
    return [
        candidate(
            kind,
            last.head,
            None,
            setting,
            distance=since,
            link=1 if stretch.follows else 0,
            sentences=0,
        )
    ]


def _unframed(scene: Scene, quoted: int, setting: Setting) -> list[Candidate]:
    """Return candidates without a known verb: subject, label, signature, the next name."""
    words, found = scene.words, []
    low = words.low
    first, last = sentence_of(words.sentence, quoted)
    at = bisect_left(scene.verbs, quoted)
    if first < quoted and not (at and scene.verbs[at - 1] >= first):
        place = opening(words, first, quoted)
        if place:
            subject = head(words, *place, scene.mentions, scene.lexicon)
            found.append(
                candidate(
                    found_by.SUBJECT,
                    subject,
                    None,
                    setting,
                    distance=quoted - place[1],
                    between=found_by.between(words, place[0], quoted),
                    under=place[0] > first,
                    link=2 if low[quoted - 1] == "," else 3 if low[quoted - 1] == ":" else 0,
                )
            )
    is_begun = scene.lexicon.verb_first and bool(scene.verbs) and scene.verbs[0] < quoted
    if 1 < quoted < 7 and low[quoted - 1] == ":" and not is_begun:
        name = head(words, 0, quoted - 1, scene.mentions, scene.lexicon)
        found.append(candidate(found_by.LABEL, name, None, setting, distance=quoted))
    after = quoted + 1
    dash = low[after : after + 1] in _DASHES and after + 1 < len(low) < after + 12
    if dash and words.text[after + 1][0].isupper():
        name = head(words, after + 1, len(low), scene.mentions, scene.lexicon)
        found.append(candidate(found_by.SIGNED, name, None, setting))
    if after < last and low[after] == ",":
        after += 1
    if at < len(scene.verbs) and scene.verbs[at] < after + 5:
        return found
    if after < last and (words.text[after][0].isupper() or low[after] in ("he", "she", "the")):
        end = after + 1
        while (
            end < last
            and end - after < 6
            and (words.text[end][0].isupper() or (low[after] == "the" and end == after + 1))
        ):
            end += 1
        name = head(words, after, end, scene.mentions, scene.lexicon)
        found.append(
            candidate(
                found_by.FOLLOWING,
                name,
                None,
                setting,
                distance=after - quoted - 1,
                link=1 if end < last and words.text[end][0].islower() else 0,
            )
        )
    return found


def _introduced(scene: Scene, before: Paragraph, setting: Setting) -> list[Candidate]:
    """Return who speaks at the end of the paragraph before one that begins with a quotation."""
    earlier = passage(scene.body, before)
    if not earlier.low:
        return []
    known = frames(earlier, scene.lexicon)
    colon = earlier.low[-1] == ":"
    found = []
    size = len(earlier.low)
    for rank, frame in enumerate(reversed(known[-2:])):
        found.append(
            candidate(
                found_by.INTRODUCED,
                head(earlier, frame.first, frame.last, scene.mentions, scene.lexicon),
                earlier.span(frame.verb, frame.verb + 1),
                setting,
                distance=size - frame.verb - 1,
                sentences=earlier.sentence[-1] - earlier.sentence[frame.verb],
                verb_kind=frame.kind,
                lemma=frame.lemma,
                link=3 if colon else 1 if earlier.low[-1] == QUOTED else 0,
                nearer=rank,
                under=frame.under,
            )
        )
    first, last = sentence_of(earlier.sentence, size - 1)
    place = opening(earlier, first, last)
    if place:
        found.append(
            candidate(
                found_by.INTRODUCED,
                head(earlier, *place, scene.mentions, scene.lexicon),
                None,
                setting,
                distance=size - place[1],
                link=4 if colon else 5,
                nearer=2,
            )
        )
    return found


def _named_before(scene: Scene, stretch: Stretch, setting: Setting) -> list[Candidate]:
    """Return the last person named before the quotation."""
    for one in scene.mentions.before(stretch.first, 1):
        if stretch.first - one.end < NEAR:
            here = one.start >= scene.paragraph.start
            return [
                candidate(
                    found_by.NEAREST,
                    Head(one.start, one.end, NAME, one.person),
                    None,
                    setting,
                    distance=(stretch.first - one.end) // 12,
                    sentences=0 if here else 1,
                )
            ]
    return []
