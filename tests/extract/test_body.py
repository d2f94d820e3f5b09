"""Which lines are the article; nothing of the rest is lost."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import BadInput
from search.extract import boilerplate
from search.extract.body import network, trees, vocabulary, weighed, worth_keeping
from search.extract.body.examples import example
from search.extract.body.features import seen
from search.extract.body.network import odds, second, shipped
from search.extract.body.train import Model, learn, token_f1, write
from search.extract.lines import lines, unwrapped
from tests.extract.invented import LAST, LEAD, MORE, read, text

PARTS = [LEAD, MORE, LAST, "Home", "Share", "©", "a (b", "x - Y", "1/2/3", "Ж", "By A B", "…"]
ARTICLE = text("Pilots of Ostwick go on strike", LEAD, MORE, LAST)


def kinds(one):
    return {aside.text: aside.kind for aside in one.set_aside}


def test_a_clean_article_is_kept_whole():
    one = read(ARTICLE)
    assert one.body == text(LEAD, MORE, LAST)
    assert one.set_aside == ()


def test_of_a_page_that_the_nets_know_only_likely_lines_are_kept():
    assert worth_keeping([0.99, 0.97, 0.2, 0.05, 0.95], [40, 30, 20, 20, 50]) == [
        *(True, True, False, False, True),
    ]


def test_of_a_page_unlike_those_the_nets_know_most_is_kept_rather_than_nearly_nothing():
    # Notes of a release: one sentence, thirty items that look like a menu's.
    likely, sizes = [0.9, *[0.25] * 30, 0.01, 0.01], [20, *[12] * 30, 3, 3]
    assert worth_keeping(likely, sizes) == [True] * 31 + [False] * 2


def test_no_lines_no_choice():
    assert worth_keeping([], []) == []


SHAPES = {
    "spaced": "\n\n".join,
    "tight": "\n".join,
    "wrapped": lambda parts: "\n\n".join("\n".join(textwrap.wrap(one, 72)) for one in parts),
    "indented": lambda parts: "\n".join(f"    {one}" for one in parts),
    "one line": " ".join,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_word_of_a_clean_article_is_lost_however_it_is_set(shape):
    one = read(SHAPES[shape]([LEAD, MORE, LAST]))
    assert one.body.split() == " ".join([LEAD, MORE, LAST]).split()


@pytest.mark.parametrize("shape", ["spaced", "tight"])
def test_what_stands_around_an_article_is_set_aside(shape):
    menu = [f"{part} of Ostwick" for part in ("News", "Sport", "Life", "Maps", "Jobs", "Past")]
    menu += ["Log in", "Search", "Weather", "Letters"]
    towns = ("Ostwick", "Lund", "Harl", "Venn", "Tarn", "Osk", "Mell", "Brae")
    teasers = ["More stories", *(f"* Bakers of {town} win a prize" for town in towns)]
    one = read(
        SHAPES[shape]([*menu, "Pilots of Ostwick go on strike", LEAD, MORE, LAST, *teasers])
    )
    assert one.title == "Pilots of Ostwick go on strike"
    assert one.body == text(LEAD, MORE, LAST)
    assert {aside.text for aside in one.set_aside} == {*menu, *teasers}


def test_the_article_is_likelier_than_what_stands_around_it():
    rows = lines(text("Home", "Log in", LEAD, MORE, LAST, "* Ten walks along the coast"))
    found = weighed(rows).chances
    assert all(0 <= one <= 1 for one in found)
    assert min(found[2:5]) > max(*found[:2], found[5])


def test_weights_fit_the_numbers_they_weigh():
    first, last = shipped()
    one = seen(lines(ARTICLE))
    assert one.numbers.shape == (4, len(first.mean))
    assert second(first.odds(one.numbers), one).shape == (4, last.features)
    assert (last.asked >= 0).all()
    assert (last.asked < last.features).all()


def test_weights_are_read_as_written(tmp_path):
    write(tmp_path / "weights.gz", Model(vocabulary.shipped(), shipped()), "again")
    (first,) = network.read(tmp_path / "weights.gz")
    again = first, trees.read(tmp_path / "trees.gz")
    one = seen(lines(ARTICLE))
    assert odds(one, again).tolist() == odds(one, shipped()).tolist()


def test_what_is_learned_from_is_the_lines_of_the_true_body():
    one = example("a site", "page", text("Home", LEAD, "* Ten walks", MORE), text(LEAD, MORE))
    assert one
    assert one.truth.tolist() == [0, 1, 0, 1]
    assert token_f1(one, [False, True, False, True]) == 1.0


def test_the_same_pages_teach_the_same_weights():
    pages = [
        one
        for number in range(8)
        if (one := example(f"site {number}", "page", text("Home", LEAD, "* More"), LEAD))
    ]
    first, again = (learn(pages).odds(pages[0].text) for _ in range(2))
    assert first.tolist() == again.tolist()


def test_short_speech_and_subheads_stay():
    one = read(
        text("Pilots go on strike", LEAD, "A long night", MORE, '"Not now," he said.', LAST)
    )
    assert "A long night" in one.body
    assert '"Not now," he said.' in one.body


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("All news", "furniture"),
        ("Read: 1344", "furniture"),
        ("More about: #Harbour", "furniture"),
        ("News Line", "furniture"),
        ("To participate in the discussion", "furniture"),
        ("log in or register", "furniture"),
        ("Disclaimer: No Ostwick Gazette journalist wrote this", "furniture"),
        ("*The League is banned in Ostwick.", "furniture"),
        ("bs_logo_image", "furniture"),
        ("IE 11 is not supported. Visit our site on another browser.", "furniture"),
        ("For the best reading experience, please try another browser.", "furniture"),
        ("You’ve reached your limit of 5 free articles this month.", "paywall"),
        ("Subscribe now for unlimited access.", "paywall"),
        ("Sign up for our daily newsletter", "promo"),
        ("Read more: Pilots went on strike last year too", "promo"),
        ("© AFP / Jane DoeThe quay of Ostwick on a quiet morning in March", "caption"),
        ("The quay of Ostwick. (AP Photo/Jane Doe)", "caption"),
        ("Photo: Jane Doe", "caption"),
        ("Заголовок материала", "foreign"),
    ],
)
def test_page_furniture_is_set_aside_by_its_wording(line, kind):
    one = read(text("Pilots go on strike", LEAD, MORE, LAST, line))
    assert line not in one.body
    assert kinds(one)[line] == kind


def test_a_teaser_below_a_caption_goes_with_it():
    one = read(
        text("Pilots go on strike", LEAD, "The quay in May - Sputnik International\n"
             "Strike of Bakers Ends in Song", MORE, LAST)
    )  # fmt: skip
    assert kinds(one) == {
        "The quay in May - Sputnik International": "caption",
        "Strike of Bakers Ends in Song": "headline",
    }


def test_a_sentence_below_a_caption_stays():
    one = read(f"Pilots strike\n\nThe quay - Sputnik International\n{LEAD}\n\n{MORE}")
    assert one.body == text(LEAD, MORE)


def test_the_second_of_two_equal_lines_is_set_aside():
    line = "Here the pilots of Ostwick wait for the council"
    one = read(text("Pilots go on strike", LEAD, line, MORE, line, LAST))
    assert one.body.count(line) == 1
    assert kinds(one)[line] == "repeat"


def test_a_paragraph_about_subscribing_is_an_article():
    line = (
        "Readers who want to subscribe to read the old newspaper of the town will find that it is "
        "no longer printed, and that the council has kept every copy of it since the war."
    )
    assert line in read(text("The old paper", LEAD, line, MORE)).body


def test_an_article_of_nothing_but_furniture_is_kept():
    assert read("Home\n\nNews\n\nSearch").body


@pytest.mark.parametrize("nothing", ["", " \n\t\n", "\u200b\n\ufeff", "\x00"])
def test_no_text_is_bad_input(nothing):
    with pytest.raises(BadInput) as caught:
        read(nothing)
    assert caught.value.code == "article.empty"
    assert caught.value.path == "one.txt"


def test_a_record_is_trusted():
    one = read(f"Short\n\n{LEAD}\n\nShort again\n\nAdvertisement", "record", title="A title")
    assert one.body == f"Short\n\n{LEAD}\n\nShort again"


def test_received_is_the_text_as_it_came_or_nothing():
    assert read(text(LEAD, MORE), title="Strike").received is None
    came = LEAD.replace("of the pilots", "of\xa0the\xa0pilots")
    one = read(came, title="Strike")
    assert one.body == LEAD
    assert one.received == came


def test_lines_wrapped_at_a_width_are_rejoined():
    wrapped = "\n\n".join("\n".join(textwrap.wrap(part, 65)) for part in (LEAD, MORE, LAST))
    assert read(wrapped, "record", title="Strike").body == text(LEAD, MORE, LAST)


def test_wrapped_paragraphs_known_by_their_last_line_only():
    wrapped = "\n".join("\n".join(textwrap.wrap(part, 65)) for part in (LEAD, MORE, LAST))
    joined = [line.text for line in unwrapped(lines(wrapped))]
    assert " ".join(joined) == " ".join((LEAD, MORE, LAST))


MENU = ("Home", "News", "Weather", "* Harbour", "* Council", "Sign in", "Letters", "Obituaries")
HEADING = (
    "Pilots of Ostwick go on strike for a week, and the council of the town is looking for others"
)


@pytest.mark.parametrize("width", [65, 72, 80])
def test_wrapped_paragraphs_below_a_menu_are_rejoined(width):
    parts = [part for one in (LEAD, MORE, LAST, MORE, LEAD) for part in (*MENU, one)]
    wrapped = "\n".join("\n".join(textwrap.wrap(part, width)) for part in parts)
    assert [line.text for line in unwrapped(lines(wrapped))] == parts


def test_a_title_that_was_wrapped_is_whole():
    parts = [*MENU, *MENU, HEADING, "By Jane Doe", LEAD, MORE, LAST, *MENU]
    one = read("\n".join("\n".join(textwrap.wrap(part, 72)) for part in parts))
    assert one.title == HEADING


def test_headlines_of_one_length_are_no_paragraph():
    heads = [
        f"{'Ships' if n % 2 else 'Boats'} of the northern quay wait for the {n}th"
        for n in range(30)
    ]
    assert [line.text for line in unwrapped(lines("\n".join(heads)))] == heads


def test_a_paragraph_a_line_is_not_wrapped():
    assert [line.text for line in unwrapped(lines(f"{LEAD}\n{MORE}\n{LAST}"))] == [
        LEAD,
        MORE,
        LAST,
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_numbers_count_from_one_whatever_ends_a_line(end):
    found = lines(end.join(["first", "", "third"]))
    assert [(line.number, line.text, line.gap) for line in found] == [
        (1, "first", False),
        (3, "third", True),
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_every_line_is_in_the_body_or_set_aside(parts):
    rows = unwrapped(lines("\n".join(parts)))
    found = boilerplate.sort(rows)
    assert len(found) == len(rows)
    assert not rows or any(kind is None for kind in found)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_understood_or_refused(anything):
    try:
        one = read(anything)
    except BadInput:
        return
    assert one.body
    one.body.encode("utf-8")
