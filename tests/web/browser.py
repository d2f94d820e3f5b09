"""A browser and a served archive: fixtures of the tests that use a real browser.

Chromium is Debian's, driven by Playwright for Python.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.served import serving_at

CHROMIUM = Path("/usr/bin/chromium")
OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE_MS = 10_000


def absent() -> str:
    """Return why there is no browser to test with, empty when there is one."""
    if not CHROMIUM.exists():
        return f"{CHROMIUM} is not there: apt-get install chromium"
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed: pip install -e '.[dev]'"
    return ""


@pytest.fixture(scope="module")
def site(visited) -> Iterator[str]:
    """The address of a server over an archive read from files."""
    yield from serving_at(visited)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium; without it the tests skip, but where CI is set they fail."""
    reason = absent()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    home = str(tmp_path_factory.mktemp("home"))  # Chromium writes there, whatever its profile
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(OPTIONS), env={**os.environ, **homes}
        )
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser, site):
    """Open a page of the site: `opened("/search?q=a", width=320, color_scheme="dark")`.

    At the end no page may have complained: no script error, no breach of the policy, no dialog.
    """
    contexts, complaints = [], []

    def heard(message):
        itself = message.location.get("url") == message.page.url  # an error page, opened as such
        if message.type == "error" and not (itself and "Failed to load" in message.text):
            complaints.append(message.text)

    def asked(request):
        if not request.url.startswith(site):
            complaints.append(request.url)

    def interrupted(dialog):
        complaints.append(dialog.message)
        dialog.dismiss()

    def open_page(path, *, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", interrupted)
        page.on("request", asked)
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
