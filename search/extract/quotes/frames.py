"""Who says, in the words around a quotation: verbs of speech with their subjects."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from search.extract.quotes.lexicon import ACCORDING, AFTERWARDS, SAY, Lexicon, pronouns, words
from search.extract.quotes.passage import QUOTED, Passage, sentence_of

LONGEST = 14
"""Words that a subject may hold."""

LONGEST_LEAD = 25
"""Words that may stand before a main clause, or between a trailing name and its quotation."""

_SKIPPED = words("skipped")
_BOUNDS = words("bounds")
_ENDS_AFTER = words("ends after")
_BEFORE_VERB = words("before its verb")
_ARTICLES = frozenset({"el", "la", "a", "o"})
_PUNCTUATION = frozenset(",;:—–-()[]/|•.!?…،؛" + QUOTED)
_RIGHT_ENDS = frozenset(",;:—–()[]|•.!?…،؛" + QUOTED)
_COMMAS = (",", "—", "–", "-", "--", "،")
_MARKS = frozenset("'\"’‘“”")
_BEFORE_NOUNS = frozenset({"the", "a", "an", "its", "our", "my", "your"})
_OWNING = frozenset({"the", "a", "an", "his", "her", "its", "their", "our", "my", "your"})
_TRAILING = words("trailing")
_BEHIND_NAME = frozenset({".", ",", "(", "of", "who", "—", "–", "-"})


class Frame(NamedTuple):
    """A verb (or "according to") at word `verb`, and the words of its subject."""

    verb: int
    kind: int
    lemma: int
    first: int
    last: int
    inverted: bool
    under: bool


def frames(words: Passage, lexicon: Lexicon) -> list[Frame]:
    """Return the frames of a passage in the order of their verbs."""
    found: list[Frame] = []
    low = words.low
    verbs = lexicon.verbs
    if lexicon.ties:
        places = [at for at, word in enumerate(low) if word in verbs or "-" in word]
    else:
        places = [at for at, word in enumerate(low) if word in verbs]
    for at in places:
        verb = verbs.get(low[at])
        if verb is None:
            said, _, who = low[at].partition("-")
            verb = verbs.get(said)
            if verb is not None and who in lexicon.pronouns:
                found.append(
                    Frame(at, verb.kind, verb.number, at, at + 1, inverted=True, under=False)
                )
            continue
        if verb.kind in (ACCORDING, AFTERWARDS):
            after = _according(words, at, verb.kind, lexicon)
            if after:
                found.append(Frame(at, ACCORDING, -1, *after, inverted=True, under=False))
            continue
        if lexicon.ties and at and "-" in low[at - 1] and low[at - 1] in lexicon.pronouns:
            found.append(Frame(at, verb.kind, verb.number, at - 1, at, inverted=True, under=False))
            continue
        if _is_name(words, at) or (lexicon.lang == "en" and _is_noun(words, at)):
            continue
        if _trails(words, at):
            after = _after(words, at + 1, lexicon)
            if after:
                found.append(Frame(at, verb.kind, verb.number, *after, inverted=True, under=False))
                continue
        if _inverts(words, at, lexicon) or (lexicon.verb_first and _begins(words, at)):
            after = _after(words, at + 1, lexicon)
            if after:
                found.append(Frame(at, verb.kind, verb.number, *after, inverted=True, under=False))
                continue
        before = _shared(words, at, found, lexicon) or _before(words, at, lexicon)
        if before:
            under = _under(words, before[0])
            found.append(Frame(at, verb.kind, verb.number, *before, inverted=False, under=under))
    return found


def _is_name(words: Passage, at: int) -> bool:
    """Return whether what looks like a verb is written as a name within its sentence."""
    text = words.text
    return (
        at > 0
        and text[at][0].isupper()
        and not text[at].isupper()
        and words.sentence[at - 1] == words.sentence[at]
        and text[at - 1] not in (QUOTED, ":", '"')
    )


def _is_noun(words: Passage, at: int) -> bool:
    """Return whether what looks like a verb is a noun: "the report", "his home state of"."""
    low = words.low
    if not at or low[at].endswith(("ed", "ing")):
        return False
    of = low[at + 1 : at + 2] == ["of"]
    return low[at - 1] in _BEFORE_NOUNS or (of and at > 1 and low[at - 2] in _OWNING)


def _trails(words: Passage, at: int) -> bool:
    """Return whether a verb trails what is said, its subject after it: "..., said Lavrov."."""
    low, text = words.low, words.text
    if low[at] not in _TRAILING or not at or low[at - 1] not in _COMMAS:
        return False
    after = at + 1
    while after < len(low) and after - at < 6 and text[after][0].isupper():
        after += 1
    if after == at + 1 or low[at + 1] in _ENDS_AFTER:
        return False
    if after < len(low) and low[after] not in _BEHIND_NAME:
        return False
    first, last = sentence_of(words.sentence, at)
    return QUOTED in low[first:at] or QUOTED in low[after : min(last, after + LONGEST_LEAD)]


def told(words: Passage, at: int, lexicon: Lexicon) -> int | None:
    """Return the verb right behind the quotation at word `at` that has no subject of its own."""
    low = words.low
    after = at + 1
    while after < min(len(low), at + 4) and (low[after] in _COMMAS or low[after] in _BEFORE_VERB):
        after += 1
    verb = lexicon.verbs.get(low[after]) if after < len(low) else None
    if after == at + 1 or verb is None or verb.kind != SAY:
        return None
    behind = low[after + 1] if after + 1 < len(low) else "."
    bare = behind in _RIGHT_ENDS or (behind in lexicon.ends and behind not in _ARTICLES)
    return after if bare else None


def _according(words: Passage, at: int, kind: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the words of who is meant behind "according to" and its like."""
    low, text = words.low, words.text
    if low[at] == "according":
        return _after(words, at + 2, lexicon) if low[at + 1 : at + 2] == ["to"] else None
    if at + 1 == len(low) or (kind == AFTERWARDS and not _inverts(words, at, lexicon)):
        return None
    # "Segundo" may be "second" too: a name must follow, or somebody's office.
    named = any(word[0].isupper() for word in text[at + 1 : at + 2])
    able = named or any(word in lexicon.persons for word in low[at + 1 : at + 4])
    return _after(words, at + 1, lexicon) if able else None


def _begins(words: Passage, at: int) -> bool:
    """Return whether a verb begins its sentence, and something other than a mark follows it."""
    if at and words.sentence[at - 1] == words.sentence[at]:
        return False
    return at + 1 < len(words.low) and words.low[at + 1] not in _PUNCTUATION


def _shared(
    words: Passage, at: int, found: Sequence[Frame], lexicon: Lexicon
) -> tuple[int, int] | None:
    """Return the subject of the verb before, for "he came to Moscow and said, adding"."""
    low = words.low
    back = at - 1
    while back > 0 and low[back] in _SKIPPED:
        back -= 1
    follows = (low[at].endswith("ing") and low[back] not in lexicon.pronouns) or low[
        at - 1
    ] == "to"
    if back < 0 or not (follows or low[back] == "and"):
        return None
    start, _ = sentence_of(words.sentence, at)
    if found and found[-1].verb >= start and not _leads_in(words, start, found[-1].verb, back):
        return found[-1].first, found[-1].last
    inside = bisect_left(words.quoted, at)
    if inside:
        start = max(start, words.quoted[inside - 1] + 1)
    return opening(words, start, back)


def _leads_in(words: Passage, start: int, verb: int, last: int) -> bool:
    """Return whether a verb leads in to the main clause: "After he spoke, Lavrov left, saying"."""
    low = words.low
    if low[start] in ("but", "and"):
        start += 1
    if low[start] not in _PASSED and low[start] not in _BOUNDS:
        return False
    comma = _comma(low, start, last)
    return comma is not None and verb < comma


def _comma(low: Sequence[str], at: int, last: int) -> int | None:
    """Return the comma that ends what leads in to a main clause, from word `at` on."""
    near = range(at, min(last, at + LONGEST_LEAD))
    return next((place for place in near if low[place] in (",", "—", "–")), None)


def _inverts(words: Passage, at: int, lexicon: Lexicon) -> bool:
    """Return whether a verb stands right behind a quotation, its subject after it."""
    low = words.low
    back = at - 1
    if back >= 0 and low[back] in _BEFORE_VERB:
        back -= 1
    while back > 0 and low[back] in _MARKS:
        back -= 1  # of a quotation within the quotation
    if back >= 0 and (low[back] in _COMMAS or low[back] == "."):
        back -= 1
        if back >= 0 and low[back] in _COMMAS:
            back -= 1
    if back < 0 or low[back] != QUOTED or at + 1 >= len(low):
        return False
    after = low[at + 1]
    if after == "it":  # as he put it
        return False
    return after not in _RIGHT_ENDS and (after not in lexicon.ends or after in _ARTICLES)


def _after(words: Passage, at: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the words of a subject that begins at `at`."""
    low, text = words.low, words.text
    last = at
    if at < len(low) and low[at] in lexicon.pronouns:
        return at, at + 1
    while last < len(low) and last - at < LONGEST:
        word = low[last]
        if word in _RIGHT_ENDS or (word in lexicon.ends and last > at and word != "and"):
            break
        if word == "and" and not (last + 1 < len(low) and text[last + 1][0].isupper()):
            break
        last += 1
    return (at, last) if last > at else None


def _before(words: Passage, at: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the words of the subject that ends before the verb at `at`."""
    low, text, sentence = words.low, words.text, words.sentence
    back = at - 1
    while back >= 0 and (
        low[back] in _SKIPPED
        or (low[back].endswith("ly") and len(low[back]) > 4 and text[back][0].islower())
    ):
        back -= 1
    if back < 0 or sentence[back] != sentence[at]:
        return None
    if low[back] in lexicon.pronouns:
        if low[back] == "who" and back:
            return _antecedent(words, back)
        return back, back + 1
    if low[back] == "," or low[back] == ")" or low[back] in ("—", "–", "--"):
        return _around(words, back)
    return _left(words, back + 1, LONGEST)


def _left(words: Passage, last: int, most: int) -> tuple[int, int] | None:
    """Return the words that end at `last` and begin after the nearest boundary."""
    low, text, sentence = words.low, words.text, words.sentence
    first = last
    while first and last - first < most and sentence[first - 1] == sentence[last - 1]:
        word = low[first - 1]
        if word in _PUNCTUATION or word in _BOUNDS:
            break
        if word in ("and", "or"):
            joins = first < last and text[first][0].isupper() and first > 1
            if not (joins and text[first - 2][0].isupper()):
                break
        first -= 1
    return (first, last) if first < last else None


def _around(words: Passage, back: int) -> tuple[int, int] | None:
    """Return the subject before an insertion that ends at `back`: "Lavrov, a minister, said"."""
    low, sentence = words.low, words.sentence
    closing = low[back]
    opening = {")": "("}.get(closing, closing)
    at = back - 1
    while at >= 0 and sentence[at] == sentence[back] and back - at < 40:
        if low[at] == QUOTED:
            at = -1
            break
        if low[at] == opening:
            break
        at -= 1
    if at > 0 and low[at] == opening and sentence[at] == sentence[back]:
        inside = _left(words, back, LONGEST)
        if low[at - 1] == QUOTED:
            return inside
        outside = _left(words, at, LONGEST)
        if outside and outside[1] - outside[0] == 1 and low[outside[0]] in _ADVERBS:
            return _around(words, outside[0] - 1) if low[outside[0] - 1] == "," else outside
        if outside and low[at - 1] not in _PUNCTUATION:
            return _beyond(words, outside) or outside
        return inside
    return _left(words, back, LONGEST)


def _beyond(words: Passage, inside: tuple[int, int]) -> tuple[int, int] | None:
    """Return the subject before an insertion with a comma: "Petrova, in Weston, Ohio,"."""
    low, text, first = words.low, words.text, inside[0]
    if not (low[first] in _PASSED or low[first].endswith("ing")) or not first:
        return None
    if low[first - 1] != "," or words.sentence[first - 1] != words.sentence[first]:
        return None
    found = _left(words, first - 1, LONGEST)
    begins = found is not None and (text[found[0]][0].isupper() or low[found[0]] in _OWNING)
    return found if begins else None


def _antecedent(words: Passage, who: int) -> tuple[int, int] | None:
    last = who - 1 if words.low[who - 1] == "," else who
    found = _left(words, last, LONGEST) if last > 0 else None
    return found or (who, who + 1)


def opening(words: Passage, at: int, last: int) -> tuple[int, int] | None:
    """Return the first pronoun or name from word `at` on, and the words of it.

    "On the eve of the vote, Lavrov": what stands before the comma is passed over.
    """
    low, text = words.low, words.text
    if at < last and low[at] in ("but", "and"):
        at += 1
    if at < last and low[at] in _PASSED:
        comma = _comma(low, at, last)
        if comma is not None and comma + 1 < last:
            at = comma + 1
    while at < last:
        if low[at] in ("he", "she", "they"):
            return at, at + 1
        if text[at][0].isupper() and low[at] not in _NO_NAMES:
            end = at + 1
            while end < last and (text[end][0].isupper() or low[end] == "of"):
                end += 1
            return at, end
        if low[at] in ("the", "a", "an") and at + 1 < last and text[at + 1][0].islower():
            end = at + 2
            while end < last and end - at < 6 and low[end] not in _ENDS_AFTER | _RIGHT_ENDS:
                end += 1
            return at, end
        at += 1
    return None


_PASSED = words("passed over")
_ADVERBS = words("adverbs")
_OPENERS = words("openers")
_NO_NAMES = _OPENERS | frozenset(pronouns("en"))


def _under(words: Passage, first: int) -> bool:
    """Return whether the subject stands in a clause under another: "after he said"."""
    return bool(first) and words.low[first - 1] in _BOUNDS
