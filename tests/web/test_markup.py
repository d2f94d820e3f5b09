"""Text and spans become HTML in one place, and nothing but <mark> comes out of it."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from bleach.sanitizer import Cleaner
from hypothesis import given
from hypothesis import strategies as st

from search.engine import Snippet
from tests.web.payloads import XSS
from web.markup import BATCH, _clean, gate, listed, many, marked, snippets

TAG = re.compile(r"<[^>]*>?")


def tags(markup: str) -> set[str]:
    return set(TAG.findall(markup))


def text_of(markup: str) -> str:
    return html.unescape(TAG.sub("", markup))


def test_passages_and_headlines_come_out_as_they_would_alone():
    passages = [Snippet("body", "a <i> & b", ((0, 1),), 3, True, False)] * 2
    headlines = [('One & "two"', ((0, 3),)), ("Three", ())]
    assert listed(passages, headlines) == (snippets(passages), many(headlines))
    assert listed([], headlines) == ((), many(headlines))


def test_many_threads_share_few_gates(monkeypatch):
    idle: list[Cleaner] = []
    monkeypatch.setattr("web.markup._idle", idle)
    texts = [f"<b>{number}</b> & {'ferry ' * number}" for number in range(200)]
    alone = [marked(text, [(0, 3)]) for text in texts]
    _clean.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda text: marked(text, [(0, 3)]), texts)) == alone
    assert 1 <= len(idle) <= 4


def test_marks_stand_around_the_words():
    assert marked("the Tillerson plan", [(4, 13)]) == "the <mark>Tillerson</mark> plan"


def test_text_is_escaped_once():
    assert marked("AT&T <b> &amp; \"q\" 'a'") == (
        "AT&amp;T &lt;b&gt; &amp;amp; &#34;q&#34; &#39;a&#39;"
    )


def test_marks_that_overlap_are_one_and_those_outside_are_cut():
    assert marked("abcdef", [(3, 5), (1, 4)]) == "a<mark>bcde</mark>f"
    assert marked("abc", [(-5, 1), (2, 99), (50, 60), (1, 1)]) == "<mark>a</mark>b<mark>c</mark>"


def test_nothing_is_empty():
    assert marked(None) == ""
    assert marked("") == ""


def test_a_passage_says_where_it_was_cut():
    passage = Snippet("body", "a plan", ((2, 6),), 10, True, True)
    assert snippets([passage]) == ("… a <mark>plan</mark> …",)
    assert snippets([passage], marks=False) == ("… a plan …",)


ERRORS = "\x00\x01\x0b\x0c\x7f\x9f\ufdd0\ufffe\uffff\U0010ffff\ud800\udfff\r\n"
"""Signs that are errors in HTML, and line ends, which its parser changes."""


@given(st.text(st.sampled_from(f"{ERRORS} <>&;/!-=\"'ab"), max_size=60))
def test_bleach_lets_through_what_it_does_as_it_comes(text):
    as_it_comes = Cleaner(tags=set(), attributes={}, protocols=set(), strip=False)
    assert gate().clean(text) == as_it_comes.clean(text)


@pytest.mark.parametrize("payload", XSS)
def test_bleach_lets_no_payload_through_that_is_not_escaped(payload):
    as_it_comes = Cleaner(tags=set(), attributes={}, protocols=set(), strip=False)
    assert gate().clean(payload + ERRORS) == as_it_comes.clean(payload + ERRORS)
    assert "<" not in gate().clean(payload + ERRORS)


@pytest.mark.parametrize("payload", XSS)
def test_no_payload_becomes_markup(payload):
    alone = marked(payload, [(0, 3)])
    passage = Snippet("body", payload, ((1, len(payload)),), 0, False, False)
    for result in (alone, *snippets([passage, passage]), *many([(payload, ())])):
        assert tags(result) <= {"<mark>", "</mark>"}
        assert '"' not in result
        assert "'" not in result


def test_all_payloads_together_keep_apart():
    passages = [Snippet("body", payload, ((0, 2),), 0, True, False) for payload in XSS]
    together = snippets(passages)
    assert together == tuple(snippets([passage])[0] for passage in passages)


texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        include_characters="\n\t",
        exclude_characters="\ue0f0\ue0f1\ue0f2",  # signs of our own
    ),
    max_size=80,
)
spans = st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90)), max_size=5)


@given(texts, spans)
def test_the_text_itself_is_not_changed(text, where):
    markup = marked(text, where)
    assert text_of(markup) == text
    assert tags(markup) <= {"<mark>", "</mark>"}


@given(st.lists(st.tuples(texts, spans), max_size=8))
def test_texts_cleaned_together_are_as_if_cleaned_alone(pairs):
    assert many(pairs) == tuple(marked(text, where) for text, where in pairs)


def test_no_text_brings_marks_of_its_own():
    signs = "a \ue0f0b\ue0f1 c\ue0f2d"

    first, second = many([(signs, [(0, 1)]), ("e", [])])

    assert first == "<mark>a</mark> \ufffdb\ufffd c\ufffdd"
    assert second == "e"


def test_a_long_text_is_marked_whole():
    text = "<plan> & " * (BATCH // 3)
    markup = marked(text, [(start, start + 6) for start in range(0, len(text), 9)])
    assert text_of(markup) == text
    assert markup.count("<mark>") == BATCH // 3
    assert many([(text, ()), ("a", [(0, 1)])])[1] == "<mark>a</mark>"
