"""Requests made up from the OpenAPI document, as it asks for them and against it: none is answered
by a failure, and every answer is as the document says.
"""

from collections import Counter
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.web.contract import Contract
from web.openapi.writing import path_of

load_all_checks()
SAID = CHECKS.get_by_names(
    [
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
PLAIN = {"Accept-Encoding": "identity"}
"""Within a process nobody unpacks what a client says that it takes packed."""

THERE = {
    "article_id": "strike",
    "index": "articles",
    "uid": "articles",
    "outlet": "Reuters",
    "person": "lavrov",
    "story_id": "sv3hgq7w3",
}
"""Arguments of paths that something is at."""


def ask_all(app: Flask, each: int) -> Counter[int]:
    """Ask every door `each` times as it wants to be asked, and `each` times otherwise; return how
    often each status was the answer.
    """
    contract = Contract(app)
    rules = {path_of(rule): rule for rule, _ in contract.doors()}
    found: Counter[int] = Counter()

    def ask(case: Any, is_there: bool) -> None:
        if is_there and case.path_parameters:
            case.path_parameters = {name: THERE[name] for name in case.path_parameters}
        response = case.call(headers=PLAIN)
        found[response.status_code] += 1
        assert response.status_code < 500 or response.status_code == 503
        if response.status_code != 405:  # a method that the path has none of
            case.validate_response(response, checks=SAID)
            rule = rules[case.operation.path]
            said = contract.operation(rule, case.method.lower())["responses"]
            said = said[str(response.status_code)]
            kind = response.headers.get("content-type", [""])[0].partition(";")[0]
            if kind.endswith("json") and kind != "application/x-ndjson":
                contract.fits(said["content"][kind]["schema"], response.json())

    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    for one in schema.get_all_operations():
        operation: Any = one
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            cases = operation.ok().as_strategy(generation_mode=mode)
            asking = settings(
                max_examples=each,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )(given(cases, st.booleans())(ask))
            try:
                asking()
            except Unsatisfiable:  # nothing can be asked of it but what it wants
                assert mode is GenerationMode.NEGATIVE
    return found


def test_what_is_made_up_is_answered_as_described(app):
    found = ask_all(app, 1)
    assert found[200]
    assert found[400]
    assert sum(found.values()) >= 40


@pytest.mark.slow
def test_five_hundred_made_up_requests_are_answered_as_described(app):
    assert sum(ask_all(app, 12).values()) >= 500
