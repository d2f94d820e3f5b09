"""Request arguments checked one by one: names that are known, values of the right kind.

Anything else is a BadParameter, which names the parameter and what to write instead.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping

from search.errors import UsageError

MOST = 10**9
"""No archive of this program holds as many articles: past it, numbers need not be told apart."""

_BOOLEANS = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


class BadParameter(UsageError):
    """A request's `parameter` is unknown or its value makes no sense.

    `position` is an offset into the value, `suggestion` what to send instead, None if not known.
    `known`, where the parameter is not, are those that are.
    """

    def __init__(
        self,
        message: str,
        *,
        parameter: str | None,
        code: str = "parameter.value",
        position: int | None = None,
        suggestion: str | None = None,
        known: Collection[str] = (),
    ) -> None:
        super().__init__(message, code=code)
        self.parameter = parameter
        self.position = position
        self.suggestion = suggestion
        self.known = frozenset(known)


def canonical(
    arguments: Iterable[tuple[str, str]],
    known: Mapping[str, tuple[str, ...]],
    *,
    also: Collection[str] = (),
) -> dict[str, list[str]]:
    """Return the values given for each parameter under its own name; empty ones are left out.

    `known` maps a name to its aliases. Raises BadParameter for any name but those, and `also`.
    """
    given: dict[str, list[str]] = {}
    spelt: dict[str, str] = {}
    for name, value in arguments:
        own = name if name in known else _of_alias(name, known)
        if own is None and name in also:
            continue
        if own is None:
            raise _unknown(name, [one for its in known.items() for one in (its[0], *its[1])])
        if not value.strip():
            continue
        if spelt.setdefault(own, name) != name:
            raise BadParameter(
                f"{spelt[own]} and {name} are one parameter; give one of them.", parameter=name
            )
        # A lone surrogate, which JSON can carry, has no UTF-8 form and would break every link.
        given.setdefault(own, []).append(re.sub("[\ud800-\udfff]", "\ufffd", value))
    return given


def _of_alias(name: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the parameter that goes by another name, None where none does."""
    return next((own for own, aliases in known.items() if name in aliases), None)


def _unknown(name: str, names: Collection[str]) -> BadParameter:
    if not names:
        return BadParameter(
            f'There is no parameter "{short(name)}": nothing can be asked of this address.',
            parameter=name,
            code="parameter.unknown",
        )
    closest = nearest(name, names)
    return BadParameter(
        f'There is no parameter "{short(name)}". Did you mean "{closest}"?',
        parameter=name,
        code="parameter.unknown",
        suggestion=closest,
        known=names,
    )


def nearest(text: str, choices: Iterable[str]) -> str:
    """Return the choice most like `text`: "outlt" is nearest to "outlet"."""
    text = text[:100]
    plain = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(text.lower(), plain, n=1, cutoff=0.0)
    return plain[found[0]] if found else next(iter(plain.values()))


def one(given: Mapping[str, list[str]], name: str) -> str | None:
    """Return the only value of a parameter, None when it was not given."""
    values = given.get(name, [])
    if len(values) > 1:
        raise BadParameter(f"{name} was given {len(values)} times; give it once.", parameter=name)
    return values[0] if values else None


def whole(
    given: Mapping[str, list[str]], name: str, default: int, least: int, most: int | None
) -> int:
    """Return a whole number of at least `least` and, unless None, at most `most`.

    Numbers past MOST come back as MOST.
    """
    text = one(given, name)
    if text is None:
        return default
    text = text.strip()
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise BadParameter(f'{name} must be a whole number, not "{short(text)}".', parameter=name)
    # Python refuses to read thousands of digits; past nine, a number is past every end.
    digits = text.lstrip("+-").lstrip("0") or "0"
    number = int(digits) if len(digits) <= 9 else MOST
    number = -number if text.startswith("-") else number
    if number < least or (most is not None and number > most):
        limits = f"from {least} to {most}" if most is not None else f"{least} or more"
        raise BadParameter(f"{name} must be {limits}, not {short(text)}.", parameter=name)
    return number


def flag(given: Mapping[str, list[str]], name: str) -> bool:
    """Return whether a switch is on; it is off when not given."""
    text = one(given, name)
    if text is None:
        return False
    value = _BOOLEANS.get(text.strip().lower())
    if value is None:
        raise BadParameter(f'{name} must be 1 or 0, not "{short(text)}".', parameter=name)
    return value


def choice(
    given: Mapping[str, list[str]], name: str, choices: tuple[str, ...], default: str | None
) -> str | None:
    """Return which of `choices` was given, case ignored."""
    text = one(given, name)
    if text is None:
        return default
    if text.strip().lower() not in choices:
        raise BadParameter(
            f'{name} can be {" or ".join(choices)}, not "{short(text)}".',
            parameter=name,
            suggestion=nearest(text, choices),
        )
    return text.strip().lower()


def names(
    given: Mapping[str, list[str]], name: str, choices: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the chosen names, each once, in the order given."""
    chosen: dict[str, None] = {}
    for text in (part.strip() for value in given.get(name, []) for part in value.split(",")):
        if not text:
            continue
        if text not in choices:
            closest = nearest(text, choices)
            raise BadParameter(
                f'{name} knows no "{short(text)}". Did you mean "{closest}"?',
                parameter=name,
                suggestion=closest,
            )
        chosen[choices[text]] = None
    return tuple(chosen)


def short(text: str) -> str:
    """Return a value as a message can quote it."""
    return text if len(text) <= 60 else text[:60] + "…"
