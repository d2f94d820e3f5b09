"""What the browser tests visit: every page, over the seeds, hostile and extreme articles.

A new page is a row of PAGES; a test says when a route has none.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from search.archive import Archive
from tests.web.payloads import XSS

SEEDS = Path(__file__).parent.parent.parent / "seeds"


@dataclass(frozen=True)
class Page:
    """A page by its path, in which {id} is the article that the query `find` ranks first, and
    {ids} the first four of them; {story} is the story of the first that is of one.
    """

    name: str
    path: str
    find: str = ""
    status: int = 200


ENDLESS = "+OR+".join(["tillerson", "zephyr", *(f"пристань{number}" for number in range(180))])
"""A search of 180 words that nothing has and two that something has."""

PAGES = (
    Page("home", "/"),
    Page("results", "/search?q=tillerson+plan"),
    Page("everything", "/search?per_page=100"),
    Page("narrowed", "/search?q=tillerson&outlet=TASS&from=2017&to=2017-12"),
    Page("explained", "/search?q=tillerson+plan&explain=1"),
    Page("why a rank", "/why/{id}?q=tillerson+plan&explain=1", "tillerson plan"),
    Page("why a hostile rank", "/why/{id}?q=zephyr+onerror", "zephyr onerror"),
    Page("no such rank", "/why/nosuch?q=tillerson", status=404),
    Page("lines", "/search?q=russia&view=lines"),
    Page("nothing", "/search?q=zzzz+tillerson&outlet=TASS"),
    Page(
        "headlines half remembered",
        "/search?q=%22ferry%22+meridian+stranded+off+cape+sorrow+goats+adrift",
    ),
    Page("past the end", "/search?q=tillerson&page=99"),
    Page("a century", "/search?q=century&sort=oldest"),
    Page("broken query", "/search?q=(tillerson+OR+%22plan"),
    Page("a seed", "/article/{id}?q=tillerson+plan&hit=1", "tillerson plan"),
    Page("hostile results", "/search?q=zephyr"),
    Page("a hostile article", "/article/{id}?q=zephyr&hit=1", "zephyr onerror"),
    Page("a crowd", "/article/{id}", "title:crowd"),
    Page("endless", "/article/{id}?q=lighthouse", "title:endless"),
    Page("a part of what is endless", "/article/{id}?q=lighthouse&part=7", "title:endless"),
    Page("no such part", "/article/{id}?part=99", "title:endless", status=404),
    Page("people of a crowd", "/article/{id}/people", "title:crowd"),
    Page("quotes of a crowd", "/article/{id}/quotes?q=mayor&page=2", "title:crowd"),
    Page("lines set aside", "/article/{id}/set-aside?q=tillerson", "tillerson plan"),
    Page("received", "/article/{id}/received?page=2", "title:endless"),
    Page("hostile people", "/article/{id}/people", "zephyr onerror"),
    Page("hostile quotes", "/article/{id}/quotes", "zephyr has:quote"),
    Page("a hostile text as received", "/article/{id}/received", "zephyr onerror"),
    Page("no such annex", "/article/{id}/nosuch", "=brevity", status=404),
    Page("an endless search", f"/search?q={ENDLESS}"),
    Page("an endless search explained", f"/search?q={ENDLESS}&explain=1&outlet=TASS"),
    Page("lines of an endless search", f"/search?q={ENDLESS}&view=lines"),
    Page("nothing of an endless search", f"/search?q={ENDLESS.replace('+OR+', '+')}"),
    Page("an article of an endless search", f"/article/{{id}}?q={ENDLESS}&hit=1", "tillerson"),
    Page("one line", "/article/{id}", "=brevity"),
    Page("no title and no date", "/article/{id}", "=nameless"),
    Page("a long title", "/article/{id}?q=interminable", "title:interminable"),
    Page("right to left", "/article/{id}?q=السفينة", "السفينة"),
    Page("Cyrillic", "/article/{id}", "title:маяк"),
    Page("people", "/people"),
    Page("people by letter", "/people?sort=name&q=tillerson"),
    Page("a person", "/people/rex-tillerson"),
    Page("a person of the crowd", "/people/ada-almeida"),
    Page("nobody", "/people/nosuch", status=404),
    Page("outlets", "/outlets"),
    Page("an outlet", "/outlets/TASS"),
    Page("a hostile outlet", "/outlets/Herald%20%3Csvg%20onload=alert(1)%3E"),
    Page("quotes", "/quotes"),
    Page("quotes of one", "/quotes?q=said%3Alavrov"),
    Page("a quote in all its wordings", "/quotes?like={id}:1", "tillerson plan"),
    Page("a hostile quote in all its wordings", "/quotes?like={id}:0", "zephyr has:quote"),
    Page("no such quote", "/quotes?like=nosuch:0", status=404),
    Page("stories", "/stories"),
    Page("stories of a search", "/stories?q=tillerson&sort=largest&min_outlets=2"),
    Page("coverage", "/coverage?q=tillerson"),
    Page("coverage by day", "/coverage?q=zephyr&by=day&from=2021-01&to=2021-02"),
    Page("coverage of a century", "/coverage"),
    Page("coverage of nothing", "/coverage?q=zzzz&by=week"),
    Page("a story", "/stories/{story}", "tillerson"),
    Page("a hostile story", "/stories/{story}", "zephyr"),
    Page("a large story", "/stories/{story}", "title:aground"),
    Page("an article of a story", "/article/{id}", "title:aground"),
    Page("stories in results", "/search?q=aground"),
    Page("four articles compared", "/compare?ids={ids}", "title:aground"),
    Page("no such story", "/stories/nosuch", status=404),
    Page("a comparison", "/compare?ids={ids}", "tillerson"),
    Page("hostile articles compared", "/compare?ids={ids}", "zephyr"),
    Page("two searches", "/compare?a=tillerson&b=zephyr"),
    Page("a choice", "/compare"),
    Page("too few to compare", "/compare?ids=one", status=400),
    Page("help", "/help"),
    Page("about", "/about"),
    Page("API", "/api"),
    Page("a door of the API", "/api/docs/api-search"),
    Page("a door of another engine", "/api/docs/index-search"),
    Page("no such door", "/api/docs/nosuch", status=404),
    Page("no such article", "/article/nosuch", status=404),
    Page("a mistaken address", "/search?outlt=x", status=400),
)

FIRST = ("Ada", "Boris", "Carla", "Dimitri", "Elena", "Farid", "Greta", "Hugo", "Irina", "Jonas")
LAST = (
    *("Almeida", "Bergström", "Castellanos", "Dvořák", "Eriksen", "Fitzgerald", "Grigoryan"),
    *("Hoffmann", "Ivanova", "Jankowski", "Kowalczyk", "Lindqvist", "Marchetti", "Novikova"),
    *("O'Sullivan", "Petrosyan", "Quintero", "Rasmussen", "Schwarzenegger", "Tchaikovsky"),
)
CROWD = tuple(f"{first} {last}" for last in LAST for first in FIRST)
"""Two hundred names."""

LONG = "Interminable " + " and ".join(
    f"deliberation {n} of the harbour council" for n in range(12)
)
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


def write(folder: Path) -> Path:
    """Return a file of articles as no reader wishes them: hostile, endless, nameless."""
    path = folder / "articles.jsonl"
    records = [*_hostile(), *_extreme(), *_century(), *_aground()]
    path.write_text("\n".join(json.dumps(one) for one in records), "utf-8")
    return path


def build(folder: Path) -> Path:
    """Return the directory of an index of the seeds and these articles."""
    archive = Archive.open(folder / "index")
    archive.rebuild([SEEDS, write(folder)])
    archive.close()
    return folder / "index"


def _hostile() -> list[dict[str, object]]:
    return [
        {
            "title": f"Zephyr {payload}",
            "body": f"{payload} A zephyr blew over the harbour all day.\n\n{payload}",
            "outlet": f"Herald {payload}",
            "author": payload,
            "url": payload,
            "date": f"2021-{number % 12 + 1:02}-{number % 28 + 1:02}",
        }
        for number, payload in enumerate(XSS)
    ]


def _extreme() -> list[dict[str, object]]:
    met = [f"{name}, a delegate, met the mayor. “We agree,” {name} said." for name in CROWD]
    sentence = "The lighthouse keeper counted the ships that passed before the storm. "
    words = "Two brevity words."
    return [
        {"title": "A crowd at the harbour", "body": "\n\n".join(met), "date": "2020-05-05"},
        {"title": "Endless watch", "body": "\n\n".join([sentence * 11] * 420), "outlet": "Keeper"},
        {"title": "Short", "body": words},
        {"body": "It was a nameless day on the quay, and nobody wrote down which one it was."},
        {"title": f"{LONG} {UNBROKEN}", "body": f"{UNBROKEN} was there.", "date": "2020"},
        {
            "title": "وصلت السفينة إلى الميناء",
            "body": "وصلت السفينة إلى الميناء يوم الجمعة، وقال القبطان إن الرحلة كانت طويلة.\n\n"
            "The Captain spoke English, too: “We are late.”",
            "lang": "ar",
            "outlet": "صحيفة الميناء",
            "date": "2020-06-06",
        },
        {
            "title": "Старый маяк снова светит",
            "body": "Старый маяк в гавани снова светит, сообщил смотритель Иван Петров.",
            "lang": "ru",
            "outlet": "Портовые вести",
            "date": "2020-07-07",
        },
    ]


def _aground() -> list[dict[str, object]]:
    """One event as twenty outlets tell it, one of them in the words of another."""
    seen = ("gulls", "buckets", "lanterns", "kites", "an accordion", "two goats", "a piano")
    told: list[dict[str, object]] = []
    for number in range(20):
        people = [*CROWD[number : number + 3], "Ilse Varga"]
        said = [
            f"“The ferry {seen[number % 7]} were never insured,” said {one}." for one in people
        ]
        body = [
            f"The ferry Meridian ran aground off Cape Sorrow with {40 + number} people aboard.",
            f"Ilse Varga, the harbour master, saw {seen[number % 7]} adrift near Cape Sorrow.",
            *said,
            f"Divers of team {number} reached the Meridian after {number + 2} hours.",
            f"Insurers of {CROWD[number]} had warned of the {seen[(number + 3) % 7]} in spring.",
        ]
        text = "\n\n".join(body) if number != 19 else str(told[4]["body"])
        told.append(
            {
                "title": f"Ferry Meridian aground off Cape Sorrow, {seen[number % 7]} adrift",
                "body": text,
                "outlet": f"Sorrow Gazette {number % 14}",
                "date": f"2019-08-{1 + number // 5:02}" if number % 6 else "2019-08",
            }
        )
    return told


def _century() -> list[dict[str, object]]:
    """One article every two years since 1890, each of an outlet of its own."""
    return [
        {
            "title": f"The century, part {year - 1889}",
            "body": f"What the century brought to the harbour in the year {year}.",
            "outlet": f"Annals {year} of the Harbour and its Lighthouses",
            "date": dt.date(year, 1 + year % 12, 1).isoformat(),
        }
        for year in range(1890, 2022, 2)
    ]


def address(page: Page, ask: Callable[[str], list[dict[str, str]]]) -> str:
    """Return the path of a page, `ask` giving the results of a query by relevance."""
    path = page.path
    if page.find:
        found = ask(page.find)
        ids = [one["id"] for one in found]
        path = path.replace("{id}", ids[0]).replace("{ids}", ",".join(ids[:4]))
        if "{story}" in path:
            path = path.replace("{story}", next(one["story"] for one in found if one["story"]))
    return quote(path, safe="/?=&%+:()")
