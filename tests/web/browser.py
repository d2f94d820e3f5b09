"""A browser and a served archive: fixtures of the tests that use a real browser.

Chromium is Debian's, driven by Playwright for Python.
"""

import os
import time
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


@pytest.fixture(scope="session")
def site(visited) -> Iterator[str]:
    """The address of a server over an archive read from files."""
    yield from serving_at(visited)


@pytest.fixture(scope="session")
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


def until(page, expression, arg=None):
    """Wait until something is so on a page. Playwright's own waiting asks again from within the
    page, which the policy of the pages forbids.
    """
    end = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


class Tab:
    """A tab that one test after the other has, as if it were new: a new one takes Chromium a
    process, a third of a second, to show its first page.
    """

    def __init__(self, browser):
        self._browser = browser
        self._open()

    def _open(self):
        self.context = self._browser.new_context()
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self._client = self.context.new_cdp_session(self.page)

    def renew(self, site):
        """Leave the page, and forget what was kept and seen of a site."""
        from playwright.sync_api import Error

        try:
            self.page.goto("about:blank")
            self.context.clear_cookies()
            self.context.clear_permissions()
            self._client.send("Network.clearBrowserCache")
            asked = {"origin": site, "storageTypes": "all"}
            self._client.send("Storage.clearDataForOrigin", asked)
            self.page.emulate_media(media="null", color_scheme="null")
            left = self.page.url == "about:blank"
        except Error:
            left = False
        if not left:  # the test had asked for a page that comes only now
            self.context.close()
            self._open()


@pytest.fixture(scope="session")
def tab(browser):
    """The tab of the tests that want no other than a usual one."""
    return Tab(browser)


@pytest.fixture
def opened(browser, site, tab):
    """Open a page of the site: `opened("/search?q=a", width=320, color_scheme="dark")`.

    With options it is a tab of its own; `alone` says so of a test that changes its tab for good,
    by listeners, scripts or a slow line. At the end no page may have complained: no script error,
    no breach of the policy, no dialog.
    """
    contexts, complaints = [], []
    is_given = False

    def heard(message):
        itself = message.location.get("url") == message.page.url  # an error page, opened as such
        if message.type == "error" and not (itself and "Failed to load" in message.text):
            complaints.append(message.text)

    def failed(error):
        complaints.append(str(error))

    def asked(request):
        if not request.url.startswith((site, "about:blank")):
            complaints.append(request.url)

    def interrupted(dialog):
        complaints.append(dialog.message)
        dialog.dismiss()

    listeners = {"console": heard, "pageerror": failed, "dialog": interrupted, "request": asked}

    def open_page(path, *, width=1280, height=900, alone=False, **options):
        nonlocal is_given
        size = {"width": width, "height": height}
        if alone or options or is_given:
            context = browser.new_context(viewport=size, **options)
            context.set_default_timeout(PATIENCE_MS)
            contexts.append(context)
            page = context.new_page()
        else:
            page = tab.page
            page.set_viewport_size(size)
            is_given = True
        for event, listener in listeners.items():
            page.on(event, listener)
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    if is_given:
        page = tab.page
        tab.renew(site)
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
    assert complaints == []
