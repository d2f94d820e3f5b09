"""Text exports of Factiva: with a two-letter code before each field, or as the page shows them.

HD  Strike ends                              Strike ends
BY  By Ann Lee                               By Ann Lee
WC  355 words                                355 words
PD  20 June 2017                             20 June 2017
SN  The Gazette                              The Gazette
LA  English                                  GAZT
CY  (c) 2017 The Gazette                     English
LP  The strike is over, both sides said.     (c) 2017 The Gazette
TD  Ferries sail again …                     The strike is over, both sides said …
AN  Document GAZT000020170620ed6k0001x       Document GAZT000020170620ed6k0001x
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.ingest import clipping
from search.ingest.clipping import Clipping
from search.ingest.wordlist import table

DATABASE = "factiva"
LABELS = {label.upper(): name for label, name in clipping.labels(DATABASE).items()}
TEXTS = ("lead", "body")

_ENDS = re.compile(
    r"\s*(?:AN\s+)?(?:Document|Dokument|Documento|Документ)\s+([A-Z][A-Za-z0-9]{14,40})\s*"
)
_CODE = re.compile(r"([A-Z]{2,3})(?:(\s+)(\S.*)?)?$")
_WORDS = re.compile(
    r"\s*([\d., \xa0]{1,12}) (?:words|Wörter|Woerter|mots|palabras|parole|palavras"
    r"|woorden|ord|слов\w?)\s*",
    re.IGNORECASE,
)
_FOOT = re.compile(r"\s*Page\s*\d+\s*of\s*\d+\s*(?:©|\(c\)).*Factiva.*", re.IGNORECASE)
_CODES = re.compile(r"^\S+ : |\|")  # `harbr : Harbour Company`, `c13 : Regulation | …`
_TIME = re.compile(r"\s*\d{1,2}:\d\d(?:\s*[AP]M)?(?:\s+\w{2,5})?\s*", re.IGNORECASE)
_PAPER_CODE = re.compile(r"\s*[A-Z][A-Z0-9]{1,7}\s*")
_PAGE = re.compile(r"\s*(?:[A-Z]?\d{1,3}[A-Z]?|(?:Page|Seite|S\.|p\.)\s*[\w-]+)\s*")
_LANGUAGES = frozenset(table("labels.txt")["languages"])
_COVER = re.compile(r"\s*(?:Search Summary|Suchzusammenfassung|Résumé de la recherche|Text\s*$)")


def recognised(lines: Sequence[str]) -> bool:
    """Return whether lines are the beginning of such an export."""
    if any(_ENDS.fullmatch(line) for line in lines) and any(map(_WORDS.fullmatch, lines)):
        return True
    if any(
        _is_head(lines[at : at + 12]) for at, line in enumerate(lines) if _WORDS.fullmatch(line)
    ):
        return True
    codes = {found[0] for line in lines if (found := _coded(line))}
    return codes >= {"HD", "PD"} and len(codes & {"SN", "LP", "TD", "WC", "AN", "SC"}) > 1


def _is_head(lines: Sequence[str]) -> bool:
    """Return whether a date, a code of a paper and its rights follow the count of words."""
    return (
        any(clipping.date(line) for line in lines[1:3] if len(line) < 40)
        and any(map(_PAPER_CODE.fullmatch, lines[3:8]))
        and any(map(clipping.RIGHTS.match, lines[4:]))
    )


def starts(line: str) -> bool:
    """Return whether an article begins after this line."""
    return False


def ends(line: str) -> bool:
    """Return whether an article ends with this line."""
    return _ENDS.fullmatch(line) is not None


def is_cover(lines: Sequence[str]) -> bool:
    """Return whether lines are what stands around the articles: what was searched for."""
    told = [line for line in lines if line.strip() and not _FOOT.fullmatch(line)]
    return not told or _COVER.match(told[0]) is not None


def clipped(lines: Sequence[str]) -> Clipping | None:
    """Return the article in the lines of one document, None where they are laid out otherwise."""
    lines = [line for line in lines if not _FOOT.fullmatch(line)]
    codes = [found[0] for line in lines if (found := _coded(line))]
    return _tagged(lines) if "HD" in codes and "PD" in codes else _displayed(lines)


def _coded(line: str) -> tuple[str, str, bool] | None:
    """Return the code of a line, its value, and whether the code plainly stands apart."""
    found = _CODE.match(line)
    if not found or found[1] not in LABELS:
        return None
    return found[1], (found[3] or "").strip(), found[2] != " "


def _tagged(lines: Sequence[str]) -> Clipping:
    stated: dict[str, tuple[str, str]] = {}
    texts: dict[str, list[str]] = {}
    name: str | None = None
    blank = True
    for line in lines:
        found = _coded(line)
        if found and LABELS[found[0]] not in texts:
            code, value, apart = found
            if apart or name not in TEXTS or ends(line) or (blank and _CODES.search(value)):
                name = LABELS[code]
                texts[name] = [value] if value else []
                stated[name] = ("", code.lower())
                blank = False
                continue
        if name is not None:
            texts[name].append(line)
        blank = not line.strip()
    for key, (_, label) in list(stated.items()):
        stated[key] = (" ".join(texts[key]), label)
    parts = [text for key in TEXTS if (text := _text(texts.get(key, ())))]
    _refine(stated)
    return clipping.clipping(
        DATABASE, {k: v for k, v in stated.items() if k not in TEXTS}, "\n\n".join(parts)
    )


def _displayed(lines: Sequence[str]) -> Clipping | None:
    counted = next((at for at, line in enumerate(lines) if _WORDS.fullmatch(line)), None)
    if counted is None:
        return None
    stated: dict[str, tuple[str, str]] = {"length": (lines[counted], "words")}
    _above([line.strip() for line in lines[:counted] if line.strip()], stated)
    at = counted + 1
    while at < len(lines) and "copyright" not in stated and at - counted < 24:
        line = lines[at].strip()
        name = _place(line, stated) if line else None
        if line and name is None:
            break
        if name:
            stated[name] = (line, name)
        at += 1
    if "date" not in stated:
        return None
    if ended := next((found for line in lines if (found := _ENDS.fullmatch(line))), None):
        stated["id"] = (ended[1], "document")
    rest = [line for line in lines[at:] if not ends(line)]
    _refine(stated)
    return clipping.clipping(DATABASE, stated, _text(rest))


def _place(line: str, stated: dict[str, tuple[str, str]]) -> str | None:
    """Return what a line below the count of words is, by its form and by what came before."""
    if "date" not in stated:
        return "date" if len(line) < 40 and clipping.date(line) else None
    if clipping.RIGHTS.match(line) or re.match(r"\s*(?:distributed by|all content)", line, re.I):
        return "copyright"
    if "lang" in stated or len(line) > 120:
        return None
    if line.casefold() in _LANGUAGES:
        return "lang"
    if "outlet" not in stated:
        return "time" if _TIME.fullmatch(line) and "time" not in stated else "outlet"
    if "source-code" not in stated and _PAPER_CODE.fullmatch(line):
        return "source-code"
    if "page" not in stated and _PAGE.fullmatch(line):
        return "page"
    return "edition" if "edition" not in stated else "volume" if "volume" not in stated else None


def _above(lines: list[str], stated: dict[str, tuple[str, str]]) -> None:
    """Tell section, headline and author apart, which stand above the count of words."""
    if len(lines) > 1 and _is_byline(lines[-1]):
        stated["author"] = (lines.pop(), "byline")
    if len(lines) > 1 and len(lines[0].split()) <= 4 and len(lines[0]) < len(lines[1]):
        stated["section"] = (lines.pop(0), "section")
    if lines:
        stated["title"] = (" ".join(lines), "headline")


def _is_byline(line: str) -> bool:
    words = line.split()
    if re.match(r"(?:by|von|par|por|di|door)\s", line, re.IGNORECASE):
        return True
    names = [word for word in words if word.lower() not in ("and", "und", "et", "y", "in", "of")]
    return len(words) <= 8 and len(names) > 1 and all(word[:1].isupper() for word in names)


def _text(lines: Sequence[str]) -> str:
    return "\n\n".join(clipping.running(block) for block in clipping.blocks(lines))


def _refine(stated: dict[str, tuple[str, str]]) -> None:
    if "id" in stated:
        value, label = stated["id"]
        stated["id"] = (value.split()[-1] if value.split() else "", label)
    if "author" in stated:
        stated["author"] = (clipping.author(stated["author"][0]), stated["author"][1])
