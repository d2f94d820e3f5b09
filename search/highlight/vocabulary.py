"""The tests a query puts to words, each numbered, and which of them a written form passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from search.highlight.needles import Kind, Needle, needles
from search.highlight.reading import Analysis, W


class Passed(dict[str, tuple[int, ...]]):
    """Written form to the tests it passes, asked once for each form."""

    def __init__(self, ask: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, form: str) -> tuple[int, ...]:
        passed = self[form] = self._ask(form)
        return passed


class Vocabulary:
    """Every word test of one query. Tests are added while the query is compiled, then asked."""

    def __init__(self, analysis: Analysis[W]) -> None:
        self._fold: Callable[[str], str] = analysis.fold
        self._stem: Callable[[str, str | None], str] = analysis.stem
        self._numbers: dict[tuple[Kind, str, int], int] = {}
        self._keys: list[tuple[Kind, str, int]] = []
        self._equal: dict[tuple[Kind, str], list[int]] = {}
        self._patterns: list[tuple[int, Callable[[str], bool]]] = []
        self._stems: list[tuple[str, int]] = []
        self._known: dict[str | None, Passed] = {}

    def test(self, kind: Kind, text: str, edits: int = 0) -> int:
        """Return the number of a test: `text` is a form for "form", else a folded form.

        A "shape" may hold `*` and `?`.
        """
        key = (kind, text, edits)
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            self._keys.append(key)
            if kind == "stem":
                self._stems.append((text, number))
            elif kind in ("fold", "form"):
                self._equal.setdefault((kind, text), []).append(number)
            elif kind == "prefix":
                self._patterns.append((number, lambda folded: folded.startswith(text)))
            elif kind == "shape":
                self._patterns.append((number, _shape(text)))
            else:
                self._patterns.append((number, lambda folded: within_edits(text, folded, edits)))
        return self._numbers[key]

    def passed(self, lang: str | None) -> Passed:
        """Return what maps a written form to the tests it passes in this language."""
        known = self._known.get(lang)
        if known is None:
            stems: dict[str, list[int]] = {}
            for folded, number in self._stems:
                stems.setdefault(self._stem(folded, lang), []).append(number)
            known = self._known[lang] = Passed(lambda form: self._ask(form, stems, lang))
        return known

    def letters(self, test: int) -> int:
        """Return how many letters a word must share to pass a test, or nearly."""
        kind, text, _ = self._keys[test]
        if kind == "shape":
            return len(max(re.split(r"[*?]", text), key=len))
        return 0 if kind == "fuzzy" else len(text)

    def is_ascii(self, tests: Iterable[int]) -> bool:
        """Return whether words that pass one of the tests have a fold of ASCII."""
        return all(self._keys[test][1].isascii() for test in tests)

    def spelled(self, words: Iterable[Collection[int]]) -> list[str] | None:
        """Return the folds of words of which one test each must pass; None where that is another
        test than of a fold of ASCII.
        """
        found = []
        for tests in words:
            keys = [self._keys[test] for test in tests]
            if len(keys) != 1 or keys[0][0] != "fold" or not keys[0][1].isascii():
                return None
            found.append(keys[0][1])
        return found

    def needles(self, tests: Iterable[int], lang: str | None) -> set[Needle] | None:
        """Return what a word that passes one of the tests must hold, None when it is unknown."""
        found: set[Needle] = set()
        for test in tests:
            kind, text, edits = self._keys[test]
            its = needles(kind, self._stem(text, lang) if kind == "stem" else text, lang, edits)
            if its is None:
                return None
            found.update(its)
        return found

    def _ask(self, form: str, stems: dict[str, list[int]], lang: str | None) -> tuple[int, ...]:
        folded = self._fold(form)
        passed = [*self._equal.get(("form", form), ()), *self._equal.get(("fold", folded), ())]
        if stems:
            passed += stems.get(self._stem(folded, lang), ())
        passed += [number for number, passes in self._patterns if passes(folded)]
        return tuple(passed)


def _shape(pattern: str) -> Callable[[str], bool]:
    """Return whether a word has a shape: what stands between `*` is looked for left to right.

    The leftmost place is always as good as a later one, so nothing is tried twice.
    """
    pieces = [
        re.compile("".join("." if sign == "?" else re.escape(sign) for sign in piece), re.DOTALL)
        for piece in pattern.split("*")
    ]
    if len(pieces) == 1:
        return lambda word: pieces[0].fullmatch(word) is not None
    tail = len(pattern) - pattern.rindex("*") - 1

    def passes(word: str) -> bool:
        found = pieces[0].match(word)
        for piece in pieces[1:-1]:
            found = piece.search(word, found.end()) if found else None
        last = len(word) - tail
        return bool(found and found.end() <= last and pieces[-1].match(word, last))

    return passes


def within_edits(a: str, b: str, edits: int) -> bool:
    """Whether `edits` letters inserted, left out, changed or swapped with a neighbour suffice.

    No letter is edited twice (optimal string alignment).
    """
    if abs(len(a) - len(b)) > edits:
        return False
    shared = 0
    for x, y in zip(a, b):  # noqa: B905  the shorter ends the prefix
        if x != y:
            break
        shared += 1
    a, b = a[shared:], b[shared:]
    if not a or not b or not edits:
        return len(a) + len(b) <= edits
    return (
        within_edits(a[1:], b[1:], edits - 1)
        or within_edits(a[1:], b, edits - 1)
        or within_edits(a, b[1:], edits - 1)
        or (a[:2] == b[1::-1] and within_edits(a[2:], b[2:], edits - 1))
    )
