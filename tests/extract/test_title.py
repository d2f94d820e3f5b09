"""The title, as stated or as the text has it."""

import pytest

from search.extract import title
from tests.extract.invented import LAST, LEAD, MORE, read, text


def test_the_first_headline_is_the_title_and_leaves_the_body():
    one = read(text("All news", "Pilots of Ostwick go on strike", LEAD, MORE))
    assert one.title == "Pilots of Ostwick go on strike"
    assert one.body == text(LEAD, MORE)
    assert one.received
    assert one.received[one.provenance["title"].start :].startswith(one.title)


def test_a_repeat_of_the_title_is_set_aside():
    head = "Pilots of Ostwick go on strike"
    one = read(text(head, "3 May 2019", head, LEAD, MORE))
    assert one.body == text(LEAD, MORE)
    assert ("repeat", head) in [(aside.kind, aside.text) for aside in one.set_aside]


def test_a_stated_title_wins_and_its_line_leaves_the_body():
    one = read(text("Pilots on strike", LEAD, MORE), title="Pilots on Strike - CNN")
    assert one.title == "Pilots on Strike"
    assert one.body == text(LEAD, MORE)


@pytest.mark.parametrize(
    ("stated", "publisher", "url", "clean"),
    [
        ("Pilots on strike | The Guardian", None, None, "Pilots on strike"),
        ("Pilots on strike - Ostwick Gazette", "Ostwick Gazette", None, "Pilots on strike"),
        ("Pilots on strike – Gazette", None, "https://www.gazette.example.com/a", None),
        ("Pilots on strike – ostwick", None, "https://ostwick.com/a", "Pilots on strike"),
        ("Ostwick Gazette: Pilots on strike", None, None, None),
        ("Strike - a history", "Ostwick Gazette", None, None),
    ],
)
def test_a_publisher_at_the_end_of_a_stated_title_is_dropped(stated, publisher, url, clean):
    assert title.stated(stated, publisher, url) == (clean or stated)


def test_a_text_without_a_headline_has_no_title():
    one = read(text(LEAD, MORE, LAST))
    assert one.title is None
    assert "title" not in one.provenance
