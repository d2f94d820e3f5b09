"""Who published, which agency reported, who is merely named."""

import pytest

from search.extract import captions, outlets
from tests.extract.invented import LEAD, MORE, read, text


def both(one):
    return one.outlet, one.agency


@pytest.mark.parametrize(
    ("lead", "outlet", "agency"),
    [
        ("OSTWICK, May 3. /TASS/. ", "TASS", "TASS"),
        ("OSTWICK (Sputnik) — ", "Sputnik", "Sputnik"),
        ("OSTWICK (Reuters) - ", None, "Reuters"),
        ("OSTWICK, May 3 (AP) — ", None, "AP"),
        ("OSTWICK (TownNews) - ", None, None),
        ("OSTWICK (CNN) — ", "CNN", None),
        ("OSTWICK, Va./ ST. HALM, W. Va. (Reuters) - ", None, "Reuters"),
        ("ОСТВИК, 3 мая. /ТАСС/. ", "TASS", "TASS"),
        ("OSTWICK --(BUSINESS WIRE)--", None, "Business Wire"),
        ("", None, None),
    ],
)
def test_a_slug_names_the_agency_and_only_a_house_agency_the_outlet(lead, outlet, agency):
    assert both(read(text("Pilots go on strike", lead + LEAD, MORE))) == (outlet, agency)


def test_a_slug_inside_another_publishers_article_is_agency_only():
    one = read(text("OSTWICK, May 3. /TASS/. " + LEAD, MORE), outlet="Ostwick Gazette")
    assert both(one) == ("Ostwick Gazette", "TASS")


def test_a_column_wins_and_is_canonical():
    one = read(LEAD, outlet="Itar-Tass", stated_by={"outlet": "column:source"})
    assert one.outlet == "TASS"
    assert one.provenance["outlet"].method == "column:source"


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.nytimes.com/2016/09/20/a.html", "The New York Times"),
        ("http://edition.cnn.com/a", "CNN"),
        ("https://news.gazette-of-ostwick.co.uk/a", "gazette-of-ostwick.co.uk"),
        ("https://web.archive.org/web/2017/https://tass.com/a", "TASS"),
        ("https://twitter.com/somebody/status/1", None),
        ("not a url", None),
        ("https://[broken", None),
    ],
)
def test_the_host_of_a_url_is_the_publisher(url, outlet):
    assert read(text(LEAD, MORE), url=url).outlet == outlet


def test_a_disclaimer_names_the_publisher():
    one = read(
        text("Strike", LEAD, MORE, "Disclaimer: No Business Standard Journalist wrote this")
    )
    assert one.outlet == "Business Standard"


def test_two_claims_of_rights_are_nobodys():
    one = read(text("Strike", LEAD, MORE, "© 2020 CNN.", "© 2020 Reuters. All rights reserved."))
    assert one.outlet is None


def test_reported_at_the_end_of_the_lead_is_an_agency_credit():
    one = read(text("Strike", LEAD[:-1] + ", Sputnik reported.", MORE))
    assert both(one) == (None, "Sputnik")
    assert one.mentioned_outlets == ("Sputnik",)


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (["By Jane Doe, Associated Press", LEAD, MORE], "AP"),
        (["By JANE DOE, AP White House Correspondent", LEAD, MORE], "AP"),
        (["Associated Press", LEAD, MORE], "AP"),
        ([LEAD, MORE + " — AFP"], "AFP"),
        ([LEAD, MORE, "Copyright 2019 The Associated Press. All rights reserved."], "AP"),
        ([LEAD, MORE, "Reuters contributed to this report."], None),
        ([LEAD, MORE, "Jane Doe/AP"], None),
        (["RSS", "Trend", LEAD, MORE], None),
        ([LEAD, MORE, "Image copyright Reuters"], None),
        ([LEAD, "The strike was first reported by Reuters.", MORE], None),
    ],
)
def test_an_agency_is_credited_by_byline_closing_line_or_rights(lines, agency):
    assert read(text("Pilots go on strike", *lines)).agency == agency


def test_according_to_is_a_mention():
    one = read(text("Strike", LEAD, "According to The New York Times and Barron's, " + MORE))
    assert both(one) == (None, None)
    assert one.mentioned_outlets == ("The New York Times", "Barron's")


@pytest.mark.parametrize("word", ["Time", "Sun", "Focus", "Nature", "Mirror", "Guardian"])
def test_common_words_are_no_mention(word):
    assert (
        read(text("Strike", LEAD, f"{word} will tell, and the pilots know it.")).mentioned_outlets
        == ()
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("© REUTERS / Maxim ShemetovThe harbour at dawn", ["Maxim Shemetov"]),
        ("© AFP 2017 / Jane McDonald", ["Jane McDonald"]),
        ("The harbour. (AP Photo/Jane Doe, File)", ["Jane Doe"]),
        ("The harbour at dawn. Jane Doe/Getty Images", ["Jane Doe"]),
        ("Photograph: Jane van Doe/Reuters", []),
        ("Photo by Jane Doe", ["Jane Doe"]),
        ("© 2017 Ostwick Gazette", []),
        ("The harbour at dawn", []),
    ],
)
def test_photographers_are_credited(line, names):
    assert captions.credits(line) == names


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("the new york times", "The New York Times"),
        ("tass.com", "TASS"),
        ("ТАСС", "TASS"),
        ("Ostwick Gazette", None),
    ],
)
def test_one_publisher_has_one_name(name, canonical):
    found = outlets.named(name)
    assert (found.name if found else None) == canonical


def test_names_in_scripts_without_capitals_are_mentions():
    one = read(
        text("Strike", LEAD, "据新华社报道，引水员罢工。", "قالت الشرق الأوسط إن الإضراب انتهى.")
    )
    assert one.mentioned_outlets == ("Xinhua", "Asharq Al-Awsat")


def test_the_table_is_sound():
    names = [outlet.name for outlet in outlets.table()]
    assert len(names) == len(set(names))
    domains = [domain for outlet in outlets.table() for domain in outlet.domains]
    assert len(domains) == len(set(domains))
    assert len(names) > 1000
    assert all(len(outlet.country) == 2 for outlet in outlets.table())
    by_name: dict[str, str] = {}
    for outlet in outlets.table():
        for name in outlet.written:
            assert by_name.setdefault(name.casefold(), outlet.name) == outlet.name


def test_an_agency_is_known_by_any_of_its_names():
    assert outlets.agency_of("The Associated Press") == outlets.agency_of("AP") == "AP"
    assert outlets.agency_of("The Guardian") is None
    assert outlets.agency_of("Nobody’s Gazette") is None
