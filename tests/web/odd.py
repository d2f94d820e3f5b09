"""Archives unlike the usual: of one article, without dates and outlets, of long names, of old
years, of writing without spaces.
"""

import json
import random
from pathlib import Path

from search.archive import Archive

DRAW = random.Random(11)
PARTS = ("ka", "lo", "mi", "ren", "tor", "va", "sel", "du", "pa", "nik", "gor", "lan", "fe", "bru")
WORDS = ["".join(DRAW.choices(PARTS, k=DRAW.randint(2, 4))) for _ in range(300)]
UNBROKEN = "y" * 300

Record = dict[str, object]


def _name(parts: int) -> str:
    return "".join(DRAW.choices(PARTS, k=parts)).capitalize()


def _said(words: int = 12) -> str:
    return " ".join(DRAW.choices(WORDS, k=words)).capitalize() + " harbour."


def _body(people: list[str]) -> str:
    said = [f"“{_said()}” said {one}, a delegate." for one in people]
    return "\n\n".join([_said(), *said, _said(40)])


def _lacking() -> list[Record]:
    """Neither a date nor an outlet, some without a headline, some of one line."""
    people = [f"{_name(2)} {_name(3)}" for _ in range(12)]
    made: list[Record] = [
        {"title": _said(6), "body": _body(DRAW.sample(people, 3))} for _ in range(24)
    ]
    return [*made, {"body": "A harbour."}, {"title": "Short harbour", "body": "No."}]


def _long() -> list[Record]:
    """Outlets of a hundred letters, each with an article, headlines of 400, words of 300."""
    people = [f"{_name(5)}-{_name(5)} von {_name(6)}" for _ in range(20)]
    made: list[Record] = [
        {
            "title": f"{' '.join(DRAW.choices(WORDS, k=44))[:390]} harbour",
            "body": _body(DRAW.sample(people, 6)),
            "outlet": f"The {_name(8)} Daily Gazette and {_name(8)} Advertiser of {_name(8)} {n}",
            "date": f"20{10 + n % 10}-{1 + n % 12:02}-05",
        }
        for n in range(60)
    ]
    unbroken: Record = {
        "title": UNBROKEN,
        "body": f"{UNBROKEN} harbour {UNBROKEN}",
        "outlet": UNBROKEN,
    }
    return [*made, unbroken]


def _old() -> list[Record]:
    """Three articles a year for 130 years."""
    return [
        {
            "title": _said(6),
            "body": _said(30),
            "outlet": "Annals",
            "date": f"{1890 + n // 3}-07-02",
        }
        for n in range(390)
    ]


def _unspaced() -> list[Record]:
    """Japanese and Arabic, of outlets named so."""
    japanese = "首相は月曜日に新しい港湾計画を発表した。市長は「計画は良い」と述べた。"
    arabic = "وصلت السفينة إلى الميناء يوم الجمعة، وقال القبطان إن الرحلة كانت طويلة harbour."
    made: list[Record] = []
    for n in range(8):
        told = f"{japanese}harbour\n\n" * 5
        made.append({"title": f"新しい港の計画{n}", "body": told, "outlet": "港新聞"})
        told = f"{arabic}\n\n" * 5
        made.append({"title": f"وصلت السفينة {n}", "body": told, "outlet": "صحيفة الميناء"})
    return made


def _one() -> list[Record]:
    return [{"title": "Harbour opens", "body": _body(["Ana Petrova"]), "date": "2021-03-03"}]


KINDS = {"one": _one, "lacking": _lacking, "long": _long, "old": _old, "unspaced": _unspaced}


def build(folder: Path, kind: str) -> Path:
    """Return the directory of an index of one kind."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, KINDS[kind]())), "utf-8")
    archive = Archive.open(folder / "index")
    archive.rebuild([path])
    archive.close()
    return folder / "index"
