"""GET /api/search: what was asked for comes back, in the shape that the API promises."""

import json
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.config import Settings
from tests.web.payloads import QUERIES, XSS
from web import cursor

RESPONSE = {
    *("query", "parsed", "warnings", "suggestion", "total", "total_relation"),
    *("duplicates_folded", "undated_excluded", "page", "per_page", "pages", "next", "previous"),
    *("cursor", "took_ms", "timed_out", "index", "facets", "results"),
}
RESULT = {
    *("id", "link", "url", "source", "title", "outlet", "agency", "date", "date_precision"),
    *("lang", "added", "people", "score", "rank", "words", "snippet", "snippets", "highlights"),
    *("story", "duplicates"),
}


def ask(client, text="", **arguments):
    response = client.get("/api/search", query_string={"q": text, **arguments})
    assert response.status_code == 200, response.text
    return response.get_json()


def ids(answer):
    return [result["id"] for result in answer["results"]]


def test_the_answer_has_every_name_of_the_documentation_and_no_other(client):
    answer = ask(client, "strike", facets="outlet,people")
    assert answer.keys() == RESPONSE
    assert all(result.keys() == RESULT for result in answer["results"])
    assert answer["index"].keys() == {"generation", "commit", "built_at", "articles"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer["index"]["built_at"])
    assert answer["results"][0]["source"] == {"path": "1.txt", "record": 0}


def test_a_result_says_who_reported_when_and_whom(client):
    best = ask(client, "harbour strike")["results"][0]
    assert best["id"] == "strike"
    assert best["link"] == "/article/strike"
    assert best["url"] == "https://courier.example/strike"
    assert (best["outlet"], best["agency"]) == ("Halin Courier", "Coast Wire")
    assert (best["date"], best["date_precision"]) == ("2021-03-03", "day")
    assert best["people"][0] == {
        "name": "Ana Petrova",
        "id": "ana-petrova",
        "as_written": ["Ana Petrova", "Petrova"],
        "mentions": 2,
    }
    assert (best["rank"], best["lang"]) == (1, "en")


def test_what_is_unknown_is_null_and_a_month_is_only_a_month(client):
    by_id = {result["id"]: result for result in ask(client)["results"]}
    assert by_id["a3"]["date"] == "2020-07"
    assert by_id["a5"]["date"] is None
    assert by_id["a5"]["outlet"] is None
    assert by_id["a6"]["title"] is None


def test_a_link_that_is_not_http_is_not_passed_on(client):
    assert ask(client, "undated")["results"][0]["url"] is None


def test_without_a_query_every_article_newest_first_and_undated_last(client):
    answer = ask(client)
    assert answer["total"] == 7
    assert ids(answer) == ["a7", "strike", "a4", "a2", "a3", "a6", "a5"]
    assert ids(ask(client, sort="oldest"))[0] == "a6"
    assert ids(ask(client, sort="oldest"))[-1] == "a5"


def test_filters_narrow(client):
    assert ids(ask(client, outlet="evening post")) == ["a2", "a6"]
    assert ids(ask(client, source='"Guardian, The"')) == ["a3"]
    assert set(ids(ask(client, "strike", outlet="-Evening Post"))) == {"strike", "a5"}
    assert ids(ask(client, people="ana-petrova")) == ["a7", "strike"]
    assert ids(ask(client, people=["ana-petrova", "jon-marsh"])) == ["strike"]
    assert set(ids(ask(client, people="ana-petrova,jon-marsh"))) == {"strike", "a2", "a7"}
    assert ids(ask(client, lang="ru")) == ["a4"]
    assert ids(ask(client, agency="Coast Wire")) == ["strike"]
    assert ids(ask(client, has="quote")) == ["strike"]


def test_dates_narrow_and_say_what_they_left_out(client):
    answer = ask(client, "strike", **{"from": "2021-03", "to": "2021-03"})
    assert ids(answer) == ["strike"]
    assert answer["undated_excluded"] == 1
    assert ids(ask(client, since="2021-03-04")) == ["a7"]
    assert ids(ask(client, until="2019")) == ["a6"]


def test_facets_count_and_their_values_select_as_many(client):
    answer = ask(client, "strike", facets="outlet,year,people")
    assert answer["facets"].keys() == {"outlet", "date:year", "people"}
    assert {"value": "2021", "label": "2021", "count": 2} in answer["facets"]["date:year"]
    for row in answer["facets"]["outlet"]:
        if row["value"] is not None:
            assert ask(client, "strike", outlet=f'"{row["value"]}"')["total"] == row["count"]
    for row in answer["facets"]["people"]:
        if row["value"] is not None:
            assert ask(client, "strike", people=row["value"])["total"] == row["count"]
    few = ask(client, facets="outlet", facet_size=1)["facets"]["outlet"]
    assert [row["value"] for row in few] == ["Evening Post", None]


def test_paging_visits_every_article_once(client):
    seen, address = [], "/api/search?per_page=3"
    while address:
        response = client.get(address)
        answer = response.get_json()
        seen += ids(answer)
        assert answer["pages"] == 3
        link = response.headers.get("Link", "")
        assert ('rel="next"' in link) == (answer["next"] is not None)
        assert ('rel="prev"' in link) == (answer["previous"] is not None)
        address = answer["next"]
    assert seen == ids(ask(client))
    last = client.get("/api/search?per_page=3&page=3").get_json()
    assert urlsplit(last["previous"]).query == "page=2&per_page=3"


def test_a_page_past_the_end_is_empty_and_leads_back(client):
    answer = ask(client, page=99, per_page=3)
    assert (answer["results"], answer["total"], answer["page"]) == ([], 7, 99)
    assert answer["next"] is None
    assert client.get(answer["previous"]).get_json()["page"] == 3
    assert ask(client, page="9" * 400)["results"] == []


def test_offset_counts_results(client):
    everything = ids(ask(client))
    answer = ask(client, offset=2, per_page=2)
    assert ids(answer) == everything[2:4]
    assert answer["results"][0]["rank"] == 3
    assert ids(client.get(answer["next"]).get_json()) == everything[4:6]
    assert ids(client.get(answer["previous"]).get_json()) == everything[:2]


def test_snippets_are_escaped_text_with_marks(client):
    best = ask(client, "wages")["results"][0]
    assert "<mark>Wages</mark> &amp; hours were &lt;agreed&gt;" in best["snippet"]
    assert best["snippets"][0] == best["snippet"]
    assert ask(client, "wages", snippets=0)["results"][0]["snippets"] == []
    assert ask(client, "wages", snippets=0)["results"][0]["snippet"] is None


def test_highlight_offsets_find_the_words_in_their_field(client):
    answer = ask(client, "wages strike", highlight="offsets", fields="*,body")
    best = answer["results"][0]
    assert "<mark>" not in best["snippet"]
    spans = {
        (one["field"], best[one["field"]][one["start"] : one["end"]]) for one in best["highlights"]
    }
    assert ("title", "strike") in spans
    assert ("body", "Wages") in spans
    assert ask(client, "wages", highlight="none")["results"][0]["highlights"] == []


def test_fields_choose_and_body_and_provenance_come_only_when_chosen(client):
    assert ask(client, "wages", fields="title")["results"] == [
        {"id": "strike", "title": "Harbour strike ends in Halin"}
    ]
    chosen = ask(client, "wages", fields="body,provenance")["results"][0]
    assert chosen.keys() == {"id", "body", "provenance"}
    assert chosen["provenance"]["date"]["method"] == "dateline"
    assert chosen["provenance"]["date"]["evidence"] == "March 3"
    assert ask(client, "wages", fields="*,body")["results"][0].keys() == RESULT | {"body"}


def test_a_cursor_walks_through_a_whole_result_and_then_ends(client):
    everything = ids(ask(client, "strike OR wages OR bridge", per_page=200))
    answer = ask(client, "strike OR wages OR bridge", per_page=2)
    met = ids(answer)
    while answer["cursor"]:
        answer = ask(client, cursor=answer["cursor"], per_page=2)
        assert answer["query"] == "strike OR wages OR bridge"
        met += ids(answer)
    assert met == everything
    assert len(met) == 4


def test_a_cursor_is_of_its_search_and_says_how_far_it_has_come(client):
    token = ask(client, "strike", sort="oldest", outlet="-Guardian", per_page=1)["cursor"]
    second = ask(client, "strike", sort="oldest", outlet="-Guardian", cursor=token, per_page=1)
    assert second["results"][0]["rank"] == 2
    assert ids(second) == ids(ask(client, "strike", sort="oldest", page=2, per_page=1))
    for wrong in ({"q": "wages"}, {"page": "2"}, {"offset": "1"}, {"sort": "newest"}):
        response = client.get("/api/search", query_string={"cursor": token, **wrong})
        assert response.status_code == 400, wrong
        assert response.json["parameter"] == "cursor"


def test_relative_dates_of_a_cursor_stay_what_they_were(client):
    answer = ask(client, "newer:30d", now="2021-03-20", per_page=1)
    assert answer["total"] > 1
    assert ask(client, "newer:30d")["total"] == 0
    assert ask(client, cursor=answer["cursor"])["total"] == answer["total"]


def test_a_cursor_of_an_index_that_has_changed_is_gone(client):
    token = ask(client, "strike", per_page=1)["cursor"]
    held = cursor.read(token)
    old = cursor.written(held._replace(snapshot="1.0." + held.snapshot))
    response = client.get("/api/search", query_string={"cursor": old})
    assert response.status_code == 410
    assert response.content_type == "application/problem+json"
    assert "Begin anew" in response.json["detail"]


def test_what_is_being_typed_is_completed_as_browsers_want_it(client):
    response = client.get("/api/suggest", query_string={"q": "har"})
    assert response.content_type == "application/x-suggestions+json"
    text, completions, says, links = response.json
    assert text == "har"
    assert "harbour" in completions
    assert len(completions) == len(says) == len(links)
    person = client.get("/api/suggest", query_string={"q": "petr"}).json
    at = person[1].index("Ana Petrova")
    assert person[2][at].startswith("person")
    assert client.get(person[3][at]).status_code == 200
    assert client.get("/api/suggest").json == ["", [], [], []]
    assert client.get("/api/suggest?q=a&nmber=3").status_code == 400


def test_a_name_is_suggested_for_the_end_of_what_is_typed(client):
    def suggested(text):
        _, completions, says, links = client.get("/api/suggest", query_string={"q": text}).json
        assert all(client.get(link).status_code == 200 for link in links)
        return dict(zip(completions, says, strict=True))

    assert suggested("strike ana pet")['strike people:"Ana Petrova"'] == "person · 2 articles"
    assert suggested('strike -people:"ana p') == {
        'strike -people:"Ana Petrova"': "person · 2 articles"
    }
    assert set(suggested("(said:petr")) == {'(said:"Ana Petrova"'}
    assert set(suggested("outlet:even")) == {'outlet:"Evening Post"'}
    assert suggested("people:") == suggested("people:zzz") == {}
    # Of two words it is only known in how many articles the last one stands.
    assert suggested("strike harb")["strike harbour"] == "harbour · 1 article"


def test_explain_gives_the_receipt(client):
    answer = ask(client, "strike date:2021-03", explain=1)
    receipt = answer["receipt"]
    assert receipt["reading"] == answer["parsed"]
    assert receipt["dates"] == [{"text": "2021-03", "from": "2021-03-01", "to": "2021-03-31"}]
    assert receipt["left_out"] == {"undated": answer["undated_excluded"], "duplicates": 0}
    alone = {one["text"]: one["count"] for one in receipt["clauses"]}
    assert alone == {text: ask(client, text)["total"] for text in ("strike", "date:2021-03")}
    assert "provenance" in answer["results"][0]


def test_a_search_that_finds_nothing_says_what_would_find_something(client):
    answer = ask(client, "stirke wages", explain=1)
    assert answer["total"] == 0
    assert answer["suggestion"] == "strike wages"
    assert ask(client, answer["suggestion"])["total"]
    assert answer["receipt"]["spelling"] == [{"text": "stirke", "suggestion": "strike"}]
    without = {one["text"]: one["count"] for one in answer["receipt"]["without"]}
    assert without == {"stirke": ask(client, "wages")["total"], "wages": 0}
    answer = ask(client, "strike date:1850", explain=1)
    assert answer["suggestion"] is None
    assert answer["receipt"]["other_dates"]["from"] < answer["receipt"]["other_dates"]["to"]


def test_beside_few_results_stand_those_with_some_of_the_words_outside_every_count(client):
    answer = ask(client, "harbour strike talks", facets="outlet", explain=1, fields="*")
    assert answer.keys() == RESPONSE | {"partial_results", "receipt"}
    assert (answer["total"], answer["results"], answer["pages"]) == (0, [], 0)
    assert answer["facets"]["outlet"] == []
    found = {one["id"]: one for one in answer["partial_results"]}
    assert [one["rank"] for one in found.values()] == [1, 2, 3]
    assert {name: one["missing"] for name, one in found.items()} == {
        "strike": ["talks"],
        "a2": ["harbour"],
        "a5": ["harbour", "talks"],
    }
    one = found["strike"]
    assert one.keys() == RESULT | {"missing", "explain", "provenance"}
    assert "<mark>strike</mark>" in one["snippet"]
    assert one["explain"]["absent"] == ["talks"]
    assert sum(part["score"] for part in one["explain"]["parts"]) == pytest.approx(one["score"])
    shown = ask(client, "harbour wages talks", fields="title")["partial_results"]
    assert {"id": "a2", "title": "Strike talks open", "missing": ["harbour", "wages"]} in shown


def test_headlines_much_like_what_was_typed_stand_apart_in_no_count(client):
    text = '"harbor" strike ends "in" halin'
    answer = ask(client, text, facets="outlet", fields="title")
    assert answer.keys() == RESPONSE | {"near_headlines"}
    assert (answer["total"], answer["results"], answer["facets"]["outlet"]) == (0, [], [])
    (one,) = answer["near_headlines"]
    assert 0.7 < one.pop("likeness") < 1
    assert one.keys() == {"id", "link", "title", "outlet", "date"}
    assert (one["id"], one["title"]) == ("strike", "Harbour strike ends in Halin")
    assert ask(client, "harbour strike ends in halin")["near_headlines"] == []
    for more in ({"strict": 1}, {"sort": "newest"}, {"page": 2}, {"format": "jsonfeed"}):
        found = ask(client, text, **more)
        assert "near_headlines" not in found
    for other in ("harbour strike ends", "harbor strike ends in OR halin", ""):
        assert "near_headlines" not in ask(client, other)


def test_partial_results_are_only_where_they_were_looked_for(client):
    some = ask(client, "harbour strike talks", per_page=2)
    assert len(some["partial_results"]) == 2
    for more in ({"strict": 1}, {"sort": "newest"}, {"page": 2}, {"offset": 3}):
        assert "partial_results" not in ask(client, "harbour strike talks", **more)
    for text in ("harbour AND strike AND talks", '"harbour strike" talks', "harbour", ""):
        assert "partial_results" not in ask(client, text)
    facets = client.get("/api/facets?q=harbour+strike+talks").get_json()
    assert (facets["total"], facets.keys() & {"partial_results"}) == (0, set())
    csv = client.get("/api/search?q=harbour+strike+talks&format=csv").text
    assert len(csv.splitlines()) == 1
    feed = client.get("/api/search?q=harbour+strike+talks&format=jsonfeed").get_json()
    assert feed["items"] == []
    other = client.get("/v2/everything?q=harbour+strike+talks&apiKey=x").get_json()
    assert (other["totalResults"], other["articles"]) == (0, [])


def test_the_reading_of_a_query_finds_the_same(client):
    answer = ask(client, "strike -talks OR bridge")
    assert ids(ask(client, answer["parsed"])) == ids(answer)


def test_a_notice_says_where_and_strict_refuses(client):
    answer = ask(client, "strike AND")
    assert answer["warnings"][0].keys() == {"code", "message", "start", "end", "suggestion"}
    response = client.get("/api/search", query_string={"q": "strike AND", "strict": "1"})
    problem = response.get_json()
    assert response.status_code == 400
    assert problem["parameter"] == "q"
    assert problem["detail"] == answer["warnings"][0]["message"]
    assert problem["position"] == answer["warnings"][0]["start"]
    assert client.get("/api/search?q=strike&strict=1").status_code == 200


def test_a_json_body_asks_the_same(client):
    body = {
        "q": "strike",
        "outlet": ["Evening Post", "Halin Courier"],
        "per_page": 1,
        "explain": True,
        "to": None,
    }
    answer = client.post("/api/search", json=body).get_json()
    same = ask(client, "strike", outlet="Evening Post,Halin Courier", per_page=1, explain=1)
    for one in (answer, same):
        del one["took_ms"]
    assert answer == same
    assert client.get(answer["next"]).status_code == 200


def test_a_long_query_goes_in_a_body(client):
    words = " OR ".join(["strike"] * 190)
    assert client.post("/api/search", json={"q": words}).get_json()["total"] == 3


def test_the_same_search_again_is_not_sent_again(client):
    first = client.get("/api/search?q=strike")
    tag = first.headers["ETag"]
    again = client.get("/api/search?query=strike&page=1", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == tag
    for other in (
        "q=strikes",
        "q=strike&page=2",
        "q=strike&fields=title",
        "q=strike&now=2020-01-01",
    ):
        response = client.get(f"/api/search?{other}", headers={"If-None-Match": tag})
        assert response.status_code == 200, other


def test_a_search_is_sent_again_once_the_names_file_has_changed(paper, serving, tmp_path):
    names = tmp_path / "names.txt"
    client = serving(Settings(index=paper, names=names)).test_client()
    for form in ("json", "atom"):
        names.unlink(missing_ok=True)
        asked = {"q": 'people:"Jane Doe"', "format": form}
        first = client.get("/api/search", query_string=asked)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert client.get("/api/search", query_string=asked, headers=tag).status_code == 304
        names.write_text("Ana Petrova = Jane Doe\n")
        again = client.get("/api/search", query_string=asked, headers=tag)
        assert again.status_code == 200
        assert again.data != first.data


def test_head_answers_as_get_without_a_body(client):
    for address in ("/api/search?q=strike", "/api/articles/strike", "/api/status", "/healthz"):
        response = client.head(address)
        assert response.status_code == 200
        assert response.data == b""


@pytest.mark.parametrize("text", QUERIES)
def test_no_query_text_is_ever_an_error(client, text):
    answer = ask(client, text)
    assert answer["query"] == (text if text.strip() else "")
    response = client.get("/api/search", query_string={"q": text, "strict": "1"})
    refused = answer["warnings"] and text.strip()  # no query is no mistake
    assert response.status_code == (400 if refused else 200)
    assert client.post("/api/search", json={"q": text}).get_json()["total"] == answer["total"]


@pytest.mark.parametrize("text", XSS)
def test_a_script_as_query_stays_text(client, text):
    response = client.get("/api/search", query_string={"q": text})
    assert response.content_type == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_a_query(app, text):
    response = app.test_client().post("/api/search", json={"q": text})
    assert response.status_code == 200
    assert json.loads(response.data)["total"] >= 0


def test_facets_alone(client):
    answer = client.get("/api/facets?q=strike&facets=outlet").get_json()
    assert answer["facets"] == ask(client, "strike", facets="outlet")["facets"]
    assert answer["total"] == 3
    assert "results" not in answer
    assert "date:month" in client.get("/api/facets").get_json()["facets"]


def test_highlights_stand_in_order_headline_first(client):
    for result in ask(client, "strike OR harbour OR wages", snippets=5)["results"]:
        places = [(one["field"] != "title", one["start"]) for one in result["highlights"]]
        assert places == sorted(places)
