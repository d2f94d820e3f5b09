"""What holds of any articles set side by side: texts of no sense, signs, scripts, and no time."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from search.comparison import Comparison
from tests.compare.fire import AGENCY_TEXT, beside, told

PIECES = st.sampled_from(
    [
        *("The cannery burned down.", "Nine people were killed in the fire.", "12 people died. "),
        *("“We will rebuild the cannery,” she said.", "“”", "“", "[", "(gloss]", "\n\n", " ", "…"),
        *("$1.2 million", "$3,000,000 of damage to the cannery", "41%", "1,23,4", "10:30", "3–2"),
        *("U.S.-led", "l’homme", "東京都の火事。", "الحريق في الميناء", "ﷺ", "\u00ad", "x̂", "ß"),
        *("twenty-one", "hundred million", "Peña", "\ud800", "\x00", "٤٢ %", AGENCY_TEXT),
    ]
)
BODIES = st.lists(PIECES, max_size=12).map(" ".join)
DAYS = st.sampled_from([None, "2020", "2020-03", "2020-03-02", "2020-03-03"])
LANGUAGES = st.sampled_from([None, "en", "de", "ar", "xx"])


@st.composite
def articles(draw: st.DrawFn):
    rows = draw(st.lists(st.tuples(BODIES, DAYS, LANGUAGES, st.booleans()), max_size=5))
    return [
        replace(told(f"a{n}", f"Outlet {n % 3}" if n else None, body, day), lang=lang)
        if not credited
        else told(f"a{n}", "Coast Agency", body, day, agency="Coast Agency")
        for n, (body, day, lang, credited) in enumerate(rows)
    ]


def spans(found: Comparison):
    """Yield the article, start and end of everything that is told to stand somewhere."""
    for passage in found.passages:
        for sentence, shared in zip(passage.sentences, passage.shared, strict=True):
            yield sentence.article, sentence.start, sentence.end
            yield from ((sentence.article, start, end) for start, end in shared)
    for one in found.alone:
        yield one.sentence.article, one.sentence.start, one.sentence.end
    for difference in found.differences:
        for figure in (difference.one, difference.other):
            yield figure.sentence.article, figure.start, figure.end
    for quote in found.quotes:
        for said in quote.wordings:
            yield from ((said.article, start, end) for start, end in said.own)


@settings(max_examples=150, deadline=None)
@given(articles())
def test_whatever_is_told_stands_where_it_is_said_to_stand(many):
    found = beside(*many)
    assert {one.id for one in found.articles} == {one.id for one in many}
    for article, start, end in spans(found):
        body = found.articles[article].body
        assert 0 <= start < end <= len(body)
        assert body[start:end] == body[start:end].strip()
    for passage in found.passages:
        assert len({one.article for one in passage.sentences}) == len(passage.sentences) > 1
        assert 0.6 <= passage.likeness <= 1
    for difference in found.differences:
        assert difference.one.value != difference.other.value
    assert all(0 <= one.nearest <= 0.28 for one in found.alone)
    assert all(wire.share is None or 0 <= wire.share <= 1 for wire in found.wire)
    assert all(len({said.article for said in one.wordings}) > 1 for one in found.quotes)


@settings(max_examples=50, deadline=None)
@given(articles(), st.permutations(range(5)))
def test_the_order_in_which_articles_of_several_days_are_given_is_nothing(many, order):
    dated = [
        replace(one, first_day=None, last_day=None) if not n else told(
            one.id, one.outlet, one.body, f"2020-03-{n:02}", lang=one.lang, agency=one.agency
        )
        for n, one in enumerate(many)
    ]  # fmt: skip
    shuffled = [dated[n] for n in order if n < len(dated)]
    assert beside(*shuffled) == beside(*dated)


@settings(max_examples=30, deadline=None)
@given(articles())
def test_without_time_nothing_is_told_that_was_not_looked_at(many):
    found = beside(*many, seconds=-1)
    assert len(found.articles) == len(many)
    assert not [*spans(found)]
    assert not found.is_whole or not many
