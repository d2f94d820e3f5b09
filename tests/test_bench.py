"""What comparisons stand on: fair material, the same questions every time, honest verdicts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bench.engine import records
from bench.engine.making import resampled
from bench.engine.questions import Asker, Drawn
from bench.engine.tables import bound, p99, verdict
from search import record
from search.article import Article, Source

SENTENCES = (
    "The minister spoke to reporters about the new sanctions in Geneva.",
    "Nobody at the ministry would say when the talks with the union begin.",
    "Farmers along the river fear that the harvest will be small this year.",
    "The secretary of state flew home on Friday without an agreement.",
    "Prices of bread and milk rose in every province, the office found.",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Forty small articles as a file of records."""
    found = []
    for number in range(40):
        body = " ".join(SENTENCES[(number + at) % 5] for at in range(3 + number % 3))
        day = dt.date(2017, 1, 1) + dt.timedelta(number)
        source = Source("/made", "up", number, None, str(number))
        article = Article(
            str(number), source, "Talks go on", body, outlet="Reuters", first_day=day, last_day=day
        )
        found.append((number, record.dumps(article)))
    path = tmp_path / "made.records"
    assert records.write(path, found) == 40
    return path


def test_resampled_articles_are_records_of_60_to_120_words(file: Path) -> None:
    articles = [record.loads(data) for _, data in resampled(file, 50)]
    assert len({article.id for article in articles}) == 50
    assert all(60 <= len(article.body.split()) <= 120 for article in articles)
    assert all(article.outlet == "Reuters" and article.first_day for article in articles)


def test_the_same_seed_makes_the_same_articles(file: Path) -> None:
    assert list(resampled(file, 5)) == list(resampled(file, 5))
    assert list(resampled(file, 5)) != list(resampled(file, 5, seed=2))


def test_words_are_drawn_that_the_archive_holds(file: Path) -> None:
    words = Drawn.of(file, None).band(0.5, 1.0)
    text = " ".join(SENTENCES).lower()
    assert words
    assert all(word in text for word in words)


def test_stop_words_stand_only_in_the_middle_of_phrases(file: Path) -> None:
    drawn = Drawn.of(file, None)
    assert ("secretary", "of", "state") in drawn.phrases(drawn.triples)
    assert not any("of" in pair or "the" in pair for pair in drawn.phrases(drawn.pairs))


def test_questions_are_the_same_every_time(file: Path) -> None:
    first, again = (Asker(_varied(file)) for _ in range(2))
    assert list(first.searches(3)) == list(again.searches(3))


def test_a_missed_target_says_by_how_much() -> None:
    assert verdict(0.6, 1.0, 0.7) == "≤ 0.7 met"
    assert verdict(0.77, 1.0, 0.7) == "≤ 0.7 **missed by 10%**"
    assert bound(50, 5) == "≤ 5 **missed, 10.0 times that**"
    assert p99([1.0] * 50 + [9.0]) > 4


def _varied(file: Path) -> Drawn:
    """Return what the file offers, with words of every band."""
    drawn = Drawn.of(file, None)
    for name, share in (("frequent", 0.3), ("medium", 0.03), ("rare", 0.001)):
        for letter in "abcdefgh":
            word = f"{name}{letter}"
            drawn.holders[word] = max(1, round(share * drawn.articles))
            drawn.forms[word] = type(drawn.holders)({word: 1})
    return drawn
