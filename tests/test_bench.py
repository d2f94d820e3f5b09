"""What comparisons stand on: fair material, the same questions every time, honest verdicts."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.engine import records
from bench.engine.making import resampled
from bench.engine.questions import Asker, Drawn
from bench.engine.tables import bound, p99, verdict
from bench.quality import known, measures, people
from bench.quality.__main__ import main as quality
from bench.quality.bm25 import Bm25
from search import record
from search.article import Article, Source
from tests.paper import PAPER, engine
from tests.semantic import halinmodel

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


def test_an_order_is_worth_most_when_the_best_stands_first() -> None:
    grades = {7: 2, 8: 1}
    best = measures.scores([7, 8, 1], grades)
    assert best == (1.0, 1.0, 1.0, 0.4)
    worse = measures.scores([1, 8, 7], grades)
    assert worse.ndcg10 < best.ndcg10
    assert worse.map100 == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert measures.scores([9, 7, 8], grades, own=9) == best


def test_a_difference_that_chance_makes_is_told_from_one_it_does_not() -> None:
    low, high = [0.1] * 20, [0.2] * 20
    assert measures.chance(low, high) < 0.001
    assert measures.chance(low, low) == 1
    assert measures.chance([0.1, 0.2], [0.2, 0.1]) == 1


def test_plain_bm25_counts_a_rare_word_for_more_and_a_repeated_one_when_asked_to() -> None:
    texts = ["harbour strike", "harbour harbour", "harbour fog", "fog"]
    assert Bm25(texts).ranked("strike at the harbour")[0] == 0
    assert Bm25(texts).ranked("strikes, fog's fog", repeated=True)[0] == 3
    assert Bm25(texts).ranked("zeppelin") == []


def test_what_a_reader_half_remembers_is_drawn_alike_every_time() -> None:
    first, again = (known.Drawing(PAPER).headlines(5) for _ in range(2))
    assert first == again
    assert all(any(one.title == item.text for one in PAPER) for item in first)
    body = "He left. “We shall see,” she said. What then?"
    assert list(known.sentences(body)) == ["He left.", "“We shall see,” she said.", "What then?"]
    assert not list(known.sentences("…"))
    titled = [article for article in PAPER if len((article.title or "").split()) == 4]
    assert not known.Drawing(titled).misremembered(1)


def test_a_misremembered_headline_lacks_a_word_and_has_two_others() -> None:
    title = "Minister speaks to reporters about sanctions"
    articles = [replace(PAPER[0], title=title), *PAPER[1:]]
    (item,) = known.Drawing(articles).misremembered(1)
    assert item.meant == {PAPER[0].id}
    assert len(item.text.split()) == len(title.split()) - 1
    assert len({*title.split()} & {*item.text.split()}) == 3


def test_how_many_of_the_first_articles_are_about_somebody() -> None:
    asked = people.Topical("ana lee ferry", frozenset("abc"), frozenset("xyz"))
    assert people.share(["a", "other", "x", "b"], asked) == (2, 3)


def put_collection(tmp_path: Path) -> str:
    folder = tmp_path / "data" / "notes"
    folder.mkdir(parents=True)
    docs = [{"id": f"d{n}", "title": "", "text": text} for n, text in enumerate(SENTENCES)]
    docs[3]["title"] = "The secretary of state"
    queries = [{"id": "1", "text": "When do talks with unions begin?"}, {"id": "2", "text": "-"}]
    for name, lines in (("docs", docs), ("queries", queries)):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text)
    (folder / "qrels.tsv").write_text("1\td1\t2\n1\td0\t0\n")
    return str(tmp_path / "data")


def test_a_sentence_encoder_is_measured_where_one_is_given(tmp_path: Path, capsys) -> None:
    pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
    model = halinmodel.folder(tmp_path / "model")
    quality(["--data", put_collection(tmp_path), "--semantic", str(model)])
    assert "|  | any word, meaning | 1.000 | +0.0% |" in capsys.readouterr().out


def test_the_order_of_a_small_collection_is_measured(tmp_path: Path, capsys) -> None:
    engine(tmp_path / "index").close()
    index = str(tmp_path / "index")
    quality(["--data", put_collection(tmp_path), "--index", index, "--each", "3"])
    printed = capsys.readouterr().out
    assert "| notes (5, 1 queries) | BM25 | 1.000 |" in printed
    assert "|  | any word | 1.000 | +0.0% |" in printed
    assert "| a headline | as typed | 3 | 100.0 | 100.0 | 1.000 | first ≥ 99 met |" in printed
