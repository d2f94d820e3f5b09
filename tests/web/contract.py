"""Whether an answer is what the OpenAPI document says, to the last name."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from web.openapi import document
from web.openapi.doors import Door
from web.openapi.writing import described, path_of

Record = dict[str, Any]


def closed(schema: Any) -> Any:
    """Return a schema that refuses names it does not have: what is sent has to be described."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(value) for name, value in schema.items()}
    if isinstance(found.get("properties"), dict):
        found.setdefault("additionalProperties", False)
    return found


class Contract:
    """The document of an application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.document = document(app)
        self._components = closed(self.document["components"])

    def doors(self) -> Iterator[tuple[Rule, Door]]:
        return described(self.app)

    def rule_of(self, path: str) -> object:
        """Return the rule that answers a path."""
        return self.app.url_map.bind("localhost").match(path, return_rule=True)[0]

    def operation(self, rule: Rule, method: str = "get") -> Record:
        found: Record = self.document["paths"][path_of(rule)][method]
        return found

    def parameters(self, rule: Rule) -> list[Record]:
        """Return the arguments that a GET of an address takes."""
        named = self.document["components"]["parameters"]
        every = self.operation(rule).get("parameters", [])
        found = [named[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in every]
        return [one for one in found if one["in"] == "query"]

    def holds(self, rule: Rule, response: TestResponse, method: str = "get") -> None:
        """Raise AssertionError where an answer is not as described."""
        said = self.operation(rule, method)["responses"].get(str(response.status_code))
        assert said, f"{rule.rule}: {response.status_code} is not described: {response.text[:300]}"
        if "content" not in said:
            assert not response.data
            return
        assert response.mimetype is not None
        assert response.mimetype in said["content"], (rule.rule, response.mimetype)
        for name in said.get("headers", {}):
            if name in ("ETag", "Retry-After"):
                assert name in response.headers or name == "ETag", (rule.rule, name)
        if response.mimetype == "application/json" or response.mimetype.endswith("+json"):
            self.fits(said["content"][response.mimetype]["schema"], json.loads(response.data))

    def fits(self, schema: Record, value: object) -> None:
        """Raise AssertionError where a value is not what a schema of the document says."""
        whole = {**closed(schema), "components": self._components}
        errors = list(Draft202012Validator(whole).iter_errors(value))
        assert not errors, "\n".join(f"{one.json_path}: {one.message[:400]}" for one in errors)
