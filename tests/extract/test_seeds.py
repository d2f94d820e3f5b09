"""The five seeds against truth made by hand: every field, persons by identity."""

import functools
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from search.article import Article, RawArticle, Source
from search.extract import Survey, article, people
from tests.extract.invented import assert_evidence_stands

SEEDS = Path(__file__).parents[2] / "seeds"

TRUTH: dict[str, dict[str, Any]] = {
    "000": {
        "title": "Russia considers no counter-demands to US in response to Tillerson's plan",
        "outlet": "TASS",
        "agency": "TASS",
        "date": ("2017-06-20", "2017-06-20", "day"),
        "people": ["Rex Tillerson", "Dmitry Peskov"],
        "captioned": [],
        "credits": (),
        "mentioned": {"BuzzFeed"},
    },
    "001": {
        "title": "Tillerson Visits Moscow Amid a Turbulent Period in Russia-US Relations",
        "outlet": "Sputnik",
        "agency": "Sputnik",
        "date": ("2017-04-12", "2017-04-12", "day"),
        "people": [
            "Sergei Lavrov",
            "Rex Tillerson",
            "Vladimir Putin",
            "Bashar Assad",
            "Dmitry Peskov",
            "Alexei Pushkov",
            "Leonid Slutsky",
            "Victor Ozerov",
        ],
        "captioned": ["Donald Trump", "Jens Stoltenberg"],
        "credits": ("Maxim Shemetov",),
        "mentioned": {"Reuters", "Twitter"},
    },
    "002": {
        "title": "Moscow ready to seek ways to improve relations with US on basis of equality",
        "outlet": None,
        "agency": "Sputnik",
        "date": ("2018-02-12", "2018-02-12", "day"),
        "people": ["Sergei Lavrov", "Rex Tillerson"],
        "captioned": [],
        "credits": (),
        "mentioned": {"Sputnik", "Rossiya 1"},
    },
    "003": {
        "title": "Kremlin: No positive shift yet on Russia-US ties",
        "outlet": "Business Standard",
        "agency": "AP",
        "date": ("2017-04-13", "2017-04-13", "day"),
        "people": [
            "Vladimir Putin",
            "Rex Tillerson",
            "Dmitry Peskov",
            "Sergey Lavrov",
            "Donald Trump",
            "Barack Obama",
        ],
        "captioned": [],
        "credits": (),
        "mentioned": {"The New York Times", "The Athletic"},
    },
    "004": {
        "title": "Tillerson offers Russia a truce price North Korea",
        "outlet": None,
        "agency": None,
        "date": ("2017-06-01", "2017-06-30", "month"),
        "people": ["Rex Tillerson", "Donald Trump", "Otto Warmbier", "Sergey Lavrov"],
        "captioned": [],
        "credits": ("Brendan Smialowski",),
        "mentioned": {"BuzzFeed", "USA Today", "AFP"},
    },
}


@functools.cache
def seeds() -> dict[str, Article]:
    survey, found = Survey(), {}
    for path in sorted(SEEDS.glob("*.txt")):
        source = Source(str(SEEDS), path.name, 0, None, "")
        found[path.name[:3]] = article(
            RawArticle(path.stem, "path", source, "text", path.read_text(encoding="utf-8"))
        )
        survey.observe(found[path.name[:3]])
    return {name: survey.resolve(one) for name, one in found.items()}


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("field", ["title", "outlet", "agency"])
def test_the_seed_says(name, field):
    assert getattr(seeds()[name], field) == TRUTH[name][field]


@pytest.mark.parametrize("name", TRUTH)
def test_the_seed_was_published(name):
    one = seeds()[name]
    assert (str(one.first_day), str(one.last_day), one.date_precision) == TRUTH[name]["date"]


@pytest.mark.parametrize("name", TRUTH)
def test_the_seed_names_the_people(name):
    one = seeds()[name]
    for found, true in ((one.people, "people"), (one.captioned, "captioned")):
        assert {people.identity(person.name) for person in found} == {
            people.identity(written) for written in TRUTH[name][true]
        }


@pytest.mark.parametrize("name", TRUTH)
def test_the_seed_credits_and_mentions(name):
    one = seeds()[name]
    assert one.credits == TRUTH[name]["credits"]
    assert set(one.mentioned_outlets) == TRUTH[name]["mentioned"]


@pytest.mark.parametrize("name", TRUTH)
def test_every_value_has_evidence_that_stands_where_it_says(name):
    one = seeds()[name]
    values = {
        "title": one.title,
        "outlet": one.outlet,
        "agency": one.agency,
        "date": one.first_day,
        "lang": one.lang,
    }
    assert {field for field, value in values.items() if value} <= set(one.provenance)
    for evidence in one.provenance.values():
        assert 0 <= evidence.confidence <= 1
    assert_evidence_stands(one)


@pytest.mark.parametrize(
    ("name", "field", "where", "text"),
    [
        ("000", "outlet", "body", "/TASS/"),
        ("000", "date", "body", "MOSCOW, June 20."),
        ("001", "agency", "body", "(Sputnik)"),
        ("001", "date", "received", "April 12, 2017"),
        ("002", "date", "received", "12 February 2018\N{NO-BREAK SPACE}"),
        ("003", "outlet", "received", "No Business Standard Journalist"),
        ("003", "agency", "received", "AP Moscow"),
        ("003", "date", "received", "Apr 13 2017 | 8:13 PM IST"),
        ("004", "date", "received", "13 Jun 2017"),
    ],
)
def test_the_evidence_is_these_words(name, field, where, text):
    evidence = seeds()[name].provenance[field]
    assert evidence.where == where
    assert text in evidence.text
    assert len(evidence.text) < len(text) + 20


@pytest.mark.parametrize("name", TRUTH)
def test_no_line_of_a_seed_is_lost(name):
    one = seeds()[name]
    kept = f"{one.title}\n{one.body}\n" + "\n".join(aside.text for aside in one.set_aside)
    for line in (one.received or "").splitlines():
        assert " ".join(line.split()) in kept


def test_the_paywall_is_no_part_of_the_article():
    one = seeds()["003"]
    assert one.body.startswith("President Vladimir Putin's meeting")
    assert one.body.endswith("created by the previous administration.")
    assert "Subscribe" not in one.body


def test_captions_and_teasers_are_no_part_of_the_article():
    one = seeds()["001"]
    assert "Sputnik International" not in one.body
    assert "Better Than Anticipated" not in one.body
    assert "Заголовок" not in one.body
    kinds = {aside.kind for aside in one.set_aside}
    assert {"caption", "headline", "foreign", "furniture"} <= kinds


def test_the_seeds_are_understood_without_the_language_model():
    program = (
        "import sys\n"
        "from tests.extract.test_seeds import seeds\n"
        "assert {one.lang for one in seeds().values()} == {'en'}\n"
        "assert 'py3langid' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=SEEDS.parent, check=True)
