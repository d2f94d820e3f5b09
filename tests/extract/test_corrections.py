"""The owner's names file: what its lines say, and what is said of those that say nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import UsageError
from search.extract import Survey
from search.extract.corrections import Corrections, parse, read
from tests.extract.test_spellings import FULL, article_of, named


def resolved(text, *articles):
    survey = Survey(parse(text.encode()))
    for one in articles:
        survey.observe(one)
    return [survey.resolve(one) for one in articles]


def people(text, *articles):
    return [[(one.id, one.name) for one in each.people] for each in resolved(text, *articles)]


def faults(text):
    return [(one.line, one.column, one.reason) for one in parse(text.encode()).faults]


QUILL = [named("a", ["Cornelia Quill"]), named("b", ["Nell Quill"]), named("c", ["Quill"])]


def test_two_names_are_one_person_shown_by_the_first():
    found = people("Nell Quill = Cornelia Quill\n", *QUILL)
    assert found[:2] == [[("nell-quill", "Nell Quill")]] * 2
    assert found[2] == [("quill", "Quill")]
    assert people("", *QUILL)[0] == [("cornelia-quill", "Cornelia Quill")]


def test_a_person_is_shown_by_a_name_that_no_article_uses():
    found = people("Dame Nell Quill = Cornelia Quill, Nell Quill", *QUILL)
    assert found[0] == found[1] == [("nell-quill", "Dame Nell Quill")]
    assert people("The Owl [owl] = Nell Quill", *QUILL)[1] == [("owl", "The Owl")]


def test_a_family_name_alone_is_whom_the_owner_says():
    assert people("Nell Quill = Quill", *QUILL)[2] == [("nell-quill", "Nell Quill")]
    lone = named("lone", ["Marlowe"])
    assert people("", lone, *FULL)[0] == [("ada-marlowe", "Ada Marlowe")]
    assert people("Ada Marlowe != Marlowe", lone, *FULL)[0] == [("marlowe", "Marlowe")]


def test_spellings_of_one_name_are_parted():
    articles = [named("a", ["Sergei Ivanov"]), named("b", ["Sergey Ivanov"])]
    together = people("", *articles)
    assert together[0] == together[1]
    apart = people("Sergei Ivanov != Sergey Ivanov", *articles)
    assert apart == [[("sergei-ivanov", "Sergei Ivanov")], [("sergey-ivanov", "Sergey Ivanov")]]


def test_what_a_split_does_not_name_stays_with_the_first():
    articles = [
        named(str(n), [name]) for n, name in enumerate(["Sergei O", "Sergey O", "Сергей O"])
    ]
    first, second, third = people("Sergei O != Sergey O", *articles)
    assert first == third != second


def test_pet_forms_that_articles_join_are_parted():
    articles = [
        named("a", ["Bill Hargrove", "William Hargrove"]),
        named("b", ["William Hargrove"]),
    ]
    together = people("", *articles)
    assert together[0] == together[1]
    apart = people("Bill Hargrove != William Hargrove", *articles)
    assert apart[0] != apart[1]


def test_without_its_line_everything_is_as_it_was():
    both = named("d", ["Cornelia Quill"], ["Ana Lee"], ["Nell Quill", "Quill"])
    articles = [*QUILL, both]
    before = people("", *articles)
    merged = resolved("Nell Quill = Cornelia Quill, Quill", *articles)
    assert len(merged[3].people) == 2
    survey = Survey()
    for one in merged:
        survey.observe(one)
    after = [survey.resolve(one) for one in merged]
    assert [[(p.id, p.name) for p in one.people] for one in after] == before
    assert [one.alone for one in after] == [None] * 4
    fresh = Survey()
    for one in articles:
        fresh.observe(one)
    assert survey.to_bytes() == fresh.to_bytes()


def test_who_said_what_is_as_it_was_without_the_line():
    body = (
        "“We are ready,” said Cornelia Quill on Monday. “It is late,” said Nell Bruckner. "
        "She added: “We will stay.” Cornelia Quill left."
    )
    one = article_of(body)
    plain = resolved("", one)[0]
    merged = resolved("Nell Bruckner = Cornelia Quill", plain)[0]
    assert len(plain.people) == 2
    assert {quote.speaker for quote in merged.quotes} == {"nell-bruckner"}
    assert resolved("", merged)[0] == plain


def test_an_id_of_the_owners_own_is_nobody_elses():
    articles = [named("a", ["Ada Marlowe"]), named("b", ["Bruno Quist"])]
    found = people("Bruno Quist [ada-marlowe] = Bruno Quist", *articles)
    assert [one[0][0] for one in found] == ["ada-marlowe-2", "ada-marlowe"]


SOME = ["Ada Marlowe", "Ada B. Marlowe", "Adah Marlowe", "Marlowe", "Bruno Marlowe", "Quist"]
LINES = [
    "Ada Marlowe = Bruno Marlowe",
    "Quist = Ada B. Marlowe, Marlowe",
    "Ada Marlowe != Adah Marlowe",
    "Ada Marlowe != Marlowe",
    "Adah Marlowe [adah] = Quist",
]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(SOME), min_size=1, max_size=3, unique=True), max_size=12),
    st.lists(st.sampled_from(LINES), unique=True),
    st.lists(st.sampled_from(LINES), unique=True),
)
def test_neither_what_stood_in_the_file_before_matters(chosen, earlier, now):
    articles = [named(str(n), *([name] for name in one)) for n, one in enumerate(chosen)]
    again = resolved("\n".join(now), *resolved("\n".join(earlier), *articles))
    assert again == resolved("\n".join(now), *articles)


def test_comments_capitals_spaces_and_several_lines_of_one_person():
    text = "# people\n\n  Nell   QUILL = Cornelia Quill  # her\nnell quill = Nora Quill,\n"
    found = parse(text.encode())
    assert found.faults == ()
    (merge,) = found.merges
    assert merge.names == ("Nell QUILL", "Cornelia Quill", "nell quill", "Nora Quill")


def test_a_comma_before_jr_is_none_between_names():
    (merge,) = parse(b"Ada King = Ada B. King, Jr., A. King").merges
    assert merge.names == ("Ada King", "Ada B. King, Jr.", "A. King")


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("Ada Marlowe", 1, 1, "there is neither = nor != here"),
        ("\n  Ada Marlowe; A. Marlowe", 2, 3, "there is neither = nor != here"),
        ("A Lee = B Lee = C Lee", 1, 15, "a second sign"),
        ("A Lee != B Lee = C Lee", 1, 16, "a second sign"),
        ("A Lee, B Lee = C Lee", 1, 8, "only one name is shown"),
        (" = B Lee", 1, 1, "a name is missing here"),
        ("A Lee =  # B", 1, 8, "a name is missing here"),
        ("A Lee != ,", 1, 9, "a name is missing here"),
        ("A Lee = 17", 1, 9, "this is no name"),
        ("A Lee [A L] = B Lee", 1, 7, "an id is small letters, digits and hyphens: [a-l]"),
        ("A Lee [x] = B Lee\nC Lee [x] = D Lee", 2, 7, "the id x is somebody else's"),
        ("A Lee = B Lee\nC Lee = D Lee, B Lee", 2, 16, "“B Lee” is A Lee already, in line 1"),
        ("A Lee = B Lee\nB Lee = C Lee", 2, 1, "“B Lee” is A Lee already, in line 1"),
        ("A Lee = B Lee\nA Lee != B Lee", 2, 10, "“B Lee” is the same person"),
        ("A Lee != B Lee\nA Lee = B Lee", 2, 1, "line 1 says that these are not one person"),
        ("A Lee != A Lee", 1, 10, "“A Lee” stands on both sides"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_its_place(text, line, column, reason):
    (fault,) = faults(text)
    assert fault[:2] == (line, column)
    assert reason in fault[2]


def test_a_bad_line_leaves_the_others_in_force():
    found = parse(b"Nell Quill = Cornelia Quill\nnonsense\n\xff\xfe = x\nAna Lee != Anna Lee\r\n")
    assert (len(found.merges), len(found.splits)) == (1, 1)
    assert [fault.line for fault in found.faults] == [2, 3]
    assert "UTF-8" in found.faults[1].reason


def test_a_file_that_is_something_else_is_told_in_a_few_words():
    found = parse(b"just a name\n" * 5000 + b"A Lee = B Lee\n")
    assert len(found.faults) == 101
    assert "4,900 lines" in found.faults[-1].reason
    assert len(found.merges) == 1


def test_other_encodings_of_editors():
    for data in ("\ufeffÅsa Öd = Asa Od".encode(), "Åsa Öd = Asa Od".encode("utf-16")):
        assert parse(data).merges[0].name == "Åsa Öd"


def test_the_digest_is_of_what_is_said_not_of_how():
    one, other = parse(b"A Lee = B Lee\n"), parse(b"# them\nA Lee=B Lee")
    assert one.digest == other.digest != parse(b"A Lee = C Lee").digest
    assert parse(b"# nothing\n").digest == Corrections().digest


def test_a_file_that_is_not_there_says_nothing_but_a_folder_is_an_error(tmp_path):
    assert read(tmp_path / "names.txt") == Corrections()
    with pytest.raises(UsageError, match="names file"):
        read(tmp_path)


@given(st.text(alphabet=st.sampled_from("ab =!#,[]\nÅ\ufeff\x00"), max_size=60))
def test_no_text_stops_the_reading(text):
    found = parse(text.encode())
    for fault in found.faults:
        line = text.removeprefix("\ufeff").split("\n")[fault.line - 1]
        assert 1 <= fault.column <= len(line) + 1
