"""A server on this machine, over the seven articles of tests.web.paper, for real clients."""

import pytest

from tests.web.served import serving


@pytest.fixture(scope="session")
def address(app):
    """Where the application is served, by waitress as in production."""
    yield from serving(app, threads=4)
