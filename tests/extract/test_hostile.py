"""Texts made to break a reader end in an article or in BadInput, soon."""

import pytest

from search.errors import BadInput
from search.extract import boilerplate, language
from search.extract.lines import lines
from tests.extract.invented import LAST, LEAD, MORE, read, text

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
    assert LEAD in found or (found == "article.empty" and opening.startswith("<a "))


ODD = {
    "capitals": f"{LEAD}\n\n{MORE}\n\n{LAST}".upper(),
    "no punctuation": "".join(char for char in f"{LEAD}\n{MORE}\n{LAST}" if char not in ",."),
    "right to left": "أغلق ميناء المدينة لمدة أسبوع بعد إضراب المرشدين، حسبما قال رئيس البلدية."
    "\n\n"
    "نقلت معظم القوارب إلى الرصيف الشمالي، حيث قالت الأطقم إنها ستنتظر هناك حتى الاتفاق.",
    "mixed scripts": f"{LEAD}\n\n"
    "Гавань города закрыта на неделю, сообщил мэр журналистам во вторник.\n\n"
    "市政府周二表示，港口将关闭一周，等待双方达成协议。",
    "mojibake": "La mÃ©tÃ©o de la rÃ©gion sera trÃ¨s agitÃ©e jusquâ€™Ã  la fin de la semaine.",
    "one paragraph": " ".join([LEAD, MORE, LAST]),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_article_keeps_every_word_and_invents_none(name):
    one = read(ODD[name])
    assert f"{one.title or ''} {one.body}".split() == ODD[name].split() or (
        one.title is None and one.body.split() == ODD[name].split()
    )


def test_one_word_is_an_article_of_one_word():
    assert (read("Ostwick").body, read("Ostwick").title) == ("Ostwick", None)


def test_an_article_of_megabytes_is_read_to_its_end():
    last = "The council of Ostwick closed the meeting at midnight."
    body = "\n\n".join([LEAD, MORE] * 2500 + [last])
    found = lines(body)
    kinds = boilerplate.sort(found)
    assert kinds[-1] is None
    assert len(kinds) == len(found)


def test_a_hundred_nested_tables_hold_their_article():
    page = "<table><tr><td>" * 100 + f"<p>{LEAD}</p><p>{MORE}</p><p>{LAST}</p>"
    assert LEAD in read(page, "html").body


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
