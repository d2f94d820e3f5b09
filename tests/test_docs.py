"""What the documents say is so."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from search import cli
from search.archive import Archive
from search.config import Settings
from search.query import parse
from search.query.tree import Everything
from tests.test_floors import FLOORS
from web import create_app
from web.cli import dateline

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def fenced(text: str) -> list[str]:
    return re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)


def test_the_readmes_first_screen_holds_the_two_commands():
    run, test = [block.strip() for block in fenced(README)[:2]]
    assert run.endswith(".venv/bin/dateline serve")
    assert test == "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/pytest"


def test_ci_runs_the_readmes_test_command():
    test = fenced(README)[1].strip()
    assert test in (ROOT / ".ci/run").read_text("utf-8").replace("install -q -e", "install -e")


@pytest.mark.parametrize("program", [cli.index, dateline], ids=["index", "dateline"])
def test_every_command_is_in_the_readme(program):
    for name in program.elsewhere:
        group = "index" if program is cli.index else "dateline"
        if name != "index":
            assert f"`{group} {name}" in README


def test_every_setting_has_a_row_with_its_default():
    rows = README[README.index("## Settings") :]
    for setting in fields(Settings):
        assert f"`{setting.name}`" in rows
        if isinstance(setting.default, int | float | str):
            is_switch = isinstance(setting.default, bool)
            assert f"`{str(setting.default).lower() if is_switch else setting.default}`" in rows


def test_the_query_examples_are_read_without_complaint():
    table = README[README.index("| query | finds |") : README.index("Whatever is typed")]
    examples = re.findall(
        r"`([^`]+)`", "\n".join(row.split("|")[1] for row in table.split("\n")[2:] if row)
    )
    assert len(examples) > 15
    for example in examples:
        found = parse(example)
        assert found.tree != Everything(), example
        assert [notice.code for notice in found.notices] == [], example


def test_the_python_example_runs_on_the_seeds(tmp_path, monkeypatch, capsys):
    archive = Archive.open(tmp_path / ".dateline")
    archive.rebuild([ROOT / "seeds"])
    monkeypatch.chdir(tmp_path)
    (example,) = [block for block in fenced(README) if "Archive.open" in block]
    *setup, last = example.strip().split("\n")
    scope: dict[str, object] = {}
    exec("\n".join(setup), scope)
    total, title, snippet = eval(last, scope)
    assert total == 1
    assert title.startswith("Russia considers")
    assert "Tillerson" in snippet


def test_every_path_of_the_api_that_is_named_answers(tmp_path):
    index = tmp_path / "index"
    Archive.open(index).rebuild([ROOT / "seeds"])
    client = create_app(Settings(index=index)).test_client()
    query = re.search(r"'http://127\.0\.0\.1:8000(/api/search\?[^']+)'", README)
    assert query
    found = client.get(query[1]).get_json()
    assert found["total"] == 1
    for path in ("/api/status", "/healthz", "/help"):
        assert f"`{path}`" in README
        assert client.get(path).status_code == 200


def test_the_map_names_rooms_that_exist():
    for name in re.findall(r"`(search/[\w/.]+|web/[\w/.]+)`", MAP):
        assert (ROOT / name).exists(), name
    for room in FLOORS:
        stem = room.rpartition(".")[2]
        assert stem in MAP, f"ARCHITECTURE.md does not name {room}"


def test_the_top_level_holds_only_what_was_agreed():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("no git checkout here")
    top = {name.partition("/")[0] for name in tracked.stdout.split()}
    agreed = {"pyproject.toml", "README.md", "seeds", "search", "web", "tests", "bench"}
    agreed |= {"ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "NOTICE"}
    assert {name for name in top if not name.startswith(".")} <= agreed


def test_the_seeds_are_the_five_articles():
    assert len(list((ROOT / "seeds").iterdir())) == 5
