"""Who is named in an article, and who is the same person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article import Person
from search.extract.people import conflict, identity, people, people_of_lines


def names(body: str, title: str | None = None, lang: str | None = "en") -> list[str]:
    return [person.name for person in people(body, title, lang).persons]


def one(body: str) -> Person:
    (person,) = people(body, None, "en").persons
    return person


def test_people_come_in_order_of_first_appearance():
    body = "Mayor Anna Kowalski met John Whitfield on Monday. Whitfield thanked Kowalski."
    assert names(body) == ["Anna Kowalski", "John Whitfield"]


def test_a_family_name_is_its_bearer_everywhere():
    body = "Martha Ellison spoke first.\n\nLater Ellison left.\n\nThe plan of Ellison failed."
    person = one(body)
    assert (person.id, person.mentions) == ("martha-ellison", 3)


def test_spans_are_the_words_in_the_body_without_the_possessive():
    body = "“We will pay,” said Robert Hale. Hale’s deputy, and Hale's lawyer, agreed."
    person = one(body)
    assert [body[a:b] for a, b in person.spans] == ["Robert Hale", "Hale", "Hale"]


def test_a_title_is_no_part_of_a_name():
    body = "US Secretary of State Helen Marsh and Judge Peter Novak met Dr. Laura Stone."
    assert names(body) == ["Helen Marsh", "Peter Novak", "Laura Stone"]


def test_places_peoples_and_days_are_nobody():
    body = "On Tuesday Russia and the United States met in Geneva. In Paris, Germany agreed."
    assert names(body) == []


def test_companies_and_buildings_named_after_people_are_not_people():
    body = "Donald Carver bought Carver Tower. Carver Holdings Inc. fell. Carver smiled."
    assert one(body).mentions == 2


def test_a_headline_in_capitals_adds_a_mention_but_no_span():
    found = people("Rita Moreau resigned.", "RITA MOREAU RESIGNS AS MAYOR OF LYON", "en").persons
    assert [(p.name, len(p.spans)) for p in found] == [("Rita Moreau", 1)]


def test_a_person_named_only_in_the_title_is_no_person_of_the_body():
    assert names("The council met on Monday.", "Rita Moreau resigns") == []


def test_a_full_name_in_the_title_names_the_family_name_of_the_body():
    assert names("Moreau resigned on Monday, she said.", "Rita Moreau resigns") == ["Rita Moreau"]


def test_a_family_name_alone_stays_as_it_is():
    assert names("Mr. Okonjo told reporters that he would not resign.") == ["Okonjo"]


def test_spellings_of_one_name_are_one_person():
    body = "Sergei Antonov spoke. Minutes later Sergey Antonov left. Antonov waved."
    assert one(body).mentions == 3


def test_a_slip_of_the_pen_is_the_person_named_often():
    body = (
        "Rex Tillerson arrived in Moscow. Tillerson met students. "
        "In response to Tiillerson’s plan they cheered. Tillerson left."
    )
    person = one(body)
    assert "Tiillerson" in person.as_written
    assert person.mentions == 4


def test_the_middle_initial_does_not_make_another_person():
    assert len(people("Donald J. Carver spoke. Donald Carver left.").persons) == 1


def test_a_pet_name_is_the_same_person():
    assert len(people("William Hargrove spoke. Bill Hargrove left.").persons) == 1


def test_father_and_son_are_two_people():
    body = "Martin Hale Jr. praised his father. Martin Hale Sr. smiled."
    assert names(body) == ["Martin Hale Jr.", "Martin Hale Sr."]


def test_a_family_name_of_two_people_goes_to_the_one_its_title_tells():
    body = (
        "Hillary Clinton said she would run. Bill Clinton said he would help. "
        "Mrs. Clinton then spoke."
    )
    mentions = {p.name: p.mentions for p in people(body, None, "en").persons}
    assert mentions == {"Hillary Clinton": 2, "Bill Clinton": 1}


def test_a_family_name_of_two_people_in_doubt_is_nobodys():
    body = "Harold Brandt met Louise Brandt at noon. Critics of Brandt were silent."
    mentions = {p.name: p.mentions for p in people(body, None, "en").persons}
    assert mentions == {"Harold Brandt": 1, "Louise Brandt": 1}


@pytest.mark.parametrize(
    "name",
    [
        "Osama bin Laden",
        "Alexander Van der Bellen",
        "Enrique Peña Nieto",
        "Ursula von der Leyen",
        "Jean-Marc Ayrault",
        "Ban Ki-moon",
        "Kim Jong Un",
        "Bashar al-Assad",
        "Sinead O'Connor",
    ],
)
def test_names_of_several_parts_stay_whole(name):
    assert names(f"On Monday the spokesman said that {name} would travel to Rome.") == [name]


def test_a_longer_name_wins_over_its_end():
    body = "Enrique Peña Nieto spoke. Mr. Peña Nieto said no. Peña Nieto left."
    assert names(body) == ["Enrique Peña Nieto"]


def test_joined_family_names_are_both_people():
    body = "Sergei Lavrov met Rex Tillerson. The Lavrov-Tillerson talks went well."
    assert [p.mentions for p in people(body, None, "en").persons] == [2, 2]


def test_a_pope_keeps_his_title():
    assert names("Pope Francis prayed on Sunday. Francis then left for Rome.") == ["Pope Francis"]


def test_text_in_another_script_names_nobody_rather_than_noise():
    assert names("Министр Сергей Лавров прибыл в Москву. Встреча прошла.", None, "ru") == []
    assert names("外交部长王毅星期一访问了莫斯科。", None, "zh") == []


def test_german_nouns_are_not_people():
    body = "Der Minister besuchte gestern die Fabrik. Angela Merkel sprach mit der Presse."
    assert names(body, None, "de") == ["Angela Merkel"]


def test_a_name_across_a_wrapped_line_is_one_name():
    body = "The committee heard on Thursday from its chairman, George\nHarrington, who resigned."
    assert names(body) == ["George Harrington"]


def test_captions_name_people_without_spans():
    (person,) = people_of_lines(["Senator Clara Whitmore (R) listens to voters, May 3, 2016"])
    assert (person.name, person.spans) == ("Clara Whitmore", ())


def test_an_empty_article_names_nobody():
    assert people("", None, None).persons == ()


SPELLINGS = [
    ("Sergei Lavrov", "Sergey Lavrov", "Сергей Лавров"),
    ("Dmitry Peskov", "Dmitri Peskov", "Dmitriy Peskov", "Дмитрий Песков"),
    ("Yevgeny Primakov", "Evgeny Primakov", "Evgeniy Primakov"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodymyr Zelenskiy"),
    ("Muammar Gaddafi", "Muammar Qaddafi"),
    ("Kim Jong Un", "Kim Jong-un"),
    ("Bashar Assad", "Bashar al-Assad"),
    ("Jorge Castañeda", "Jorge Castaneda"),
    ("Donald Trump", "Donald J. Trump", "President Donald Trump"),
]


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_spellings_of_one_name_share_an_identity(spellings):
    assert len({identity(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dmitry Peskov", "Alexei Pushkov"),
        ("Sergei Ivanov", "Sergei Ivanova"),
        ("John Smith", "John Smyth"),
        ("Martin Hale", "Martin Hale Jr."),
        ("George Miller", "George Mueller"),
        ("Hillary Clinton", "Bill Clinton"),
    ],
)
def test_different_names_have_different_identities(one, other):
    assert identity(one) != identity(other)


def test_two_presidents_of_one_identity_are_in_conflict():
    assert identity("George W. Bush") == identity("George H. W. Bush")
    assert conflict("George W. Bush", "George H. W. Bush")
    assert not conflict("George W. Bush", "George Bush")


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300))
def test_any_text_gives_spans_inside_it(text):
    for person in people(text, None, None).persons:
        for start, end in person.spans:
            assert 0 <= start < end <= len(text)


WORDS = [
    "Mr.",
    "Anna",
    "Hale",
    "Jr.",
    ",",
    "of",
    "Paris",
    "said",
    "Kim",
    "Jong-un",
    "O'Neill",
    "van",
]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(WORDS)))
def test_mentions_never_overlap(words):
    spans = sorted(s for p in people(" ".join(words), None, "en").persons for s in p.spans)
    assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:]))  # noqa: B905,RUF007


def test_an_unusual_name_after_a_short_title_is_a_person():
    assert names("The letter was sent by Rep. Emanuel Cleaver on Friday.") == ["Emanuel Cleaver"]


def test_a_colour_with_a_capital_is_nobody():
    assert names("Black workers and Brown workers bore the brunt, the letter said.") == []


def test_the_city_of_an_unknown_name_is_nobody():
    assert names("Fighting went on near the town of Ash Sha’irat on Monday.") == []


@pytest.mark.parametrize(
    "body",
    [
        "Hurricane Irma hit the coast. The damage of Irma was great, officials said.",
        "The ruling in Hodgson v. Bradwell stands. Lawyers like Bradwell.",
        "People marched in Ostwickham on Sunday. The streets near Ostwickham were full.",
        "Carver Inns Inc. said it sold notes. Analysts expect that Inns will fall.",
        "Svenska Olsson <SVEO.S> rose. Traders bought Svenska Olsson.",
        "Many Iowans and Missourians stayed at home on Tuesday.",
    ],
)
def test_storms_lawsuits_towns_companies_and_natives_are_nobody(body):
    assert names(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "Anna Irma Kowalski spoke of Hurricane Irma. Kowalski left.",
        "Preschooler Anna Kowalski won the prize, said her mother.",
        "Anna Kowalski Anna Maria Kowalski asked the House to vote.",
    ],
)
def test_what_stands_beside_a_name_is_no_part_of_it(body):
    assert [name.split()[-1] for name in names(body)] == ["Kowalski"]


def test_initials_belong_to_the_name():
    assert names("The critic said that H. Ross Carver spent too much.") == ["H. Ross Carver"]


def test_a_headline_in_capitals_is_no_name():
    assert names("SENATE HITS CARVER\n\nThe Senate voted on Monday.") == []


@pytest.mark.parametrize(
    "body",
    [
        "Bradwell Inc said it fell short. Bradwell said that it would appeal.",
        "He was an analyst with Merrin, Pierson, Fenwick and Co in London.",
        "The Whigs lost. Later the Whigs split over the tariff.",
        "She gave money for research on Alzheimer's disease.",
        "The strunk was served. A Strunk is a dish of rice, said the cook.",
    ],
)
def test_companies_partners_parties_and_words_of_the_article_are_nobody(body):
    assert names(body) == []


def test_a_nickname_in_quotation_marks_is_within_the_name():
    body = 'On Monday Henry "Boots" Miller resigned. Miller said that he was tired.'
    person = one(body)
    assert (person.name, person.mentions) == ("Henry Miller", 2)


def test_a_couple_shares_its_family_name():
    body = "The play was produced by Jeanne and Edward Whitfield in London."
    assert names(body) == ["Jeanne Whitfield", "Edward Whitfield"]
    assert [body[a:b] for p in people(body).persons for a, b in p.spans] == [
        "Jeanne",
        "Edward Whitfield",
    ]
