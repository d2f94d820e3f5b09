"""Text exports of Nexis, as LexisNexis Academic wrote them and as Nexis Uni does.

                  1 of 200 DOCUMENTS                 Strike ends
                  The Gazette (Halin)                The Gazette (Halin)
              June 20, 2017 Tuesday                  June 20, 2017 Tuesday 9:20 AM GMT
                  First Edition
                                                     Copyright 2017 The Gazette
    Strike ends                                      Section: NEWS; Pg. 3
    BYLINE: Ann Lee                                  Length: 355 words
    SECTION: NEWS; Pg. 3                             Byline: Ann Lee
    LENGTH: 355 words                                Body
    The strike is over …                             The strike is over …
    LOAD-DATE: June 21, 2017                         Load-Date: June 21, 2017
             Copyright 2017 The Gazette              End of Document

Layouts as described by the R packages LexisNexisTools and tm.plugin.lexisnexis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.ingest import clipping
from search.ingest.clipping import Clipping

DATABASE = "nexis"
LABELS = clipping.labels(DATABASE)
HEADER = frozenset(
    {"title", "author", "section", "length", "dateline", "highlight", "series", "correction"}
) | {"publication-type"}
WITH_CAPTIONS = frozenset({"graphic", "correction", "notes"})
MOST_CAPTIONS = 6
BELOW = frozenset({"load-date", "lang", "publication-type", "journal-code"})

STARTS = re.compile(
    r"\s*(?:\d{1,5} (?:of|de|von|di|van) \d{1,5} DOCUMENTS?|(?:Dokument|Document|Documento)"
    r" \d{1,5} (?:of|de|von|di|van) \d{1,5})\s*",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"\s*(?:End of Document|Fin du document|Ende des Dokuments|Fin del documento"
    r"|Fine del documento|Einde van document)\s*",
    re.IGNORECASE,
)
_BODY = re.compile(r"\s*(?:Body|Corps|Volltext|Text|Texte|Cuerpo|Testo)\s*:?\s*")
_LABEL = re.compile(r"\s*([^\W\d_][\w/ ()-]{1,30}?)\s*:(?:[\s\xa0]+(.*)|$)", re.DOTALL)
_COUNTED = re.compile(r"\s*[^\W\d_]{4,12}\s*:[\s\xa0]+[\d.,]+ \w+", re.IGNORECASE)
_TRAILER = re.compile(r"\s*(?:Classification|Klassifikation|Graphic|Notes)\s*")
_COVER = re.compile(
    r"\s*(?:User Name|Date and Time|Job Number|Documents? \(\d+\)|\d+\. |Client/Matter"
    r"|Search Terms|Search Type|Narrowed by|Content Type|News$|[^\W\d_]+: .*Content Type:)"
)


def recognised(lines: Sequence[str]) -> bool:
    """Return whether lines are the beginning of such an export."""
    found = {one for line in lines if (one := _named(line))}
    if any(STARTS.fullmatch(line) for line in lines):
        return len(found) > 1 and not found.isdisjoint(("length", "load-date"))
    bodies = [place for place, line in enumerate(lines) if _BODY.fullmatch(line)]
    counted = any(
        _COUNTED.match(line) and _named(line) == "length"
        for place in bodies
        for line in lines[max(0, place - 8) : place]
    )
    return counted and (len(found) > 1 or any(ENDS.fullmatch(line) for line in lines))


def starts(line: str) -> bool:
    """Return whether an article begins after this line."""
    return STARTS.fullmatch(line) is not None


def ends(line: str) -> bool:
    """Return whether an article ends with this line."""
    return ENDS.fullmatch(line) is not None


def is_cover(lines: Sequence[str]) -> bool:
    """Return whether lines are what stands around the articles: the request, a list of titles."""
    told = [line for line in lines if line.strip()]
    return not any(_named(line) in ("length", "load-date", "lang") for line in told)


def clipped(lines: Sequence[str]) -> Clipping | None:
    """Return the article in the lines of one document, None where they are laid out otherwise."""
    body = next((place for place, line in enumerate(lines) if _BODY.fullmatch(line)), None)
    if body is not None and not any(starts(line) for line in lines):
        return _newer(lines, body)
    return _classic([line for line in lines if not starts(line)])


def _named(text: str) -> str | None:
    found = _LABEL.match(text[:60].replace("\n", " "))
    return LABELS.get(found[1].casefold()) if found else None


def _labelled(text: str) -> tuple[str, str, str] | None:
    """Return what a paragraph's label means, its value and the label, None for one without."""
    found = _LABEL.match(text)
    name = LABELS.get(found[1].casefold()) if found else None
    return (name, (found[2] or "").strip(), found[1]) if found and name else None


def _classic(lines: Sequence[str]) -> Clipping | None:
    blocks = clipping.blocks(lines)
    stated: dict[str, tuple[str, str]] = {}
    dated = next(
        (
            place
            for place, block in enumerate(blocks[:8])
            if not _named(block[0])
            and not clipping.RIGHTS.match(block[0])
            and clipping.date(block[0] if len(block[0]) < 100 else "")
        ),
        None,
    )
    if dated is None:
        return None
    _head(blocks[: dated + 1], stated)
    place = dated + 1
    while place < len(blocks) and not _named(blocks[place][0]):
        text = " ".join(clipping.running(blocks[place]).split())
        if clipping.RIGHTS.match(text):
            stated.setdefault("copyright", (text, "copyright"))
        elif _is_centred(blocks[place]) and "title" not in stated:
            stated["edition"] = (text, "edition")
        elif "title" in stated:
            break
        else:
            stated["title"] = (text, "title")
        place += 1
    while place < len(blocks) and (found := _labelled("\n".join(blocks[place]))):
        name, value, label = found
        if name == "body":
            blocks[place] = value.split("\n") if value else []
            break
        if name not in HEADER:
            break
        stated.setdefault(name, (value, label))
        place += 1
    end = _end(blocks, place)
    _tail(blocks[end:], stated)
    text = "\n\n".join(clipping.running(block) for block in blocks[place:end] if block)
    return _finished(stated, text)


def _end(blocks: Sequence[Sequence[str]], start: int) -> int:
    """Return where the body ends: labels stand without a gap from there to the end.

    Only that of pictures has a few captions below it; a body may have a paragraph like a label.
    """
    end, gap = len(blocks), 0
    for at in range(len(blocks) - 1, start - 1, -1):
        if not blocks[at]:
            continue
        if not _is_trailer(blocks[at], last=at + 2 >= len(blocks)):
            gap += 1
            if gap > MOST_CAPTIONS:
                break
        elif not gap or _named(blocks[at][0]) in WITH_CAPTIONS:
            end, gap = at, 0
    return end


def _is_centred(block: Sequence[str]) -> bool:
    return all(line.startswith("    ") for line in block)


def _is_trailer(block: Sequence[str], *, last: bool) -> bool:
    name = _named(block[0])
    if name:
        return name not in HEADER - {"correction", "publication-type"} and block[0][:1].isupper()
    return clipping.RIGHTS.match(block[0]) is not None and (last or _is_centred(block))


def _head(blocks: Sequence[Sequence[str]], stated: dict[str, tuple[str, str]]) -> None:
    """Note publication, date and edition, which stand in this order, and rights anywhere."""
    lines = [line.strip() for block in blocks for line in block]
    at = next(place for place, line in enumerate(lines) if clipping.date(line))
    before = [line for line in lines[:at] if not clipping.RIGHTS.match(line)]
    rights = [line for line in lines[:at] if clipping.RIGHTS.match(line)]
    if before:
        stated["outlet"] = (before[-1], "publication")
    if rights:
        stated["copyright"] = (" ".join(rights), "copyright")
    stated["date"] = (lines[at], "date")
    if lines[at + 1 :]:
        stated["edition"] = (" ".join(lines[at + 1 :]), "edition")


def _tail(blocks: Sequence[Sequence[str]], stated: dict[str, tuple[str, str]]) -> None:
    """Note what stands below the body; a paragraph without a label belongs to the one above."""
    last: str | None = None
    for block in blocks:
        text = "\n".join(block)
        found = _labelled(text)
        if found:
            last = found[0]
            stated.setdefault(last, (found[1], found[2]))
        elif clipping.RIGHTS.match(text):
            stated.setdefault("copyright", (text, "copyright"))
        elif last and last in stated:
            value, label = stated[last]
            stated[last] = (f"{value} {text}", label)


def _newer(lines: Sequence[str], body: int) -> Clipping | None:
    stated: dict[str, tuple[str, str]] = {}
    dated = _upwards(lines, body, stated)
    if dated is None:
        return None
    above = [line.strip() for line in lines[:dated]]
    _blank_off(above)
    if above:
        stated["outlet"] = (above.pop(), "publication")
    _blank_off(above)
    title: list[str] = []
    while above and above[-1] and len(title) < 3 and not _COVER.match(above[-1]):
        title.insert(0, above.pop())
    if title:
        stated["title"] = (" ".join(title), "title")
    rest = [line for line in lines[body + 1 :] if not ends(line)]
    end = next(
        (
            place
            for place, line in enumerate(rest)
            if _TRAILER.fullmatch(line) or _named(line) in BELOW
        ),
        len(rest),
    )
    for line in rest[end:]:
        if found := _labelled(line):
            stated.setdefault(found[0], (found[1], found[2]))
    pictures = [line for line in rest[end:] if line.strip() and not _labelled(line)]
    if pictures[1:] and pictures[0].strip() == "Graphic":
        stated.setdefault("graphic", (" ".join(pictures[1:]), "graphic"))
    text = "\n\n".join(clipping.running(block) for block in clipping.blocks(rest[:end]))
    return _finished(stated, text)


def _upwards(lines: Sequence[str], body: int, stated: dict[str, tuple[str, str]]) -> int | None:
    """Note what stands between date and body, from below; return the place of the date."""
    for place in range(body - 1, -1, -1):
        line = lines[place]
        found = _labelled(line)
        if clipping.RIGHTS.match(line):
            stated.setdefault("copyright", (line, "copyright"))
        elif found:
            stated.setdefault(found[0], (found[1], found[2]))
        elif len(line) < 120 and clipping.date(line):
            stated["date"] = (line, "date")
            return place
        elif line.strip():
            stated.setdefault("edition", (line, "edition"))
    return None


def _blank_off(lines: list[str]) -> None:
    while lines and not lines[-1]:
        lines.pop()


def _finished(stated: dict[str, tuple[str, str]], body: str) -> Clipping:
    if "section" in stated:
        section, page = clipping.pages(stated["section"][0])
        stated["section"] = (section, stated["section"][1])
        if page:
            stated["page"] = (page, "section")
    if "author" in stated:
        stated["author"] = (clipping.author(stated["author"][0]), stated["author"][1])
    if "lang" in stated:
        stated["lang"] = (re.split(r"[;,]", stated["lang"][0])[0], stated["lang"][1])
    return clipping.clipping(DATABASE, stated, body)
