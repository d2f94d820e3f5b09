"""Texts made to break a reader end in an article or in BadInput, soon."""

import pytest

from search.errors import BadInput
from search.extract import language
from tests.extract.invented import LEAD, MORE, read, text

HOSTILE = {
    "one long line": "word and the other " * 20_000,
    "one long word": "a" * 300_000,
    "many lines": "\n".join(f"item {number}" for number in range(3000)),
    "credits": "© AFP / " * 20_000,
    "slashes": "(a/" * 10_000 + "\n" + "1/2/" * 10_000,
    "brackets": "(" * 50_000 + "\n" + " - " * 50_000,
    "bylines": ("By " * 120 + "\n") * 200,
    "offers": ("subscribe " * 39 + "\n") * 200,
    "told": "told The " * 20_000,
    "controls": "\x00\ud800\u2028 word " * 5000,
    "blanks": " " * 500_000 + "x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends(name):
    one = read(HOSTILE[name])
    assert one.body
    one.body.encode("utf-8")


@pytest.mark.parametrize("opening", ["<div>" * 5000, "<b>" * 5000, "<a " + "x=1 " * 5000 + ">"])
def test_hostile_markup_ends(opening):
    try:
        found = read(f"{opening}<p>{LEAD}", "html").body
    except BadInput as error:
        found = error.code
    assert found == "article.empty" or LEAD in found


def test_language_is_stated_seen_or_unknown():
    assert read(text(LEAD, MORE), lang="en-US").lang == "en"
    assert read(text(LEAD, MORE)).lang == "en"
    german = (
        "Der Hafen von Ostwick bleibt nach dem Streik der Lotsen für eine Woche geschlossen, "
        "sagte die Bürgermeisterin der Stadt vor der Presse."
    )
    assert read(german).lang == "de"
    assert language.language("Ostwick 3:2", None, "") is None


def test_authors_are_named_by_bylines_and_columns():
    assert read(text("Strike", "By Jane Doe", LEAD, MORE)).author == "Jane Doe"
    assert read(text("Strike", "By JANE DOE and John Roe", LEAD)).author == "Jane Doe, John Roe"
    assert read(LEAD, author="Jane Doe").author == "Jane Doe"
    assert read(text("Strike", "By the sea", LEAD, MORE)).author is None
    assert read(LEAD, author="Reuters").agency == "Reuters"
