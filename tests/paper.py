"""Twelve articles of an invented town, each there for a reason: an archive to hold in the head.

strike-1926      the oldest; knows its month only; the words "harbour strike" in this order
strike-2020      the same words far apart; U.S.-led, COVID-19, a possessive
regatta          title holds the word that others have in the body only
mayor            the mayor's full name, a quotation by her
mayor-again      the mayor by surname alone, another outlet
lavrova          a surname that begins like another's
fog              no date
ferry            no outlet, no title
budget           the longest; says "budget" ten times
hafen            German
gavan            Russian, Cyrillic
notice           one word
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from search.article import Article, Person, Quote, Source
from search.engine import Facts
from search.local import LocalEngine


def day(text: str) -> tuple[dt.date, dt.date]:
    """Return the first and last possible day of `2020`, `2020-05` or `2020-05-01`."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return dt.date(*parts), dt.date(*parts)
    year, months = parts[0], parts[1:] or [1]
    after = dt.date(
        year + (len(parts) == 1 or months[0] == 12),
        1 if len(parts) == 1 else months[0] % 12 + 1,
        1,
    )
    return dt.date(year, months[0], 1), after - dt.timedelta(days=1)


def article(
    ref: str,
    title: str | None,
    body: str,
    *,
    date: str | None = None,
    outlet: str | None = None,
    agency: str | None = None,
    lang: str | None = "en",
    people: tuple[Person, ...] = (),
    quotes: tuple[Quote, ...] = (),
    author: str | None = None,
    url: str | None = None,
) -> Article:
    """Return an article as extraction would: `ref` is its id and its file's name."""
    first, last = day(date) if date else (None, None)
    precision = {10: "day", 7: "month", 4: "year"}[len(date)] if date else None
    return Article(
        id=ref,
        source=Source("/paper", f"{ref}.txt", 0, 1, f"checksum of {ref} {body}"),
        title=title,
        body=body,
        url=url,
        author=author,
        outlet=outlet,
        agency=agency,
        first_day=first,
        last_day=last,
        date_precision=precision,  # type: ignore[arg-type]
        lang=lang,
        people=people,
        quotes=quotes,
    )


def person(name: str, *spellings: str) -> Person:
    return Person(
        name.lower().replace(" ", "-"), name, spellings or (name,), max(1, len(spellings))
    )


MAYOR_BODY = "Mayor Ana Peña opened the ferry. “The harbour is ours,” Ms. Peña said."
SAID = "The harbour is ours,"

PAPER = (
    article(
        "strike-1926",
        "Dockers walk out",
        "The harbour strike began at dawn. Dockers left their ships.\n\n"
        "Nobody knew how it would end.",
        date="1926-05",
        outlet="Harbour Gazette",
    ),
    article(
        "strike-2020",
        "Strike at the port",
        "U.S.-led sanctions hit the port's trade. COVID-19 kept the cranes still.\n\n"
        "Strikes were called off. The harbour stays shut, an official said.",
        date="2020-05-01",
        outlet="Harbour Gazette",
        agency="Reuters",
    ),
    article(
        "regatta",
        "Harbour regatta draws crowds",
        "Sails filled the bay on Sunday. The US team won; it was good to see us win.",
        date="2019-08-04",
        outlet="Evening Star",
        author="Jo O'Neil",
    ),
    article(
        "mayor",
        "Mayor opens the ferry",
        MAYOR_BODY,
        date="2019-03-02",
        outlet="Harbour Gazette",
        people=(person("Ana Peña", "Ana Peña", "Peña"),),
        quotes=(
            Quote(
                SAID,
                MAYOR_BODY.index(SAID),
                MAYOR_BODY.index(SAID) + len(SAID),
                "ana-peña",
                "Ms. Peña",
                "said",
                True,
                0.9,
            ),
        ),
    ),
    article(
        "mayor-again",
        "Pena under pressure",
        "Critics of Pena want the ferry stopped. The minister Sergey Lavrov wrote to her.",
        date="2019-03-05",
        outlet="Evening Star",
        people=(person("Ana Peña", "Pena"), person("Sergei Lavrov", "Sergey Lavrov")),
    ),
    article(
        "lavrova",
        "A dancer comes home",
        "Olga Lavrova danced. The minister Sergei Lavrov sent flowers.",
        date="2020-12-24",
        outlet="Evening Star",
        people=(person("Olga Lavrova"), person("Sergei Lavrov")),
    ),
    article("fog", "Fog", "Fog lay on the harbour all day.", outlet="Evening Star"),
    article("ferry", None, "The ferry runs again. It may be late.", date="2021"),
    article(
        "budget",
        "Council passes budget",
        "The budget. " * 10
        + "\n\nThe secretary of state spoke of the state of the harbour budget.",
        date="2021-11-30",
        outlet="Harbour Gazette",
        url="https://gazette.example/budget",
    ),
    article(
        "hafen",
        "Streik im Hafen",
        "Die Häuser am Hafen sind leer. Der Streik dauert an.",
        date="2020-06-10",
        lang="de",
        outlet="Hafenbote",
    ),
    article(
        "gavan",
        "Гавань",
        "Санкции закрыли гавань. Министр Лавров молчит.",
        date="2020-06-11",
        lang="ru",
    ),
    article("notice", None, "Closed.", date="2018-01-01", lang=None),
)


def engine(directory: Path, articles: tuple[Article, ...] = PAPER) -> LocalEngine:
    """Return a local engine that holds these articles."""
    made = LocalEngine(directory)
    made.rebuild(articles, lambda: Facts(sources=("/paper",)))
    return made
