"""The archive's people as its owner sees and corrects them: the names file, and `index names`."""

import json
import os

import pytest
from click.testing import CliRunner

from search.archive import Archive
from search.cli import index
from search.errors import UsageError
from search.intake import understanding

NEWS = {
    "port.txt": "Port reopens\n\nThe port of Halin is open again, said Sergei Lavrov on Monday. "
    "Mr. Lavrov then left for the coast with Ana Lee.",
    "talks.txt": "Talks resume\n\nThe talks with Sergey Lavrov will resume, said Cornelia Quill. "
    "Both sides hope for a treaty, said Quill.",
    "treaty.txt": "Treaty signed\n\nA treaty was signed in Halin by Nell Quill on Friday. "
    "The treaty is short, said Nell Quill.",
}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A working directory with three articles, indexed."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "news").mkdir()
    for name, text in NEWS.items():
        (tmp_path / "news" / name).write_text(text)
    archive().rebuild([tmp_path / "news"])
    return tmp_path


def archive():
    return Archive.open(".dateline")


def who(found):
    """Return the people of each article by the file's name."""
    hits = found.search(per_page=50).hits
    return {
        hit.article.source.path.split(".")[0]: [person.id for person in hit.article.people]
        for hit in hits
    }


def run(*arguments):
    return CliRunner().invoke(index, ["names", *arguments], catch_exceptions=False)


def test_a_rebuild_follows_the_names_file_and_understands_nothing_again(desk, monkeypatch):
    before = who(archive())
    assert before["talks"] == ["sergei-lavrov", "cornelia-quill"]
    assert before["treaty"] == ["nell-quill"]
    monkeypatch.setattr(understanding, "understood", None)  # whoever calls it fails
    (desk / "names.txt").write_text("Nell Quill = Cornelia Quill\nMarshal L. [l] = Sergey Lavrov")
    assert archive().rebuild().reused == 3
    assert who(archive())["talks"] == ["l", "nell-quill"]
    assert archive().search("people:cornelia").total == 2
    (desk / "names.txt").unlink()
    assert archive().rebuild().reused == 3
    assert who(archive()) == before


def test_an_addition_follows_it_too_in_every_article(desk):
    before = who(archive())
    (desk / "names.txt").write_text("Nell Quill = Cornelia Quill\n")
    (desk / "late.txt").write_text("Late news\n\nThe ferry was late, said Ana Lee on Monday.")
    assert archive().add([desk / "late.txt"]).added == 1
    assert who(archive())["talks"] == ["sergei-lavrov", "nell-quill"]
    (desk / "names.txt").write_text("# nothing\n")
    assert archive().add([desk / "late.txt"]).added == 0
    assert who(archive()) == {**before, "late": ["ana-lee"]}


def test_a_bad_line_is_reported_and_stops_nothing(desk):
    (desk / "names.txt").write_text("nonsense\nNell Quill = Cornelia Quill\n")
    report = archive().rebuild()
    (warned,) = report.warned
    assert (warned.path, warned.line) == ("names.txt", 1)
    assert warned.reason.startswith("column 1: there is neither = nor != here.")
    assert who(archive())["talks"][1] == "nell-quill"
    assert [one.path for one in archive().status().problems] == ["names.txt"]
    (desk / "names.txt").write_text("Nell Quill = Cornelia Quill\n")
    archive().add([desk / "news" / "port.txt"])
    assert archive().status().problems == ()


def test_the_names_file_is_no_article(desk):
    (desk / "names.txt").write_text("Nell Quill = Cornelia Quill\n")
    assert archive().rebuild([desk], yes=True).articles == 3


def test_another_file_is_named_by_the_settings_and_has_to_be_there(desk):
    (desk / "who.txt").write_text("Nell Quill = Cornelia Quill\n")
    (desk / "dateline.toml").write_text('names = "who.txt"\n')
    assert CliRunner().invoke(index, ["rebuild"]).exit_code == 0
    assert who(archive())["talks"][1] == "nell-quill"
    (desk / "who.txt").unlink()
    result = CliRunner().invoke(index, ["rebuild"])
    assert (result.exit_code, "no names file" in result.stderr) == (2, True)
    with pytest.raises(UsageError, match="no names file"):
        Archive.open(".dateline", "nowhere.txt").rebuild()


@pytest.mark.parametrize(
    "name", ["lavrov", "Лавров", "Sergej Lavrov", "Сергей Лавров", "sergei", "sergey-lavrov"]
)
def test_somebody_is_found_by_every_spelling_in_either_script(desk, name):
    (desk / "news" / "more.txt").write_text(
        "Talks begin\n\nThe talks with Sergey Lavrov began. “We are ready,” Mr. Lavrov said.\n\n"
        "Sergey Lavrov will stay for a week."
    )
    archive().rebuild()
    assert archive().search(people=[name]).total == 3
    word = name.split()[-1]
    assert archive().search(f"people:{word}").total == 3
    assert archive().search(f"said:{word}").total == 1


def test_exactly_as_written_stays_exact(desk):
    assert archive().search("people:=Sergei").total == 1
    assert archive().search('people:"Сергей Лавров"').total == 2
    assert archive().search('people:="Сергей Лавров"').total == 0


def test_somebody_is_found_by_a_name_that_only_the_names_file_has(desk):
    assert archive().search("people:owl").total == 0
    (desk / "names.txt").write_text("Nell Quill = Cornelia Quill, The Owl\n")
    archive().rebuild()
    found = archive()
    assert found.search(people=["The Owl"]).total == 2
    assert found.search("people:quilll").total == 2
    (desk / "names.txt").write_text("Nell Quill = Cornelia Quill, The Moth\n")
    assert found.search(people=["The Moth"]).total == 2


def test_people_are_listed_with_their_spellings_and_counts(desk):
    shown = run().stdout.splitlines()
    assert shown[0] == "Sergei Lavrov [sergei-lavrov]: 2 articles"
    assert shown[1].strip() == "Sergei Lavrov 1, Sergey Lavrov 1"
    found = json.loads(run("quill", "--json").stdout)
    assert [one["id"] for one in found["people"]] == ["cornelia-quill", "nell-quill"]
    assert json.loads(run("Лавров", "--json").stdout)["people"][0]["id"] == "sergei-lavrov"
    paged = run("--per-page", "1", "--page", "2")
    assert len(paged.stdout.splitlines()) == 2
    assert "1 of 4 (page 2" in paged.stderr


def test_a_family_name_that_means_somebody_is_nobody_else(desk):
    news = "Port opens\n\nThe port opened, said Sergei Lavrov on Monday, the {0}th."
    for day in range(4):
        (desk / "news" / f"day{day}.txt").write_text(news.format(day + 1))
    (desk / "news" / "alone.txt").write_text("Late news\n\nMr. Lavrov was late, said Lavrov.")
    archive().rebuild()
    (found,) = json.loads(run("lavrov", "--json").stdout)["people"]
    assert (found["articles"], found["alone"]) == (6, 1)


def test_family_names_left_open_are_listed(desk):
    (desk / "news" / "open.txt").write_text("Late news\n\nMs. Quill was late, said Mr. Quill.")
    archive().rebuild()
    (line,) = run("--ambiguous").stdout.splitlines()
    assert line == "Quill: alone in 1 article; Cornelia Quill 1, Nell Quill 1"
    (desk / "names.txt").write_text("Nell Quill = Quill\n")
    assert run("--ambiguous").stdout == ""
    found = json.loads(run("nell", "--json").stdout)["people"][0]
    assert (found["articles"], found["alone"], found["line"]) == (1, 1, 1)


def test_checking_tells_what_each_line_does(desk):
    (desk / "names.txt").write_text(
        "Nell Quill = Cornelia Quill\n"
        "Sergei Lavrov != Sergey Lavrov\n"
        "Ana Lee [lee] = Anna Leigh\n"
        "nonsense\n"
    )
    result = run("--check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "names.txt:1: 2 people are one: Nell Quill (2 articles)",
        "names.txt:2: Sergei Lavrov is 2 people (2 articles)",
        "names.txt:3: Ana Lee is shown as Ana Lee [lee] (1 article)",
        "    no article uses “Anna Leigh”",
        (
            "names.txt:4: column 1: there is neither = nor != here. "
            "Write: Sergey Lavrov = Sergei Lavrov, S. Lavrov. The line is left out."
        ),
    ]
    (desk / "draft.txt").write_text("Nell Quill = Cornelia Quilt\n")
    lines = json.loads(run("--file", "draft.txt", "--json").stdout)["lines"]
    assert lines[0]["unknown"][0]["nearest"] == ["Cornelia Quill"]
    (desk / "draft.txt").write_text("Nell Quill = Cornelia Quill\n")
    assert run("--file", "draft.txt").exit_code == 0


def test_it_is_said_when_the_index_does_not_follow_the_file_yet(desk):
    assert run().stderr == ""
    (desk / "names.txt").write_text("Nell Quill = Cornelia Quill\n")
    assert "The index follows it after: index rebuild" in run().stderr
    archive().rebuild()
    assert run().stderr == ""


def test_without_an_index_it_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run()
    assert result.exit_code == 4
