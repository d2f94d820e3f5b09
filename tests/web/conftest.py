"""What the tests of the doors share: an index of seven articles, and an application over it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.config import Settings
from tests.web.paper import build
from web import create_app


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of an index of tests.web.paper."""
    return build(tmp_path_factory.mktemp("paper") / "index")


@pytest.fixture(scope="session")
def app(paper: Path) -> Flask:
    """An application over the paper."""
    return create_app(Settings(index=paper))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()
