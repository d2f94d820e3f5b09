"""Dates and times that stand in request arguments, resolved to days and moments."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable

from search.query import dates
from web.arguments import BadParameter, short


def moment(now: str | None, tz: str | None, clock: Callable[[], dt.datetime]) -> dt.datetime:
    """Return the time that relative dates count from, in the zone asked for."""
    zone = _zone(tz) if tz else None
    if now is None:
        return clock().astimezone(zone) if zone else clock()
    try:
        moment = dt.datetime.fromisoformat(re.sub("[zZ]$", "+00:00", now.strip()))
    except ValueError:
        raise BadParameter(
            f'now must be a time such as 2026-11-21T18:00:00Z, not "{short(now)}".',
            parameter="now",
        ) from None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone) if zone else moment.astimezone()
    return moment.astimezone(zone) if zone else moment


def _zone(tz: str) -> dt.tzinfo:
    hours = re.fullmatch(r"(?:UTC)?([+-])([01][0-9]):?([0-5][0-9])", tz.strip())
    if hours:
        sign = -1 if hours[1] == "-" else 1
        return dt.timezone(sign * dt.timedelta(hours=int(hours[2]), minutes=int(hours[3])))
    try:
        return dt.timezone.utc if tz.strip() in ("UTC", "Z") else zoneinfo.ZoneInfo(tz.strip())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise BadParameter(
            f'tz must be a time zone such as Europe/Moscow or +03:00, not "{short(tz)}".',
            parameter="tz",
        ) from None


def days(
    date_from: str | None, date_to: str | None, now: dt.datetime
) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of what stands between two dates, both included."""
    first = _day("from", date_from, now) if date_from else None
    last = _day("to", date_to, now) if date_to else None
    if first and last and last < first:
        raise BadParameter(
            f"to ({last}) lies before from ({first}): no day is in between.",
            parameter="to",
            suggestion=f"from={date_to}&to={date_from}",
        )
    return first, last


def since(text: str, now: dt.datetime) -> dt.datetime | tuple[int, int]:
    """Return the moment that `added_since` names, or a snapshot's generation and commit.

    A date is its first moment where the request comes from, a time without a zone is there too.
    """
    text = text.strip()
    mark = re.fullmatch(r"([0-9]{1,9})\.([0-9]{1,9})", text)
    if mark:
        return int(mark[1]), int(mark[2])
    try:
        # The + of a zone is often read as a space.
        zoned = re.sub(r"(?<=:[0-9]{2}) (?=[0-9]{2}:?[0-9]{2}$)", "+", text)
        zoned = re.sub("[zZ]$", "+00:00", zoned)
        moment = dt.datetime.fromisoformat(zoned) if re.search("[0-9]:[0-9]", zoned) else None
    except ValueError:
        moment = None
    if moment is None:
        named = None if _is_ranged(text) or ":" in text else dates.days("from", text, now.date())
        if named is None or named[0] is None:
            raise BadParameter(
                f'added_since="{short(text)}" is no time. Write a date such as 2026-11-20, '
                "yesterday or 7d, a time such as 2026-11-20T18:00:00Z, or a state of the index, "
                "generation and commit, such as 3.12.",
                parameter="added_since",
            )
        moment = dt.datetime.combine(named[0], dt.time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=now.tzinfo)
    try:
        return moment.astimezone(dt.timezone.utc).replace(microsecond=0)
    except OverflowError:
        return moment.replace(microsecond=0, tzinfo=dt.timezone.utc)  # all there is, or nothing


def _is_ranged(text: str) -> bool:
    return ".." in text or text.startswith(("<", ">", "[", "{"))


def _day(name: str, text: str, now: dt.datetime) -> dt.date:
    """Return the first day of a date given as `from`, the last of one given as `to`."""
    text = text.strip()
    if re.fullmatch(r"[+-]?[0-9]+", text) and not re.fullmatch("1[4-9][0-9]{2}|2[0-9]{3}", text):
        raise BadParameter(
            f"{name}={short(text)} is no year. To skip results, use offset; "
            f"{name} takes dates such as 2017, 2017-06 or 2017-06-20.",
            parameter=name,
            suggestion=f"offset={text}" if len(text) < 10 and text.isdigit() else None,
        )
    # Other interfaces send a time of day as well, often with the + of its zone read as a space.
    date = re.sub(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.Zz +-]*$", r"\1", text)
    found = None if _is_ranged(date) else dates.days(name, date, now.date())
    day = found and (found[0] if name == "from" else found[1])
    if not day:
        likely = dates.nearest(date)
        raise BadParameter(
            f'{name}="{short(text)}" is not a date. Write {", ".join(likely)}'
            f"{' or' if likely else ''} a date such as 2017, 2017-06, 2017-06-20 or last-week.",
            parameter=name,
            suggestion=likely[-1] if likely else None,
        )
    return day
