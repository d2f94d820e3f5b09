"""What the three standards ask of a feed, as checks: RFC 4287, RSS 2.0, JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import json
import re
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_FEED_ONCE = ("id", "title", "updated", "generator", "icon", "logo", "rights", "subtitle")
_ENTRY_ONCE = ("id", "title", "updated", "published", "content", "rights", "source", "summary")


def atom(data: bytes) -> list[str]:
    """Return the ids of the entries of a sound Atom feed; AssertionError for any other."""
    feed = etree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    _has(feed, once=("id", "title", "updated"), at_most_once=_FEED_ONCE)
    entries = feed.findall(f"{ATOM}entry")
    # 4.1.1: an author in the feed, or in every entry.
    assert feed.findall(f"{ATOM}author") or all(one.findall(f"{ATOM}author") for one in entries)
    for one in (feed, *entries):
        _has(one, once=("id", "title", "updated"), at_most_once=_ENTRY_ONCE)
        assert _is_uri(one.findtext(f"{ATOM}id"))
        for name in ("updated", "published"):
            for date in one.findall(f"{ATOM}{name}"):
                assert _RFC_3339.fullmatch(date.text), date.text
        for author in one.findall(f"{ATOM}author"):
            assert (author.findtext(f"{ATOM}name") or "").strip()
        for category in one.findall(f"{ATOM}category"):
            assert category.get("term")
        links = [(link.get("rel", "alternate"), link.get("href")) for link in _links(one)]
        assert all(_is_address(href) for _, href in links), links
        assert len(links) == len(set(links))
    for one in entries:  # 4.1.2: a link to go to, or content to read
        ways = [link for link in _links(one) if link.get("rel", "alternate") == "alternate"]
        assert ways or one.findall(f"{ATOM}content")
    assert len([link for link in _links(feed) if link.get("rel") == "self"]) <= 1
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(ids) == len(set(ids))
    return ids


def rss(data: bytes) -> list[str]:
    """Return the guids of the items of a sound RSS 2.0 feed; AssertionError for any other."""
    root = etree.fromstring(data)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert channel.tag == "channel"
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1
        assert channel.findtext(name).strip()
    assert _is_address(channel.findtext("link"))
    (own,) = channel.findall(f"{ATOM}link[@rel='self']") or [None]
    assert own is None or (_is_address(own.get("href")) and own.get("type"))
    known = {"title", "link", "description", "lastBuildDate", "item"}
    plain = [child for child in channel if not child.tag.startswith("{")]
    assert {child.tag for child in plain} <= known
    for date in (*channel.findall("lastBuildDate"), *channel.findall("item/pubDate")):
        assert parsedate_to_datetime(date.text).utcoffset() == dt.timedelta(0)
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", date.text)
    for item in channel.findall("item"):
        tags = [child.tag for child in item]
        assert "title" in tags or "description" in tags
        assert all(tags.count(tag) == 1 for tag in tags if tag != "category")
        assert all(_is_address(link.text) for link in item.findall("link"))
        guid = item.find("guid")
        assert guid.get("isPermaLink") == "false" or _is_address(guid.text)
        assert all((child.text or "").strip() for child in item if child.tag != "description")
    guids = [guid.text for guid in channel.findall("item/guid")]
    assert len(guids) == len(set(guids))
    return guids


def jsonfeed(data: bytes) -> list[str]:
    """Return the ids of the items of a sound JSON Feed; AssertionError for any other."""
    feed = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    json.dumps(feed, ensure_ascii=False).encode()  # half a surrogate pair is no text
    for name in ("home_page_url", "feed_url", "next_url"):
        assert name not in feed or _is_address(feed[name])
    assert feed.get("next_url") != feed.get("feed_url") or "next_url" not in feed
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["id"]
        assert "content_text" in item or "content_html" in item
        assert all(_is_address(item[name]) for name in ("url", "external_url") if name in item)
        for name in ("date_published", "date_modified"):
            assert name not in item or _RFC_3339.fullmatch(item[name])
        assert all(isinstance(tag, str) for tag in item.get("tags", ()))
        assert all(author["name"] for author in item.get("authors", ()))
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))
    return ids


RULES = {"atom": atom, "rss": rss, "jsonfeed": jsonfeed}


def _links(element):
    return element.findall(f"{ATOM}link")


def _has(element, *, once: tuple[str, ...], at_most_once: tuple[str, ...]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert all(names.count(name) == 1 for name in once)
    assert all(names.count(name) <= 1 for name in at_most_once)


def _is_uri(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+", text) is not None


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and _is_uri(text)
