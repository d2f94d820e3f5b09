"""Why a result ranks where it does: as JSON, on the page, and that both add up."""

import re
from decimal import Decimal

import lxml.html
import pytest

QUERIES = (
    "strike",
    "strike OR bridge^2 OR moon",
    "harbour strike -talks",
    'stri* "harbour strike"',
)


def ask(client, query: str, **more: object):
    response = client.get("/api/search", query_string={"q": query, "explain": 1, **more})
    assert response.status_code == 200, response.text
    return response.get_json()


@pytest.mark.parametrize("query", QUERIES)
def test_the_parts_of_each_result_add_up_to_its_score(client, query):
    results = ask(client, query)["results"]
    assert results
    for one in results:
        why = one["explain"]
        assert why["order"] == "relevance"
        assert why["score"] == one["score"] > 0
        assert sum(part["score"] for part in why["parts"]) == pytest.approx(one["score"], rel=1e-6)
        for part in why["parts"]:
            if part["kind"] not in ("headline", "together"):
                assert part["score"] == pytest.approx(part["boost"] * part["most"] * part["share"])
                assert part["articles"] <= part["of"] == 7


def test_a_part_says_where_it_stands_how_rare_it_is_and_which_forms_there_are(client):
    (one,) = [r for r in ask(client, "strike")["results"] if r["id"] == "strike"]
    (part,) = one["explain"]["parts"]
    assert (part["text"], part["kind"], part["title"], part["body"]) == ("strike", "term", 1, 2)
    assert part["forms"] == [{"text": "strike", "count": 3}]
    assert part["articles"] == ask(client, "strike")["total"]
    assert part["says"].startswith("in the headline and twice in the text (strike); ")


def test_what_adds_nothing_is_said(client):
    (one,) = ask(client, '(cranes OR moon) outlet:"halin courier" -talks')["results"][:1]
    assert [part["text"] for part in one["explain"]["parts"]] == ["cranes"]
    assert one["explain"]["absent"] == ["moon"]
    assert one["explain"]["unscored"] == ['outlet:"halin courier"', "NOT talks"]


def test_an_order_by_date_says_so(client):
    for one in ask(client, "strike", sort="oldest")["results"]:
        assert one["explain"]["parts"] == []
        assert one["explain"]["score"] is None
        assert "oldest first" in one["explain"]["because"]
    for one in ask(client, 'outlet:"halin courier"')["results"]:
        assert "newest first" in one["explain"]["because"]


def test_without_being_asked_nothing_is_explained(client):
    answer = client.get("/api/search?q=strike").get_json()
    assert all("explain" not in one for one in answer["results"])
    page = client.get("/search?q=strike").text
    assert '<details class="why' not in page
    assert 'href="/search?q=strike&amp;explain=1">Why this rank</a>' in page


@pytest.mark.parametrize("query", [*QUERIES, "harbour strike ends in halin"])
def test_what_the_page_says_of_a_score_adds_up_in_a_list(client, query):
    page = lxml.html.fromstring(
        client.get("/search", query_string={"q": query, "explain": 1}).text
    )
    told = page.xpath("//ol[@start]/li//details[contains(@class, 'why')]")
    (once,) = page.xpath("//p[starts-with(., 'The score is the sum')]")
    results = ask(client, query)["results"]
    assert len(told) == len(results) > 0
    for why, one in zip(told, results, strict=True):
        total = Decimal(why.find("summary").text.rpartition(" ")[2])
        rows = [li.text_content() for li in why.xpath("ul/li")]
        assert sum(Decimal(row.split()[0]) for row in rows) == total
        words = " ".join(rows)
        for part in one["explain"]["parts"]:
            assert part["text"] in words
            here, _, facts = part["says"].partition("; ")
            assert here in words
            if facts and part["kind"] != "together":
                assert re.search(
                    rf"{re.escape(part['text'])}( stands)? in {part['articles']}\b", once.text
                )
                assert "of them" not in facts or f"Of {part['of']} articles: " in once.text


def test_how_many_articles_hold_a_word_is_said_once_above_them(client):
    query = "strike OR bridge^2 OR the"
    page = client.get("/search", query_string={"q": query, "explain": 1}).text
    parts = [part for one in ask(client, query)["results"] for part in one["explain"]["parts"]]
    held = {part["text"]: part["articles"] for part in parts if "articles" in part}
    assert len(held) == 3
    assert "articles hold it" not in page
    said = re.search(r"Of 7 articles: ([^<]*)\.</p>", page)
    assert said
    for fact in (
        f"strike in {held['strike']}",
        f"bridge in {held['bridge']} (counts 2 times)",
        f"the in {held['the']} (a common word, which counts little beside others)",
    ):
        assert fact in said[1].replace(" stands", "")


def test_pairs_of_words_that_stand_alike_share_a_row_in_which_they_add_up(client):
    asked = {"q": "harbour strike ends in halin", "explain": 1}
    page = lxml.html.fromstring(client.get("/search", query_string=asked).text)
    (first, *_) = page.xpath("//details[contains(@class, 'why')]/ul")
    rows = [li.text_content() for li in first.xpath("li")]
    (pairs,) = [row for row in rows if " close together, and just as typed: " in row]
    amount, _, each = pairs.partition(" close together, and just as typed: ")
    found = dict(re.findall(r"([a-z]+ [a-z]+) ([0-9.]+)", each))
    assert {"harbour strike", "strike ends"} <= found.keys()
    assert len(found) > 2
    assert sum(map(Decimal, found.values())) == Decimal(amount)


def test_the_page_explains_each_result_and_leads_back(client):
    page = client.get("/search?q=strike+%22%3Cagreed%3E%22&explain=1").text
    results = ask(client, 'strike "<agreed>"')["results"]
    assert page.count("<summary>Why this rank: ") == len(results) > 0
    assert "<agreed>" not in page
    assert 'aria-current="true">Why this rank</a>' in page
