"""What is marked in an article: the words that were asked for and found, and no others."""

import pytest

from search import analysis
from search.highlight import Highlighter
from search.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)


def marked(tree, body, title=None, lang="en", quotes=()):
    """Return the marked words of the body."""
    found = Highlighter(tree, analysis).found(title, body, lang, quotes)
    return [body[start:end] for start, end in found.body]


def marked_title(tree, title, body=""):
    found = Highlighter(tree, analysis).found(title, body, "en")
    return [title[start:end] for start, end in found.title]


def phrase(text):
    return Phrase(tuple(Exact(word) for word in text.split()))


def test_a_word_is_marked_in_all_its_inflections():
    body = "Sanctions were lifted; a new sanction was threatened. Sanctioned banks complained."
    assert marked(Term("sanctions"), body) == ["Sanctions", "sanction", "Sanctioned"]


def test_a_word_is_stemmed_in_the_language_of_the_article():
    body = "Les élections de mai; l'élection du maire."
    assert marked(Term("election"), body, lang="fr") == ["élections", "élection"]
    assert marked(Term("election"), body, lang=None) == ["élection"]


def test_the_possessive_is_marked_with_its_word():
    assert marked(Term("Harlow"), "Mayor Harlow’s plan.") == ["Harlow’s"]


def test_an_exact_word_is_not_stemmed_but_folded():
    body = "Sanctions and a sanction; SANCTIONS again. Peña and Pena."
    assert marked(Exact("sanctions"), body) == ["Sanctions", "SANCTIONS"]
    assert marked(Exact("pena"), body) == ["Peña", "Pena"]


def test_a_cased_word_keeps_its_letters():
    assert marked(Exact("US", cased=True), "The US told us: U.S. law.") == ["US", "U.S."]


def test_prefix_wildcard_and_fuzzy_look_at_words_as_written():
    assert marked(Prefix("ferr"), "The Ferry, two ferries, a fairy.") == ["Ferry", "ferries"]
    assert marked(Wildcard("organi?ation*"), "Organisation of organizations.") == [
        "Organisation",
        "organizations",
    ]
    assert marked(Fuzzy("harlow"), "Harlow, Harlov, Halrow, Harbour.") == [
        "Harlow",
        "Harlov",
        "Halrow",
    ]
    assert marked(Fuzzy("zelensky", 2), "Zelenskyy, Zelenskiy, Selenski, Zelda.") == [
        "Zelenskyy",
        "Zelenskiy",
        "Selenski",
    ]


@pytest.mark.parametrize("query", ["COVID-19", "COVID19"])
def test_a_hyphenated_word_is_one_mark(query):
    assert marked(Term(query), "After COVID-19 came calm.") == ["COVID-19"]


def test_a_hyphenated_word_is_found_joined_and_spaced():
    body = "An anti-war rally, an antiwar song, an anti war hat, a war."
    assert marked(Term("anti-war"), body) == ["anti-war", "antiwar", "anti war"]


def test_words_that_analysis_splits_are_their_pieces_side_by_side():
    assert marked(Term("AT&T"), "AT&T sold T-shirts at T.") == ["AT&T", "at T"]
    assert marked(Term("U.S.-led"), "A U.S.-led force; US led talks; led.") == [
        "U.S.-led",
        "US led",
    ]
    assert marked(Term("東京都"), "東京都と京都", lang="ja") == ["東京都"]


def test_a_phrase_is_one_mark_and_only_where_all_of_it_stands():
    body = "The secretary of state met a secretary. State of the art. Secretary of State’s men."
    assert marked(phrase("secretary of state"), body) == [
        "secretary of state",
        "Secretary of State’s",
    ]


def test_a_phrase_may_hold_prefixes_and_hyphenated_words():
    body = "Post-war order, postwar orders, post war ordering, war order."
    query = Phrase((Exact("post-war"), Prefix("order")))
    assert marked(query, body) == ["Post-war order", "postwar orders", "post war ordering"]


def test_words_within_a_distance_are_marked_only_where_they_are_that_close():
    body = "Ferry strike. The strike at the old ferry. A ferry, and many quiet days on, a strike."
    query = Within((Term("strike"), Term("ferry")), 3)
    assert marked(query, body) == ["Ferry", "strike", "strike", "ferry"]
    assert marked(Within((Term("strike"), Term("ferry")), 0), body) == ["Ferry", "strike"]


def test_each_word_within_a_distance_needs_a_place_of_its_own():
    assert marked(Within((Term("new"), Term("new")), 1), "new york, old york, new, new") == [
        "new",
        "new",
    ]
    assert marked(Within((Prefix("sanct"), Term("sanctions")), 5), "sanctions alone") == []


def test_near_marks_both_sides_where_they_hold_together():
    body = (
        "The mayor spoke of the strike. Quiet weeks went by in the town before a mayor resigned."
    )
    assert marked(Near(Term("mayor"), Term("strike"), 4), body) == ["mayor", "strike"]
    assert marked(Near(Term("strike"), Term("mayor"), 4, ordered=True), body) == []
    assert marked(Near(Term("mayor"), Term("mayor"), 12), body) == []


def test_near_takes_phrases_and_lists_and_chains():
    body = "Prime minister Ostrow and the mayor met over ferries. The mayor left."
    close = Near(phrase("prime minister"), Or((Term("ferry"), Term("mayor"))), 4)
    assert marked(close, body) == ["Prime minister", "mayor"]
    chain = Near(close, Term("ferry"), 3)
    assert marked(chain, body) == ["Prime minister", "mayor", "ferries"]


def test_several_words_are_marked_as_they_stand_whatever_letters_they_may_differ_by():
    assert marked(Fuzzy("l’été"), "L'été; l'étéU.S.; l'étés.") == ["L'été"]


def test_a_headline_is_one_paragraph_whatever_stands_between_its_words():
    article = Highlighter(Near(Term("ferry"), Term("strike"), 0, unit="paragraph"), analysis)
    assert article.found("Ferry\n\nStrike", "").title == ((0, 5), (7, 13))
    assert article.found("", "Ferry\n\nStrike").body == ()


def test_same_sentence_and_same_paragraph():
    body = "The ferry stopped. A strike began.\n\nThe ferry strike ended."
    ferry, strike = Term("ferry"), Term("strike")
    assert marked(Near(ferry, strike, 0, unit="sentence"), body) == ["ferry", "strike"]
    assert marked(Near(ferry, strike, 0, unit="paragraph"), body) == [
        "ferry",
        "strike",
        "ferry",
        "strike",
    ]
    assert marked(Near(strike, Term("ended"), 0, unit="paragraph"), body) == ["strike", "ended"]


def test_nothing_under_not_is_marked():
    tree = And((Term("ferry"), Not(Term("strike"))))
    assert marked(tree, "No strike on the ferry.") == ["ferry"]
    assert marked(Not(Not(Term("strike"))), "No strike on the ferry.") == ["strike"]


def test_a_field_is_respected_and_words_of_a_distance_share_one():
    title, body = "Ferry strike", "The ferry strike ends."
    tree = Or((Field("title", Term("ferry")), Field("body", Term("strike"))))
    assert marked_title(tree, title, body) == ["Ferry"]
    assert marked(tree, body, title) == ["strike"]
    near = Near(Term("strike"), Term("the"), 3)
    assert marked_title(near, title, body) == []
    assert marked(near, body, title) == ["The", "strike"]


def test_words_of_a_quote_are_marked_inside_quotes_only():
    body = "The strike is over. “The strike is wrong,” she said."
    start = body.index("“")
    quotes = ((start, body.index("”") + 1),)
    found = Highlighter(Field("quote", Term("strike")), analysis).found(None, body, "en", quotes)
    assert [start for start, _ in found.body] == [body.rindex("strike")]


def test_at_least_counts_title_and_body_together():
    title, body = "Ferry strike", "The ferry came late, and the ferry left."
    assert marked(AtLeast(3, Term("ferry")), body, title) == ["ferry", "ferry"]
    assert marked(AtLeast(4, Term("ferry")), body, title) == []
    assert marked(AtLeast(3, Field("body", Term("ferry"))), body, title) == []


def test_names_dates_and_everything_mark_no_words():
    tree = And((Everything(), DateRange(None, None), Field("outlet", Term("ferry"))))
    assert marked(tree, "The ferry.") == []
    assert marked(Boost(Term("ferry"), 2.0), "The ferry.") == ["ferry"]


def test_marks_that_overlap_are_one():
    tree = Or((phrase("secretary of state"), Term("state"), phrase("state department")))
    assert marked(tree, "A secretary of state department clerk.") == [
        "secretary of state department"
    ]


def test_a_query_of_signs_marks_nothing():
    assert marked(Term("&"), "A & B") == []
    assert marked(phrase("& %"), "A & % B") == []
