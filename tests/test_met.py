"""Which ids were met: as a dictionary would say."""

from hypothesis import given
from hypothesis import strategies as st

from search.intake.met import Met


@given(st.lists(st.tuples(st.integers(0, 40).map(str), st.sampled_from("ab"))))
def test_it_says_what_a_dictionary_says(pairs):
    met = Met()
    known: dict[str, str] = {}
    for key, value in pairs:
        assert (key in met) == (key in known)
        before = known.get(key)
        assert met.put(key, value) == (None if before is None else before == value)
        known[key] = value
    assert len(met) == len(known)


def test_many_ids_are_told_apart():
    met = Met()
    assert all(met.put(f"a{n}", "x") is None for n in range(5_000))
    assert all(f"a{n}" in met and f"b{n}" not in met for n in range(5_000))
    assert all(met.put(f"a{n}", "y" if n % 2 else "x") is (n % 2 == 0) for n in range(5_000))
    assert len(met) == 5_000
