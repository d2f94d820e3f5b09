"""The language an article is written in, and that of a line which is in another."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from search.article import Evidence
from search.extract.prose import dominant_language, function_words, words_of

HEAD, SAMPLE = 1000, 4000  # characters that are looked at first, and at most
LEAST_LETTERS = 20
LEAST_WORDS = 4  # of which fewer tell no language by themselves
LEAST_SIGNS = 8  # of scripts that write without blanks
LINE_WORDS = 5  # a line of fewer may be a name
LONGEST_LINE = 400  # characters of a line that are looked at
OWN_SHARE, OTHER_SHARE = 0.1, 0.2  # of function words, in lines of the article's language and not
ACCENTED_SHARE = 0.08  # of letters
# Languages whose function words no close relative shares: no need to load the model.
_PLAIN = frozenset(["en", "de", "fr", "it", "nl", "ru", "pl", "tr", "hu", "fi", "el"])
_UNSPACED = frozenset(["ja", "zh", "th", "lo", "km", "my"])
_KANA_SHARE = 0.05  # of the signs, from which Chinese characters are Japanese
_CODE = re.compile(r"^[a-z]{2,3}$")
_ACCENT = re.compile("[\u0300-\u036f]")
_LETTERS = (("be", "ў"), ("uk", "їєґ"), ("sr", "ђћ"), ("mk", "ѓќѕ"), ("ru", "ыэё"), ("bg", "ъ"))
"""Letters by which languages of the Cyrillic script are told, the surest first."""
_ALIKE = (frozenset(["id", "ms"]), frozenset(["hr", "bs", "sr"]))
"""Languages so alike that the model parts its certainty among them."""


def language(text: str, stated: str | None, by: str) -> tuple[str, Evidence] | None:
    """Return the language code (`en`) and the evidence, None when too little is there to tell."""
    code = code_of(stated)
    seen = _seen(text)
    if code and (seen is None or seen[0] == code or seen[1] < 0.9):
        return code, Evidence(by, stated or "", 0.95, "metadata")
    if seen is None:
        return None
    found, confidence, method = seen
    other = (code,) if code else ()
    return found, Evidence(method, "", round(confidence, 2), "body", None, None, other)


def of_line(text: str, article: str | None) -> str | None:
    """Return the language of a line where it is plainly another than the article's, else None.

    The model is asked only about lines that do not look like the article's language.
    """
    text = text[:LONGEST_LINE]
    if text.isascii() and len(text) < LEAST_LETTERS:
        return None
    script, written = _script(text)
    words = words_of(written.lower())
    languages = _languages(script, text) if script else ()
    found: tuple[str, float, str] | None = None
    if script is None or (len(languages) == 1 and languages[0] == article):
        return None
    if len(languages) == 1:
        told = len(words) > 1 and sum(map(len, words)) >= LEAST_SIGNS
        return languages[0] if told else None
    if languages and article not in languages:
        own = _by_letters(written) if script == "CYRILLIC" and len(words) > 2 else None
        if own or len(words) < LEAST_WORDS:
            return own
        found = _modelled(" ".join(words), languages, LEAST_WORDS)
    elif len(words) >= LINE_WORDS and _looks_foreign(words, article):
        found = _modelled(" ".join(words), languages, LEAST_WORDS)
    return found[0] if found and found[0] != article else None


def _looks_foreign(words: Sequence[str], article: str | None) -> bool:
    """Whether words have little of the article's language, and something of another."""
    common = function_words().get(article or "", frozenset())
    if sum(word in common for word in words) >= OWN_SHARE * len(words):
        return False
    lang, share, _ = dominant_language(words)
    if lang != article and share >= OTHER_SHARE:
        return True
    letters = "".join(words)
    return sum(not letter.isascii() for letter in letters) >= ACCENTED_SHARE * len(letters)


def code_of(stated: str | None) -> str | None:
    """Return the code of a language as stated (`en-US`, `eng`, `English`: `en`)."""
    text = (stated or "").strip().casefold().replace("_", "-")
    known = _named()
    for name in (text, _plain(text), re.split(r"[-;,( ]", text, maxsplit=1)[0]):
        if name in known:
            return known[name]
    text = text.split("-", 1)[0]
    return text if _CODE.match(text) else None


def _seen(text: str) -> tuple[str, float, str] | None:
    """Return the language a text shows itself, the chance that it is, and by what it shows."""
    script, written = _script(text[:HEAD])
    if script == "LATIN" and written == text[:HEAD]:
        plain = _by_function_words(words_of(written))
        if plain:
            return plain, 0.99, "function words"
    script, written = _script(text[:SAMPLE])
    if script is None:
        return None
    languages = _languages(script, text[:SAMPLE])
    words = words_of(written)
    if len(languages) == 1:
        signs = sum(map(len, words))
        enough = signs >= LEAST_SIGNS if languages[0] in _UNSPACED else len(words) > 1
        return (languages[0], 0.99, "script") if enough else None
    if len(words) < LEAST_WORDS or len(written) < LEAST_LETTERS:
        return None
    plain = _by_function_words(words)
    if plain:
        return plain, 0.99, "function words"
    return _modelled(written.lower(), languages, len(words))


def _by_function_words(words: Sequence[str]) -> str | None:
    """Return the language whose function words leave no doubt."""
    if len(words) < 20:
        return None
    lang, share, lead = dominant_language([word.lower() for word in words])
    # English has no near relative among the languages told apart here.
    most, ahead = (0.2, 2.5) if lang == "en" else (0.3, 2)
    return lang if lang in _PLAIN and share > most and lead > ahead else None


def _modelled(text: str, languages: Sequence[str], words: int) -> tuple[str, float, str] | None:
    """Return what the model says, of the languages of the script alone where these are known."""
    chances: dict[str, float] = {}
    for model_code, sure in _model().rank(text):
        code = _named().get(model_code, model_code)
        if not languages or code in languages:
            chances[code] = chances.get(code, 0.0) + float(sure)
    first = max(chances, key=lambda code: chances[code])
    alike = next((group for group in _ALIKE if first in group), frozenset([first]))
    total = sum(chances.values())
    sure = sum(chances.get(code, 0.0) for code in alike) / total if total else 0.0
    if sure < (0.8 if words >= 2 * LEAST_WORDS else 0.9):
        return None
    return first, min(0.97, sure), "py3langid"


def _script(text: str) -> tuple[str | None, str]:
    """Return the script of most letters, None for hardly any, and the words written in it."""
    if text.isascii():
        return ("LATIN" if any(map(str.isalpha, text)) else None), text
    counts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            counts[script_of(letter)] += count
    if not counts:
        return None, ""
    script, count = counts.most_common(1)[0]
    if count >= 0.9 * counts.total():
        return script, text
    if count <= 0.5 * counts.total():
        return None, ""
    return script, " ".join(word for word in text.split() if _of_script(word, script))


def _of_script(word: str, script: str) -> bool:
    letter = next(filter(str.isalpha, word), None)
    return letter is not None and script_of(letter) == script


@lru_cache(maxsize=8192)
def script_of(letter: str) -> str:
    """Return the script of a letter; kana and Chinese characters are one."""
    name = unicodedata.name(letter, "?").split(" ", 1)[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "IDEOGRAPHIC") else name


def _languages(script: str, text: str) -> Sequence[str]:
    """Return the languages written in a script, none for Latin."""
    if script == "CJK":
        kana = sum("\u3040" <= letter <= "\u30ff" for letter in text)
        return ("ja",) if kana >= _KANA_SHARE * len(text) else ("zh",)
    return _scripts().get(script, ())


def _by_letters(text: str) -> str | None:
    letters = text.lower()
    for code, own in _LETTERS:
        if any(map(letters.__contains__, own)):
            return None if code == "ru" and "і" in letters else code
    return None


def _plain(text: str) -> str:
    return _ACCENT.sub("", unicodedata.normalize("NFD", text))


@lru_cache(maxsize=1)
def _named() -> Mapping[str, str]:
    """Return the codes by every name and code of a language."""
    known: dict[str, str] = {}
    for code, names in _rows("languages.tsv"):
        for name in (code, *names.split("|")):
            known[name] = known[_plain(name)] = code
    return known


@lru_cache(maxsize=1)
def _scripts() -> Mapping[str, Sequence[str]]:
    return {script: tuple(languages.split()) for script, languages in _rows("scripts.tsv")}


def _rows(name: str) -> list[list[str]]:
    source = files("search.extract").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return [row.split("\t") for row in source.splitlines() if row and not row.startswith("#")]


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loading takes two seconds

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
