"""Where the evidence for a value stands: its offsets give its words, whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import BadInput
from tests.extract.invented import LAST, LEAD, MORE, assert_evidence_stands, read, text

LINES = [
    LEAD,
    MORE,
    LAST,
    "Pilots of Ostwick go on strike",
    "OSTWICK, June 20. /TASS/. " + LEAD,
    "OSTWICK,\xa0June\u200b 20 (Reuters) \t— " + MORE,
    "OSTWICK (Sputnik) — " + LEAD,
    "AP Ostwick",
    "Last Updated :\xa0 Apr 12 2017 | 8:13 PM IST",
    "12 April 2017 \xa0  Read: 1344",
    "By Jane \xa0Doe",
    "The quay of  Ostwick, April 12, 2017 - Sputnik International",
    "© AFP / Jane DoeThe quay of Ostwick, 13 Jun 2017",
    "© 2017 The Guardian. All rights reserved.",
    "Disclaimer: No  Business Standard Journalist wrote this",
    "Subscribe to The New York Times now",
    LEAD[:-1] + ", Reuters reported.",
    "",
]


def said(name, *lines, **stated):
    evidence = read(text(*lines), **stated).provenance[name]
    return evidence.where, evidence.text


def test_a_slug_in_the_body_is_evidence_for_the_agency():
    assert said("agency", "Strike", "OSTWICK, June 20. /TASS/. " + LEAD, MORE) == (
        "body",
        "/TASS/",
    )


def test_a_dateline_is_evidence_for_the_date_not_its_paragraph():
    report = "OSTWICK, April 12, 2017 (AP) — " + LEAD
    assert said("date", "Strike", report, MORE) == ("body", "OSTWICK, April 12, 2017")


def test_a_line_set_aside_is_found_in_the_received_text():
    line = "Last Updated :\xa0 Apr 12 2017"
    assert said("date", "Strike", line, LEAD, MORE) == ("received", line)


def test_offsets_in_the_body_count_its_single_blanks():
    one = read(
        "Much  has \xa0 happened.\n\nOSTWICK, \xa0 June 20 (Reuters) — " + LEAD, title="Strike"
    )
    evidence = one.provenance["agency"]
    assert (evidence.where, evidence.text) == ("body", "(Reuters)")
    assert one.body[evidence.start : evidence.end] == "(Reuters)"


def test_a_body_that_is_the_received_text_has_its_evidence_there():
    one = read("OSTWICK, June 20 (Reuters) — " + LEAD, title="Strike")
    assert one.received is None
    assert {evidence.where for evidence in one.provenance.values()} <= {"body", "metadata"}


@pytest.mark.parametrize("kind", ["text", "record", "html"])
@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=12),
    title=st.sampled_from([None, "Pilots of Ostwick go on strike"]),
    end=st.sampled_from(["\n", "\n\n", "\r\n"]),
)
def test_every_evidence_stands_at_its_offsets(kind, lines, title, end):
    body = end.join(lines)
    if kind == "html":
        body = "".join(f"<p>{line}</p>" for line in lines)
        body = f"<h1>Pilots of Ostwick</h1><article>{body}</article>"
    try:
        one = read(body, kind, title=title, url="https://example.org/2017/04/12/strike")
    except BadInput:
        return
    assert_evidence_stands(one)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_every_evidence_stands_at_its_offsets_in_any_text(anything):
    try:
        one = read(anything)
    except BadInput:
        return
    assert_evidence_stands(one)
