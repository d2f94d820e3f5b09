"""Which names of an archive are one person's, and which are not."""

import pytest

from search.extract import Survey
from search.extract.cases import nominatives
from tests.extract.test_spellings import named


def are_one(one, other, *others, both=False):
    """Return whether an archive takes two names, ten times and three times there, for one."""
    articles = [named(f"a{n}", [one]) for n in range(10)] + [
        named(f"b{n}", [other]) for n in "123"
    ]
    articles += [named(f"c{n}", [name]) for n, name in enumerate(others)]
    articles += [named("both", [one, other])] if both else []
    survey = Survey()
    for article in articles:
        survey.observe(article)
    return survey.resolve(articles[0]).people[0].id == survey.resolve(articles[10]).people[0].id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergey Lavrov", "Сергей Лавров"),
        ("Volodymyr Zelenskyy", "Владимир Зеленский"),
        ("Alexander Lukashenko", "Аляксандр Лукашэнка"),
        ("Svetlana Tikhanovskaya", "Святлана Ціханоўская"),
        ("Ilham Aliyev", "Ильхам Алиев"),
        ("Natalya Marlowe", "Natalia Marlowe"),
        ("Slobodan Milošević", "Слободан Милошевић"),
        ("Zoran Đinđić", "Zoran Djindjic"),
        ("Jean-Claude Juncker", "Jean Claude Juncker"),
        ("Ana Ocasio-Marlowe", "Ana Ocasio Marlowe"),
        ("Bill de Blasio", "Bill DeBlasio"),
        ("J. D. Vance", "JD Vance"),
        ("Viktor Orbán", "Orban Viktor"),
        ("Vladimir Putin", "Путин Владимир Владимирович"),
        ("Sergey Lavrov", "S. Lavrov"),
        ("Sergey Lavrov", "Lavrov S. V."),
        ("Владимир Путин", "Владимиром Путиным"),
        ("Sergey Lavrov", "Сергею Лаврову"),
        ("Ангела Меркель", "Ангелой Меркель"),
    ],
)
def test_one_person_written_in_two_ways(one, other):
    assert are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bruno Marlowe", "Ada Marlowe"),
        ("Ada Marlowe", "Ada Marlow"),  # a slip of the pen is one only within an article
        ("Paul Ryan", "Ryan Paul"),
        ("Robert Kennedy", "Robert Kennedy Jr."),
        ("John A. Marsh", "John B. Marsh"),
        ("Виктор Иванов", "Виктория Иванова"),
        ("Александр Иванов", "Александра Иванова"),
        ("Steve King", "Stephen King"),
        ("Mary Ann Smith", "Maryanne Smith"),
        ("David King", "King David"),
        ("Henry McMaster", "H. R. McMaster"),
        ("Andy Barr", "AG Barr"),
    ],
)
def test_two_people_whose_names_are_alike(one, other):
    assert not are_one(one, other)


def test_a_pet_name_is_one_with_the_whole_where_an_article_uses_both():
    assert not are_one("William Quist", "Bill Quist")
    assert are_one("William Quist", "Bill Quist", both=True)
    assert not are_one("William Quist", "Robert Quist", both=True)


def test_initials_stay_open_where_two_people_have_them():
    assert are_one("Sergey Lavrov", "S. Lavrov")
    assert not are_one("Sergey Lavrov", "S. Lavrov", "Stepan Lavrov", "Stepan Lavrov")
    assert not are_one("Sergey B. Lavrov", "S. V. Lavrov")


def test_names_of_three_words_are_joined_only_where_nobody_else_has_the_short_one():
    assert not are_one("Maryann Smith", "Mary Ann Smith", "Mary Smith", "Mary Smith")


def test_cases_of_a_name():
    assert "vladimir putin" in nominatives("Владимира Путина")
    assert "maria zaharova" in nominatives("Марии Захаровой")
    assert "volodimir zelenski" not in nominatives("Володимира Зеленського")
    assert "vladimir zelenski" in nominatives("Володимира Зеленського")
    assert nominatives("Sergey Lavrov") == nominatives("Путина") == []


def test_jr_with_an_initial_is_who_has_none_unless_an_article_tells_them_apart():
    plain = [named(f"p{n}", ["Eric Marlowe"]) for n in range(9)]
    junior = [named(f"j{n}", ["Eric H. Marlowe Jr."]) for n in range(5)]
    both = named("both", ["Eric Marlowe"], ["Eric H. Marlowe Jr."])
    for articles, people in (
        ([*plain, *junior], 1),
        ([*plain, *junior, both], 2),
        ([*plain, *junior[:3]], 2),
        ([*plain, *(named(f"x{n}", ["Eric Marlowe Jr."]) for n in range(9))], 2),
        ([*(named(f"y{n}", ["Eric P. Marlowe"]) for n in range(9)), *junior], 2),
    ):
        survey = Survey()
        for one in articles:
            survey.observe(one)
        assert len({p.id for one in articles for p in survey.resolve(one).people}) == people
