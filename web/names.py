"""HTML: the pages of names: people, outlets, one of each, and who is quoted with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from flask import Blueprint, Response, redirect, request, url_for

from search.analysis import fold
from search.profile import Profile
from search.roll import Listed, Roll
from web import lists, quotations, rewording, sheets
from web.access import Access, current
from web.arguments import canonical, whole
from web.lists import Field
from web.params import ALIASES, BOUNDS, SearchParams
from web.requested import read
from web.view import outlet as outlets_page
from web.view import person as persons_page
from web.view import quotes as quotes_page
from web.view import rewording as rewordings_page
from web.view import roll
from web.view.links import Link

names = Blueprint("names", __name__)

OFFERED = 8
"""Names that are offered in place of one that no article has."""

SPEAKERS = 20
"""Speakers that are listed beside quotes."""


@names.get("/people")
def people() -> Response:
    """Return everybody who is named in the articles of a search, a page at a time."""
    return _listed("people")


@names.get("/outlets")
def outlets() -> Response:
    """Return every outlet of the articles of a search, a page at a time."""
    return _listed("outlet")


def _listed(field: Field) -> Response:
    access = current()
    asked = lists.asked(request.args.items(multi=True), roll.SHOWN)
    snapshot = access.snapshot()
    known = sheets.known(access, snapshot, asked.params, asked.own)
    if known is not None:
        return known
    answer, listing = access.listing(asked.params, asked.roll(field, initials=True))
    view = roll.names(field, asked, answer, listing, sheets.places(), _path(field))
    snapshot = answer.page.snapshot
    if not answer.is_whole:
        return sheets.page(snapshot, "roll.html", view=view)
    return sheets.answer(access, snapshot, "roll.html", asked.params, asked.own, view=view)


@names.get("/people/<path:person>")
def person(person: str) -> Response:
    """Return what the archive tells of one person."""

    def view(profile: Profile) -> object:
        line = current().archive.wish(profile.label)
        api = url_for("profiles.person", person=person)
        lists = (url_for("names.people"), url_for("names.outlets"))
        return persons_page.person(profile, line, sheets.places(), api, lists)

    return _told("people", person, "person.html", view)


@names.get("/outlets/<path:outlet>")
def outlet(outlet: str) -> Response:
    """Return what the archive holds of one outlet."""

    def view(profile: Profile) -> object:
        api = url_for("profiles.outlet", outlet=outlet)
        return outlets_page.outlet(profile, sheets.places(), api, url_for("names.people"))

    return _told("outlet", outlet, "outlet.html", view)


def _told(field: Field, value: str, template: str, view: Callable[[Profile], object]) -> Response:
    """Return the page of one person or outlet, `view` being what it shows of a profile."""
    canonical(request.args.items(multi=True), {})
    access = current()
    known = sheets.known(access, access.snapshot())
    if known is not None:
        return known
    with access.turn() as archive:
        profile = archive.profile(field, value)
    if profile is None:
        return _absent(access, field, value)
    return sheets.answer(access, profile.snapshot, template, view=view(profile))


@names.get("/quotes")
def quotes() -> Response:
    """Return who is quoted with what, in the articles of one page of a search."""
    access = current()
    pairs = list(request.args.items(multi=True))
    given = canonical(pairs, {**ALIASES, rewording.LIKE: ()})
    wanted = rewording.asked(given)
    if wanted is not None:
        return _reworded(access, wanted)
    own: dict[str, str] = {}
    if "per_page" in given:
        own["per_page"] = str(whole(given, "per_page", *BOUNDS["per_page"]))
    params = read((name, value) for name in given for value in given[name] if name != "per_page")
    params = replace(params, more=tuple(own.items()))
    known = sheets.known(access, access.snapshot(), params)
    if known is not None:
        return known
    usual = quotes_page.WIDER if params.people and params.q.strip() else quotes_page.SHOWN
    shown = int(own.get("per_page", usual))
    limited, notes = quotations.limited(replace(params, per_page=shown))
    page = quotations.page(access, limited, indirect=False)
    counted, speakers = access.speakers(quotations.asked(limited, indirect=False), SPEAKERS)
    view = quotes_page.quotes(params, limited, notes, page, speakers, sheets.places())
    snapshot = page.answer.page.snapshot
    if not (page.answer.is_whole and page.is_whole and counted.is_whole):
        return sheets.page(snapshot, "quotes.html", view=view)
    return sheets.answer(access, snapshot, "quotes.html", params, view=view)


def _reworded(access: Access, wanted: rewording.Asked) -> Response:
    """Return one quote in the wordings of all articles that have it."""
    known = sheets.known(access, access.snapshot(), wanted)
    if known is not None:
        return known
    answer, found = access.reworded(wanted.article, wanted.quote)
    api = url_for("quotes.listed", like=str(wanted))
    view = rewordings_page.rewordings(answer, found, sheets.places(), api)
    snapshot = answer.page.snapshot
    if not found.is_whole:
        return sheets.page(snapshot, "rewordings.html", view=view)
    return sheets.answer(access, snapshot, "rewordings.html", wanted, view=view)


def _absent(access: Access, field: Field, name: str) -> Response:
    """Return the page of a name that no article has: the way to one that is written otherwise."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name).strip()
    if field == "people":
        shown = shown.replace("-", " ")
    near = _near(access, field, shown)
    same = [one for one in near if fold(one.label) == fold(shown)]
    places = sheets.places()
    to = places.person if field == "people" else places.outlet
    if len(same) == 1:
        return cast("Response", redirect(to(same[0].value)))
    offered = [roll.entry(one, to(one.value)) for one in near]
    search = Link(f"Search for “{shown}”", SearchParams(q=shown).url(places.search))
    response = sheets.page(
        access.snapshot(),
        "absent.html",
        name=shown,
        of_person=field == "people",
        offered=offered,
        search=search,
        every=_path(field),
    )
    response.status_code = 404
    return response


def _near(access: Access, field: Field, name: str) -> list[Listed]:
    """Return who or what may have been meant by a name, likeliest first."""
    words = name[:200].split()
    for prefix in dict.fromkeys((" ".join(words), *words[-1:], *words[:1])):
        _, listing = access.listing(SearchParams(), Roll(field, prefix, limit=OFFERED))
        if prefix and listing.entries:
            return list(listing.entries)
    return []


def _path(field: Field) -> str:
    return url_for("names.people" if field == "people" else "names.outlets")
