"""What holds for every article and every query."""

import fnmatch
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from search import analysis
from search.article import Article, Source
from search.highlight import Highlighter
from search.highlight.vocabulary import within_edits
from search.query.tree import (
    And,
    AtLeast,
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
from tests.oracle import Oracle

WORDS = (
    *("ferry", "ferries", "Strike", "strikes", "the", "U.S.", "anti-war", "antiwar", "war"),
    *("Peña’s", "l’été", "e\u0301", "東京都", "🇫🇷"),
)
GAPS = (" ", " ", " ", ", ", ". ", "\n\n", "-", " “", "” ", "")
texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=60).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)

asked = st.sampled_from(WORDS)
exact = st.builds(Exact, asked, st.booleans())
prefix = st.builds(Prefix, st.sampled_from(("fe", "stri", "anti")))
shape = st.builds(Wildcard, st.sampled_from(("f*y", "str?k*", "an*w?r")))
term = st.builds(Term, asked)
phrase = st.builds(Phrase, st.lists(exact | prefix | shape, min_size=2, max_size=3).map(tuple))
within = st.builds(
    Within, st.lists(term | prefix, min_size=2, max_size=4).map(tuple), st.integers(0, 6)
)
leaf = term | exact | prefix | shape | phrase | within | st.builds(Fuzzy, asked)
near = st.recursive(
    st.builds(Near, leaf, leaf, st.integers(1, 5), st.booleans()),
    lambda inner: st.builds(
        Near, inner, leaf, st.just(0), st.booleans(), st.sampled_from(("sentence", "paragraph"))
    ),
    max_leaves=3,
)
trees = st.recursive(
    leaf | near | st.builds(AtLeast, st.integers(1, 3), leaf),
    lambda inner: (
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Not, inner)
        | st.builds(Field, st.sampled_from(("title", "body", "outlet")), inner)
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(texts, texts, trees, st.integers(1, 3), st.integers(1, 120))
def test_marks_and_snippets_fit_their_texts(title, body, tree, count, length):
    found = Highlighter(tree, analysis).found(title, body, "en")
    for text, marks in ((title, found.title), (body, found.body)):
        ends = [0, *(end for _, end in marks)]
        assert all(
            before <= start < end for before, (start, end) in zip(ends, marks, strict=False)
        )
        assert ends[-1] <= len(text)
    snippets = found.snippets(count, length)
    assert len(snippets) <= count
    assert bool(snippets) == bool(body.strip())
    shown = sorted((snippet.start, snippet.start + len(snippet.text)) for snippet in snippets)
    assert all(a[1] <= b[0] for a, b in pairwise(shown))
    for snippet in snippets:
        start, end = snippet.start, snippet.start + len(snippet.text)
        assert snippet.text == body[start:end] == snippet.text.strip()
        assert snippet.text
        touched = [(a, b) for a, b in found.body if a < end and b > start]
        assert [(a - start, b - start) for a, b in touched] == list(snippet.marks)
        assert len(snippet.text) <= max(2, length) or touched in ([], [(start, end)])
        assert bool(touched) == bool(found.body)


@settings(max_examples=200, deadline=None)
@given(texts, texts, leaf | near | st.builds(AtLeast, st.integers(1, 3), leaf | near))
def test_an_article_has_marks_when_the_words_of_a_query_stand_in_it(title, body, tree):
    article = Article("a", Source("/", "a", 0, None, ""), title, body, lang="en")
    found = Highlighter(tree, analysis).found(title, body, "en")
    assert bool(found.title or found.body) == bool(Oracle([article]).ids(tree))


def positions(body, node):
    """Return the positions in a text of the words that a term or prefix of one piece asks for."""
    folded = analysis.fold(node.text)
    if isinstance(node, Prefix):
        passes = lambda form: analysis.fold(form).startswith(folded)  # noqa: E731
    else:
        stem = analysis.stem(folded, "en")
        passes = lambda form: analysis.stem(analysis.fold(form), "en") == stem  # noqa: E731
    return {word.position for word in analysis.words(body) if passes(word.form)}


def places(left, chosen=()):
    """Yield every choice of distinct positions, one of each set."""
    if not left:
        yield chosen
        return
    for position in left[0] - set(chosen):
        yield from places(left[1:], (*chosen, position))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(("a", "b", "ab", "abc", "c", "x", "y")), max_size=12),
    st.lists(
        st.builds(Term, st.sampled_from("abc")) | st.builds(Prefix, st.sampled_from(("a", "ab"))),
        min_size=2,
        max_size=3,
    ),
    st.integers(0, 5),
)
def test_words_within_a_distance_are_those_of_the_definition(forms, words, slop):
    body = " ".join(forms)
    expected = {
        position
        for choice in places([positions(body, word) for word in words])
        if max(choice) - min(choice) - (len(words) - 1) <= slop
        for position in choice
    }
    found = Highlighter(Within(tuple(words), slop), analysis).found(None, body, "en")
    starts = {word.start: word.position for word in analysis.words(body)}
    assert {starts[start] for start, _ in found.body} == expected


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(("a", "b", "x", "y")), max_size=12),
    st.integers(1, 5),
    st.booleans(),
)
def test_near_words_are_those_of_the_definition(forms, distance, ordered):
    body = " ".join(forms)
    left = [number for number, form in enumerate(forms) if form == "a"]
    right = [number for number, form in enumerate(forms) if form == "b"]
    expected = {
        position
        for a in left
        for b in right
        if 0 < (b - a if ordered else abs(a - b)) <= distance
        for position in (a, b)
    }
    tree = Near(Exact("a"), Exact("b"), distance, ordered)
    found = Highlighter(tree, analysis).found(None, body, "en")
    assert {start // 2 for start, _ in found.body} == expected


@settings(max_examples=150, deadline=None)
@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 2))
def test_edits_are_counted_as_the_textbook_does(a, b, edits):
    rows = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            same = a[i - 1] == b[j - 1]
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same)
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    assert within_edits(a, b, edits) == (rows[-1][-1] <= edits)


@settings(max_examples=150, deadline=None)
@given(st.text("ab?*", min_size=1, max_size=6), st.text("abc", min_size=1, max_size=7))
def test_shapes_are_those_of_file_names(pattern, word):
    found = Highlighter(Wildcard(pattern), analysis).found(None, word)
    assert bool(found.body) == fnmatch.fnmatchcase(word, pattern)
