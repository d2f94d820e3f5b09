"""A result as a feed that readers follow: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1.

An article's entry has its day of publication; where that is not known an Atom entry, which must
have one, has the day the archive was built.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from search.article import Article
from search.export.about import About, summary

_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def atom(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield an Atom feed."""
    built = about.built_at.astimezone(dt.timezone.utc)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"<title>{_xml(about.title)}</title>\n<id>{_xml(_own_id(about))}</id>\n"
    yield f"<updated>{_instant(built)}</updated>\n<author><name>Dateline</name></author>\n"
    if about.address:
        yield f'<link rel="self" href={_attribute(about.address)}/>\n'
    for article in articles:
        day = _moment(article) or built
        link = about.link(article)
        yield "".join(
            [
                f"<entry><title>{_xml(article.title or '(no headline)')}</title>",
                f"<id>{_xml(_id(article))}</id><updated>{_instant(day)}</updated>",
                f"<published>{_instant(day)}</published>" if article.first_day else "",
                f"<link href={_attribute(link)}/>" if link else "",
                f"<author><name>{_xml(article.author)}</name></author>" if article.author else "",
                f"<category term={_attribute(article.outlet)}/>" if article.outlet else "",
                f"<summary>{_xml(summary(article))}</summary></entry>\n",
            ]
        )
    yield "</feed>\n"


def rss(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield an RSS feed."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
    yield 'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\n'
    link = about.address or "https://localhost/"
    yield f"<title>{_xml(about.title)}</title>\n<link>{_xml(link)}</link>\n"
    yield "<description>Articles of an archive of news that match a search</description>\n"
    yield f"<lastBuildDate>{format_datetime(about.built_at)}</lastBuildDate>\n"
    for article in articles:
        day, where = _moment(article), about.link(article)
        yield "".join(
            [
                f"<item><title>{_xml(article.title or '(no headline)')}</title>",
                f"<link>{_xml(where)}</link>" if where else "",
                f'<guid isPermaLink="false">{_xml(_id(article))}</guid>',
                f"<pubDate>{format_datetime(day)}</pubDate>" if day else "",
                f"<dc:creator>{_xml(article.author)}</dc:creator>" if article.author else "",
                f"<category>{_xml(article.outlet)}</category>" if article.outlet else "",
                f"<description>{_xml(escape(summary(article)))}</description></item>\n",
            ]
        )
    yield "</channel></rss>\n"


def jsonfeed(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield a JSON Feed."""
    head = {"version": "https://jsonfeed.org/version/1.1", "title": about.title}
    if about.address:
        head["feed_url"] = about.address
    yield json.dumps(head)[:-1] + ', "items": [\n'
    comma = ""
    for article in articles:
        day, link = _moment(article), about.link(article)
        item: dict[str, object] = {"id": _id(article), "content_text": summary(article)}
        if article.title:
            item["title"] = article.title
        if link:
            item["url"] = link
        if article.url:
            item["external_url"] = article.url
        if day:
            item["date_published"] = _instant(day)
        if article.author:
            item["authors"] = [{"name": article.author}]
        if article.lang:
            item["language"] = article.lang
        if article.outlet:
            item["tags"] = [article.outlet]
        yield comma + json.dumps(item)
        comma = ",\n"
    yield "\n]}\n"


def _xml(text: str | None) -> str:
    """Return text as XML may hold it."""
    kept = (text or "").translate(_NOT_XML)
    return escape("".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in kept))


def _attribute(text: str) -> str:
    return quoteattr(_xml(text).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))


def _id(article: Article) -> str:
    return "urn:dateline:article:" + quote(article.id, safe="", errors="replace")


def _own_id(about: About) -> str:
    return about.address or "urn:dateline:search:" + quote(about.query, safe="", errors="replace")


def _moment(article: Article) -> dt.datetime | None:
    """Return the start of an article's first possible day, in universal time."""
    if article.first_day is None:
        return None
    return dt.datetime.combine(article.first_day, dt.time(), dt.timezone.utc)


def _instant(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
