"""A result as a feed that readers follow: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1.

An entry has the day on which its article was published, where that is known, and the moment at
which it came into the archive: that is when the entry is new (`updated` in Atom and in RSS, which
borrows it, `date_modified` in JSON Feed). A feed may be a page of a longer one (RFC 5005).

A list of stories is a feed as well, in Atom: a story is new again with each day it goes on.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator
from email.utils import format_datetime
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from search.article import Article
from search.export.about import About, instant, summary
from search.story import Story

_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF])
_SURROGATE = re.compile("[\ud800-\udfff]")
_ABOUT = "Articles of an archive of news that match a search, those that came last first"


def atom(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield an Atom feed."""
    yield from _atom_head(about, about.title, _own_id(about))
    for article in articles:
        day, link = _moment(article), _address(about.link(article))
        came = instant(_came(article, about))
        # An entry without a link has to have content (RFC 4287, 4.1.2).
        text = "summary" if link else "content"
        yield "".join(
            [
                f"<entry><title>{_title(article)}</title>",
                f"<id>{_xml(_id(article))}</id><updated>{came}</updated>",
                f"<published>{instant(day)}</published>" if day else "",
                f'<link rel="alternate" href={_attribute(link)}/>' if link else "",
                f"<author><name>{_xml(article.author)}</name></author>" if article.author else "",
                f"<category term={_attribute(article.outlet)}/>" if article.outlet else "",
                f"<{text}>{_xml(summary(article))}</{text}></entry>\n",
            ]
        )
    yield "</feed>\n"


def atom_of_stories(
    stories: Iterable[Story], about: About, link: Callable[[Story], str]
) -> Iterator[str]:
    """Yield an Atom feed of stories, each at the address that `link` gives."""
    title = (
        f"Dateline: stories of {about.query.strip()}"
        if about.query.strip()
        else "Dateline: stories"
    )
    yield from _atom_head(about, title, _own_id(about))
    for one in stories:
        changed = _midnight(one.last_day) or about.built_at
        began = _midnight(one.first_day)
        outlets = f" of {one.outlets:,} outlets" if one.outlets > 1 else ""
        yield "".join(
            [
                f"<entry><title>{_xml(one.label).strip() or '(no headline)'}</title>",
                f"<id>{_xml('urn:dateline:story:' + quote(one.id, safe=''))}</id>",
                f"<updated>{instant(changed)}</updated>",
                f"<published>{instant(began)}</published>" if began else "",
                f'<link rel="alternate" href={_attribute(link(one))}/>',
                *(f"<category term={_attribute(who.label)}/>" for who in one.people),
                f"<summary>{one.articles:,} articles{outlets}</summary></entry>\n",
            ]
        )
    yield "</feed>\n"


def _atom_head(about: About, title: str, own_id: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"<title>{_xml(title)}</title>\n<id>{_xml(own_id)}</id>\n"
    yield f"<updated>{instant(about.updated or about.built_at)}</updated>\n"
    yield "<author><name>Dateline</name></author>\n"
    for rel, kind, link in (
        ("self", "application/atom+xml", about.address),
        ("alternate", "text/html", about.page),
        ("next", "application/atom+xml", about.following),
    ):
        if link:
            yield f'<link rel="{rel}" type="{kind}" href={_attribute(link)}/>\n'


def rss(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield an RSS feed."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
    yield 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n'
    page = about.page or about.address or "https://localhost/"
    yield f"<channel>\n<title>{_xml(about.title)}</title>\n<link>{_xml(page)}</link>\n"
    yield f"<description>{_ABOUT}</description>\n"
    built = (about.updated or about.built_at).astimezone(dt.timezone.utc)
    yield f"<lastBuildDate>{format_datetime(built, usegmt=True)}</lastBuildDate>\n"
    for rel, link in (("self", about.address), ("next", about.following)):
        if link:
            kind = "application/rss+xml"
            yield f'<atom:link rel="{rel}" type="{kind}" href={_attribute(link)}/>\n'
    for article in articles:
        day, link = _moment(article), _address(about.link(article))
        yield "".join(
            [
                f"<item><title>{_title(article)}</title>",
                f"<link>{_xml(link)}</link>" if link else "",
                f'<guid isPermaLink="false">{_xml(_id(article))}</guid>',
                f"<pubDate>{format_datetime(day, usegmt=True)}</pubDate>" if day else "",
                f"<atom:updated>{instant(_came(article, about))}</atom:updated>",
                f"<dc:creator>{_xml(article.author)}</dc:creator>" if article.author else "",
                f"<category>{_xml(article.outlet)}</category>" if article.outlet else "",
                f"<description>{_xml(escape(summary(article)))}</description></item>\n",
            ]
        )
    yield "</channel></rss>\n"


def jsonfeed(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield a JSON Feed."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _sound(about.title),
        "description": _ABOUT,
        "home_page_url": about.page,
        "feed_url": about.address,
        "next_url": about.following,
    }
    known = {name: value for name, value in head.items() if value}
    yield json.dumps(known)[:-1] + ', "items": [\n'
    comma = ""
    for article in articles:
        day, link, own = _moment(article), _address(about.link(article)), _address(article.url)
        item: dict[str, object] = {"id": _id(article), "content_text": _sound(summary(article))}
        if article.title:
            item["title"] = _sound(article.title)
        if link:
            item["url"] = link
        if own:
            item["external_url"] = own
        if day:
            item["date_published"] = instant(day)
        item["date_modified"] = instant(_came(article, about))
        if article.author:
            item["authors"] = [{"name": _sound(article.author)}]
        if article.lang:
            item["language"] = article.lang
        if article.outlet:
            item["tags"] = [_sound(article.outlet)]
        yield comma + json.dumps(item)
        comma = ",\n"
    yield "\n]}\n"


def _title(article: Article) -> str:
    return _xml(article.title).strip() or "(no headline)"


def _sound(text: str | None) -> str:
    """Return text without what neither XML nor readers of JSON can hold."""
    kept = (text or "").translate(_NOT_XML)
    return _SURROGATE.sub("\ufffd", kept)


def _xml(text: str | None) -> str:
    """Return text as XML may hold it."""
    return escape(_sound(text))


def _attribute(text: str) -> str:
    return quoteattr(_xml(text).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))


def _address(link: str | None) -> str | None:
    """Return a whole address of the web, in ASCII; None for anything else a source may state."""
    try:
        if not link or urlsplit(link).scheme.lower() not in ("http", "https"):
            return None
        if not urlsplit(link).netloc:
            return None
    except ValueError:
        return None
    return quote(link.strip(), safe=_IN_ADDRESSES, errors="replace")


_IN_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"


def _id(article: Article) -> str:
    return "urn:dateline:article:" + quote(article.id, safe="", errors="replace")


def _own_id(about: About) -> str:
    query = "urn:dateline:search:" + quote(about.query, safe="", errors="replace")
    return about.identity or about.address or query


def _moment(article: Article) -> dt.datetime | None:
    """Return the start of an article's first possible day, in universal time."""
    return _midnight(article.first_day)


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), dt.timezone.utc) if day else None


def _came(article: Article, about: About) -> dt.datetime:
    """Return when an article came into the archive; outside of one, when that was built."""
    return article.added or about.built_at
