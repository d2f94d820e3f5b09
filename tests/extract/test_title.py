"""The title, as stated or as the text has it."""

import pytest

from search.extract import headline, title
from search.extract.body import network as sorting
from search.extract.body import vocabulary, weighed
from search.extract.body.train import PARTS, Model
from search.extract.headline import opening, tidy, train
from search.extract.headline.features import candidates
from search.extract.headline.network import Net, chances, shipped, write
from search.extract.headline.network import read as read_weights
from search.extract.headline.page import Page
from search.extract.lines import lines, unwrapped
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


@pytest.mark.parametrize(
    "below", ["", "By Jane Doe\n", "3 May 2019\n", "By Jane Doe\n3 May 2019\n"]
)
def test_a_title_above_byline_and_date_is_found(below):
    one = read(f"Pilots of Ostwick go on strike\n{below}{LEAD}\n{MORE}\n{LAST}")
    assert one.title == "Pilots of Ostwick go on strike"
    assert one.body == text(LEAD, MORE, LAST)


SHORT = (
    "Ferry delayed by fog\n\nThe ferry to Osk left an hour late.\n",
    "Ferry delayed by fog\nby Ana Petrova\n\nThe ferry left late.\n\nFog lay on the sound.\n",
    "Ferry delayed by fog\n\nMay 3, 2019\n\nThe ferry left late. Nobody was told.\n",
    "Ferry delayed by fog\nThe ferry to Osk left late on Monday, the master of Osk said.\n",
    "Ferry delayed by fog, “again”\n\n“We waited,” a passenger said.\n\nNobody was told.\n",
)


@pytest.mark.parametrize("written", SHORT)
def test_a_title_over_a_short_text_is_found(written):
    one = read(written)
    assert one.title
    assert one.title.startswith("Ferry delayed by fog")
    assert one.title not in one.body


@pytest.mark.parametrize(
    "written",
    [
        "The list of ships:\n\nThe ferry left late. Nobody was told.\n",
        "- ferry\n\nThe ferry left late. Nobody was told.\n",
        "Ferry delayed by fog\n\nMore on fog\n\nAll about ferries\n\nContact us\n",
        "May 3, 2019\n\nThe ferry left late. Nobody was told.\n",
        "Boats: two | Crew: nine\n\nThe ferry left late. Nobody was told.\n",
    ],
)
def test_a_short_text_without_a_title_has_none(written):
    assert read(written).title is None


@pytest.mark.parametrize(
    ("first", "is_title"),
    [
        ("Ferry delayed by fog", True),
        ("No ferry from the U.S. today", True),
        ("The fog is back. Will the boats wait?", False),
        ("(CNN) Will the boats wait?", False),
        ("USA TODAY", False),
        ("The ferry that was to leave for Osk\nat noon left late.", False),
    ],
)
def test_what_may_stand_over_a_tidy_text(first, is_title):
    rows = lines(f"{first}\n\nThe ferry left late. Nobody was told.\n")
    assert tidy.heading(rows, [None] * len(rows)) == (0 if is_title else None)


WIRE = """The harbour of Ostwick will close for a
week after the strike of the pilots, the mayor of the town
told reporters, and no ship has left since the morning.

Most of the boats were brought to the northern quay, where
the crews said that they would wait until the council and
the pilots have come to an agreement.

The last strike of this kind lasted for nine days and cost
the town a year of trade.
"""


def test_the_first_line_of_a_report_that_is_cut_short_is_no_title():
    assert read(WIRE).title is None
    assert (
        read(f"PILOTS OF OSTWICK GO ON STRIKE\n\n{WIRE}").title == "PILOTS OF OSTWICK GO ON STRIKE"
    )


def test_a_title_may_end_in_a_full_stop():
    one = read(text("Pilots of Ostwick go on strike.", LEAD, MORE, LAST))
    assert one.title == "Pilots of Ostwick go on strike."


def test_the_headline_wins_over_its_standfirst():
    standfirst = (
        "No ship has left the harbour of the town since the morning, and none will for a week"
    )
    one = read(text("Pilots of Ostwick go on strike", standfirst, "By Jane Doe", LEAD, MORE, LAST))
    assert one.title == "Pilots of Ostwick go on strike"


def page(stated, *headings):
    heads = "".join(f"<h1>{one}</h1>" for one in headings)
    paragraphs = "".join(f"<p>{one}</p>" for one in (LEAD, MORE, LAST))
    return f"<html><head><title>{stated}</title></head><body>{heads}{paragraphs}"


@pytest.mark.parametrize(
    ("stated", "headings", "found"),
    [
        ("Ostwick strike: all you need to know", ["Pilots of Ostwick go on strike"], 0),
        ("Pilots of Ostwick go on strike", ["Opinion Pilots of Ostwick go on strike"], None),
        ("Pilots of Ostwick go on str...", ["Pilots of Ostwick go on strike for a week"], 0),
        ("Pilots of Ostwick go on strike", ["Sign in"], None),
        ("Pilots of Ostwick go on strike", ["Your basket", "Pilots on strike in Ostwick"], 1),
        ("Pilots of Ostwick go on strike", ["The Ostwick Gazette"], None),
        ("Why the strikes go on - Sundries", ["Why the strikes go on"], 0),
    ],
)
def test_a_page_is_titled_as_it_shows(stated, headings, found):
    one = read(page(stated, *headings), "html", title=stated, outlet="Ostwick Gazette")
    assert one.title == (stated if found is None else headings[found])
    if found is not None:
        assert one.provenance["title"].alternatives == (stated,)


HEADED = lines(text("All news", "Pilots of Ostwick go on strike", LEAD, MORE))
KINDS = ["furniture", None, None, None]


def test_chances_of_all_candidates_and_none_add_up():
    found = chances(candidates(HEADED, KINDS), shipped())
    assert 0 < sum(found) < 1


def test_no_line_heads_an_article_of_one_line():
    assert headline.found(lines(LEAD), [None]) is None
    assert headline.found([], []) is None


def test_a_title_is_found_as_surely_as_it_stands_out():
    found = headline.found(HEADED, KINDS)
    assert found
    assert found[0] == 1
    assert 0.35 <= found[1] <= 1


def test_a_title_that_stands_twice_is_no_less_sure():
    head = "Pilots of Ostwick go on strike"
    twice = lines(text("All news", head, "Share", head, LEAD, MORE))
    kinds = ["furniture", "furniture", "furniture", None, None, None]
    found = candidates(twice, kinds, weighed(twice))
    assert found.twins[found.places.index(3)] == found.places.index(1)
    odds = chances(found, shipped())
    assert odds[found.places.index(1)] == odds[found.places.index(3)]
    for other in (1, 3):
        rows = [row for place, row in enumerate(twice) if place != other]
        once = candidates(rows, kinds[:other] + kinds[other + 1 :], weighed(rows))
        alone = chances(once, shipped())[once.places.index(2 if other == 1 else 1)]
        assert odds[found.places.index(1)] >= alone > 0.5


def test_an_entry_of_a_list_of_other_articles_is_no_title():
    menu = "\n".join(f"* {one}" for one in ("Home", "World", "Harbour of Ostwick to be dredged"))
    one = read(f"{menu}\nPilots of Ostwick go on strike\nBy Jane Doe\n{LEAD}\n{MORE}\n{LAST}")
    assert one.title == "Pilots of Ostwick go on strike"


def test_weights_are_read_as_written(tmp_path):
    assert candidates(HEADED, KINDS).numbers.shape[1] == len(shipped()[0].inner)
    write(tmp_path / "weights.gz", shipped(), "again")
    again: tuple[Net, ...] = read_weights(tmp_path / "weights.gz")
    assert len(again) == len(shipped())
    for one, other in zip(again, shipped(), strict=True):
        assert (one.inner == other.inner).all()
        assert (one.outer == other.outer).all()


def test_a_headline_broken_after_its_semicolon_is_whole():
    headline = "Ferries of Ostwick stand still; Pilots go on strike over their wages"
    one = read(f"{headline.replace('; ', ';' + chr(10))}.\n\n{text(LEAD, MORE, LAST)}")
    assert one.title == f"{headline}."
    assert one.body == text(LEAD, MORE, LAST)


def test_items_that_end_in_semicolons_stay_apart():
    rows = lines("two ferries;\none tug;\na pilot's boat.\n\nThat is all that Ostwick has.")
    assert [row.text for row in unwrapped(rows)][:2] == ["two ferries;", "one tug;"]


def test_crumbs_that_end_with_the_title_are_not_the_title(monkeypatch):
    crumbs = "Home Harbour Pilots of Ostwick go on strike"
    rows = lines(text(crumbs, "By Anna Lindqvist", "Pilots of Ostwick go on strike", LEAD, MORE))

    def sure_of_the_crumbs(found, nets):
        return [0.9 if rows[place].text == crumbs else 0.01 for place in found.places]

    monkeypatch.setattr(headline, "chances", sure_of_the_crumbs)
    assert headline.found(rows, [None] * len(rows)) == (2, 0.9)


def test_crumbs_glued_to_the_title_are_not_the_title(monkeypatch):
    crumbs = "HomeHarbour NewsPilots of Ostwick go on strike"
    rows = lines(text(crumbs, "By Anna Lindqvist", "Pilots of Ostwick go on strike", LEAD, MORE))

    def sure_of_the_crumbs(found, nets):
        return [0.9 if rows[place].text == crumbs else 0.01 for place in found.places]

    monkeypatch.setattr(headline, "chances", sure_of_the_crumbs)
    assert headline.found(rows, [None] * len(rows)) == (2, 0.9)


@pytest.mark.parametrize(
    ("line", "may_head"),
    [
        ("Harbour log 11.18.19", True),
        ("Ostwick Weekly for March 26, 2015", True),
        ("Published March 26, 2015", False),
        ("Monday, March 26, 2015", False),
        ("Von Moritz Lund publiziert am 25. September 2018", False),
        ("By Anna Lindqvist and Jonas Reyes of the Gazette, May 4, 2019 10:15", False),
        ("By bus to Ostwick: what changes when the new line opens", True),
    ],
)
def test_an_issue_may_head_a_text_and_who_wrote_it_when_may_not(line, may_head):
    rows = lines(text("All news", line, LEAD, MORE))
    assert (1 in candidates(rows, [*KINDS[:1], *[None] * 3]).places) == may_head


def test_a_title_is_looked_for_below_a_long_menu_with_sentences():
    menu = [f"* Harbour entry number {number}" for number in range(600)]
    teasers = [f"{LEAD[:-1]} of berth {number}." for number in range(6)]
    rows = lines(text(*menu, *teasers, "Pilots of Ostwick go on strike", LEAD, MORE))
    assert 606 in candidates(rows, [None] * len(rows), weighed(rows)).places


def test_where_the_article_begins_is_seen_from_above_and_from_within():
    rows = lines(text("* Home", "* Sport", "Pilots on strike", LEAD, MORE, LAST))
    found = opening.numbers(weighed(rows), [2, 4])
    assert found.shape[0] == 2
    above, within = found.tolist()
    assert above[3] < 0.05 < within[3]  # the share of the article that stands higher up


def test_of_a_record_nothing_is_told_of_where_its_article_begins():
    assert opening.numbers(weighed(HEADED), [1]).shape == (1, opening.WIDTH)
    assert not opening.numbers(None, [1]).any()


def test_a_page_is_learned_from_as_weighed_and_a_record_as_its_lines():
    heading = "Pilots of Ostwick go on strike"
    sorters = [Model(vocabulary.shipped(), sorting.shipped())] * PARTS
    page = train.example(sorters, "site", "headed", text(heading, LEAD, MORE), [heading])
    record = train.example((), "site", "record", text(heading, LEAD, MORE), [heading])
    assert page
    assert record
    assert page.right.tolist() == record.right.tolist()
    assert page.found.numbers[:, -opening.WIDTH :].any()
    assert not record.found.numbers[:, -opening.WIDTH :].any()


def test_a_report_and_a_page_with_menus_are_told_apart():
    menu = [f"* {name}" for name in ("News", "Sport", "Life", "Maps", "Jobs", "Past")]
    report = Page(lines(text("Pilots on strike", LEAD, MORE, LAST)), [None] * 4)
    page = Page(lines("\n".join([*menu, LEAD])), [*["furniture"] * 6, None])
    assert report.whole[0] == 1.0
    assert page.whole[0] == pytest.approx(1 / 7)
    assert report.about(0)[:3] == (1.0, 1.0, 0.0)  # three paragraphs below the first line
    assert page.about(0)[:3] == (0.0, 0.0, 1.0)
    assert page.about(6) == (*[0.0] * 6, 0.0, 0.0, 1.0)


def test_how_sure_titles_of_other_sites_are_is_told_with_how_many_of_them_are_right():
    heading = "Pilots of Ostwick go on strike"
    whole = text("Home", heading, LEAD, MORE, LAST)
    sorters = [Model(vocabulary.shipped(), sorting.shipped())] * PARTS
    pages = [
        train.example(sorters, f"site {number}", "page", whole, [heading]) for number in range(12)
    ]
    shape, *bands = train.measured([one for one in pages if one])
    assert shape.startswith("page: 12 texts, 12 hold their title")
    assert [band for band in bands if "12 answers" in band and band.endswith("right 1.00")]
