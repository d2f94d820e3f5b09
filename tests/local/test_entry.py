"""What the index is given of an article's record is what the article says."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from search import record
from search.analysis import fold, words
from search.local.entry import entry
from search.local.schema import NO_DAY, name_term, named, quotes, spelling
from tests.test_record import ARTICLES


@given(ARTICLES)
def test_an_entry_says_what_its_article_says(drawn):
    article = replace(drawn, source=replace(drawn.source, checksum="0a"))
    data = record.dumps(article)
    made = entry(data, 7)
    said = {
        field: {name_term(value) for value in values} for field, values in named(article).items()
    }
    for field, terms in said.items():
        assert set(made.names.get(field, ())) == terms
    assert set(made.names) <= set(said)
    texts = (article.title or "", article.body)
    assert (made.title, made.body) == tuple(
        text.encode("utf-8", "surrogatepass") for text in texts
    )
    days = (article.first_day, article.last_day)
    ordinals = [day.toordinal() if day else NO_DAY for day in days]
    assert made.columns == dict(zip(("first_day", "last_day", "key"), [*ordinals, 7], strict=True))
    names: dict[str, str] = {}
    for one in article.people:  # of whoever is named in two ways, the first
        names.setdefault(one.id, one.name)
    assert made.people == [name_term(f"{identity}\t{name}") for identity, name in names.items()]
    assert made.quotes == [(one.start, one.end) for one in quotes(article)]
    assert record.joined(*made.record) == data
    assert made.coded == {
        "outlet_name": name_term(article.outlet or ""),
        "agency_name": name_term(article.agency or ""),
        "lang_name": name_term(article.lang or ""),
    }


@given(
    st.lists(
        st.sampled_from(
            ("J", "al", "Assad", "U", "21", ".", "-", " ", "'s", "’S", "é", "; ", "“", "\n")
        ),
        max_size=9,
    )
)
def test_a_name_is_spelled_as_its_words_whichever_way_is_quicker(pieces):
    name = "".join(pieces)
    apart = [word.form for word in words(name) if "-" not in name[word.start : word.end]]
    assert spelling(name) == " ".join(map(fold, apart))
