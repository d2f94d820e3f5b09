"""Which lines of a page are its article, by where they stand."""

import numpy as np
import pytest
from lxml import html

from search.extract import webpage
from search.extract.body.features import seen
from search.extract.body.network import odds
from search.extract.body.network import shipped as by_words
from search.extract.layout import again, shipped
from search.extract.layout.blocks import blocks
from search.extract.layout.features import further, laid
from search.extract.layout.readings import held
from search.extract.layout.readings import words as words_of
from search.extract.layout.train import example, kept, learn, measured
from search.extract.lines import lines
from tests.extract.invented import LAST, LEAD, MORE, text

PAGE = (
    f"<body><nav class='topNav'><a href='/'>Home</a></nav><div class='story-body'><p>{LEAD}</p>"
    f"<p>{MORE} <a href='/q'>The quay</a></p><table><tr><td>Ostwick</td><td>14 boats</td></tr>"
    f"<tr><td>Halin</td><td>31 boats</td></tr></table><p>{LAST}</p></div></body>"
)


def odds_by_words(rows):
    return odds(rows, by_words())


HOME, FIRST, SECOND, *_, END = range(8)


def test_lines_are_known_by_what_holds_them():
    found = blocks(html.document_fromstring(PAGE))
    assert [one.text for one in found[:3]] == ["Home", LEAD, f"{MORE} The quay"]
    linked = [one.numbers[0] for one in found]
    assert linked[HOME] == 1
    assert linked[FIRST] == 0
    assert 0 < linked[SECOND] < 0.1
    paragraphs, menu = found[FIRST].holders, found[HOME].holders
    assert paragraphs[0] != found[END].holders[0]
    assert paragraphs[1:] == found[END].holders[1:]
    assert menu[1] != paragraphs[1]


def test_cells_of_a_row_are_told_from_those_of_the_next():
    found = blocks(html.document_fromstring(PAGE))
    assert found[FIRST].cell is None
    cells = [one.cell for one in found if one.cell]
    rows = [row for row, _ in cells]
    assert rows[0] == rows[1] != rows[2] == rows[3]
    assert len({cell for _, cell in cells}) == 4


def test_of_a_page_of_more_lines_than_any_article_has_the_text_alone_is_kept(monkeypatch):
    monkeypatch.setattr("search.extract.layout.blocks.MOST", 2)
    found = blocks(html.document_fromstring(PAGE))
    assert [bool(one.numbers) for one in found] == [True, True, *[False] * 6]
    assert found[END].text == LAST


def test_the_lines_with_and_without_their_places_are_the_same():
    page = webpage.read(PAGE)
    assert [one.text for one in page.blocks] == webpage.visible(PAGE) == page.visible.split("\n")


def test_what_a_page_shows_twice_another_reading_holds_where_most_of_it_stands():
    rows = [words_of(one) for one in (LEAD, "Home", LEAD, MORE, LAST)]
    shares = held(rows, [0, 0, 1, 1, 1], text(LEAD, MORE))
    assert shares.tolist() == [0, 0, 1, 1, 0]


def test_short_lines_are_held_with_what_stands_about_them():
    rows = [words_of(one) for one in (LEAD, "14 boats", MORE, "31 boats")]
    assert held(rows, [0, 0, 0, 0], text(LEAD, "14 boats", MORE)).tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("rows", "said", "expected"),
    [
        ((LEAD, MORE, LEAD), (1, 1, 0), [True, True, False]),
        ((LEAD, MORE, LEAD), (1, 1, 1), [True, True, True]),
        ((f"{LEAD} {MORE}", LEAD, MORE), (0, 1, 1), [False, True, True]),
        (("Yes.", LEAD, "Yes."), (0, 1, 0), [True, True, True]),
    ],
)
def test_a_line_is_kept_once_unless_the_article_says_it_again(rows, said, expected):
    words = [words_of(one) for one in rows]
    assert again(words, [True] * 3, np.array(said, dtype=np.float32)) == expected


def test_weights_fit_the_numbers_they_weigh():
    page = webpage.read(PAGE)
    rows = seen(lines(page.visible))
    known = laid(page.blocks, rows, odds(rows, by_words()), page.paragraphs, page.dense)
    first, last = shipped()
    assert known.numbers.shape == (8, len(first.mean))
    assert further(first.odds(known.numbers), known).shape == (8, len(last.mean))
    assert np.isfinite(known.numbers).all()


def test_how_well_pages_of_other_sites_are_read_is_told_by_set():
    pages = [example(f"site {n}", "page", PAGE, text(LEAD, MORE), odds_by_words) for n in range(8)]
    (told,) = measured([one for one in pages if one])
    assert told.startswith("page: 8 pages, F1 ")
    assert float(told.rpartition(" ")[2]) > 0.8


def test_what_is_learned_from_is_the_true_body_and_the_same_weights_come_of_it():
    pages = [example(f"site {n}", "page", PAGE, text(LEAD, MORE), odds_by_words) for n in range(8)]
    assert pages[0]
    assert pages[0].truth.tolist() == [0, 1, 1, 0, 0, 0, 0, 0]
    assert kept(pages[0].text, [0.01, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1]) == [
        *(False, True, True),
        *[False] * 5,
    ]
    learned = [learn([one for one in pages if one]) for _ in range(2)]
    inner = [levels[1].nets[0].inner.tolist() for levels in learned]
    assert inner[0] == inner[1]
