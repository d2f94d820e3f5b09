"""Who shares a mark with whom, over more articles than are in memory at once."""

from hypothesis import given
from hypothesis import strategies as st

from search.extract.marklog import FORGOTTEN, Likeness, MarkLog

MARK = st.sampled_from([0, 1, 7, 2**32 - 1])
NOTES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.lists(MARK, unique=True)))


@given(NOTES)
def test_the_last_that_was_noted_of_an_article_holds(notes):
    log, known = MarkLog(), {}
    for key, day, marks in notes:
        log.append(key, day, marks)
        known[key] = (day, marks)
    known = {key: note for key, note in sorted(known.items()) if note[0] != FORGOTTEN}
    assert {key: day for key, day, _ in log.entries()} == {k: day for k, (day, _) in known.items()}
    alike = Likeness(log)
    assert alike.keys.tolist() == list(known)
    for mark in (0, 1, 3, 7, 2**32 - 1):
        found = [int(alike.keys[one]) for one in alike.owners(*alike.holders(mark))]
        assert found == [key for key, (_, marks) in known.items() if mark in marks]


def test_many_articles_with_common_and_rare_marks():
    log = MarkLog()
    for key in range(30_000):
        log.append(key, 1 + key % 7, [5, key * 1_000, *range(2**31, 2**31 + 40)])
    for key in range(0, 30_000, 3):
        log.append(key, FORGOTTEN, ())
    alike = Likeness(log)
    start, end = alike.holders(5)
    assert end - start == len(alike.days) == 20_000
    for key in (1, 2, 4_000, 29_999):
        (owner,) = alike.owners(*alike.holders(key * 1_000))
        assert (alike.keys[owner], alike.days[owner]) == (key, 1 + key % 7)
    assert len(alike.owners(*alike.holders(3_000))) == 0
