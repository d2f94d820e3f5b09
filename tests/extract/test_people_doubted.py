"""People whom the tagger misses and their surroundings show; names that are nobody's."""

from __future__ import annotations

import pytest

from search.extract.people import people
from search.extract.people.lineups import in_line
from search.extract.people.mentions import mentions
from search.extract.people.overruled import overruled
from search.extract.people.seen import Seen, family_names, given_names, main, things
from search.extract.people.tagger import Tagged, tagger
from search.extract.people.text import text_of
from search.extract.people.tokens import sentences


def names(body: str) -> list[str]:
    return [person.name for person in people(body, None, "en").persons]


def judged(text: str, run: str, label: str, chance: float = 0.9) -> list[tuple[str, str]]:
    """Return the (words, label) of what becomes of one run of a sentence."""
    (words,) = (sentence.words for sentence in sentences(text))
    wanted = [word for sentence in sentences(run) for word in sentence.words]
    start = next(i for i in range(len(words)) if words[i : i + len(wanted)] == wanted)
    given = Tagged(0, start, start + len(wanted), label, chance)
    return [(" ".join(words[r.start : r.end]), r.label) for r in overruled([words], [given])]


@pytest.mark.parametrize(
    ("text", "run", "after"),
    [
        ("They met Bigcorp's Thomas Hale there.", "Bigcorp's Thomas Hale", "Thomas Hale"),
        (
            "The Harbour Cup runner-up Susan Hale won.",
            "Harbour Cup runner-up Susan Hale",
            "Susan Hale",
        ),
        ("He saw T.P. Hale there.", "T.P. Hale", "T.P. Hale"),
        ("They heard Thomas Quorvel there.", "Thomas Quorvel", "Thomas Quorvel"),
        ("“We won,” said Quorvel.", "Quorvel", "Quorvel"),
        ("“We won,” says Ann Paris, who ran.", "Ann Paris", "Ann Paris"),
        (
            "They heard Senator Alexandria Quorvel there.",
            "Alexandria Quorvel",
            "Alexandria Quorvel",
        ),
    ],
)
def test_what_looks_like_an_organisation_is_a_person_by_its_surroundings(
    text: str, run: str, after: str
):
    assert judged(text, run, "ORG")[-1] == (after, "PER")


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("They met at Thomas Hale College there.", "Thomas Hale"),
        ("“We won,” said Boeing.", "Boeing"),
        ("It was said Quorvel would close.", "Quorvel"),
        ("They work for Morgan Stanley there.", "Morgan Stanley"),
        ("They flew to Harbour Cup there.", "Harbour Cup"),
    ],
)
def test_other_organisations_stay_what_they_are(text: str, run: str):
    assert judged(text, run, "ORG") == [
        (" ".join(w for s in sentences(run) for w in s.words), "ORG")
    ]


def test_a_team_sheet_is_full_of_people():
    body = "C Hale; S Quorvel, A Brandt, H Mistrel, S Tarvin; D Olwen, C Ustrel; T Ulk, G Fenner."
    assert len(names(body)) == 9


def test_of_a_list_that_is_mostly_people_the_rest_are_people():
    body = (
        "Thomas Hale, Susan Brandt, Peter Novak, Yorvik Quastel, Anna Kowalski and Laura Wu ran."
    )
    assert "Yorvik Quastel" in names(body)


def test_a_list_of_towns_with_the_name_of_one_person_stays_a_list_of_towns():
    towns = "They stopped at Quorvel, Tarvin, Ustrel, Mistrel, Olwen and Hale."
    assert in_line(text_of([sentence.words for sentence in sentences(towns)]), []) == []


def test_a_nickname_stands_within_a_name_of_rare_words():
    assert names('The following week, Naoya "The Wave" Umetari attempts to win.') == [
        "Naoya Umetari"
    ]


def test_a_countryman_is_no_given_name():
    assert names("It was won by Frenchman Ronald Quorvel, ahead of the rest.") == [
        "Ronald Quorvel"
    ]


def test_several_titles_are_no_given_names():
    assert names("Justices Quorvel and Hale agreed. Justices Quorvel spoke.") == [
        "Quorvel",
        "Hale",
    ]


def test_the_place_somebody_is_of_is_no_part_of_the_name():
    assert names("Ms. Quorvel of Arizona and Mr. Hale of Iowa ran.") == ["Quorvel", "Hale"]


def test_a_magazine_is_no_mother_and_a_programme_nobody():
    assert names("On Friday Mother Jones published it, and Mr. Hale told Morning Joe so.") == [
        "Hale"
    ]


def test_a_person_of_a_nation_s_name_has_it_as_family_name():
    assert names("Jerry Welsh was named president. Jerry Welsh accepted.") == ["Jerry Welsh"]


def test_a_person_of_a_month_s_name_has_it_as_family_name():
    assert names("On Friday Theresa May spoke in April.") == ["Theresa May"]


def test_a_firm_is_nobody_though_it_speaks():
    body = "Quastelac Games was hacked. Quastelac says it is sad. “We are sad,” Quastelac said."
    assert names(body) == []


def test_the_letters_of_a_state_are_nobody():
    body = "Sen. Thomas Hale, D-N.J., asked. J. Hale did not."
    assert "J." not in names(body)


def seen_in(*texts: str) -> Seen:
    seen = Seen()
    for text in texts:
        words = [sentence.words for sentence in sentences(text)]
        tagged = tagger().tag(words)
        seen.add(words, tagged, mentions(words, tagged, english=True))
    return seen


def test_family_names_are_gathered_where_two_articles_have_them_after_a_given_name():
    seen = seen_in(
        "Mayor Thomas Quorvel spoke. Mr. Quorvel left.",
        "Mayor Thomas Quorvel met Susan Tarvind. Mr. Quorvel smiled.",
    )
    assert family_names(seen) == ["Quorvel"]


def test_given_names_are_gathered_where_three_families_have_them():
    seen = seen_in(*(f"Mr. Yorvik {last} spoke." for last in ("Hale", "Brandt", "Novak")))
    assert given_names(seen) == ["Yorvik"]


def test_a_word_that_is_mostly_a_place_is_gathered_as_no_person():
    seen = Seen()
    seen.labels["Quorvel"].update({"LOC": 8, "PER": 2})
    seen.labels["Tarvind"].update({"LOC": 2, "PER": 8})
    seen.labels["Ustrel"].update({"LOC": 3, "PER": 1})
    assert things(seen) == ["Quorvel"]


def test_lists_are_gathered_from_the_command_line_without_some_articles(tmp_path, capsys):
    articles = tmp_path / "town.jsonl"
    line = '{"body": "Mayor Thomas %s spoke. Mr. %s left."}\n'
    spoken = ["Quorvel", "Quorvel", "Tarvind", "Tarvind"]
    articles.write_text("".join(line % (name, name) for name in spoken), encoding="utf-8")
    without = tmp_path / "without.tsv"
    without.write_text("# left out\ntown\t3\tfinal\t\n", encoding="utf-8")
    main(["--articles", str(articles), "1", "--without", str(without), "--out", str(tmp_path)])
    lines = (tmp_path / "seen_family.txt").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "Quorvel"
    assert "seen_family.txt: 1 words" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "Slovakian Daniela Quorvel beat Tunisian Selima Hale.",
            ["Daniela Quorvel", "Selima Hale"],
        ),
        ("Defenseman Jonas Quorvel had scored.", ["Jonas Quorvel"]),
        ("Mr. Hale Cindy McCain spoke. Hale left. McCain left.", ["Hale", "Cindy McCain"]),
        ("Mr. Quorvel de facto assumed it. Quorvel left.", ["Quorvel"]),
        ("Leader Thomas Hale Addison (Thomas) Hale MORE said so.", ["Thomas Hale"]),
    ],
)
def test_what_stands_before_or_after_a_name_is_no_part_of_it(body: str, found: list[str]):
    assert names(body) == found


@pytest.mark.parametrize(
    "body",
    [
        "Susan Hale, 55, of Addison, a village in the west, was held.",
        "Susan Hale said the Town of Gilbert has rules.",
        "Susan Hale read Rolling Stone and called Uncle Sam.",
        "Susan Hale planted trees: RIC 103, RIC 52 and RIC 104 of them.",
    ],
)
def test_towns_magazines_and_signs_that_are_like_names_are_nobody(body: str):
    assert names(body) == ["Susan Hale"]


def test_an_unknown_word_is_a_person_where_it_speaks_and_hardly_elsewhere():
    assert names("The core case involved Quastelov, a firm. He saw it.") == []
    assert names("“We won,” Quastelov said. He saw it.") == ["Quastelov"]
