"""Runs of the tagger -> whole names: no titles at the edges, with Jr and missed given names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from operator import itemgetter

from search.extract.people.features import plain, setting
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention, continues, honours, rare
from search.extract.people.names import REGNAL, SUFFIXES, is_title
from search.extract.people.tagger import Tagged
from search.extract.people.text import Sentences, Text

_CLITICS = frozenset({"'s", "’s", "'S", "’S"})

LONGEST = 6
"""Words in a name at most."""

_KIN = frozenset({"husband", "wife", "son", "daughter", "brother", "sister", "father", "mother"})
_KIN |= frozenset(
    {"uncle", "aunt", "cousin", "nephew", "niece", "widow", "girlfriend", "boyfriend"}
)


def shaped(sentences: Sentences, runs: Iterable[Tagged]) -> list[Mention]:
    """Return the runs as names: without titles at the edges, with Jr and a missed given name."""
    found: list[Mention] = []
    for run in runs:
        words = sentences[run.sentence]
        floor = found[-1].end if found and found[-1].sentence == run.sentence else 0
        start, end = max(run.start, floor), run.end
        clitic = next((i for i in range(start + 1, end) if words[i] in _CLITICS), end)
        end = min(end, clitic)
        while end > start and (not words[end - 1][0].isalpha() or words[end - 1].islower()):
            end -= 1
        while start < end and (not words[start][0].isalpha() or _bare_title(words, start, end)):
            start += 1
        start = _past_titles(words, start, end)
        if end - start == 1 and start and words[start - 1].lower() in REGNAL:
            start -= words[start - 1][0].isupper()
        if start >= end:
            continue
        while start > floor and end - start < LONGEST and continues(words, start):
            start -= 1
        if end - start > 1 and start > floor and _is_initial(words, start - 1):
            start -= 1
        while end < len(words) and end - start < LONGEST and _goes_on(words, start, end):
            end += 1
        end = _past_nickname(words, end)
        if end + 1 < len(words) and words[end] == "," and _suffix(words[end + 1]):
            end += 2
        elif end < len(words) and _suffix(words[end]):
            end += 1
        if end - start <= LONGEST:
            found.append(Mention(run.sentence, start, end, tuple(words[start:end]), run.chance))
    return found


def _is_initial(words: Sequence[str], at: int) -> bool:
    """Return whether a word is the initial before a given name: H. Ross Perot."""
    word = words[at]
    return len(word) == 2 and word[0].isupper() and word[1] == "."


def _goes_on(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether the word at `end` is one more family name: Debbie Wasserman Schultz."""
    lex = lexicon()
    word = words[end]
    if not (word[0].isupper() and plain(word) in lex.last and plain(words[start]) in lex.first):
        return False
    lower = word.lower()
    return not (lower in lex.places or lower in lex.common or lower in lex.organisations)


def _past_nickname(words: Sequence[str], end: int) -> int:
    """Return the end of a name that goes on after a nickname: Henry "Money" Miller."""
    if words[end : end + 1] not in (['"'], ["“"], ["("]):
        return end
    for close in (end + 2, end + 3):
        last = words[close + 1] if close + 1 < len(words) else ""
        if words[close : close + 1] in (['"'], ["”"], [")"]) and last[:1].isupper():
            named = all(word[0].isupper() for word in words[end + 1 : close])
            known = rare(last) or plain(words[end - 1]) in lexicon().first
            return close + 2 if named and known else end
    return end


def coupled(text: Text, found: Sequence[Mention]) -> list[Mention]:
    """Return `found` with the family name of couples given to both: David and Ed Mirvish."""
    lex = lexicon()
    families = {mention.words[-1] for mention in found if len(mention.words) > 1}
    names = list(found)
    for number, (one, other) in enumerate(pairwise(found)):
        if len(one.words) > 1 or len(other.words) < 2 or one.sentence != other.sentence:
            continue
        word = one.words[0]
        given = word in lex.first and word not in lex.last and word not in families
        gap = text.sentences[one.sentence][one.end : other.start]
        if given and other.words[0] in lex.first and gap in (["and"], ["&"]):
            names[number] = replace(one, words=(word, *other.words[1:]))
    return names


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


def given(text: Text, found: list[Mention], others: dict[tuple[int, int], str]) -> list[Mention]:
    """Return `found` and the untagged runs that begin with a given name and go on unlike words."""
    lex = lexicon()
    openers = {w for w in text.marked if plain(w) in lex.first or plain(w) in lex.family_first}
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    for number, heads in groupby(text.where(openers), key=itemgetter(0)):
        words = text.sentences[number]
        end = 0
        for _, i in heads:
            if i < end or (number, i) in covered or not _opens(words, i):
                continue
            if setting(words) == "T":
                break
            end = i + 1
            while end < len(words) and end - i < 4 and _joins(words, end):
                end += 1
            run = words[i + 1 : end]
            if not run or len(run[-1]) < 2 or any((number, j) in covered for j in range(i, end)):
                continue
            after = words[end].lower() if end < len(words) and words[end][0].isupper() else ""
            rivals = any((number, j) in others for j in range(i, end))
            strong = _introduced(words, i) or _eastern(words[i], run)
            unusual = all(rare(word) for word in run if len(word) > 2)
            if after not in lex.organisations and (strong or not rivals) and (strong or unusual):
                added.append(Mention(number, i, end, tuple(words[i:end]), 0.6))
    return sorted([*found, *added], key=lambda m: (m.sentence, m.start))


def addressed(text: Text, found: list[Mention]) -> list[Mention]:
    """Return `found` and the untagged names after Mr., Rep., and whole ones after his wife."""
    covered = {(m.sentence, i) for m in found for i in range(m.start, m.end)}
    added = []
    titles = {w for w in text.marked if w[-1] == "." and len(w) > 2 and is_title(w)}
    titles = {word for word in titles if not word[0].islower()} | _KIN
    for number, i in text.where(titles):
        words = text.sentences[number]
        end = i + 1
        while end < len(words) and end - i <= 3 and _joins(words, end):
            end += 1
        name = tuple(words[i + 1 : end])
        if not name or len(name[-1]) <= 2 or any(map(is_title, name)):
            continue
        taken = any((number, j) in covered for j in range(i + 1, end))
        enough = words[i] not in _KIN or (len(name) > 1 and name[0][0].isupper())
        if enough and not taken:
            added.append(Mention(number, i + 1, end, name, 0.8))
    return sorted([*found, *added], key=lambda m: (m.sentence, m.start))


def _introduced(words: Sequence[str], start: int) -> bool:
    """Return whether a title or a country stands before: of Russia Sergey Lavrov."""
    if start == 0:
        return False
    before = words[start - 1].lower()
    lex = lexicon()
    return honours(words, start) or before in lex.places or before in lex.groups


def _eastern(word: str, run: Sequence[str]) -> bool:
    """Return whether the words are a family name and given names of East Asia: Ban Ki-moon."""
    first = lexicon().first
    given = all(part in first and "." not in part for part in run)
    return word in lexicon().family_first and given and len(run) <= 2


def _opens(words: Sequence[str], at: int) -> bool:
    lex = lexicon()
    word = words[at]
    lower = word.lower()
    if at + 1 == len(words):
        return False
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
