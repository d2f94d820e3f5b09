"""What the tests of the doors share: an index of seven articles, and an application over it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.config import Settings
from tests.web import visited as visiting
from tests.web.paper import build
from web import create_app

USUAL_S = Settings(Path()).search_timeout
PLENTY_S = 30.0


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of an index of tests.web.paper."""
    return build(tmp_path_factory.mktemp("paper") / "index")


@pytest.fixture(scope="session")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of an index of what tests.web.visited has."""
    return visiting.build(tmp_path_factory.mktemp("visited"))


@pytest.fixture(scope="session")
def serving() -> Iterator[Callable[[Settings], Flask]]:
    """Make applications whose archives are closed when the tests are over.

    Where nothing is said of time there is plenty: what they show is tested, not a busy machine.
    """
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        if settings.search_timeout == USUAL_S:
            settings = replace(settings, search_timeout=PLENTY_S)
        made.append(create_app(settings))
        return made[-1]

    yield make
    for app in made:
        app.extensions["dateline"].archive.close()


@pytest.fixture(scope="session")
def app(paper: Path, serving: Callable[[Settings], Flask]) -> Flask:
    """An application over the paper."""
    return serving(Settings(index=paper, search_timeout=10))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()
