"""How a language writes numbers, and what it counts; from data/numbers.txt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f'’]\d+)*")
_SPACES = "\u00a0\u202f'’"


@dataclass(frozen=True, slots=True)
class Numerals:
    """The words of one language, folded. `decimal` is "," or ".", empty where it is not known.

    `alike` has for a word the first of those that mean the same.
    """

    values: Mapping[str, float]
    scales: Mapping[str, float]
    currencies: Mapping[str, str]
    about: frozenset[str]
    percent: frozenset[str]
    months: frozenset[str]
    left: frozenset[str]
    persons: frozenset[str]
    more: frozenset[str]
    might: frozenset[str]
    alike: Mapping[str, str]
    decimal: str

    def number(self, digits: str) -> float | None:
        """Return what digits with their signs come to, None where that is not certain."""
        for space in _SPACES:
            digits = digits.replace(space, " ")
        parts = re.split("[., ]", digits)
        signs = [sign for sign in digits if sign in "., "]
        if not signs:
            return float(digits)
        is_grouped = 0 < len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
        if len(signs) > 1 and len({*signs}) == 1:
            return float("".join(parts)) if is_grouped else None
        if len(signs) > 1:
            *groups, fraction = parts
            is_sound = len({*signs[:-1]}) == 1 and signs[-1] in ".,"
            is_sound = is_sound and all(len(part) == 3 for part in groups[1:])
            return float("".join(groups) + "." + fraction) if is_sound else None
        if signs[0] == " ":
            return float("".join(parts)) if is_grouped else None
        if is_grouped and parts[0] != "0":  # 1,200 or 1.200: thousands here, a fraction there
            if not self.decimal:
                return None
            return float(".".join(parts) if signs[0] == self.decimal else "".join(parts))
        return float(".".join(parts))


def digits(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the digits, with the signs among them, that begin at an offset of a text."""
    return _DIGITS.match(text, start, end)


@lru_cache(maxsize=128)
def numerals(lang: str | None) -> Numerals:
    """Return how a language writes numbers; of one that has no list, the digits alone."""
    said: dict[str, list[str]] = {}
    alike: dict[str, str] = {}
    text = files("search.compare").joinpath("data/numbers.txt").read_text("utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            code, kind, listed = line.split("\t")
            if code == lang:
                said.setdefault(kind, []).extend(listed.split())
                if kind == "alike":
                    alike.update(dict.fromkeys(listed.split(), listed.split()[0]))
    pairs = {
        kind: dict(one.split("=") for one in said.get(kind, ()))
        for kind in ("value", "scale", "currency")
    }
    sets = {
        kind: frozenset(said.get(kind, ()))
        for kind in ("about", "percent", "month", "left", "person", "more", "might")
    }
    return Numerals(
        values={word: float(value) for word, value in pairs["value"].items()},
        scales={word: float(value) for word, value in pairs["scale"].items()},
        currencies=pairs["currency"],
        about=sets["about"],
        percent=sets["percent"],
        months=sets["month"],
        left=sets["left"],
        persons=sets["person"],
        more=sets["more"],
        might=sets["might"],
        alike=alike,
        decimal="," if "comma" in said else "." if "point" in said else "",
    )
