"""Which outlet a label of a column, a feed or a database of clippings stands for."""

import pytest

from search.extract import outlets
from search.extract.labels import canonical, publisher
from tests.extract.invented import LEAD, read


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("The Times (London)", "The Times"),
        ("The Times (London, England)", "The Times"),
        ("USA Today (McLean)", "USA Today"),
        ("New York Times - Late Edition", "The New York Times"),
        ("New York Times (Late Edition (East Coast))", "The New York Times"),
        ("Wall Street Journal, Eastern edition", "The Wall Street Journal"),
        ("Guardian.com", "The Guardian"),
        ("The Guardian (UK)", "The Guardian"),
        ("BBC News - Home", "BBC News"),
        ("www.foxnews.com", "Fox News"),
        ("CNN (Web News)", "CNN"),
        ("FOX News", "Fox News"),
        ("Fox Online News", "Fox News"),
        ("New York Times Editorial Board", "The New York Times"),
        ("World news | The Guardian", "The Guardian"),
        ("NYT > Top Stories", "The New York Times"),
        ("Reuters: World News", "Reuters"),
        ("Al Jazeera – Breaking News, World News and Video from Al Jazeera", "Al Jazeera"),
        ("Le Monde.fr - Actualités et Infos en France et dans le monde", "Le Monde"),
        ("EL PAÍS: el periódico global", "El País"),
        ("Новости - ТАСС", "TASS"),
        ("人民网-国际频道", "People's Daily"),
        ("the-wall-street-journal", "The Wall Street Journal"),
        ("bbc_news", "BBC News"),
        ("nytimes", "The New York Times"),
        ("Agence France Presse -- English", "AFP"),
        ("Paul Somebody | The New York Times", "The New York Times"),
    ],
)
def test_what_is_added_to_a_name_is_no_part_of_it(label, name):
    assert canonical(label) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("The Times of India", "The Times of India"),
        ("The Times - Trenton", "The Times (Trenton)"),
        ("The Guardian (Lagos)", "The Guardian (Nigeria)"),
        ("The Daily Telegraph (Sydney)", "The Daily Telegraph (Sydney)"),
        ("The Daily Telegraph (London)", "The Daily Telegraph"),
        ("The Herald (Harare)", "The Herald (Zimbabwe)"),
        ("The Standard (Nairobi)", "The Standard (Kenya)"),
        ("Daily News (New York)", "New York Daily News"),
        ("Daily News (Los Angeles)", "Los Angeles Daily News"),
        ("El País (Uruguay)", "El País (Uruguay)"),
        ("CNN - Philippines", "CNN Philippines"),
        ("Sunday Times (Johannesburg)", "Sunday Times (South Africa)"),
    ],
)
def test_papers_that_share_a_name_are_told_apart_by_their_place(label, name):
    assert canonical(label) == name


@pytest.mark.parametrize(
    "label",
    [
        "The Sun (Baltimore)",
        "The Herald (Rock Hill)",
        "The Guardian (Sunderland)",
        "Reuters - Yahoo News",
        "gazette",
        "kansas",
        "World",
        "articles",
        "Star News",
    ],
)
def test_a_label_that_could_be_anothers_is_nobodys(label):
    assert publisher(label) is None
    assert canonical(label) == label


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Ostwick Gazette", "Ostwick Gazette"),
        ("Ostwick Gazette - Late Edition", "Ostwick Gazette"),
        ("Ostwick Gazette (Online)", "Ostwick Gazette"),
        ("The Gazette (Ostwick)", "The Gazette (Ostwick)"),
        ("www.ostwick-gazette.co.uk", "ostwick-gazette.co.uk"),
        ("https://news.ostwick-gazette.co.uk/a", "ostwick-gazette.co.uk"),
    ],
)
def test_an_unknown_outlet_keeps_its_label_without_edition_and_section(label, name):
    assert canonical(label) == name


def test_the_evidence_is_the_label_as_stated():
    one = read(LEAD, outlet="The Times (London)", stated_by={"outlet": "nexis:publication"})
    assert one.outlet == "The Times"
    assert one.provenance["outlet"].text == "The Times (London)"


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("reuters", "Reuters"),
        ("the_guardian", "The Guardian"),
        ("theguardian", "The Guardian"),
        ("usa_today", "USA Today"),
        ("nytimes", "The New York Times"),
        ("www.foxnews.com", "Fox News"),
        *[
            (word, None)
            for word in ("times", "today", "people", "science", "2017", "html", "news")
        ],
    ],
)
def test_a_folder_names_an_outlet_only_if_it_can_mean_nothing_else(folder, name):
    assert read(LEAD, name=f"archive/{folder}/a.txt").outlet == name


def test_every_publisher_answers_to_its_own_name():
    for outlet in outlets.table():
        assert publisher(outlet.name) is outlet
