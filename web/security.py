"""Who may ask how much, and what every answer says of itself: hosts, origins, proxies, limits."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from search.config import Settings
from web import rate
from web.access import current
from web.errors import ForeignHost, TooOften

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY = 64 * 1024
"""Bytes of a request's body: sixteen times the longest query that is read."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self'; "
        "img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


FOR_PROGRAMS = ("newsapi", "elastic", "meilisearch")
"""Doors besides the API that pages of the origins in `cors_origins` may read."""

UNLIMITED = ("api.health", "pages.assets.file", "pages.assets.favicon")
"""Doors that cost nothing and belong to others: they take none of a client's requests."""


REFUSED, STARTING = "dateline.refused", "starting"
"""Set in the environment of a request that no room was found for before it got here."""


def protect(app: Flask, settings: Settings) -> None:
    """Put the rules of this module before and after every request of `app`."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY
    hosts = frozenset(_name(host) for host in settings.hosts)
    origins = frozenset(settings.cors_origins)

    @app.before_request
    def _known_host() -> None:
        if not host_is_known(request.environ.get("HTTP_HOST", ""), hosts):
            raise ForeignHost(
                "The Host header names neither this machine nor one of the setting `hosts`.",
                code="host",
            )

    @app.before_request
    def _has_room() -> None:
        refused = request.environ.get(REFUSED)
        if refused:
            raise current().starting() if refused == STARTING else current().overloaded()

    per_minute = allowed(settings)
    if per_minute:
        _limit(app, rate.Buckets(per_minute))

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if origins and (request.path.startswith("/api/") or request.blueprint in FOR_PROGRAMS):
            _allow_origin(response, request.headers.get("Origin"), origins)
        return response

    if settings.trusted_proxies:
        app.wsgi_app = _BehindProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[assignment]


def allowed(settings: Settings) -> int:
    """Return how many requests a client may make a minute, 0 for any number."""
    if settings.rate_limit is not None:
        return settings.rate_limit
    return 0 if is_loopback(settings.host) else rate.PER_MINUTE


def _limit(app: Flask, buckets: rate.Buckets) -> None:
    """Refuse those who ask too often. Their address is what trusted proxies say it is."""

    @app.before_request
    def _not_too_often() -> None:
        client = rate.client(request.remote_addr)
        if client is None or request.endpoint in UNLIMITED:
            return
        wait = buckets.wait(client)
        if wait:
            raise TooOften(
                f"One client may ask {buckets.per_minute} times a minute. Try again in "
                f"{math.ceil(wait)} s.",
                code="rate",
                retry_after=math.ceil(wait),
            )


def host_is_known(header: str, hosts: Iterable[str] = ()) -> bool:
    """Return whether a Host header names this machine by a loopback name, or one of `hosts`.

    Any other name may be a stranger's that was made to point here (DNS rebinding).
    """
    match = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?", header)
    if match is None:
        return False
    name = _name(match[1])
    return is_loopback(name) or name in hosts


def is_loopback(name: str) -> bool:
    """Return whether a host name or address can only mean this machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()


def _allow_origin(response: Response, origin: str | None, origins: frozenset[str]) -> None:
    response.vary.add("Origin")
    if origin is None or not origins & {origin, "*"}:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = (
            "Content-Type, If-None-Match, Authorization, X-Api-Key, X-Meilisearch-Client"
        )
        response.headers["Access-Control-Max-Age"] = "600"


class _BehindProxies:
    """The application as seen through proxies that are trusted, and through nobody else.

    From a trusted address the X-Forwarded headers and a path prefix hold; others' are dropped.
    """

    def __init__(self, app: WSGIApplication, trusted: Iterable[str]) -> None:
        self._direct = app
        self._forwarded: Callable[..., Any] = ProxyFix(
            app, x_for=1, x_proto=1, x_host=1, x_prefix=1
        )
        self._trusted = tuple(ipaddress.ip_network(one, strict=False) for one in trusted)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        try:
            address = ipaddress.ip_address(environ.get("REMOTE_ADDR", ""))
        except ValueError:
            return self._direct(environ, start)
        if not any(address in network for network in self._trusted):
            return self._direct(environ, start)
        prefix = environ.get("HTTP_X_FORWARDED_PREFIX", "")
        if prefix and not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", prefix):
            del environ["HTTP_X_FORWARDED_PREFIX"]
        answer: Iterable[bytes] = self._forwarded(environ, start)
        return answer
