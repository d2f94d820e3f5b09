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


def listed(client, query: str):
    """Return the page of a search that explains its results, and these as JSON, those that match
    some of the words last.
    """
    page = client.get("/search", query_string={"q": query, "explain": 1})
    answer = ask(client, query)
    found = [*answer["results"], *(answer.get("partial_results") or ())]
    return lxml.html.fromstring(page.text), found


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


LINE = "harbour strike ends in halin"
LONG = " OR ".join(f"({word}^{2 + n} OR {word[:-1]}*)" for n, word in enumerate(LINE.split()))
MANY = (*QUERIES, LINE, LONG, f"{LINE} courier petrova")


@pytest.mark.parametrize("query", MANY)
def test_what_the_page_says_of_a_score_adds_up_in_a_list(client, query):
    page, results = listed(client, query)
    told = page.xpath("//ol[@class='hit-list']/li//details[contains(@class, 'why')]")
    (once,) = page.xpath("//p[starts-with(., 'The score is the sum')]")
    assert len(told) == len(results) > 0
    for why, one in zip(told, results, strict=True):
        total = Decimal(why.find("summary").text.rpartition(" ")[2])
        assert float(total) == pytest.approx(one["score"], abs=0.0051)
        rows = [li.text_content() for li in why.xpath("ul/li")]
        assert sum(Decimal(row.split()[0]) for row in rows) == total
        for part in one["explain"]["parts"]:
            here, _, facts = part["says"].partition("; ")
            row = [row for row in rows if row.split(" ", 1)[1].startswith(f"{part['text']}: ")]
            if facts and part["kind"] != "together" and row:
                assert here in row[0]
                assert re.search(
                    rf"{re.escape(part['text'])}( stands)? in {part['articles']}\b", once.text
                )
                assert "of them" not in facts or f"Of {part['of']} articles: " in once.text


@pytest.mark.parametrize("query", MANY)
def test_every_part_is_on_the_list_or_on_the_page_that_it_leads_to(client, query):
    page, results = listed(client, query)
    told = page.xpath("//ol[@class='hit-list']/li//details[contains(@class, 'why')]")
    for why, one in zip(told, results, strict=True):
        parts, absent = one["explain"]["parts"], one["explain"]["absent"]
        href = why.xpath("p/a[.='Every part']/@href")
        if not href:
            words = why.text_content()
            assert all(part["text"] in words for part in parts)
            assert all(text in words for text in absent)
            continue
        whole = lxml.html.fromstring(client.get(href[0]).text)
        assert whole.xpath("string(//p/a)") == one["title"]
        rows = whole.xpath("//tbody/tr")
        assert [row.xpath("string(th)") for row in rows] == [part["text"] for part in parts]
        for row, part in zip(rows, parts, strict=True):
            assert float(row[0].text) == pytest.approx(part["score"], abs=2e-6)
            assert row[2].text_content().startswith(part["says"])
        total = whole.findtext(".//h1").rpartition(" ")[2]
        assert sum(Decimal(row[0].text) for row in rows) == Decimal(total)
        assert float(total) == pytest.approx(one["score"], abs=1e-6)
        assert all(text in whole.text_content() for text in absent)


def test_of_many_parts_a_list_has_the_heaviest_and_what_the_others_add(client):
    page, (first, *_) = listed(client, LONG)
    parts = first["explain"]["parts"]
    assert len(parts) > 5
    rows = [
        li.text_content() for li in page.xpath("(//details[contains(@class, 'why')])[1]/ul/li")
    ]
    assert len(rows) == 5
    left = re.fullmatch(r"([0-9.]+) the ([0-9]+) other parts together", rows[-1])
    assert left
    alone = sorted((one["score"] for one in parts if one["kind"] != "together"), reverse=True)
    pairs = [one["score"] for one in parts if one["kind"] == "together"]
    assert int(left[2]) == len(alone) - 3
    assert float(left[1]) == pytest.approx(sum(alone[3:]), abs=0.011)
    shown = sorted((float(row.split()[0]) for row in rows[:-1]), reverse=True)
    assert shown == pytest.approx(sorted((*alone[:3], sum(pairs)), reverse=True), abs=0.011)


def test_the_numbers_that_a_part_comes_from_are_multiplied_in_its_whole_account(client):
    page, (one, *_) = listed(client, LONG)
    (href, *_) = page.xpath("//details[contains(@class, 'why')]/p/a/@href")
    whole = lxml.html.fromstring(client.get(href).text)
    sums = [
        (float(row[0].text), [float(n) for n in row.xpath("string(td/span)")[2:].split(" × ")])
        for row in whole.xpath("//tbody/tr")
        if row.xpath("td/span")
    ]
    assert len(sums) > 5
    for added, (boost, most, share) in sums:
        assert boost * most * share == pytest.approx(added, rel=1e-5, abs=2e-6)
    back = whole.xpath("//nav[@aria-label='Results']/a/@href")[0]
    assert "explain=1" in back
    assert back.endswith(f"#t{one['rank']}")
    assert whole.xpath("//link[@type='application/json']/@href")[0].startswith("/api/search?q=")


def test_an_account_is_of_the_page_of_results_that_it_was_asked_from(client):
    query = {"q": "strike", "per_page": 1, "page": 2}
    (second,) = ask(client, "strike", per_page=1, page=2)["results"]
    page = client.get(f"/why/{second['id']}", query_string=query)
    assert "2 of " in lxml.html.fromstring(page.text).xpath("string(//p[@class='meta'])")
    assert client.get(f"/why/{second['id']}", query_string={**query, "page": 1}).status_code == 404
    tag = {"If-None-Match": page.headers["ETag"]}
    assert client.get(f"/why/{second['id']}", query_string=query, headers=tag).status_code == 304


def test_what_matches_some_of_the_words_is_accounted_for_too(client):
    asked = {"q": "harbour strike ends courier petrova cranes agreed", "explain": 1}
    page = lxml.html.fromstring(client.get("/search", query_string=asked).text)
    (first, *_) = page.xpath("//section[@aria-labelledby='partly']//li/article")
    (href,) = first.xpath(".//a[.='Every part']/@href")
    whole = lxml.html.fromstring(client.get(href).text)
    assert "These match some of the words" in whole.xpath("string(//p[@class='meta'])")
    assert whole.xpath("//p[starts-with(., 'Words it lacks')]/bdi/text()") == ["courier"]
    total = Decimal(whole.findtext(".//h1").rpartition(" ")[2])
    assert sum(Decimal(row[0].text) for row in whole.xpath("//tbody/tr")) == total > 0


def test_where_scores_do_not_decide_an_account_says_what_does(client):
    page = client.get("/why/strike?q=strike&sort=oldest").text
    assert "<h1>Why this rank</h1>" in page
    assert "By date, oldest first" in page
    assert "<table" not in page


def test_conditions_that_add_nothing_are_said_once(client):
    page, results = listed(client, 'strike -moon outlet:"halin courier","evening post"')
    assert len(results) == 2
    conditions = ", ".join(results[0]["explain"]["unscored"])
    assert conditions == 'NOT moon, outlet:"halin courier","evening post"'
    (once,) = page.xpath("//p[starts-with(., 'The score is the sum')]")
    assert once.text.endswith(f"Conditions that add nothing: {conditions}.")
    assert page.text_content().count("Conditions that add nothing") == 1


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
    asked = {"q": LINE, "explain": 1}
    page = lxml.html.fromstring(client.get("/search", query_string=asked).text)
    (first, *_) = page.xpath("//details[contains(@class, 'why')]/ul")
    rows = [li.text_content() for li in first.xpath("li")]
    (pairs,) = [row for row in rows if " close together, and just as typed: " in row]
    amount, _, each = pairs.partition(" close together, and just as typed: ")
    found = [(text, Decimal(one)) for text, one in re.findall(r"([a-z0-9 ]+) ([0-9.]+)", each)]
    assert len(found) == 4
    assert found[3][0].strip().endswith("other pairs")
    assert sum(one for _, one in found) == Decimal(amount)


def test_the_page_explains_each_result_and_leads_back(client):
    page = client.get("/search?q=strike+%22%3Cagreed%3E%22&explain=1").text
    results = ask(client, 'strike "<agreed>"')["results"]
    assert page.count("<summary>Why this rank: ") == len(results) > 0
    assert "<agreed>" not in page
    assert 'aria-current="true">Why this rank</a>' in page
