"""An archive in which every part of a page of results is as full as in one of 500 outlets.

Each article names five people and is of one of forty outlets and one of the 108 months of nine
years; some came from one of six agencies, and two of three are of a story.
"""

import datetime as dt
import random
from pathlib import Path

from search.article import Person
from search.engine import Facts
from search.local import LocalEngine
from tests.web.paper import article
from tests.web.shelved import tell

ARTICLES = 216
WORDS = (
    *("harbour", "storm", "warning", "coast", "quay", "lantern", "ferry", "council", "pilot"),
    *("anchor", "ledger", "wharf", "captain", "gull", "customs", "barge", "tide", "cannery"),
)
PARTS = (
    "bra",
    "do",
    "fen",
    "gul",
    "hal",
    "kor",
    "lin",
    "mo",
    "ner",
    "pel",
    "sta",
    "tu",
    "vor",
    "wy",
    "zan",
)
MANY = tuple(f"{first}{last}ten" for first in PARTS for last in PARTS if first != last)[:200]
"""Two hundred words of no language: each article has a quarter of them."""

FIRST = ("Ada", "Boris", "Carla", "Dimitri", "Elena", "Farid", "Greta", "Hugo", "Irina", "Jonas")
LAST = ("Almeida", "Dvorak", "Eriksen", "Hoffmann", "Jankowski", "Novikova")
PEOPLE = tuple(
    Person(f"{first}-{last}".lower(), f"{first} {last}", (f"{first} {last}",), 2)
    for last in LAST
    for first in FIRST
)


def build(directory: Path) -> Path:
    """Return the directory of an index of these articles."""
    draw = random.Random(5)
    made = []
    for number in range(ARTICLES):
        people = draw.sample(PEOPLE, 5)
        said = [
            f"The {draw.choice(WORDS)} and the {draw.choice(WORDS)} of {one.name} waited near a "
            f"{draw.choice(WORDS)} at the harbour; a storm over the {draw.choice(WORDS)} had come "
            f"upon {number} of them, said {one.name}, and no {draw.choice(WORDS)} was given."
            for one in people
        ]
        said.append(f"The ledger says {' '.join(draw.sample(MANY, 50))}.")
        day = dt.date(2012 + number % 9, 1 + number // 9 % 12, 1 + draw.randrange(28))
        made.append(
            article(
                number,
                id=f"full-{number:016x}",
                title=f"Harbour {draw.choice(WORDS)} storm {draw.choice(WORDS)} {number}",
                body="\n\n".join(said),
                outlet=f"The {draw.choice(WORDS).title()} Gazette of Halin {number % 40}",
                agency=f"{WORDS[number // 8 % 6].title()} Wire" if number % 8 == 0 else None,
                first_day=day,
                people=tuple(people),
            )
        )
    engine = LocalEngine(directory)
    engine.rebuild(made, lambda: Facts(sources=("/archive",)))
    stories = [(made[at].id, made[at + 1].id) for at in range(0, ARTICLES, 3)]
    tell(engine, stories, {})
    engine.close()
    return directory
