"""Tagged words -> mentions of people: trimmed, filtered, and found again all over the article.

A tagger sees one sentence; an article says more. A family name that is a person once is that
person wherever it stands, a place or a people never is one, and "Trump Tower" is no Trump.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from search.extract.people.features import plain, setting
from search.extract.people.lexicon import lexicon
from search.extract.people.names import REGNAL, SUFFIXES, is_title, key, parse
from search.extract.people.tagger import Tagged

LONGEST = 6
"""Words in a name at most."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in words `start` to `end` of sentence number `sentence`.

    `part` is (offset, length) when the name is only part of one word, as in "Lavrov-Tillerson".
    `chance`, 0 to 1, is how sure the finding is.
    """

    sentence: int
    start: int
    end: int
    words: tuple[str, ...]
    chance: float
    part: tuple[int, int] | None = None


Sentences = Sequence[Sequence[str]]


def mentions(sentences: Sentences, tagged: Iterable[Tagged], *, english: bool) -> list[Mention]:
    """Return the mentions of people in order.

    Where the text is not English the tagger was not trained for it: only names that begin with a
    known given name count there, and what they lead to.
    """
    persons = []
    others: dict[tuple[int, int], str] = {}
    for run in tagged:
        if run.label == "PER" or _family_name(sentences[run.sentence], run):
            persons.append(run)
        else:
            others.update({(run.sentence, i): run.label for i in range(run.start, run.end)})
    found = _given(sentences, _shaped(sentences, persons), others)
    if not english:
        found = [mention for mention in found if _known_given(mention.words)]
    kept = _plausible(sentences, found, others)
    return _plausible(sentences, _everywhere(sentences, kept, others), others)


def _family_name(words: Sequence[str], run: Tagged) -> bool:
    """Return whether a doubtful place is a lone family name that no place bears."""
    lex = lexicon()
    word = words[run.start]
    if run.label != "LOC" or run.end - run.start > 1 or run.chance > 0.85:
        return False
    lower = word.lower()
    known = lower in lex.places or lower in lex.place_words or lower in lex.groups
    return word in lex.last and not known and lower not in lex.common


def _known_given(words: tuple[str, ...]) -> bool:
    lex = lexicon()
    first = plain(words[0])
    ordinary = lex.common.get(words[-1].lower(), len(lex.common)) < 3000
    return len(words) > 1 and first in lex.first and not ordinary


# -- from runs of the tagger to whole names -------------------------------------------------------


def _shaped(sentences: Sentences, runs: Iterable[Tagged]) -> list[Mention]:
    """Return the runs as names: without titles at the edges, with Jr and a missed given name."""
    found: list[Mention] = []
    for run in runs:
        words = sentences[run.sentence]
        start, end = run.start, run.end
        while end > start and not words[end - 1][0].isalpha():
            end -= 1
        while start < end and (not words[start][0].isalpha() or _bare_title(words, start, end)):
            start += 1
        start = _past_titles(words, start, end)
        if end - start == 1 and start and words[start - 1].lower() in REGNAL:
            start -= words[start - 1][0].isupper()
        if start == end:
            continue
        floor = found[-1].end if found and found[-1].sentence == run.sentence else 0
        while start > floor and end - start < LONGEST and _continues(words, start):
            start -= 1
        while end < len(words) and end - start < LONGEST and _goes_on(words, start, end):
            end += 1
        if end + 1 < len(words) and words[end] == "," and _suffix(words[end + 1]):
            end += 2
        elif end < len(words) and _suffix(words[end]):
            end += 1
        if end - start <= LONGEST:
            found.append(Mention(run.sentence, start, end, tuple(words[start:end]), run.chance))
    return found


def _goes_on(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether the word at `end` is one more family name: Debbie Wasserman Schultz."""
    lex = lexicon()
    word = words[end]
    if not (word[0].isupper() and plain(word) in lex.last and plain(words[start]) in lex.first):
        return False
    lower = word.lower()
    return not (lower in lex.places or lower in lex.common or lower in lex.organisations)


def _suffix(word: str) -> bool:
    return word.lower().strip(".") in SUFFIXES and word[0].isupper()


def _bare_title(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether word `start` is a title before the name that runs to `end`."""
    lex = lexicon()
    word = words[start]
    if not is_title(word):
        return False
    lone = word.lower() in lex.weak_titles or plain(word) in lex.first
    if end - start == 1:
        return not lone
    return not (lone and (end - start == 2 or word.lower() not in lex.weak_titles))


def _past_titles(words: Sequence[str], start: int, end: int) -> int:
    """Return where the name begins after "Union Gen." or "UN Secretary General" within a run."""
    for i in range(end - 2, start, -1):
        lone = words[i].lower() in lexicon().weak_titles or plain(words[i]) in lexicon().first
        if is_title(words[i]) and words[i][0].isupper() and not lone:
            return i + 1
    return start


def _continues(words: Sequence[str], start: int) -> bool:
    """Return whether the word before `start` is a given name that belongs to the name."""
    before = words[start - 1]
    lex = lexicon()
    if not before[0].isupper() or is_title(before) or plain(before) not in lex.first:
        return False
    lower = before.lower()
    if lower in lex.places or lower in lex.calendar or lower in lex.groups:
        return False
    return lex.common.get(lower, len(lex.common)) > 8000


def _given(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
) -> list[Mention]:
    """Return `found` and the untagged runs that begin with a given name and go on unlike words."""
    lex = lexicon()
    openers = lex.first | lex.family_first
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    for number, words in enumerate(sentences):
        heads = [i for i, word in enumerate(words[:-1]) if plain(word) in openers]
        if not heads or setting(words) == "T":
            continue
        end = 0
        for i in heads:
            if i < end or (number, i) in covered or not _opens(words, i):
                continue
            end = i + 1
            while end < len(words) and end - i < 4 and _joins(words, end):
                end += 1
            run = words[i + 1 : end]
            if not run or len(run[-1]) < 2 or any((number, j) in covered for j in range(i, end)):
                continue
            after = words[end].lower() if end < len(words) and words[end][0].isupper() else ""
            rivals = any((number, j) in others for j in range(i, end))
            strong = _introduced(words, i) or _eastern(words[i], run)
            rare = all(_rare(word) for word in run if len(word) > 2)
            if after not in lex.organisations and (strong or not rivals) and (strong or rare):
                added.append(Mention(number, i, end, tuple(words[i:end]), 0.6))
    return sorted([*found, *added], key=lambda m: (m.sentence, m.start))


def _introduced(words: Sequence[str], start: int) -> bool:
    """Return whether a title or a country stands before: of Russia Sergey Lavrov."""
    if start == 0:
        return False
    before = words[start - 1].lower()
    lex = lexicon()
    return _honours(words, start) or before in lex.places or before in lex.groups


def _eastern(word: str, run: Sequence[str]) -> bool:
    """Return whether the words are a family name and given names of East Asia: Ban Ki-moon."""
    first = lexicon().first
    given = all(part in first and "." not in part for part in run)
    return word in lexicon().family_first and given and len(run) <= 2


def _opens(words: Sequence[str], at: int) -> bool:
    lex = lexicon()
    word = words[at]
    lower = word.lower()
    after = words[at + 1]
    eastern = word in lex.family_first and "-" in after and after in lex.first
    return eastern or (
        len(word) > 2
        and lower not in lex.places
        and lower not in lex.calendar
        and not is_title(word)
        and lex.common.get(lower, len(lex.common)) > 3000
        and (at == 0 or not words[at - 1][0].isupper() or _introduced(words, at))
    )


def _joins(words: Sequence[str], at: int) -> bool:
    word = words[at]
    if word in lexicon().particles:
        return at + 1 < len(words) and words[at + 1][0].isupper()
    return word[0].isupper() and word.lower().rstrip(".") not in lexicon().organisations


def _rare(word: str) -> bool:
    lex = lexicon()
    lower = word.lower()
    if lower in lex.places or lower in lex.groups or lower in lex.calendar or is_title(word):
        return False
    return word in lex.particles or lower not in lex.common or plain(word) in lex.last


# -- what is no person ----------------------------------------------------------------------------


def _plausible(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
) -> list[Mention]:
    """Return the mentions that can be people, given all of them."""
    in_full = {
        plain(word)
        for mention in found
        if len(mention.words) > 1 and _person_like(mention)
        for word in mention.words
    }
    votes = _votes(sentences, found, others)
    families = {
        plain(mention.words[-1])
        for mention in found
        if len(mention.words) > 1 and plain(mention.words[0]) in lexicon().first
    }
    pairs = {mention.words for mention in found if len(mention.words) == 2}
    kept = []
    for mention in found:
        mention = _trimmed(mention, families)
        words = sentences[mention.sentence]
        if _company(words, mention.end) or _situated(words, mention):
            continue
        if mention.words[:2] in pairs and len(mention.words) > 2 and setting(words) == "T":
            # A headline has no small letters to end a name: Elizabeth Warren Hammers Wells.
            mention = replace(mention, end=mention.start + 2, words=mention.words[:2])
        if len(mention.words) > 1:
            if _person_like(mention):
                kept.append(mention)
            continue
        word = plain(mention.words[0])
        if word.endswith("in") and sentences[mention.sentence][mention.end :][:1] in (
            ["’"],
            ["'"],
        ):
            continue  # Lyin' Ted
        titled = mention.start > 0 and _honours(sentences[mention.sentence], mention.start)
        if word in in_full or titled or _alone(word, mention, *votes[word]):
            kept.append(mention)
    return kept


def _trimmed(mention: Mention, families: set[str]) -> Mention:
    """Return the mention without an ordinary word before a known family name: Draft Biden."""
    lex = lexicon()
    words = mention.words
    if len(words) != 2 or plain(words[-1]) not in families or plain(words[0]) in lex.first:
        return mention
    if lex.common.get(words[0].lower(), len(lex.common)) > 8000:
        return mention
    return replace(mention, start=mention.start + 1, words=words[1:])


def _situated(words: Sequence[str], mention: Mention) -> bool:
    """Return whether the words before say that this is a place: the city of."""
    lex = lexicon()
    at = mention.start
    if at < 2 or words[at - 1] != "of" or plain(mention.words[0]) in lex.first:
        return False
    return words[at - 2].lower() in lex.place_nouns


_COMPANY = frozenset({"inc", "corp", "ltd", "llc", "plc", "co", "cos", "ag", "gmbh", "bros"})


def _company(words: Sequence[str], end: int) -> bool:
    """Return whether the words up to `end` begin a company's name: Goldman, Sachs and Co."""
    here = [word.lower().rstrip(".") for word in words[end : end + 4]]
    if here[:1] and here[0] in _COMPANY and words[end][0].isupper():
        return True
    if len(here) > 1 and here[0] in ("&", "and") and here[1] in _COMPANY:
        return True
    return here[:1] == ["&"]


def _honours(words: Sequence[str], start: int) -> bool:
    """Return whether the word before `start` is a title that only people bear."""
    before = words[start - 1]
    return is_title(before) and before[0].isupper() and before.lower() not in _LOOSE_TITLES


_LOOSE_TITLES = frozenset(
    {"state", "home", "foreign", "first", "second", "third", "national", "security", "health",
     "justice", "treasury", "republican", "democratic", "democrat", "conservative", "labour",
     "liberal", "former", "late", "crown", "supreme", "special", "star", "defense", "defence"}
)  # fmt: skip


def _person_like(mention: Mention) -> bool:
    """Return whether a name of several words can be a person's."""
    lex = lexicon()
    name = parse(mention.words)
    if name is None or not all(_latin(word) for word in name.words):
        return False
    if any(_SEAT.fullmatch(word) or _GLUED.match(word) for word in name.words):
        return False
    words = [word for word in name.words if word[0].isupper()]
    if not words:
        return False
    first, last = plain(words[0]), plain(words[-1])
    lowered = [word.lower() for word in words]
    phrase = " ".join(lowered)
    if phrase in lex.places or phrase in lex.groups or lowered[-1] in lex.calendar:
        return False
    if any(word in lex.groups for word in lowered) and first not in lex.first:
        return False
    if lowered[-1] in lex.groups and last not in lex.last:
        return False
    if lowered[-1].rstrip(".") in lex.organisations and last not in lex.last:
        return False
    if lowered[0] in lex.places and lowered[-1] in lex.places and first not in lex.first:
        return False
    if first not in lex.first and last not in lex.last:
        ordinary = [lex.common.get(word, len(lex.common)) < 8000 for word in lowered]
        if all(ordinary) or (mention.chance < 0.7 and ordinary[-1]):
            return False
    return mention.chance > 0.4


_GLUED = re.compile(
    r"(?!Mac|Fitz|Van)[^\W\d_][a-z]{3,}[A-Z][a-z]{2}"
)  # ClintonGiuliani: two names
_SEAT = re.compile(r"[A-Z]-[A-Z][A-Za-z.]*")  # the R-Ky. after a senator


def _latin(word: str) -> bool:
    return all(c < "ɐ" or c in "’‐‑" or "Ḁ" <= c <= "ỿ" for c in word)


def _votes(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
) -> dict[str, tuple[int, int]]:
    """Return for each lone word how often it is tagged a person, and how often something else."""
    persons = Counter(plain(m.words[0]) for m in found if len(m.words) == 1)
    rivals: Counter[str] = Counter()
    for sentence, i in others:
        word = plain(sentences[sentence][i])
        if word in persons:
            rivals[word] += 1
    return {word: (count, rivals[word]) for word, count in persons.items()}


def _alone(word: str, mention: Mention, persons: int, rivals: int) -> bool:
    """Return whether a word that stands in no full name and after no title can be a person."""
    lex = lexicon()
    lower = word.lower()
    if len(word) <= 2 or not _latin(word) or not word[0].isupper() or _SEAT.fullmatch(word):
        return False
    if lower in lex.groups or lower in lex.places or lower in lex.calendar:
        return False
    if (
        f"{lower}'s" in lex.groups
        or lower in lex.organisations
        or is_title(word)
        or rivals > persons
    ):
        return False
    if mention.words[0].isupper() and len(word) <= 5 and word not in lex.last | lex.first:
        return False
    if any(c.isupper() for c in word[1:]) and not word.startswith(_INNER_CAPITALS):
        return "-" in word or "'" in word or "’" in word
    listed = word in lex.last or word in lex.first
    if lex.common.get(lower, len(lex.common)) < 15000 and not listed:
        return False
    if lower in lex.place_words and not listed:
        return False
    return mention.chance > (0.5 if listed else 0.6)


_INNER_CAPITALS = ("Mc", "Mac", "De", "La", "Le", "Di", "Van", "O", "D", "Du", "Fitz")


# -- the same person elsewhere --------------------------------------------------------------------


def _everywhere(
    sentences: Sentences, found: list[Mention], others: dict[tuple[int, int], str]
) -> list[Mention]:
    """Return `found` and every further place where a family name of these people stands."""
    lex = lexicon()
    sure: dict[str, float] = {}
    given: dict[str, set[str]] = defaultdict(set)
    for mention in found:
        name = parse(mention.words)
        if name is None:
            continue
        last = plain(name.words[-1])
        bare = {last, plain(name.words[0])} if name.words[0] in lex.family_first else {last}
        for word in bare:
            if len(word) > 1 and word[0].isupper():
                sure[word] = max(sure.get(word, 0.0), mention.chance)
        if name.full:
            given[last].update(plain(word) for word in name.words[:-1])
    spelled_alike = {key(word): word for word in sure}
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    for number, words in enumerate(sentences):
        for i, word in enumerate(words):
            if not (word[0].isupper() or "-" in word) or (number, i) in covered:
                continue
            usual = plain(word)
            if usual not in sure and word not in lex.common and _rare(word) and len(word) > 4:
                usual = spelled_alike.get(key(word), usual)
            if usual in sure:
                label = others.get((number, i))
                start = _grown(words, i, given[usual], covered, number)
                if _stands(words, i, start, label):
                    chance = 0.9 * sure[usual]
                    spelled = tuple(words[start : i + 1])
                    added.append(Mention(number, start, i + 1, spelled, chance))
            elif "-" in word and word[-1] != "-":
                added += _compound(number, i, word, sure)
    return _disjoint([*found, *added])


def _grown(
    words: Sequence[str], at: int, given: set[str], covered: set[tuple[int, int]], number: int
) -> int:
    """Return where the name that ends in word `at` begins: given names and particles before it."""
    lex = lexicon()
    start = at
    while start > 0 and at - start < 3 and (number, start - 1) not in covered:
        before = words[start - 1]
        part = before in lex.particles and before not in {"a", "y", "e", "of", "al"}
        known = (before[0].isupper() and plain(before) in given) or _continues(words, start)
        initial = len(before) == 2 and before[1] == "." and before[0].isupper()
        if not (known or initial or (part and start - 1 > 0)):
            break
        start -= 1
    while start < at and (words[start].islower() and words[start] not in {"bin", "van", "von"}):
        start += 1
    return start


def _stands(words: Sequence[str], at: int, start: int, label: str | None) -> bool:
    """Return whether a known family name is the person here too."""
    lex = lexicon()
    word = words[at]
    lower = word.lower()
    after = words[at + 1] if at + 1 < len(words) else "."
    if after[0].isupper() and after.lower().rstrip(".") in lex.organisations:
        return False
    if lower in lex.calendar or (lower in lex.places and label != "PER" and start == at):
        return False
    if label in ("LOC", "ORG") and start == at:
        around = words[at - 1] if at else "."
        if (around[0].isupper() and not is_title(around)) or around == "&" or after == "&":
            return False
        if after[0].isupper() and not after.isupper():
            return False
    if at == 0 and lex.common.get(lower, len(lex.common)) < 5000:
        return after.lower() in lex.speech or after in ("'s", "’s")
    return True


def _compound(number: int, at: int, word: str, sure: dict[str, float]) -> list[Mention]:
    """Return the people in a word like "Lavrov-Tillerson" or "anti-Assad"."""
    found = []
    offset = 0
    for part in word.split("-"):
        if part in sure and part.lower() not in lexicon().places and len(part) > 2:
            part_of = (offset, len(part))
            found.append(Mention(number, at, at + 1, (part,), 0.9 * sure[part], part_of))
        offset += len(part) + 1
    return found


def _disjoint(found: list[Mention]) -> list[Mention]:
    """Return mentions in order, none overlapping the one before; of two the longer stays."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.sentence, m.start, m.part or (0, 0), -m.end)):
        last = kept[-1] if kept else None
        clash = (
            last is not None
            and last.sentence == mention.sentence
            and mention.start < last.end
            and (last.part is None or mention.part is None)
        )
        if clash and last is not None:
            if mention.end - mention.start > last.end - last.start:
                kept[-1] = replace(mention, chance=max(mention.chance, last.chance))
            continue
        kept.append(mention)
    return kept
