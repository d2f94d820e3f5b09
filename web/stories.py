"""HTML: the page of a story, and articles or searches side by side."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirected

from web import comparing, sheets, turns
from web.access import current
from web.arguments import BadParameter, canonical
from web.errors import NoSuchPage
from web.versus import versus
from web.view import compare as compare_page
from web.view import story as story_page
from web.view import versus as versus_page
from web.view.links import Link

stories = Blueprint("stories", __name__)


@stories.get("/stories/<story_id>")
def story(story_id: str) -> Response | Redirected:
    """Return a story: who reported it when, and its articles side by side."""
    canonical(request.args.items(multi=True), {})
    access, places = current(), sheets.places()
    known = sheets.known(access, access.snapshot())
    if known is not None:
        return known
    found = turns.telling(access, story_id)
    if found is None:
        raise NoSuchPage("The archive has no story with this id.", code="story.absent")
    one = found.told.story
    if one.id != story_id:  # an earlier id of it
        return redirect(places.story(one.id))
    api = url_for("told.story", story_id=one.id)
    view = story_page.story(found, places, api)
    context = {"view": view, "up": Link("Stories", places.stories)}
    snapshot = found.told.snapshot
    if not found.is_settled:
        return sheets.page(snapshot, "story.html", **context, is_late=True)
    return sheets.answer(access, snapshot, "story.html", **context)


@stories.get("/compare")
def compare() -> Response:
    """Return two to four articles side by side, or two searches; else how to choose them."""
    access, places = current(), sheets.places()
    given = comparing.given(request.args.items(multi=True))
    snapshot = access.snapshot()
    up = Link("Stories", places.stories)
    if not given:
        known = sheets.known(access, snapshot)
        return known or sheets.answer(access, snapshot, "choose.html", up=up)
    try:
        asked = comparing.asked(given)
    except BadParameter as error:
        response = sheets.page(snapshot, "choose.html", problem=str(error), up=up)
        response.status_code = 400
        return response
    known = sheets.known(access, snapshot, asked)
    if known is not None:
        return known
    json = f"{url_for('told.compare')}?{comparing.query(asked)}"
    if asked.ids:
        found, is_settled = turns.compared(access, asked.ids)
        told = turns.stories(access, asked.ids)
        of = [Link(one.label, places.story(one.id)) for one in told]
        view = compare_page.compare(found, places, json, of)
        if not is_settled:
            return sheets.page(snapshot, "compare.html", view=view, is_late=True)
        return sheets.answer(access, snapshot, "compare.html", asked, view=view)
    sides = versus(access, asked.a, asked.b)
    snapshot = sides.both.page.snapshot
    context = {
        "view": versus_page.versus(sides, places, json),
        "asked_a": asked.a,
        "asked_b": asked.b,
    }
    if not sides.is_whole:
        return sheets.page(snapshot, "versus.html", **context)
    return sheets.answer(access, snapshot, "versus.html", asked, **context)
