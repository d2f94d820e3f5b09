"""Counts of names, and the people made of them, in files."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from search.extract.ledger import GATHERED, Ledger, from_line, to_line
from search.extract.register import Entry, Register

NAMES = st.sampled_from(["Ana Lee", "Ann Lee", "Åsa Öd", "\ud800", ""])


def everything(ledger):
    return {(key, name): articles for _, key, name, articles, _ in ledger.rows("name")}


@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from([1, 1, -1]))))
def test_nothing_falls_below_zero(counted):
    ledger = Ledger()
    known: Counter[tuple[str, str]] = Counter()
    for key, name, sign in counted:
        ledger.add("name", key, name, sign)
        known[key, name] = max(0, known[key, name] + sign)
    held = {tuple(n.replace("\ud800", "?") for n in k): v for k, v in known.items() if v}
    assert everything(ledger) == held


def test_more_names_than_are_gathered_in_memory():
    ledger = Ledger()
    for _ in range(2):
        for number in range(GATHERED + 10):
            ledger.add("name", f"key {number}", "name", 1, full=1)
    rows = list(ledger.rows("name"))
    assert len(rows) == ledger.keys("name") == GATHERED + 10
    assert {row[3:] for row in rows} == {(2, 2)}
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    copy = Ledger()
    copy.extend(from_line(to_line(row)) for row in rows)
    assert list(copy.rows("name")) == rows


def test_only_who_is_named_once_is_dropped_first_by_key():
    ledger = Ledger()
    for key, name in (("b", "B"), ("a", "A"), ("a", "Aa"), ("d", "D"), ("c", "C"), ("c", "C")):
        ledger.add("name", key, name)
    ledger.drop_rare("name", 1)
    assert sorted({row[1] for row in ledger.rows("name")}) == ["a", "c", "d"]


def test_namesakes_are_numbered_in_order():
    people = Register(
        Entry(key, "lee", "", slug, [name], [1], 1)
        for key, slug, name in (
            ("a", "ana-lee", "Ana Lee"),
            ("b", "bo-lee", "Bo Lee"),
            ("c", "ana-lee", "Ana-Lee"),
        )
    )
    people.join([])
    assert [one.id for one in people.of_family("lee")] == ["ana-lee", "bo-lee", "ana-lee-2"]
    assert [one.name for one in people.of_identity("c")] == ["Ana-Lee"]
    assert people.of_identity("d") == ()
