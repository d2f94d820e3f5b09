"""Articles written as a segment read back as they were, however they were written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec import builder
from search.codec.document import Document
from search.codec.interned import Interned
from search.codec.inverter import Inverter, inverted
from search.codec.names import NamesBuilder, OwnNamesBuilder
from search.codec.parts import Parts
from search.codec.segment import CODED, COLUMNS, NAMES, STARTS, Segment
from search.codec.spill import Spill
from search.codec.vocabulary import Vocabulary
from search.codec.words import Words
from tests.codec.town import Index, build, document, naive, read_back, records

FORMS = (
    *(
        "the",
        "The",
        "THE",
        "bank",
        "banks",
        "Banking",
        "U.S.",
        "run-s",
        "Run-s",
        "co-op",
        "States",
    ),
    *("l’homme", "peña", "Peña", "PENA", "été", "東京都", "25", ".", "\n\n", "“", "\ud800"),
)
TEXT = st.lists(st.sampled_from(FORMS), max_size=40).map(" ".join)
NAME = st.sampled_from([b"", b"reuters", b"ap", "pe\u00f1a".encode(), b"a b"])
DOCUMENT = st.builds(
    document,
    TEXT,
    TEXT,
    st.sampled_from([b"en", b"fr", b"-"]),
    names=st.dictionaries(st.sampled_from(NAMES), st.lists(NAME, max_size=3)),
    columns=st.dictionaries(st.sampled_from(["key", "first_day"]), st.integers(-1, 10**6)),
    coded=st.dictionaries(st.sampled_from(CODED), NAME),
    people=st.lists(NAME, max_size=3),
    quotes=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90)), max_size=3),
)
some = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def arrays(segment: Segment) -> dict[str, bytes]:
    """Return the bytes of all arrays but those that tell how records are parted into blocks."""
    names = [
        name for name in segment.arrays.sizes() if not name.startswith(("fronts.b", "bodies.b"))
    ]
    return {name: segment.arrays[name].tobytes() for name in names}


def test_a_word_is_found_under_its_stem_as_it_is_written(tmp_path: Path):
    town = [document("Banks bank."), document("The bank, the BANK", lang=b"-")]
    words = build(tmp_path / "town", town).words["body"]
    assert list(words.stems) == [b"- bank ", b"- the ", b"en bank "]
    assert list(words.forms_of(0)) == [b"bank BANK", b"bank bank"]
    assert read_back(words)[b"en bank "] == {0: [(0, b"banks Banks"), (1, b"bank bank")]}


def test_the_spellings_of_one_word_are_one_fold(tmp_path: Path):
    words = build(tmp_path / "town", [document("bank Bank banks Bänke bank")]).words["body"]
    assert [words.forms[row].split()[0] for row in words.folds] == [b"bank", b"banke", b"banks"]


def doubled(words: Words) -> list[tuple[bytes, int]]:
    """Return the stem and the article of each posting in which two forms share a position."""
    rows = np.searchsorted(words.first, words.doubled, side="right") - 1
    docs = words.docs[words.doubled].tolist()
    return [(words.stems[row], doc) for row, doc in zip(rows.tolist(), docs, strict=True)]


def test_a_compound_at_the_place_of_its_first_piece_doubles_their_stem(tmp_path: Path):
    town = [document("The bank, the banks"), document("A run-s, banks")]
    words = build(tmp_path / "town", town).words["body"]
    assert doubled(words) == [(b"en run ", 1)]


def test_a_word_of_hundreds_of_places_keeps_them_all(tmp_path: Path):
    town = [document("no " * 254), document("no " * 255), document("no yes " * 70_000)]
    words = build(tmp_path / "town", town).words["body"]
    assert read_back(words) == naive(town, "body")


def test_nothing_but_a_picture_is_an_article_too(tmp_path: Path):
    segment = build(tmp_path / "town", [document("", names={"id": [b"empty"]})])
    assert segment.size == 1
    assert list(segment.words["body"].stems) == []
    assert segment.names("id").having(b"empty").tolist() == [0]


def test_a_quotation_is_its_first_and_last_word(tmp_path: Path):
    body = "Été: “We shall co-operate”, she said. “…”"
    low, high = body.index("“"), body.index("”")
    town = [document("Nothing said"), document(body, quotes=[(low, high), (0, 3), (38, 41)])]
    quotes = build(tmp_path / "town", town).starts("quotes")
    assert quotes[0].tolist() == []
    assert quotes[1].tolist() == [1, 4, 0, 0]


@pytest.mark.usefixtures("each_mode")
def test_quotations_of_articles_side_by_side_are_each_in_its_own_text(tmp_path: Path):
    plain, far, half = "we shall go, he said", "Öl, ça: “nous irons” dit-il", "\ud83d ça va, a dit"
    town = [
        document(plain, quotes=[(0, 11)]),
        document(far, quotes=[(8, 20), (-4, 2), (21, 99)]),
        document(half, quotes=[(2, 7)]),
        document("", quotes=[(2, 7)]),
        document(far, quotes=[(21, 99), (9, 19)]),
    ]
    quotes = build(tmp_path / "town", town).starts("quotes")
    assert [quotes[number].tolist() for number in range(5)] == [
        *([0, 2], [2, 3, 0, 0, 4, 5], [0, 1], [], [4, 5, 2, 3]),
    ]


def test_a_compound_cut_by_the_end_of_a_quotation_is_not_inside_it(tmp_path: Path):
    body = "we co-operate"
    town = [document(body, quotes=[(0, 5), (3, len(body))])]
    assert build(tmp_path / "town", town).starts("quotes")[0].tolist() == [0, 1, 1, 2]


def test_sentences_of_a_title_are_kept_after_the_first(tmp_path: Path):
    town = [document("One. Two.\n\nThree four.", "Help! Fire! Now"), document("", "")]
    segment = build(tmp_path / "town", town)
    assert segment.starts("sentences")[0].tolist() == [0, 1, 2]
    assert segment.starts("paragraphs")[0].tolist() == [0, 2]
    assert segment.starts("title_sentences")[0].tolist() == [1, 2]
    assert segment.starts("title_sentences")[1].tolist() == []


def test_names_lead_to_articles_and_ids_to_one(tmp_path: Path):
    town = [
        document(
            "", names={"id": [b"b"], "people": [b"lee", b"ann", b"lee"]}, people=[b"x", b"a"]
        ),
        document("", names={"id": [b"a"], "people": [b"ann"]}, coded={"outlet_name": b"Post"}),
    ]
    segment = build(tmp_path / "town", town)
    assert segment.names("people").having(b"ann").tolist() == [0, 1]
    assert segment.names("people").having(b"lee").tolist() == [0]
    assert segment.names("people").having(b"bob").tolist() == []
    assert segment.id_row.tolist() == [1, 0]
    assert segment.listed("people_names")[0] == [b"x", b"a"]
    assert [segment.coded("outlet_name")[doc] for doc in (0, 1)] == [b"", b"Post"]
    assert segment.coded("outlet_name").codes.tolist() == [0, 1]


def _doubled(index: Index) -> list[tuple[bytes, int]]:
    """Return the stems, and the articles in which two of their forms stand at one place."""
    return [
        (stem, doc)
        for stem, docs in sorted(index.items())
        for doc, held in sorted(docs.items())
        if len({place for place, _ in held}) < len(held)
    ]


@some
@given(town=st.lists(DOCUMENT, min_size=1, max_size=12))
def test_what_is_written_reads_back(tmp_path: Path, town: list[Document]):
    segment = build(tmp_path / "town", town)
    for field in ("title", "body"):
        assert read_back(segment.words[field]) == naive(town, field)
        words, folds = (
            segment.words[field],
            [form.split()[0] for form in segment.words[field].forms],
        )
        assert doubled(words) == _doubled(naive(town, field))
        rows = [words.row_of_form(form) for form in range(len(folds))]
        fresh = [
            form
            for form in range(len(folds))
            if form == 0 or (rows[form], folds[form]) != (rows[form - 1], folds[form - 1])
        ]
        assert words.folds.tolist() == sorted(fresh, key=lambda form: (folds[form], form))
    for number, one in enumerate(town):
        assert segment.records[number] == one.record
        for field in NAMES:
            names = segment.names(field)
            found = [t for t in names.terms if number in names.having(t).tolist()]
            assert found == sorted(set(one.names.get(field, ())))
        for field in CODED:
            assert segment.coded(field)[number] == one.coded.get(field, b"")
        assert segment.listed("people_names")[number] == list(one.people)
        assert segment.column("key")[number] == one.columns.get("key", 0)
        last = [place for docs in naive([one], "body").values() for place, _ in docs[0]]
        assert segment.column("body_words")[number] == (max(last) + 1 if last else 0)


@some
@given(town=st.lists(DOCUMENT, min_size=1, max_size=12), tokens=st.integers(1, 60))
def test_parts_make_the_same_segment(tmp_path: Path, town: list[Document], tokens: int):
    whole = build(tmp_path / "whole", town)
    limit, builder.BATCH_ARTICLES = builder.BATCH_ARTICLES, 2
    try:
        parted = build(tmp_path / "parted", town, part_tokens=tokens)
    finally:
        builder.BATCH_ARTICLES = limit
    assert arrays(parted) == arrays(whole)
    assert list(parted.arrays.sizes()) == list(whole.arrays.sizes())
    assert records(parted) == records(whole)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


@some
@given(town=st.lists(DOCUMENT, min_size=3, max_size=12), most=st.integers(0, 30))
def test_so_it_is_where_no_dictionary_may_grow_large(
    tmp_path: Path, town: list[Document], most: int
):
    whole = build(tmp_path / "whole", town)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "BATCH_ARTICLES", 2)
        patch.setattr(builder, "MOST_TERMS", most)
        parted = build(tmp_path / "parted", town, part_tokens=10)
    assert arrays(parted) == arrays(whole)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


@some
@given(town=st.lists(DOCUMENT, min_size=3, max_size=12), most=st.integers(0, 600))
def test_so_it_is_where_no_names_may_take_much_memory(
    tmp_path: Path, town: list[Document], most: int
):
    whole = build(tmp_path / "whole", town)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "BATCH_ARTICLES", 2)
        patch.setattr(builder, "MOST_NAME_BYTES", most)
        parted = build(tmp_path / "parted", town)
    assert arrays(parted) == arrays(whole)


@pytest.mark.parametrize("kind", [NamesBuilder, OwnNamesBuilder])
def test_names_are_weighed_by_the_letters_of_each_and_what_it_takes_besides(kind: type):
    many, long = kind(), kind()
    for doc in range(50):
        many.add(doc, [b"number %02d" % doc])
        long.add(doc, [b"number %02d" % doc + b"n" * 1_000])
    assert many.size_bytes >= 50 * 15
    assert long.size_bytes - many.size_bytes == 50 * 1_000


@pytest.mark.usefixtures("each_mode")
@pytest.mark.parametrize("kind", [NamesBuilder, OwnNamesBuilder])
def test_an_article_that_has_a_name_twice_has_it(kind: type):
    names = kind()
    names.add(0, [b"ap", b"reuters", b"ap"])
    names.add(1, [])
    names.add(2, [b"ap"])
    found = names.finish()
    assert list(found.terms) == [b"ap", b"reuters"]
    assert [found.having(term).tolist() for term in (b"ap", b"reuters")] == [[0, 2], [0]]


@pytest.mark.usefixtures("each_mode")
@pytest.mark.parametrize("place", [7, (1 << 31) - 3])
def test_words_stand_as_far_into_an_article_as_they_may(place: int):
    terms, positions = np.array([1, 0, 1, 0], np.int32), np.array([0, place, place, 3], np.int32)
    stems = np.array([0, 0], np.int32)  # two forms of one, so that a bit tells which
    part = inverted(terms, positions, np.array([0, 3, 4]), np.array([0, 1], np.int32), stems)
    assert part.docs.tolist() == [0, 1]
    assert part.counts.tolist() == [3, 1]
    assert part.tokens.tolist() == [1, 2 * place, 2 * place + 1, 6]


def test_words_far_into_a_long_article_survive_being_parted(tmp_path: Path):
    forms = Interned()
    vocabulary = Vocabulary(forms, str.lower, lambda folded, lang: folded)
    spill = Spill(tmp_path)
    parts = Parts(spill, "body")
    for doc, place in enumerate((7, 1 << 32, 9)):
        numbers = forms.numbers([b"No", b"no"])
        terms = vocabulary.numbers([b"en"], np.array([2]), numbers)
        inverter = Inverter()
        inverter.add(np.array([2]), terms, np.array([0, 1], np.int32))
        part = inverter.finish(vocabulary, doc)
        parts.add(replace(part, tokens=np.array([place, place + 1], np.uint64)))
    (stretch,) = parts.stretches(vocabulary)
    spill.close()
    assert stretch.docs.tolist() == [0, 1, 2]
    assert stretch.counts.tolist() == [2, 2, 2]
    assert stretch.tokens.tolist() == [7, 8, 1 << 32, (1 << 32) + 1, 9, 10]


@some
@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from([b"en", b"fr"]), st.text("aAbBé", max_size=9))),
        max_size=6,
    )
)
def test_words_that_come_some_at_a_time_are_in_order_each_time(
    each_mode: str, batches: list[list[tuple[bytes, str]]]
):
    forms = Interned()
    vocabulary = Vocabulary(forms, str.lower, lambda folded, lang: [one[:2] for one in folded])
    known: set[tuple[bytes, str]] = set()
    for batch in batches:
        for lang, form in batch:
            vocabulary.numbers([lang], np.array([1]), forms.numbers([form.encode()]))
        known.update(batch)
        vocabulary.settle()
        order = vocabulary.order
        spelled = zip(vocabulary.stems(order), vocabulary.forms(order), strict=True)
        assert [b"".join(term).decode() for term in spelled] == [
            f"{lang} {stem} {fold} {form}"
            for lang, stem, fold, form in sorted(
                (lang.decode(), form.lower()[:2], form.lower(), form) for lang, form in known
            )
        ]


def test_python_and_compiled_kernels_write_the_same_bytes(tmp_path: Path):
    town = [
        document(
            f"Bänks of the “river {n}” run-s Run-s The bank {'no ' * n}",
            "A title",
            lang,
            names={"people": [b"id\tann", b"id\tann", b"%d\tbo" % n], "url": [b"/%d" % (n % 7)]},
            people=[b"id\tAnn", b"%d\tBo" % n],
            quotes=[(13, 20)],
        )
        for n, lang in enumerate([b"en", b"-", b"en", b"fr"] * 30)
    ]
    from search.codec import jit

    before = jit.is_native()
    files = []
    for switch in (jit.plain, jit.native):
        switch()
        build(tmp_path / "whole", town)
        build(tmp_path / "parted", town, part_tokens=500)
        files.append([(tmp_path / name).read_bytes() for name in ("whole", "parted")])
    (jit.native if before else jit.plain)()
    assert files[0] == files[1]


def test_columns_have_the_types_that_are_agreed(tmp_path: Path):
    segment = build(tmp_path / "town", [document("One", columns={"key": 7})])
    for field, kind in COLUMNS.items():
        assert segment.column(field).dtype == kind
    for field in STARTS:
        assert segment.starts(field).at.dtype == "u4"


def test_a_segment_takes_no_more_than_its_numbers_allow(tmp_path: Path, monkeypatch):
    from search.codec import segment

    monkeypatch.setattr(segment, "MOST_ARTICLES", 2)
    with pytest.raises(OverflowError, match="2 articles"):
        build(tmp_path / "town", [document("one")] * 3)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_nothing_behind(tmp_path: Path):
    def torn() -> list[Document]:
        return [document("one two three")] * 200 + [document("x", names={"id": 5})]

    with pytest.raises(TypeError):
        build(tmp_path / "town", torn(), part_tokens=50)
    assert list(tmp_path.iterdir()) == []


def test_no_articles_are_no_segment(tmp_path: Path):
    with pytest.raises(ValueError, match="0 articles"):
        build(tmp_path / "town", [])
    assert list(tmp_path.iterdir()) == []
