"""Who said what: small articles a reader can check, in several languages, and broken ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import record
from search.article import Quote
from search.extract.people import people
from search.extract.quotes import quotes
from tests.extract.test_seeds import seeds


def said(body: str, lang: str = "en") -> list[Quote]:
    return list(quotes(body, people(body, None, lang).persons, lang))


def direct(body: str, lang: str = "en") -> list[tuple[str, str | None]]:
    return [(one.text, one.as_written) for one in said(body, lang) if one.direct]


INTRODUCED = "Mayor Ana Petrova met Omar Marsh, the union leader, on Monday.\n\n"


@pytest.mark.parametrize(
    ("sentence", "text", "speaker", "verb"),
    [
        ('"We will go on," Petrova said.', "We will go on,", "ana-petrova", "said"),
        ('"We will go on," said Omar Marsh.', "We will go on,", "omar-marsh", "said"),
        ('Marsh said: "We will go on."', "We will go on.", "omar-marsh", "said"),
        ('"Why go on?" asked Petrova.', "Why go on?", "ana-petrova", "asked"),
        ('The talks were "long and bitter," according to Marsh.', "long and bitter,", "omar-marsh",
         "according to"),
        ('“We will go on,” Petrova told reporters.', "We will go on,", "ana-petrova", "told"),
        ("''We will go on,'' Petrova said.", "We will go on,", "ana-petrova", "said"),
        ("``We will go on,'' Petrova said.", "We will go on,", "ana-petrova", "said"),
        ("‘We will go on,’ Petrova said.", "We will go on,", "ana-petrova", "said"),
        ("'We will go on,' the workers' friend Omar Marsh said.", "We will go on,", "omar-marsh",
         "said"),
        ('"We [never] go on," Petrova said.', "We [never] go on,", "ana-petrova", "said"),
        ('"He said \'go on\' to me," Petrova said.', "He said 'go on' to me,", "ana-petrova",
         "said"),
    ],
)  # fmt: skip
def test_a_quote_has_its_speaker(sentence, text, speaker, verb):
    (one,) = [one for one in said(INTRODUCED + sentence) if one.direct]
    assert (one.text, one.speaker, one.verb) == (text, speaker, verb)
    assert 0.5 < one.confidence <= 1


@pytest.mark.parametrize(
    ("sentence", "speaker", "verb"),
    [
        ('"It will be hard" for the port, said Omar Marsh.', "omar-marsh", "said"),
        ('The port, says Marsh, is "closed to all ships until the summer is over".', "omar-marsh",
         "says"),
        ("''They shout, 'Go home,''' said Marsh, who came in May.", "omar-marsh", "said"),
        ('Petrova, on a visit to Weston, Ohio, said she was "glad to be here".', "ana-petrova",
         "said"),
        ('Petrova, winning in her home state of Ohio, is pledging to "go on to the end".',
         "ana-petrova", "pledging"),
        ('Days later, Marsh returned the favour, telling the Herald, "She is a good mayor."',
         "omar-marsh", "telling"),
        ('After Petrova spoke of peace, Marsh left the hall, saying, "We will go on."',
         "omar-marsh", "saying"),
    ],
)  # fmt: skip
def test_the_subject_is_found_past_what_stands_between(sentence, speaker, verb):
    one = [one for one in said(INTRODUCED + sentence) if one.direct][-1]
    assert (one.speaker, one.verb) == (speaker, verb)


def test_offsets_are_those_of_quote_speaker_and_verb():
    body = INTRODUCED + '"We will go on," Petrova said.'
    (one,) = [one for one in said(body) if one.direct]
    assert body[one.start : one.end] == one.text
    assert one.mention is not None
    assert one.verb_at is not None
    assert body[slice(*one.mention)] == one.as_written == "Petrova"
    assert body[slice(*one.verb_at)] == one.verb == "said"


def test_a_speaker_goes_on_speaking():
    body = INTRODUCED + '"We will go on," Petrova said. "There is no other way. None at all."'
    assert [one.speaker for one in said(body) if one.direct] == ["ana-petrova"] * 2


def test_speech_over_paragraphs_with_a_mark_on_each():
    body = INTRODUCED + (
        "“We will go on,” Petrova said. “There is no other way for us in this town.\n\n"
        "“And nobody has to leave it.”"
    )
    found = [one for one in said(body) if one.direct]
    assert [one.text for one in found][-1] == "And nobody has to leave it."
    assert {one.speaker for one in found} == {"ana-petrova"}


def test_he_and_she_are_told_apart():
    body = INTRODUCED + "Mr. Marsh was tired. Ms. Petrova was not.\n\n"
    (one,) = [one for one in said(body + '"It is not over," he said.') if one.direct]
    assert (one.as_written, one.speaker) == ("he", "omar-marsh")
    (other,) = [one for one in said(body + '"It is not over," she said.') if one.direct]
    assert (other.as_written, other.speaker) == ("she", "ana-petrova")


def test_an_office_is_its_holder():
    (one,) = [one for one in said(INTRODUCED + '"It is not over," the mayor said.') if one.direct]
    assert (one.as_written, one.speaker) == ("the mayor", "ana-petrova")


def test_who_is_not_named_is_nobody_of_the_article():
    (one,) = [one for one in said(INTRODUCED + '"It is over," a passer-by said.') if one.direct]
    assert one.speaker is None


def test_a_spokesman_is_not_who_he_speaks_for():
    body = INTRODUCED + '"It is not over," a spokesman for Petrova said.'
    assert "ana-petrova" not in {one.speaker for one in said(body)}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ('The so-called "iron rule" of the docks stays.', "scare"),
        ('He spoke of his novel "The Long Night of the Docks" at length.', "title"),
        ('Then Jonathan "Tiny" Berg came in.', "nickname"),
    ],
)
def test_words_in_marks_that_nobody_says(sentence, kind):
    (one,) = [one for one in said(INTRODUCED + sentence) if one.kind != "indirect"]
    assert (one.kind, one.direct, one.speaker) == (kind, False, None)


def test_what_is_only_reported_is_no_direct_quote():
    (one,) = said(INTRODUCED + "Petrova said that the docks would stay open.")
    assert (one.kind, one.direct, one.speaker) == ("indirect", False, "ana-petrova")
    assert one.text == "the docks would stay open"


@pytest.mark.parametrize(
    ("lang", "body", "expected"),
    [
        ("de", "„Wir schaffen das“, sagte Angela Merkel.", ("Wir schaffen das", "Angela Merkel")),
        ("de", "»Wir schaffen das«, sagte sie.", ("Wir schaffen das", "sie")),
        ("fr", "« Nous irons », a déclaré Emmanuel Macron.", ("Nous irons", "Emmanuel Macron")),
        ("es", "«Vamos a seguir», dijo Pedro Sánchez.", ("Vamos a seguir", "Pedro Sánchez")),
        ("ru", "«Мы готовы к этому», — заявил Лавров.", ("Мы готовы к этому", "Лавров")),
        ("ru", "— Мы готовы к этому, — сказал Лавров.", ("Мы готовы к этому,", "Лавров")),
        ("es", "—Vamos a seguir —dijo Sánchez.", ("Vamos a seguir", "Sánchez")),
        ("es", "—Vamos a seguir, —dijo Sánchez.", ("Vamos a seguir,", "Sánchez")),
    ],
)
def test_marks_and_dashes_of_other_languages(lang, body, expected):
    assert direct(body, lang) == ([expected] if expected else [])


def test_a_dash_is_no_speech_where_dashes_open_lists():
    assert direct("— Petrova, — said nobody ever.", "en") == []
    assert direct("— Первый пункт списка\n\n— Второй пункт списка", "ru") == []


# The seeds


def test_who_is_named_before_is_not_who_says_it():
    (one,) = [q for q in seeds()["001"].quotes if q.text.startswith("was not threatening")]
    assert one.speaker is not None
    assert "lavrov" in one.speaker
    assert one.direct


def test_each_quotation_of_a_seed_by_a_verb_of_speech_has_its_speaker():
    speakers = {
        (name, quote.text[:12]): quote.speaker
        for name, one in seeds().items()
        for quote in one.quotes
        if quote.direct
    }
    expected = {
        ("000", "As for the T"): "peskov",
        ("000", "No such dema"): "peskov",
        ("001", "Foreign Mini"): "tillerson",
        ("001", "There must b"): "lavrov",
        ("001", "orderly."): "tillerson",
        ("001", "The result o"): "pushkov",
        ("001", "for objectiv"): "lavrov",
        ("002", "We repeatedl"): "lavrov",
        ("003", "We hope that"): "peskov",
        ("003", "Too early ye"): "peskov",
        ("003", "The results "): "lavrov",
    }
    for key, name in expected.items():
        assert name in (speakers[key] or ""), key


def test_quotes_name_people_of_their_article():
    for one in seeds().values():
        ids = {person.id for person in one.people}
        assert {quote.speaker for quote in one.quotes} <= ids | {None}


# Broken text


@pytest.mark.parametrize(
    "body",
    [
        '"' * 10_000,
        '"a ' * 10_000,
        ' "a"' * 10_000,
        "“„«" * 5_000,
        "'a said " * 10_000,
        '"' + "word " * 50_000,
        '"' + "He said so and so. " * 10_000,
        'X said "a" ' * 10_000,
        "“a\n\n" * 5_000,
        "said " * 50_000,
        "— а, — сказал он. " * 5_000,
        ("HE SAID \"NO\". " * 3_000),
        ("\u202e\u05d0\u05de\u05e8 \"\u05e9\u05dc\u05d5\u05dd\" " * 3_000),
    ],
    ids=range(13),
)  # fmt: skip
def test_in_text_without_sense_nobody_speaks(body):
    found = quotes(body, (), "ru" if "сказал" in body else "en")
    assert all(one.speaker is None for one in found)
    assert all(body[one.start : one.end] == one.text for one in found)


def test_a_mark_that_is_never_closed_quotes_nobody_for_long():
    body = '"' + "The docks stay open and nobody said why. " * 2_000
    assert [one for one in said(body) if one.direct] == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"\"“”'’«»„—,.?[(", "``", "''", "\n\n", "said", "Petrova", "he", "that", "the",
             "minister", "according", "to", "who", "dit-il", "a-t-il", "ajouté", "selon", "ha",
             "aggiunto", "disse", "dijo", "сказал", "قال", "说", "「本」", "と述べ", "–"]
        ),
        max_size=40,
    ),
    st.sampled_from(["en", "ru", "fr", "de", "es", "ar", "it", "pt", "pl", "zh", "ja", None]),
)  # fmt: skip
def test_any_text_has_quotes_that_stand_in_it(words, lang):
    body = " ".join(words).replace(" \n\n ", "\n\n")
    for one in quotes(body, people(body, None, lang).persons, lang):
        assert body[one.start : one.end] == one.text
        assert 0 <= one.confidence <= 1
        assert one.mention is None or body[slice(*one.mention)] == one.as_written


def test_a_quote_is_stored_with_all_that_is_known_of_it():
    one = seeds()["001"]
    assert record.loads(record.dumps(one)).quotes == one.quotes
    assert {quote.kind for quote in one.quotes} >= {"direct", "mixed", "indirect"}


def test_marks_with_nothing_between_stop_no_article():
    body = '"The minister came to the port.\n\n" \'We are ready,\' he said. "We will stay."'
    assert "We will stay." in [quote.text for quote in quotes(body, (), "en")]
