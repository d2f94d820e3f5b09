"""Russian and Ukrainian names in their cases: «Владимира Путина» is «Владимир Путин».

Which form is the nominative cannot be told from one form alone («Александра Иванова» may be a
woman's name), so all that it may stand for are given, and the archive has to know one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path

from search.extract.naming import form

_CYRILLIC = re.compile(r"[Ѐ-ӿ’'-]+(?: [Ѐ-ӿ’'-]+)*")
_LIST = Path(__file__).parent / "data/womensnames.txt"
_VOWEL = "аеёиіїоуыэюяєъ"

# A man's ending in some case -> nominatives.
_MAN = (
    (("ского", "скому", "ским", "ском"), ("ский",)),
    (("цкого", "цкому", "цким", "цком"), ("цкий",)),
    (("ського", "ському", "ським"), ("ський",)),
    (("ого", "ому", "ым", "ом"), ("ой", "ый")),
    (("ия", "ию", "ием", "ии"), ("ий",)),
    (("ія", "ію", "ієм", "ії"), ("ій",)),
    (("я", "ю", "ем", "е", "єм", "ї"), ("й", "ь")),
    (("а", "у", "ом", "ым", "им", "ем", "е", "ові", "еві"), ("",)),
    (("ы", "и", "е", "у", "ой", "ою"), ("а",)),
    (("и", "е", "ю", "ей"), ("я",)),
    (("ка", "ку", "ком", "кові"), ("ко",)),
)
# A woman's.
_WOMAN = (
    (("ской", "скую"), ("ская",)),
    (("цкой", "цкую"), ("цкая",)),
    (("ської", "ській", "ську", "ською"), ("ська",)),
    (("ой", "ую"), ("ая",)),
    (("ой", "у", "ы", "е", "ою", "и", "і"), ("а",)),
    (("и", "ию", "ией", "ей", "ю", "е", "ії", "ію", "ією"), ("я", "ия", "ія", "ь")),
)


def nominatives(name: str) -> list[str]:
    """Return the identities that a name may be a case of, none where it is like no case."""
    if not _CYRILLIC.fullmatch(name) or not 2 <= len(words := name.split()) <= 3:
        return []
    first, last = words[0], words[-1]
    if _is_womans(first, last):
        return []
    found: dict[str, None] = {}
    for table in (_MAN, _WOMAN):
        firsts, lasts = list(_stripped(first, table)), list(_stripped(last, table))
        if table is _WOMAN or _indeclinable(last):
            lasts.append(last)
        for given, family in product(firsts, lasts):
            found.setdefault(form(f"{given} {family}").key)
    found.pop(form(name).key, None)
    return list(found)


def _stripped(
    word: str, table: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
) -> Iterator[str]:
    for endings, nominative in table:
        for ending in endings:
            stem = word.removesuffix(ending)
            if len(stem) < len(word) and len(stem) > 1:
                yield from (stem + end for end in nominative if end or stem[-1] not in _VOWEL)


def _is_womans(first: str, last: str) -> bool:
    """Return whether this is as likely a woman's name as a man's in the genitive."""
    return first in _women() and last.endswith(("а", "я"))


def _indeclinable(last: str) -> bool:
    return last[-1] in "оеиіуыэюё"


@lru_cache(maxsize=1)
def _women() -> frozenset[str]:
    """Return the names of women that are also a case of a man's."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
