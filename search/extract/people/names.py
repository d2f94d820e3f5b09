"""Names taken apart, and the key that is equal for spellings of one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from search.extract.people.lexicon import lexicon

_NUMERALS = ("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi")
SUFFIXES = frozenset(
    {"jr", "sr", "xvii", "xviii", "xix", "xx", "xxi", "xxii", "xxiii", *_NUMERALS}
)
"""What may follow a family name, or the name of a pope. Single letters are initials instead."""

REGNAL = frozenset({"pope", "king", "queen", "prince", "princess", "emperor", "empress"})
"""Titles that stay with a lone given name: Pope Francis, Prince Harry."""

_LEADING = frozenset({"de", "di", "del", "della", "du", "da", "la", "le", "bin", "von"})
"""Particles that may open a family name in capitals: De Niro, Bin Laden. Van is a given name."""


def _plain_consonants(word: re.Match[str]) -> str:
    """Return a Serbian or Croatian name as it is without marks: Miloshevich as Milosevic."""
    return re.sub(r"([csz])h|d[zj]|j", lambda found: found[1] or "d", word[1]) + "c"


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[^a-z]"), ""),
    (re.compile(r"^(?:ye|je)(?=[a-z]{3})"), "e"),
    (re.compile(r"^iu"), "yu"),
    (re.compile(r"ts?ch"), "ch"),
    (re.compile(r"dzh"), "j"),
    (re.compile(r"ks"), "x"),
    (re.compile(r"(?<=.)kh"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=[ao])y$"), "i"),
    (re.compile(r"ey"), "ei"),
    (re.compile(r"(?<=[b-df-hj-np-tv-z])(?:iy|yy|ii|ij|yi|y|iyi)$"), "i"),
    (re.compile(r"(?<=a)ia$"), "ya"),
    (re.compile(r"(?<=[^aeiou])i?ya$"), "ia"),
    (re.compile(r"(?<=.)ye(?=v)"), "e"),
    (re.compile(r"i(?=(?:ak|uk)$)"), "y"),
    (re.compile(r"(?<=[aou])y(?=s[kt]|ts|k|g)"), "i"),
    (re.compile(r"^(.{2,}i)(?:c|ch)$"), _plain_consonants),
    (re.compile(r"(.)\1+"), r"\1"),
)
_SEVERAL_TITLES = frozenset(
    {"justices", "senators", "judges", "representatives", "presidents", "governors", "mayors"}
    | {"ministers", "reps", "sens", "govs", "messrs", "detectives", "officers", "professors"}
)
_MARKS = frozenset("\"“”'‘’()")
_SEVERAL = re.compile(r"(?:[^\W\d_]\.){2,}")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: `words` as written without titles, suffix and the like.

    `keys` are the keys of its words without particles: given names, then the family name. `suffix`
    is "jr", "iii" and so on, or empty. `regnal` is the title of a pope, king or prince.
    """

    words: tuple[str, ...]
    keys: tuple[str, ...]
    suffix: str = ""
    regnal: str = ""

    @property
    def full(self) -> bool:
        """Whether a given name and a family name are there."""
        return len(self.keys) > 1

    @property
    def first(self) -> str:
        """The key of the first given name, or of the only word."""
        return self.keys[0]

    @property
    def last(self) -> str:
        """The key of the family name, or of the only word."""
        return self.keys[-1]


@lru_cache(maxsize=1 << 14)
def key(word: str) -> str:
    """Return the transliteration key of one word: `dmitri` for Dmitry, Dmitriy and Дмитрий."""
    latin = anyascii(word).lower()
    latin = re.sub(r"^(?:al|el|as|ad|ash|an|ar)-(?=.)", "", latin)
    bare = re.sub(r"[^a-z]", "", latin)
    variants = lexicon().variants
    if bare in variants:
        return variants[bare]
    for pattern, replacement in _RULES:
        latin = pattern.sub(replacement, latin)
    return variants.get(latin, latin)


def is_title(word: str) -> bool:
    """Return whether the word is a title, rank or role, or several: Justices Hale and Wu."""
    bare = word.lower().rstrip(".")
    return bare in lexicon().titles or bare in _SEVERAL_TITLES


@lru_cache(maxsize=1 << 14)
def parse(words: tuple[str, ...]) -> Name | None:
    """Return the name that `words` spell, None when nothing but titles is left."""
    rest = list(words)
    regnal = ""
    while rest and is_title(rest[0]) and (len(rest) > 1 or rest[0].endswith(".")):
        if rest[0].lower() in lexicon().weak_titles and not regnal and len(rest) == 2:
            given = rest[0] in lexicon().first and rest[0].lower() not in REGNAL
            if given:
                break
        regnal = rest[0] if rest[0].lower() in REGNAL else ""
        rest = rest[1:]
    suffix = ""
    while len(rest) > 1 and rest[-1].lower().strip(".,") in SUFFIXES | {""}:
        suffix = rest[-1].lower().strip(".,") or suffix
        rest = rest[:-1]
    rest = _without_nickname(rest)
    rest = [word for word in rest if word not in _MARKS and word != ","]
    parts = [word for i, word in enumerate(rest) if not _particle(rest, i)]
    keys = [key(part) for i, word in enumerate(parts) for part in _initials(word, i, len(parts))]
    keys = [found for found in keys if found]
    if not keys:
        return None
    if len(keys) == 3 and rest[0] in lexicon().family_first and max(map(len, keys[1:])) <= 6:
        keys = [keys[0], keys[1] + keys[2]]  # Kim Jong Un is Kim Jong-un
    if len(keys) > 1:
        regnal = ""
    return Name(tuple(rest), tuple(keys), suffix, regnal)


def _without_nickname(words: list[str]) -> list[str]:
    """Return the words without those in quotation marks or brackets in the middle."""
    marks = [i for i, word in enumerate(words) if word in _MARKS]
    if len(marks) > 1 and marks[0] > 0 and marks[-1] < len(words) - 1:
        return words[: marks[0]] + words[marks[-1] + 1 :]
    return words


def _initials(word: str, at: int, count: int) -> Sequence[str]:
    """Return the initials of H.W. between given and family name, any other word as it is."""
    between = 0 < at < count - 1
    return re.findall(r"\w\.", word) if between and _SEVERAL.fullmatch(word) else [word]


def _particle(words: Sequence[str], at: int) -> bool:
    """Return whether word `at` is only a particle of the family name after it."""
    word = words[at]
    lower = word.lower().strip("'’")
    if at == len(words) - 1 or lower not in lexicon().particles or word.endswith("."):
        return False
    if word[0].islower() or at > 0:
        return True
    return lower in _LEADING and len(words) == 2


def identity(name: str) -> str:
    """Return the key that is equal for spellings of one name: `sergei lavrov` for Sergey Lavrov.

    First and last word count, and Jr or III; middle names do not (see `conflict`).
    """
    parsed = parse(tuple(name.split()))
    if parsed is None:
        return " ".join(filter(None, (key(word) for word in name.split()))) or name.casefold()
    ends = (parsed.first, parsed.last) if parsed.full else (parsed.last,)
    kept = (parsed.regnal.lower(), *ends, "" if parsed.suffix == "sr" else parsed.suffix)
    return " ".join(filter(None, kept))


def conflict(one: str, other: str) -> bool:
    """Return whether two names of one identity are two people: George W. and George H. W."""
    a, b = parse(tuple(one.split())), parse(tuple(other.split()))
    if a is None or b is None:
        return False
    if a.suffix != b.suffix and "jr" in (a.suffix, b.suffix):
        return True
    return not middles_agree(a.keys[1:-1], b.keys[1:-1])


def middles_agree(a: Sequence[str], b: Sequence[str]) -> bool:
    """Return whether middle names can be of one person: one has none, or their initials agree."""
    if not a or not b:
        return True
    return a[0].startswith(b[0][:1]) if len(b[0]) == 1 or len(a[0]) == 1 else a[0] == b[0]


def given_agree(a: str, b: str) -> bool:
    """Return whether two given names can be of one person: equal, initial, or a pet form."""
    if a == b or (min(len(a), len(b)) == 1 and a[:1] == b[:1]):
        return True
    stands_for = _pet_names()
    return bool(stands_for.get(a, frozenset({a})) & stands_for.get(b, frozenset({b})))


@lru_cache(maxsize=1)
def _pet_names() -> dict[str, frozenset[str]]:
    """Return for the key of a pet name the keys of the names it may stand for, and its own."""
    return {
        key(short): frozenset({key(short), *map(key, full)})
        for short, full in lexicon().nicknames.items()
    }
