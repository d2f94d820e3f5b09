"""Seven articles of one invented town, each there for a reason, and an index of them.

The index is made by the engine itself, so that what the doors show can be known beforehand.
"""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from search.article import Article, Evidence, Person, Quote, SetAside, Source
from search.engine import Facts, Problem
from search.local import LocalEngine

BODY = (
    "HALIN, March 3. The harbour strike ended on Friday, mayor Ana Petrova said.\n\n"
    "“The cranes will move again on Monday,” Petrova said. Wages & hours were <agreed>.\n\n"
    "The port’s owner, Jon Marsh, did not comment on the strike."
)
PETROVA = Person("ana-petrova", "Ana Petrova", ("Ana Petrova", "Petrova"), 2, ((58, 69),))
MARSH = Person("jon-marsh", "Jon Marsh", ("Jon Marsh",), 1)


def article(number: int, **values: object) -> Article:
    given: dict[str, object] = {
        "id": f"a{number}",
        "source": Source("/archive", f"{number}.txt", 0, 1, f"{number:064}"),
        "title": f"Story {number}",
        "body": f"Paragraph one of story {number}.\n\nParagraph two.",
        "lang": "en",
    }
    if isinstance(values.get("first_day"), dt.date):
        given |= {"last_day": values["first_day"], "date_precision": "day"}
    return Article(**(given | values))  # type: ignore[arg-type]


STRIKE = article(
    1,
    id="strike",
    title="Harbour strike ends in Halin",
    body=BODY,
    url="https://courier.example/strike",
    outlet="Halin Courier",
    agency="Coast Wire",
    author="Eva Lind",
    first_day=dt.date(2021, 3, 3),
    people=(PETROVA, MARSH),
    captioned=(Person("otto-berg", "Otto Berg", ("Otto Berg",), 1),),
    credits=("Otto Berg / Coast Wire",),
    quotes=(
        Quote(
            "The cranes will move again on Monday,",
            78,
            115,
            "ana-petrova",
            "Petrova",
            "told",
            True,
            0.9,
        ),
        Quote("agreed", 151, 157, None, None, None, False, 0.4),
    ),
    set_aside=(SetAside("Read: 1344", "furniture", 2),),
    received="Read: 1344\n" + BODY,
    provenance={
        "outlet": Evidence("column:source", "Halin Courier", 0.99, "metadata"),
        "date": Evidence("dateline", "March 3", 0.8, "body", 7, 14, ("2020-03-03",)),
    },
    notes={"page": "A4", "load-date": "5 March 2021", "copyright": "Courier <Press>, Halin"},
)

PAPER = (
    STRIKE,
    article(
        2,
        title="Strike talks open",
        outlet="Evening Post",
        first_day=dt.date(2021, 2, 20),
        people=(MARSH,),
    ),
    article(
        3,
        title="Bridge opens",
        outlet="Guardian, The",
        first_day=dt.date(2020, 7, 1),
        last_day=dt.date(2020, 7, 31),
        date_precision="month",
    ),
    article(
        4,
        title="Забастовка в порту",
        body="Порт закрыт. Ëлка.",
        lang="ru",
        first_day=dt.date(2021, 3, 1),
    ),
    article(5, title="An undated strike", url="javascript:alert(1)"),
    article(6, title=None, outlet="Evening Post", first_day=dt.date(2019, 5, 5)),
    article(
        7,
        title="Mayor's visit",
        outlet="Halin Courier",
        first_day=dt.date(2021, 3, 4),
        people=(PETROVA,),
    ),
)


def build(directory: Path, articles: Iterable[Article] = PAPER) -> Path:
    """Return the directory with an index of these articles, a new generation each time."""
    engine = LocalEngine(directory)
    facts = Facts(sources=("/archive",), problems=(Problem("/archive/9.jsonl", 17, "no text"),))
    engine.rebuild(articles, lambda: facts)
    engine.close()
    return directory
