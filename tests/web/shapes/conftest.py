"""A server on this machine, over the seven articles of tests.web.paper, for real clients."""

import threading

import pytest
import waitress


@pytest.fixture(scope="session")
def address(app):
    """Where the application is served, by waitress as in production."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)
