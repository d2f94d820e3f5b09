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
from bench.quality import costs, known, measures, noise, people
from bench.quality.__main__ import main as quality
from bench.quality.bm25 import Bm25
from bench.quality.page import Part, printed, rewritten
from search import extract, ingest, record
from search.article import Article, RawArticle, Source
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


def test_articles_of_records_are_handed_over_as_a_newsroom_would(file: Path) -> None:
    papers = file.with_name("papers.jsonl")
    records.write_articles(papers, records.read(file, 3))
    found = [*ingest.read(next(iter(ingest.find([str(papers)]).files)), None)]
    assert all(isinstance(one, RawArticle) for one in found)
    told = [extract.article(raw) for raw in found if isinstance(raw, RawArticle)]
    assert [(one.id, one.outlet, one.first_day) for one in told] == [
        (str(number), "Reuters", dt.date(2017, 1, 1 + number)) for number in range(3)
    ]
    assert all(one.body.startswith(SENTENCES[at]) for at, one in enumerate(told))


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


def test_a_headline_loosely_remembered_has_one_other_word_and_lacks_some() -> None:
    title = "Minister speaks to reporters about sanctions in Geneva on Friday evening"
    (item,) = known.Drawing([replace(PAPER[0], title=title), *PAPER[1:]]).loosely(1)
    typed = item.text.split()
    assert item.meant == {PAPER[0].id}
    assert 4 <= len(typed) <= len(title.split())
    assert len({*typed} - {*title.split()}) == 1


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
    shown = capsys.readouterr().out
    assert "| notes (5, 1 queries) | BM25 | 1.000 |" in shown
    assert "|  | any word | 1.000 | +0.0% |" in shown
    assert "| a headline | as typed | 3 | 100.0 | 100.0 | 1.000 | first ≥ 99 met |" in shown
    assert f"## Known items, of {len(PAPER)} articles" in shown


def test_what_is_measured_alone_is_written_into_the_page(tmp_path: Path, monkeypatch) -> None:
    page = tmp_path / "quality.md"
    page.write_text("# x\n\n## Judged collections\n\nof May\n\n| 1 |\n\nTold by hand.\n")
    monkeypatch.setattr("bench.quality.__main__.RESULTS", page)
    engine(tmp_path / "index").close()
    index = str(tmp_path / "index")
    quality(["--index", index, "--only", "noise", "--noise", "3", "--write"])
    written = page.read_text()
    assert "of May\n\n| 1 |\n\nTold by hand.\n\n## Headlines shown where none was" in written
    assert "--index DIR --only noise --noise 3`." in written
    assert "| a topic | 3 |" in written
    assert "Known items" not in written


def test_queries_that_are_no_headline_are_counted_if_they_show_one() -> None:
    found = noise.kinds(known.Drawing(PAPER), 5)
    assert found == noise.kinds(known.Drawing(PAPER), 5)
    assert [len(kind.asked) for kind in found] == [5, 3, 5, 2]
    names = {person.name for one in PAPER for person in one.people}
    assert all(any(one.text.startswith(name) for name in names) for one in found[1].asked)
    bodies = {" ".join(one.body.split()) for one in PAPER}
    for one in found[3].asked:
        assert 4 <= len(one.text.split()) <= 9
        assert not any(one.text in body for body in bodies)
    asked = (
        known.Known("the ferry to the island", frozenset("a")),
        known.Known("no", frozenset()),
    )
    shown = {"the ferry to the island": ["a", "b"]}
    _, _, row = noise.table([noise.Kind("k", asked)], lambda text: shown.get(text, []))
    assert row == "| k | 2 | 1 | 50.00 | 50.00 |"


def test_what_near_headlines_cost_is_timed_for_queries_of_four_words(tmp_path: Path) -> None:
    engine(tmp_path / "index").close()
    asked = tuple(known.Known(text, frozenset()) for text in ("a ferry", "one two three four"))
    _, _, row, every = costs.table(tmp_path / "index", [noise.Kind("k", asked)])
    assert row.startswith("| k | 1 | ")
    assert every == row.replace("k", "all")


def test_one_part_of_the_page_is_measured_anew_and_the_others_stay(tmp_path: Path) -> None:
    old = (
        "# The order of what is found\n\n## Judged collections\n\nof May\n\n| a |\n| 1 |\n\n"
        "Told by hand.\n\n## Known items, of 3 articles\n\nof May\n\n| b |\n| 2 |\n| 3 |\n\n"
        "This stays.\n"
    )
    part = Part("Known items, of 4 articles", "of June", ("| b |", "| 4 |"))
    new = Part("Noise, of 4 articles", "of June", ("| c |",))
    order = ("Judged collections", "Noise", "Known items")
    begin, end = old.split("## Known")
    assert rewritten(old, (part, new), order) == (
        begin + "## Noise, of 4 articles\n\nof June\n\n| c |\n\n"
        "## Known items, of 4 articles\n\nof June\n\n| b |\n| 4 |\n\nThis stays.\n"
    )
    assert end.endswith("This stays.\n")
    assert rewritten(old, (), order) == old
    assert rewritten("", (part,), order) == printed((part,))
