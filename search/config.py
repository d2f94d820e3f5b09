"""Settings: defaults, then `dateline.toml`, then `DATELINE_*`, then options.

A door builds one Settings and passes plain values down. A key that is not known, or a value that
makes no sense, is an error that names where it stands: a mistyped setting must not pass unseen.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from search.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "dateline.toml"
PREFIX = "DATELINE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set.

    `index` is the index directory; `names` the file that says which people are one (None:
    `names.txt` beside the index); `semantic` the folder of a sentence encoder, or True for the
    one that a package carries (False: no vectors are made unless asked); `seeds` what is read
    while there is no index (None: a folder `seeds` here, else the one that comes with the
    program). `hosts` are names besides this machine's that requests may come to, `cors_origins`
    web origins whose pages may read the API, `trusted_proxies` addresses or networks whose
    forwarded headers hold. At most `max_searches` run at once, each for at most `search_timeout`
    seconds; more than two only take the interpreter from one another. `rate_limit` is how many
    requests a client may make a minute, 0 for any number (None: 600 where other machines are let
    in, else any number).
    """

    index: Path = Path(".dateline")
    seeds: Path | None = None
    names: Path | None = None
    semantic: Path | bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 64
    hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    max_searches: int = 2
    search_timeout: float = 0.75
    rate_limit: int | None = None


def load(
    directory: Path | None = None,
    environ: Mapping[str, str] | None = None,
    /,
    **options: object,
) -> Settings:
    """Return the settings that hold in `directory` (default: here); options of None say nothing.

    Paths in the file are relative to it. Raises UsageError.
    """
    directory = Path.cwd() if directory is None else directory
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for key, value in _file(directory / FILE).items():
        values[key] = _value(key, value, f"{directory / FILE}: {key}")
        if isinstance(values[key], Path):
            values[key] = directory / str(value)
    for name, text in environ.items():
        if name.startswith(PREFIX):
            key = name.removeprefix(PREFIX).lower()
            values[key] = _value(key, text, name)
    for key, value in options.items():
        if value is not None:
            values[key] = _value(key, value, f"--{key.replace('_', '-')}")
    return Settings(**values)  # type: ignore[arg-type]


def seeds(settings: Settings) -> Path | None:
    """Return the articles to begin with, None when there are none anywhere."""
    beside = Path(__file__).resolve().parent.parent / "seeds"
    places = [settings.seeds] if settings.seeds else [Path("seeds").resolve(), beside]
    return next((place for place in places if place.exists()), None)


def _file(path: Path) -> Mapping[str, Any]:
    try:
        settings: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return settings
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", code="settings.file") from error


def _value(key: str, value: object, where: str) -> object:
    """Return a setting's value checked and in its own type; `where` is named when it is wrong."""
    known = [field.name for field in fields(Settings)]
    if key not in known:
        names = ", ".join(known)
        raise UsageError(f"{where} is no setting. There are: {names}", code="settings.unknown")
    try:
        return _READERS[key](value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{where}: {error}", code="settings.value") from None


def _path(value: object) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError("a path is needed")
    return Path(value)


def _model(value: object) -> Path | bool:
    said = value.strip().lower() if isinstance(value, str) else value
    if said is True or said == "true":
        return True
    if said is False or said == "false":
        return False
    try:
        return _path(value)
    except ValueError:
        raise ValueError("true, false or a path is needed") from None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a name is needed")
    return value.strip()


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        digits = isinstance(value, str) and value.strip().isdecimal()
        if not (whole or digits) or not least <= int(str(value)) <= most:
            raise ValueError(f"a whole number from {least} to {most} is needed, not {value!r}")
        return int(str(value))

    return read


def _seconds(value: object) -> float:
    message = f"seconds from 0.01 to 60 are needed, not {value!r}"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(message)
    try:
        seconds = float(value)
    except ValueError:
        raise ValueError(message) from None
    if not 0.01 <= seconds <= 60:
        raise ValueError(message)
    return seconds


def _texts(value: object) -> tuple[str, ...]:
    """Return names from a list, or from text with commas between them."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ValueError("a list of names is needed")
    return tuple(one.strip() for one in value if one.strip())


def _origins(value: object) -> tuple[str, ...]:
    origins = _texts(value)
    for origin in origins:
        if origin != "*" and not origin.startswith(("http://", "https://")):
            raise ValueError(f"{origin!r} is no origin; write https://example.org")
    return tuple(origin.rstrip("/") for origin in origins)


def _networks(value: object) -> tuple[str, ...]:
    networks = _texts(value)
    for network in networks:
        ipaddress.ip_network(network, strict=False)
    return networks


_READERS: Mapping[str, Callable[[object], object]] = {
    "index": _path,
    "seeds": _path,
    "names": _path,
    "semantic": _model,
    "host": _text,
    "port": _whole(0, 65535),
    "threads": _whole(1, 1024),
    "hosts": _texts,
    "cors_origins": _origins,
    "trusted_proxies": _networks,
    "max_searches": _whole(1, 1024),
    "search_timeout": _seconds,
    "rate_limit": _whole(0, 1_000_000),
}
