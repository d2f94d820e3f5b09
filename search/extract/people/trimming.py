"""Names without what stands beside them: ordinary words, places, other people's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from search.extract.people.features import plain, setting
from search.extract.people.lexicon import lexicon
from search.extract.people.mention import Mention
from search.extract.people.text import Text

_ROLES = ("man", "woman", "ian", "ist")  # Defenseman, Slovakian


def edited(
    text: Text, mention: Mention, families: set[str], times: Counter[tuple[str, ...]]
) -> Mention:
    """Return the mention without what stands beside the name.

    `families` are the family names of the article, `times` how often each whole name is there.
    """
    if len(mention.words) != mention.end - mention.start or len(mention.words) == 1:
        return mention
    mention = _trimmed(mention, families)
    words = text.sentences[mention.sentence]
    short = mention.words[:2]
    full = words[mention.end : mention.end + 3] == ["(", short[0], ")"]  # …Addison (Mitch) …
    if len(mention.words) > 2 and (full or (short in times and _overruns(words, mention))):
        mention = replace(mention, end=mention.start + 2, words=short)
    return _unrepeated(mention, families)


def _trimmed(mention: Mention, families: set[str]) -> Mention:
    """Return the mention without an ordinary word before a known family name: Draft Biden.

    Nor before a given name and what follows it: Preschooler Keltin Marazzi.
    """
    lex = lexicon()
    words = mention.words
    if len(words) == 1:
        return mention
    if "of" in words[2:]:  # Joan of Arc is a name; of Ana Lee of Halin, two words are
        kept = words.index("of", 2)
        mention = replace(mention, end=mention.start + kept, words=words[:kept])
        words = mention.words
    if words[1] == "of" and words[0] not in lex.first and words[-1].lower() in lex.places:
        return replace(mention, end=mention.start + 1, words=words[:1])  # Hale of Iowa
    if words[0][-1] == "." and len(words[0]) > 2 and words[0].lower() in lex.places:
        return replace(mention, start=mention.start + 1, words=words[1:])  # of a dateline: Md.
    opener = plain(words[0])
    if len(words) == 3 and _is_another(opener) and _begins(words[1], words[2]):
        return replace(mention, start=mention.start + 1, words=words[1:])
    if len(words) > 2 and opener not in lex.first and opener not in lex.last:
        start = next((i for i, word in enumerate(words[:-1]) if plain(word) in lex.first), 0)
        if start and all(_ordinary(word) for word in words[:start]):
            return replace(mention, start=mention.start + start, words=words[start:])
    if len(words) != 2 or plain(words[-1]) not in families or plain(words[0]) in lex.first:
        return mention
    if lex.common.get(words[0].lower(), len(lex.common)) > 8000:
        return mention
    return replace(mention, start=mention.start + 1, words=words[1:])


def _is_another(word: str) -> bool:
    """Return whether a word is a family name only, of another person: Trump Cindy McCain."""
    lex = lexicon()
    return word in lex.last and word not in lex.first and word not in lex.family_first


def _begins(given: str, family: str) -> bool:
    """Return whether two words are a given name only, and a family name."""
    lex = lexicon()
    return given in lex.first and given not in lex.last and family in lex.last


def _overruns(words: Sequence[str], mention: Mention) -> bool:
    """Return whether a name known by its first two words goes on into what follows it.

    A headline has no small letters to end a name: Elizabeth Warren Hammers Wells. Another given
    name begins another name: Ted Cruz Rafael.
    """
    after = plain(mention.words[2])
    given = after in lexicon().first and after not in lexicon().last
    return setting(words) == "T" or (given and len(mention.words) == 3)


def _unrepeated(mention: Mention, families: set[str]) -> Mention:
    """Return the mention up to where a word of it comes again: Paul Ryan Paul Davis Ryan."""
    words = mention.words
    for i, word in enumerate(words[1:], 1):
        if len(word) > 2 and word in words[:i] and (len(words) > 2 or word in families):
            return replace(mention, end=mention.start + i, words=words[:i])
    return mention


def _ordinary(word: str) -> bool:
    """Return whether a word is common in small letters or a people's; no initial or particle."""
    lex = lexicon()
    if word.lower() in lex.groups or word.lower() in lex.companies or word.endswith(_ROLES):
        return True
    return len(word) > 2 and word not in lex.particles and word.lower() in lex.common
