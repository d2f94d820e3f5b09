"""The programs `index` and `dateline`, run as a person runs them."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from search.cli import index
from search.store import Store
from web.cli import dateline
from web.cli.lines import clipped, padded, width, wrapped

STORIES = [
    {
        "title": "Harbour strike ends",
        "body": "The harbour strike in Halin ended on Friday.",
        "outlet": "Halin Courier",
        "date": "2021-03-03",
    },
    {
        "title": "Bridge opens",
        "body": "The new bridge over the Hal opened.",
        "outlet": "Evening Post",
        "date": "2020-07-01",
    },
]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A working directory with three articles in two files, one line of which is broken."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("DATELINE_"):
            monkeypatch.delenv(name)
    news = tmp_path / "news"
    news.mkdir()
    lines = [json.dumps({"id": f"s{number}", **story}) for number, story in enumerate(STORIES)]
    (news / "stories.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n")
    (news / "note.txt").write_text(
        "Mayor visits the port\n\nThe mayor came to the port of Halin.\n"
    )
    return tmp_path


def run(program, *arguments: str) -> Result:
    return CliRunner().invoke(program, arguments, catch_exceptions=False)


def test_rebuild_says_what_it_did_and_what_it_skipped(desk):
    result = run(index, "rebuild", "news")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("3 articles from 2 files in ")
    assert "3 added" in result.stdout
    assert "1 skipped" in result.stdout
    assert "stories.jsonl:3" in result.stderr
    assert (desk / ".dateline").is_dir()


def test_rebuild_as_json(desk):
    result = run(index, "rebuild", "news", "--json")
    report = json.loads(result.stdout)
    assert report.keys() == {
        *("generation", "files", "articles", "added", "updated", "removed", "reused"),
        *("skipped", "warned", "seconds", "mb_per_s"),
    }
    assert (report["articles"], report["files"]) == (3, 2)
    assert report["skipped"][0].keys() == {"file", "line", "reason"}
    assert report["skipped"][0]["line"] == 3
    assert result.stderr == ""


def test_with_strict_a_skipped_article_is_a_failure_but_the_rest_is_there(desk):
    assert run(index, "rebuild", "news", "--strict").exit_code == 1
    assert json.loads(run(index, "status", "--json").stdout)["articles"] == 3


def test_quiet_says_nothing_and_options_stand_before_or_after(desk):
    result = run(index, "--quiet", "--index", "there", "rebuild", "news")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (desk / "there").is_dir()
    assert json.loads(run(index, "status", "--index", "there", "--json").stdout)["articles"] == 3
    assert json.loads(run(dateline, "--index", "there", "index", "--json", "status").stdout)


def test_again_without_a_path_reads_the_same_sources(desk):
    run(index, "rebuild", "news")
    (desk / "news" / "more.txt").write_text("More news\n\nThere is more news from Halin.\n")
    report = json.loads(run(index, "rebuild", "--json").stdout)
    assert (report["generation"], report["articles"], report["added"]) == (2, 4, 1)


def test_several_processes_read_what_one_reads(desk):
    lines = [json.dumps({"id": f"m{n}", "body": f"Ferry {n} was late."}) for n in range(100)]
    (desk / "news" / "many.jsonl").write_text("\n".join(lines))
    reports = [
        json.loads(run(index, "rebuild", "news", "--jobs", jobs, "--index", jobs, "--json").stdout)
        for jobs in ("1", "2")
    ]
    for report in reports:
        del report["seconds"], report["mb_per_s"]
    assert reports[0] == reports[1]
    assert reports[0]["articles"] == 103
    assert run(index, "rebuild", "news", "--jobs", "0").exit_code == 2


def test_the_first_time_without_a_path_reads_the_seeds(desk):
    (desk / "seeds").mkdir()
    (desk / "seeds" / "a.txt").write_text("A headline\n\nA body from the seeds.\n")
    result = run(index, "rebuild")
    assert result.exit_code == 0
    assert "seeds" in result.stderr
    assert json.loads(run(index, "status", "--json").stdout)["articles"] == 1


def test_add_updates_and_remove_removes(desk):
    run(index, "rebuild", "news")
    changed = {"id": "s0", **STORIES[0], "title": "Harbour strike over"}
    (desk / "late.jsonl").write_text(json.dumps(changed) + "\n")
    report = json.loads(run(index, "add", "late.jsonl", "--json").stdout)
    assert (report["articles"], report["updated"], report["added"]) == (3, 1, 0)
    result = run(index, "remove", "s0", "nosuch")
    assert result.exit_code == 0
    assert "1 id not in the archive" in result.stderr
    assert json.loads(run(index, "status", "--json").stdout)["articles"] == 2


def test_when_there_is_nothing_to_read_it_is_said(desk):
    (desk / "empty").mkdir()
    result = run(index, "rebuild", "empty")
    assert (result.exit_code, result.stdout[:10]) == (0, "0 articles")
    assert "no article" in result.stderr


def test_map_names_columns(desk):
    (desk / "odd.csv").write_text("kop,tekst\nStrike in Halin,The harbour stood still.\n")
    assert run(index, "rebuild", "odd.csv", "--map", "title=kop,body=tekst").exit_code == 0
    assert "Strike in Halin" in run(dateline, "search", "harbour").stdout
    for wrong in ("headline=kop", "title", "title="):
        result = run(index, "rebuild", "odd.csv", "--map", wrong)
        assert result.exit_code == 2
        assert "--map" in result.stderr


def test_search_says_why_each_ranks_where_it_does(desk):
    run(index, "rebuild", "news")
    shown = run(dateline, "search", "--explain", "harbour", "strike").stdout
    assert "Score " in shown
    assert "harbour: in the headline and in the text (Harbour, harbour); 1 of 3 articles" in shown
    plain = run(dateline, "search", "harbour", "strike").stdout
    assert "Score " not in plain
    answer = json.loads(run(dateline, "search", "--explain", "--json", "harbour strike").stdout)
    (one,) = answer["results"]
    assert sum(part["score"] for part in one["explain"]["parts"]) == pytest.approx(one["score"])


def test_a_rebuild_that_drops_over_half_asks_for_yes(desk):
    run(index, "rebuild", "news")
    (desk / "news" / "stories.jsonl").unlink()
    result = run(index, "rebuild")
    assert result.exit_code == 1
    assert "--yes" in result.stderr
    assert json.loads(run(index, "status", "--json").stdout)["articles"] == 3
    assert run(index, "rebuild", "--yes").exit_code == 0
    assert json.loads(run(index, "status", "--json").stdout)["articles"] == 1


def test_status_and_verify(desk):
    run(index, "rebuild", "news")
    found = json.loads(run(index, "status", "--json").stdout)
    assert found.keys() == {
        *("generation", "commit", "built_at", "articles", "bytes", "fields", "methods", "problems")
    }
    assert "3 articles" in run(index, "status").stdout
    assert "is sound" in run(index, "verify").stdout
    assert json.loads(run(index, "verify", "--json").stdout)["ok"] is True


def test_exit_codes(desk):
    assert run(index, "status").exit_code == 4
    assert "index rebuild" in run(index, "status").stderr
    assert run(dateline, "search", "x").exit_code == 4
    assert run(index, "rebuild", "nosuch").exit_code == 2
    assert run(index, "frobnicate").exit_code == 2
    run(index, "rebuild", "news")
    assert run(dateline, "show", "nosuch").exit_code == 1
    (desk / "dateline.toml").write_text("prot = 1\n")
    result = run(index, "status")
    assert result.exit_code == 2
    assert "dateline.toml: prot" in result.stderr


def test_a_second_writer_is_told_who_is_first(desk):
    run(index, "rebuild", "news")
    with Store(Path(".dateline")).writing("index add"):
        result = run(index, "rebuild", "news")
    assert result.exit_code == 3
    assert str(os.getpid()) in result.stderr


def test_a_damaged_index_is_named(desk):
    run(index, "rebuild", "news")
    largest = max(Path(".dateline").rglob("MAIN*"), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.chmod(0o600)
    largest.write_bytes(content)
    result = run(index, "verify")
    assert result.exit_code == 4
    assert largest.name in result.stderr


def test_search_in_the_terminal(desk):
    run(index, "rebuild", "news")
    result = run(dateline, "search", "harbour strike")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("1 article ")
    assert "  1  Harbour strike ends" in lines
    assert "     Halin Courier · 2021-03-03 · s0" in lines
    assert "\x1b" not in result.stdout
    coloured = CliRunner().invoke(dateline, ["search", "harbour strike"], color=True)
    assert "\x1b[1m" in coloured.stdout
    nothing = run(dateline, "search", "zeppelin")
    assert (nothing.exit_code, nothing.stdout.startswith("0 articles")) == (0, True)
    told = run(dateline, "search", "strike AND")
    assert "! Nothing follows AND; it was ignored. Write: strike" in told.stderr
    assert "! " not in told.stdout
    assert run(dateline, "search", "strike AND", "--quiet").stderr == ""
    assert run(dateline, "search", "harbour", "strike").stdout == result.stdout


def test_a_search_is_narrowed_as_the_api_narrows_it(desk):
    run(index, "rebuild", "news")

    def ids(*options: str) -> list[str]:
        found = json.loads(run(dateline, "search", *options, "--json").stdout)
        return [one["id"] for one in found["results"]]

    assert set(ids("the", "--outlet", "Halin Courier,Evening Post")) == {"s0", "s1"}
    assert ids("the", "--outlet", "Halin Courier") == ["s0"]
    assert ids("the", "--has", "date", "--outlet", "-Halin Courier") == ["s1"]
    assert ids("--from", "2021", "--to", "2021-12") == ["s0"]
    assert ids("--has", "date", "--sort", "oldest") == ["s1", "s0"]
    assert ids("the", "-n", "1", "--has", "date", "--page", "2", "--sort", "newest") == ["s1"]
    assert ids("the", "--lang", "fr") == ids("the", "--people", "nobody") == []
    for wrong in (("--from", "2022-13-40"), ("--has", "quots"), ("--facets", "outlt")):
        refused = run(dateline, "search", "the", *wrong)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("dateline: ")
    assert run(dateline, "export", "the", "--outlet", "Evening Post").stdout.count("s1,") == 1


def test_the_forms_of_a_search(desk):
    run(index, "rebuild", "news")
    table = run(dateline, "search", "the", "--sort", "oldest", "--format", "table").stdout
    assert table.splitlines()[1:4] == [
        "  #  date        outlet         headline               id",
        "  1  2020-07-01  Evening Post   Bridge opens           s1",
        "  2  2021-03-03  Halin Courier  Harbour strike ends    s0",
    ]
    whole = run(dateline, "search", "the", "--format", "jsonl")
    assert len(whole.stdout.splitlines()) == 3
    assert whole.stderr == "3 articles\n"
    one = run(dateline, "search", "the", "--format", "jsonl", "-n", "1", "--page", "2").stdout
    assert one.splitlines() == whole.stdout.splitlines()[1:2]
    as_json = run(dateline, "search", "the", "--format", "json", "--facets", "outlet")
    assert json.loads(as_json.stdout)["facets"]["outlet"][0]["count"] == 1
    assert run(dateline, "search", "the", "--format", "json", "--json").exit_code == 0
    assert run(dateline, "search", "the", "--format", "csv", "--json").exit_code == 2
    assert run(dateline, "search", "the", "--format", "csv", "--facets", "year").exit_code == 2
    counted = run(dateline, "search", "the", "--facets", "outlet,year").stdout.splitlines()
    assert counted[1] == "outlet  Evening Post 1 · Halin Courier 1 · not known 1"
    assert counted[2] == "year    2020 1 · 2021 1 · not known 1"
    past = run(dateline, "search", "the", "--page", "9").stdout
    assert past.startswith("3 articles, none on page 9 (the last is 1)")


def on_a_terminal(desk: Path, *arguments: str, columns: int = 80, **environ: str) -> str:
    """Return what the program prints on a terminal of 12 rows."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 12, columns, 0, 0))
    kept = {name: os.environ[name] for name in ("PATH", "XDG_CACHE_HOME") if name in os.environ}
    root = str(Path(__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", *arguments],
        cwd=desk,
        env={**kept, "TERM": "xterm", "LANG": "C.UTF-8", "PYTHONPATH": root, **environ},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    pieces = []
    with contextlib.suppress(OSError):  # how a terminal ends
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    os.close(ours)
    assert process.wait(60) == 0
    return b"".join(pieces).decode().replace("\r\n", "\n")


@pytest.fixture
def press(desk):
    """A desk with an article of wide letters, and more than a small terminal shows."""
    rows = [
        {"id": f"p{n}", "title": f"Ferry {n}", "body": "The ferry ran. " * 9} for n in range(9)
    ]
    rows.append({"id": "wide", "title": "東京の港でストライキ", "body": "港のストライキ。" * 30})
    (desk / "press.jsonl").write_text("\n".join(map(json.dumps, rows)))
    run(index, "rebuild", "press.jsonl")
    return desk


def test_on_a_terminal_hits_are_marked_and_lines_are_as_wide_as_it(press):
    shown = on_a_terminal(press, "search", "ferry", "-n", "2", "--no-pager", columns=40)
    assert "\x1b[31m\x1b[1mferry" in shown
    bare = click.unstyle(shown)
    assert max(map(width, bare.splitlines())) <= 40
    assert "page 1 of 5; the next with --page 2" in bare
    wide = click.unstyle(on_a_terminal(press, "search", "ストライキ", "--no-pager", columns=40))
    assert 38 <= max(map(width, wide.splitlines())) <= 40


@pytest.mark.parametrize("columns", [40, 100])
def test_on_a_terminal_words_in_context_have_what_room_there_is(press, columns):
    query = ("kwic", "ferry OR ストライキ", "-n", "20", "--no-pager")
    lines = on_a_terminal(press, *query, columns=columns).splitlines()
    assert max(width(click.unstyle(line)) for line in lines) <= columns
    before = [line.partition("\x1b[1m")[0] for line in lines if "\x1b[1m" in line]
    assert len(before) > 100
    assert len(set(map(width, before))) == 1


@pytest.mark.parametrize("told", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_marks_where_none_are_wanted(press, told):
    assert "\x1b" not in on_a_terminal(press, "search", "ferry", PAGER="cat", **told)


def test_a_result_longer_than_the_terminal_is_shown_in_the_pager(press):
    (press / "pager").write_text('#!/bin/sh\nread line\necho "PAGED $LESS $line"\n')
    (press / "pager").chmod(0o755)
    pager = str(press / "pager")
    assert "PAGED FRX 9 articles" in on_a_terminal(press, "search", "ferry", PAGER=pager)
    shown = on_a_terminal(press, "search", "ferry", PAGER=pager, LESS="-S")
    assert "PAGED -S 9 articles" in shown
    for options in (("--no-pager",), ("-n", "1"), ("--json",), ("--format", "csv")):
        assert "PAGED" not in on_a_terminal(press, "search", "ferry", *options, PAGER=pager)
    for none in ("cat", "", "no-such-pager", "'"):
        assert "9 articles" in on_a_terminal(press, "search", "ferry", PAGER=none)
    assert "PAGED" in on_a_terminal(press, "show", "wide", PAGER=pager, columns=40)


def test_a_search_that_finds_nothing_says_what_would(desk):
    run(index, "rebuild", "news")
    lines = run(dateline, "search", "harbuor strike").stdout.splitlines()
    assert "Did you mean harbour strike? 1 article" in lines
    assert any(line.startswith("  harbuor: 0 · without it ") for line in lines)


def test_a_search_that_finds_little_says_what_has_some_of_the_words(desk):
    run(index, "rebuild", "news")
    lines = run(dateline, "search", "harbour bridge zeppelin").stdout.splitlines()
    assert lines[0].startswith("0 articles ")
    below = lines[lines.index("These match some of the words:") :]
    assert below[2] == "  1  Bridge opens"
    assert "     without: harbour, zeppelin" in below
    assert "     without: bridge, zeppelin" in below
    table = run(dateline, "search", "harbour bridge", "--format", "table").stdout.splitlines()
    assert table[table.index("These match some of the words:") + 2].endswith(" s1")
    assert "     without: harbour" in table
    found = json.loads(run(dateline, "search", "harbour bridge", "--json").stdout)
    assert found["results"] == []
    assert [one["missing"] for one in found["partial_results"]] == [["harbour"], ["bridge"]]
    asked = run(dateline, "search", "harbour AND bridge").stdout
    assert "some of the words" not in asked
    assert "some of the words" not in run(dateline, "search", "harbour").stdout
    exported = run(dateline, "search", "harbour bridge", "--format", "csv").stdout
    assert len(exported.splitlines()) == 1


def test_a_headline_half_remembered_stands_above_what_is_found(desk):
    body = "The mayor came to the port on Friday and spoke with the workers about their wages."
    told = {"title": "Mayor of Halin visits the port", "body": body, "outlet": "Post"}
    (desk / "news" / "more.jsonl").write_text(json.dumps({"id": "visit", **told}))
    run(index, "rebuild", "news")
    lines = run(dateline, "search", '"minister" of Halin "visits" port').stdout.splitlines()
    at = lines.index("Headlines much like this:")
    assert lines[at + 1 : at + 3] == [
        "  ~  Mayor of Halin visits the port",
        "     Post · visit",
    ]
    found = json.loads(
        run(dateline, "search", '"minister" of Halin "visits" port', "--json").stdout
    )
    assert [one["id"] for one in found["near_headlines"]] == ["visit"]


def test_words_in_context_stand_under_one_another(desk):
    run(index, "rebuild", "news")
    shown = run(dateline, "kwic", "halin", "OR", "bridge").stdout.split("\n")
    assert shown[0].startswith("3 articles · 4 lines of articles 1 to 3 · read as")
    columns = {
        max(line.find(word) for word in ("Halin", "Bridge", "bridge")) for line in shown[1:5]
    }
    assert len(columns) == 1
    assert "Evening Post · 2020-07-01 · s1 · title:0" in "\n".join(shown)
    record = json.loads(run(dateline, "--json", "kwic", "bridge", "--width", "10").stdout)
    assert [one["words"] for one in record["lines"]] == ["Bridge", "bridge"]
    assert record["lines"][1]["left"] == "The new "
    by_right = json.loads(
        run(dateline, "--json", "kwic", "bridge OR halin", "--order", "right").stdout
    )
    assert [one["right"].split()[:1] for one in by_right["lines"]] == [
        *(["."], ["ended"], ["opens"], ["over"]),
    ]


def test_words_in_context_as_csv(desk):
    run(index, "rebuild", "news")
    rows = run(dateline, "kwic", "bridge", "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("left,words,right,outlet,date,title,id,field,start,end")
    assert [row.split(",")[1] for row in rows[1:]] == ["Bridge", "bridge"]
    sorted_ = run(dateline, "kwic", "bridge", "--format", "csv", "--order", "left")
    assert [row.split(",")[0] for row in sorted_.stdout.splitlines()[1:]] == ["", "The new "]
    clash = CliRunner().invoke(dateline, ["--json", "kwic", "bridge", "--format", "csv"])
    assert clash.exit_code == 2


def test_a_result_is_exported_whole(desk):
    run(index, "rebuild", "news")
    everything = run(dateline, "export", "--format", "jsonl")
    held = json.loads(run(index, "status", "--json").stdout)["articles"]
    assert len(everything.stdout.splitlines()) == held
    assert run(dateline, "export", "harbour strike", "-o", "found.csv").exit_code == 0
    assert Path("found.csv").read_text().startswith("id,title,outlet,")
    assert run(dateline, "export", "x", "--format", "xls").exit_code == 2


def test_search_and_show_as_json(desk):
    run(index, "rebuild", "news")
    found = json.loads(run(dateline, "search", "in OR the", "-n", "1", "--json").stdout)
    assert (len(found["results"]), found["per_page"]) == (1, 1)
    shown = json.loads(run(dateline, "show", "s0", "--json").stdout)
    assert shown["title"] == "Harbour strike ends"
    assert "The harbour strike in Halin ended on Friday." in run(dateline, "show", "s0").stdout


def test_text_that_would_drive_the_terminal_is_disarmed(desk):
    (desk / "evil.jsonl").write_text(
        json.dumps(
            {"title": "Red \x1b[31m title\x07", "body": "word \x1b]0;owned\x07 word \x9b31m"}
        )
    )
    run(index, "rebuild", "evil.jsonl")
    for command in (
        ("search", "word"),
        ("show", json.loads(run(dateline, "search", "word", "--json").stdout)["results"][0]["id"]),
    ):
        printed = run(dateline, *command).stdout
        assert not set(printed) & set("\x1b\x07\x9b")


def python(desk: Path, *arguments: str, **more) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=desk,
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def test_a_search_in_the_terminal_loads_neither_server_nor_extractor(desk):
    run(index, "rebuild", "news")
    code = (
        "import sys; from web.cli import dateline\n"
        "try: dateline(['search', 'strike'])\n"
        "except SystemExit as done: assert done.code in (0, None), done.code\n"
        "print('loaded:', *sys.modules)"
    )
    process = python(desk, "-c", code)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    loaded = set(out.splitlines()[-1].split())
    assert "Harbour strike ends" in out
    assert {"numpy", "search.archive", "web.cli.search"} <= loaded
    assert not loaded & {"flask", "bleach", "waitress", "trafilatura"}
    others = {"search.semantic", "search.stories.copies", "search.cli.commands", "web.cli.story"}
    assert not loaded & others


def test_a_reader_who_has_enough_is_no_failure(desk):
    run(index, "rebuild", "news")
    process = python(desk, "-c", "from web.cli import main; main()", "search", "harbour")
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()


def test_flask_knows_the_index_commands(desk):
    process = python(desk, "-m", "flask", "--app", "web", "index", "rebuild", "news")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert out.startswith("3 articles")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_rebuild_keeps_the_old_index(desk, told):
    run(index, "rebuild", "news")
    line = json.dumps({"title": "Long", "body": "The strike went on and on. " * 200})
    before = set(Path(".dateline").rglob("*"))
    (desk / "many.jsonl").write_text((line + "\n") * 4000)
    process = python(
        *(desk, "-c", "from search.cli import main; main()", "rebuild", "many.jsonl", "--yes"),
        # A shell that runs the tests in its background has them, and theirs, ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(told, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while set(Path(".dateline").rglob("*")) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(told)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "as it was" in err
    assert "Traceback" not in err
    assert json.loads(run(index, "status", "--json").stdout)["articles"] == 3


def served(desk: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    process = python(
        desk, "-u", "-c", "from web.cli import main; main()", "serve", "--port", "0", *options
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if "http://" not in line:
        process.kill()
        raise AssertionError(line + process.communicate()[1])
    return process, line.split("http://")[1].split("/")[0]


def test_serve_builds_from_the_seeds_answers_and_stops_when_told(desk):
    (desk / "news" / "stories.jsonl").rename(desk / "stories.jsonl")
    (desk / "news").rename(desk / "seeds")
    process, address = served(desk)
    try:
        assert address.startswith("127.0.0.1:")
        with urllib.request.urlopen(
            f"http://{address}/api/search?q=mayor", timeout=10
        ) as response:
            assert json.load(response)["total"] == 1
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "Server" not in response.headers
        with urllib.request.urlopen(f"http://{address}/", timeout=10) as page:
            assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        host = urllib.request.Request(f"http://{address}/", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(host, timeout=10)
        assert refused.value.code == 421
        refused.value.close()
        with socket.create_connection(address.split(":"), timeout=10) as raw:  # type: ignore[arg-type]
            raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000 + b"\r\n\r\n")
            assert raw.recv(100).split()[1] == b"431"
        run(index, "add", "stories.jsonl")
        with urllib.request.urlopen(
            f"http://{address}/api/search?q=harbour", timeout=10
        ) as response:
            assert json.load(response)["total"] == 1
        busy = python(
            desk,
            "-c",
            "from web.cli import main; main()",
            "serve",
            "--port",
            address.split(":")[1],
        )
        _, err = busy.communicate(timeout=60)
        assert busy.returncode == 1
        assert "--port" in err
        assert "Traceback" not in err
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert "search: 5 characters" in err
    assert "mayor" not in err


def test_serving_other_machines_has_to_be_meant(desk):
    run(index, "rebuild", "news")
    result = run(dateline, "serve", "--host", "0.0.0.0")
    assert result.exit_code == 2
    assert "--allow-remote" in result.stderr


def test_lines_are_broken_where_they_may_be():
    def lines(text: str, most: int) -> list[str]:
        return [text[start:end] for start, end in wrapped(text, most)]

    assert lines("the harbour strike ends", 11) == ["the harbour", "strike ends"]
    assert lines("strikebreaker", 5) == ["strik", "ebrea", "ker"]
    assert lines("東京の港で", 4) == ["東京", "の港", "で"]
    assert lines("  a  ", 9) == ["a"]
    assert lines("", 9) == []
    assert (width("東京"), width("e\u0301"), clipped("東京の港", 5)) == (4, 1, "東京…")
    assert padded("東", 4) == "東  "


@given(st.text("ab 東\u0301é", max_size=60), st.integers(2, 12))
def test_no_line_is_too_wide_and_nothing_but_spaces_is_lost(text, most):
    spans = list(wrapped(text, most))
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(
        " ", ""
    )
    assert all(width(text[start:end]) <= most for start, end in spans)


STORM = (
    "A storm took the roof off the old market hall of Osk last night and blew slates as far as "
    "the river. Nobody was hurt, said the fire brigade, which had closed the square in time."
)


def test_copies_are_folded_in_the_terminal_and_stories_follow_their_file(desk):
    lines = [
        {"id": "storm", "title": "Roof gone", "body": STORM, "date": "2021-05-07"},
        {"id": "again", "title": "Storm", "body": STORM, "date": "2021-05-08", "outlet": "Star"},
    ]
    (desk / "news" / "storm.jsonl").write_text("\n".join(map(json.dumps, lines)))
    run(index, "rebuild", "news")
    folded = run(dateline, "search", "slates")
    assert "2 articles, the first" not in folded.stdout
    assert "1 copy not listed" in folded.stdout
    assert "copies: Star (again)" in folded.stdout
    both = run(dateline, "search", "slates", "--duplicates", "show").stdout
    assert "not listed" not in both
    assert both.count("the roof off") == 2
    told = json.loads(run(dateline, "search", "slates", "--json").stdout)
    assert (told["total"], told["duplicates_folded"], len(told["results"])) == (2, 1, 1)
    story = told["results"][0]["story"]
    (desk / "stories.txt").write_text(f"name {story}: The storm\nalone nobody\n")
    checked = run(index, "stories", "--check")
    assert "Run: index stories" in checked.stderr
    followed = run(index, "stories", "--json")
    assert followed.exit_code == 1  # a line to look at
    record = json.loads(followed.stdout)
    assert (record["stories"], record["copies"], record["is_current"]) == (1, 1, True)
    assert [one["is_wrong"] for one in record["rulings"]] == [False, True]
    assert run(dateline, "story", story).stdout.startswith("The storm\n")
