"""Many queries at once, over HTTP and from the command line."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from tests.web.test_api import ask
from web.cli import dateline
from web.matrix import MOST, TAKEN
from web.params import ALIASES
from web.requested import read

PATH = "/api/matrix"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def problem(response, status=400):
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    return response.get_json()


def test_queries_in_an_address(client):
    got = client.get(PATH, query_string={"q": ["strike", "Marsh\tpeople:marsh"], "by": "outlet"})
    assert got.status_code == 200
    found = got.get_json()
    assert found["by"] == ["outlet"]
    assert found["index"] == ask(client, "strike")["index"]
    assert [(row["label"], row["line"], row["total"]) for row in found["rows"]] == [
        ("strike", 1, ask(client, "strike")["total"]),
        ("Marsh", 2, ask(client, "people:marsh")["total"]),
    ]
    assert found["rows"][1]["cells"] == [
        {"outlet": "Evening Post", "articles": 1},
        {"outlet": "Halin Courier", "articles": 1},
    ]


def test_queries_as_a_file_or_as_json(client):
    text = "# names\nstrike\n\nMarsh\tpeople:marsh\n"
    for kind in ("text/plain", "application/x-www-form-urlencoded", None):
        got = client.post(f"{PATH}?by=none&format=csv", data=text, content_type=kind)
        assert rows(got.text) == [["label", "articles"], ["strike", "3"], ["Marsh", "2"]]
    body = {
        "q": ["strike", "Marsh\tpeople:marsh"],
        "by": ["outlet", "year"],
        "outlet": "-Evening Post",
    }
    found = client.post(PATH, json=body).get_json()
    assert found["by"] == ["outlet", "year"]
    assert found["rows"][1]["cells"] == [
        {"outlet": "Halin Courier", "year": "2021", "articles": 1}
    ]


def test_filters_are_those_of_a_search_and_totals_agree(client):
    for more in (
        {"outlet": "Halin Courier"},
        {"outlet": "-Halin Courier"},
        {"from": "2021-03"},
        {"to": "2020", "lang": "en"},
        {"people": "Jon Marsh"},
        {"has": "-date"},
    ):
        found = client.get(PATH, query_string={"q": ["strike", "story"], **more}).get_json()
        for row in found["rows"]:
            one = ask(client, row["query"], **more)
            assert (row["total"], row["undated_excluded"]) == (
                one["total"],
                one["undated_excluded"],
            )
            assert sum(cell["articles"] for cell in row["cells"]) == one["total"]


def test_a_state_that_the_index_does_not_know_is_refused_before_anything_is_sent(client):
    problem(client.get(f"{PATH}?q=strike&added_since=99.99"), 410)
    assert client.get(f"{PATH}?q=strike&added_since=1.1").get_json()["rows"][0]["total"] == 0


def test_a_table_may_be_long_or_wide(client):
    asked = {"q": "strike", "by": "outlet,year", "format": "csv"}
    got = client.get(PATH, query_string=asked)
    assert got.content_type == "text/csv; charset=utf-8"
    assert "dateline-matrix.csv" in got.headers["Content-Disposition"]
    assert rows(got.text)[0] == ["label", "outlet", "year", "articles"]
    wide = rows(client.get(PATH, query_string={**asked, "wide": 1}).text)
    assert wide[0] == ["label", "outlet", "articles", "2019", "2020", "2021", "unknown"]
    assert wide[-1] == ["strike", "", "1", "0", "0", "0", "1"]
    assert client.get(f"{PATH}?q=a", headers={"Accept": "text/csv"}).mimetype == "text/csv"
    assert client.get(f"{PATH}?q=a&wide=1").mimetype == "text/csv"


def test_notices_are_told_with_their_line_or_refused(client):
    asked = {"q": ["strike", "strike AND"], "by": "none"}
    got = client.get(PATH, query_string=asked)
    assert got.headers["X-Warnings"] == "1"
    said = [[one["code"] for one in row["warnings"]] for row in got.get_json()["rows"]]
    assert said == [[], ["dangling-operator"]]
    notes = rows(client.get(PATH, query_string={**asked, "format": "csv", "notes": 1}).text)
    assert notes[0] == ["label", "articles", "notes"]
    assert notes[2][2].startswith("Nothing follows AND")
    refused = problem(client.get(PATH, query_string={**asked, "strict": 1}))
    assert refused["detail"].startswith("Line 2: Nothing follows AND")
    assert refused["parameter"] == "q"
    bad = client.post(PATH, data=b"strike\ncaf\xe9\n", content_type="text/plain")
    assert [row["total"] for row in bad.get_json()["rows"]] == [3, None]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"q": "a", "wide": "1", "format": "json"}, "wide"),
        ({"q": "a", "wide": "1", "by": "none"}, "wide"),
        ({"q": "a", "by": "outlt"}, "by"),
        ({"q": "a", "by": "people"}, "by"),
        ({"q": "a", "by": "none,outlet"}, "by"),
        ({"q": "a", "format": "xls"}, "format"),
        ({"q": "a", "from": "soon"}, "from"),
        ({"q": "a", "page": "2"}, "page"),
        ({"q": "a", "cursor": "x"}, "cursor"),
        ({"q": "a", "outlt": "x"}, "outlt"),
    ],
)
def test_what_makes_no_sense_is_refused(client, asked, parameter):
    assert problem(client.get(PATH, query_string=asked))["parameter"] == parameter


def test_a_request_has_so_many_queries_and_bytes_at_most(client):
    full = client.post(f"{PATH}?by=none&format=csv", data="strike\n" * MOST)
    assert len(rows(full.text)) == MOST + 1
    assert full.headers["X-Total-Count"] == str(MOST)
    for body in ({"data": "strike\n" * (MOST + 1)}, {"json": {"q": ["a"] * (MOST + 1)}}):
        assert "1,000" in problem(client.post(PATH, **body))["detail"]
    assert problem(client.post(PATH, data="x" * 1_100_000), 413)
    for nothing in (client.get(PATH), client.post(PATH, data="# nothing\n")):
        assert (nothing.get_json()["rows"], nothing.headers["X-Total-Count"]) == ([], "0")
    assert problem(client.post(f"{PATH}?q=a", data="b"))["parameter"] == "q"
    assert "form" in problem(client.post(PATH, data={"q": "strike", "by": "none"}))["detail"]
    assert problem(client.post(PATH, data=b"\xff\xfea\x00"))["detail"].endswith("as UTF-8.")
    assert problem(client.post(PATH, data="[]", content_type="application/json"))


def test_it_is_one_of_the_exports_that_are_sent_at_once(app, client):
    access = app.extensions["dateline"]
    held = [access.every(read([("q", "strike")]))[2] for _ in range(2)]
    problem(client.get(f"{PATH}?q=strike"), 503)
    for done in held:
        done()
    for _ in range(5):  # each gives back its place
        assert client.get(f"{PATH}?q=strike").status_code == 200
        with client.head(f"{PATH}?q=strike") as head:
            assert head.status_code == 200


def test_its_names_are_those_of_a_search():
    assert TAKEN.keys() - ALIASES.keys() == {"by", "wide", "notes"}
    shared = TAKEN.keys() & ALIASES.keys() - {"q"}
    assert all(TAKEN[name] == ALIASES[name] for name in shared)


@pytest.fixture
def desk(paper, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.txt").write_bytes(b"strike\nMarsh\tpeople:marsh\nstrike AND\ncaf\xe9\n")

    def run(*arguments: str):
        all_of_it = ["--index", str(paper), "matrix", *arguments]
        return CliRunner().invoke(dateline, all_of_it, catch_exceptions=False)

    return run


def test_the_command_writes_a_table_and_says_what_was_wrong(desk):
    done = desk("names.txt", "--by", "none")
    assert done.exit_code == 0
    assert rows(done.stdout)[1:] == [
        ["strike", "3"],
        ["Marsh", "2"],
        ["strike AND", "3"],
        ["caf�", ""],
    ]
    assert "names.txt, line 3: Nothing follows AND" in done.stderr
    assert "names.txt, line 4: Byte 4" in done.stderr
    assert done.stderr.endswith("4 queries, 1 of them not counted\n")
    assert desk("names.txt", "--quiet").stderr == ""


def test_the_command_narrows_as_a_search_does(desk, tmp_path):
    done = desk("names.txt", "--outlet=-Evening Post", "--from", "2021", "--by", "outlet,year")
    assert rows(done.stdout)[1:4] == [
        ["strike", "Halin Courier", "2021", "1"],
        ["Marsh", "Halin Courier", "2021", "1"],
        ["strike AND", "Halin Courier", "2021", "1"],
    ]
    wide = desk("names.txt", "--by", "year", "--wide", "-o", "wide.csv")
    assert (wide.exit_code, wide.stdout) == (0, "")
    table = rows((tmp_path / "wide.csv").read_text("utf-8"))
    assert table[:2] == [
        ["label", "articles", "2019", "2020", "2021", "unknown"],
        ["strike", "3", "0", "0", "2", "1"],
    ]


def test_the_command_as_json_is_what_the_server_says(desk, client, tmp_path):
    ours = json.loads(desk("names.txt", "--json").stdout)
    theirs = client.post(PATH, data=(tmp_path / "names.txt").read_bytes()).get_json()
    assert ours == theirs


def test_a_wrong_use_of_the_command_writes_nothing(desk, tmp_path):
    for more in (["--by", "outlt"], ["--strict"], ["--wide", "--by", "none"], ["--from", "soon"]):
        done = desk("names.txt", "-o", "out.csv", *more)
        assert (done.exit_code, done.stdout) == (2, ""), more
        assert not (tmp_path / "out.csv").exists()
    assert "line 3" in desk("names.txt", "--strict").stderr


@pytest.mark.parametrize("name", ["queries", "names"])
def test_queries_go_by_other_names(client, name):
    asked = {name: ["strike", "Marsh"], "by": ["none"]}
    found = client.post(PATH, json=asked).get_json()["rows"]
    assert [row["query"] for row in found] == ["strike", "Marsh"]
