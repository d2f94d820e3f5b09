"""What a page states about itself, and by which method we believe it."""

from __future__ import annotations

import pytest

from tests.ingest.conftest import only, skip


def page(head: str, body: str = "<p>It is over.</p>", attributes: str = "") -> str:
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>"


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


FULL = ld(
    """{"@context": "https://schema.org", "@graph": [
    {"@type": "Organization", "@id": "#org", "name": "The Gazette"},
    {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
    {"@type": ["NewsArticle"], "headline": "Strike ends", "datePublished": "2017-06-20T10:00:00Z",
     "author": [{"@id": "#ann"}, {"@type": "Person", "name": "Bo Ray"}],
     "publisher": {"@id": "#org"},
     "articleSection": "Harbour", "inLanguage": "en-GB", "url": "https://gazette.example/strike"}]}"""
)


def test_json_ld_states_it_all(reads):
    article = only(reads("a.html", page(FULL)))
    assert article.kind == "html"
    assert (article.title, article.outlet, article.author) == (
        "Strike ends",
        "The Gazette",
        "Ann Lee; Bo Ray",
    )
    assert (article.date, article.section, article.lang) == (
        "2017-06-20T10:00:00Z",
        "Harbour",
        "en-GB",
    )
    assert (article.url, article.id_basis) == ("https://gazette.example/strike", "url")
    assert article.stated_by == {
        "title": "json-ld:headline",
        "outlet": "json-ld:publisher",
        "author": "json-ld:author",
        "date": "json-ld:published",
        "section": "json-ld:section",
        "lang": "json-ld:lang",
        "url": "json-ld:url",
    }


@pytest.mark.parametrize(
    ("head", "field", "value", "method"),
    [
        ("<title> Strike\n ends </title>", "title", "Strike ends", "html:title"),
        (meta("og:title", "Strike") + "<title>x</title>", "title", "Strike", "og:title"),
        (meta("og:title", "Strike &amp;amp; peace"), "title", "Strike & peace", "og:title"),
        (FULL + meta("og:title", "x"), "title", "Strike ends", "json-ld:headline"),
        (
            '<link rel="canonical" href="https://g.example/a">'
            + meta("og:url", "https://g.example/b"),
            "url",
            "https://g.example/a",
            "link:canonical",
        ),
        (meta("og:url", "https://g.example/b"), "url", "https://g.example/b", "og:url"),
        (
            '<link rel="canonical" href="/a">' + meta("og:url", "https://g.example/b"),
            "url",
            "https://g.example/a",
            "link:canonical",
        ),
        ('<link rel="canonical" href="/a">', "url", None, None),
        ('<link rel="canonical" href="javascript:x()">', "url", None, None),
        (meta("og:site_name", "The Gazette"), "outlet", "The Gazette", "og:site_name"),
        (FULL + meta("og:site_name", "x"), "outlet", "The Gazette", "json-ld:publisher"),
        ('<meta name="Author" content="Ann Lee">', "author", "Ann Lee", "meta:author"),
        (meta("article:author", "https://social.example/ann"), "author", None, None),
        (meta("article:section", "Harbour"), "section", "Harbour", "meta:article:section"),
        (
            meta("article:published_time", "2017-06-20"),
            "date",
            "2017-06-20",
            "meta:article:published_time",
        ),
        (
            '<meta itemprop="datePublished" content="2017-06-20">',
            "date",
            "2017-06-20",
            "meta:datepublished",
        ),
        (
            '<meta name="DC.date.issued" content="2017-06-20">',
            "date",
            "2017-06-20",
            "meta:dc.date.issued",
        ),
        (meta("article:modified_time", "2018-01-01"), "date", None, None),
        (
            '<meta http-equiv="content-language" content="de">',
            "lang",
            "de",
            "meta:content-language",
        ),
    ],
)
def test_each_method_is_named(reads, head, field, value, method):
    article = only(reads("a.html", page(head)))
    assert getattr(article, field) == value
    assert article.stated_by.get(field) == method


def test_the_language_of_the_page(reads):
    assert only(reads("a.html", page("", attributes='lang="fr"'))).lang == "fr"


@pytest.mark.parametrize(
    ("body", "date"),
    [
        (
            '<article><h1>x</h1><time datetime="2017-06-20">June 20</time><p>y</article>',
            "2017-06-20",
        ),
        ('<p>y</p><time itemprop="datePublished" datetime="2017-06-20">x</time>', "2017-06-20"),
        ('<p>Now <time datetime="2020-01-01">x</time></p>', None),
        ('<article><aside><time datetime="2020-01-01">x</time></aside>y</article>', None),
    ],
)
def test_a_time_at_the_head_of_the_article_is_its_date(reads, body, date):
    assert only(reads("a.html", page("", body))).date == date


def test_a_page_saved_by_a_browser_says_from_where(reads):
    saved = "<!-- saved from url=(0031)https://gazette.example/strike -->\n" + page("")
    article = only(reads("a.html", saved))
    assert (article.url, article.stated_by["url"]) == (
        "https://gazette.example/strike",
        "comment:saved-from",
    )


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 100_000,
        '{"@type": "NewsArticle"',
        "<!-- nothing -->",
        '{"@type": 7}',
        "null",
        '{"a":' * 900 + "1" + "}" * 900,
    ],
)
def test_broken_json_ld_does_no_harm(reads, script):
    assert only(reads("a.html", page(ld(script) + "<title>Strike</title>"))).title == "Strike"


def test_json_ld_in_a_comment_or_cdata_is_read(reads):
    for script in (
        '<!-- {"@type": "Article", "headline": "Strike"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "Strike"}\n//]]>',
    ):
        assert only(reads("a.html", page(ld(script)))).title == "Strike"


def test_the_markup_is_kept_as_it_is(reads):
    content = page("", "<p>It is <b>over")
    assert only(reads("a.html", content)).text == content


@pytest.mark.parametrize(
    "content",
    [
        page("<title>Strike</title>", "<div>" * 5_000 + "It is over."),
        page("<title>Strike</title>", "<b><i><u>" * 5_000 + "It is over."),
        page("<title>Strike</title>", "<p>It is over.</b></i></div></p></html><p>More"),
        "<html><title>Strike</title><p>It is over",
        page("<title>Strike</title>", "It is over." + "&lt;" * 50_000),
    ],
)
def test_broken_and_deep_pages_are_read(reads, content):
    article = only(reads("a.html", content))
    assert (article.title, article.text) == ("Strike", content)


def test_entities_are_never_expanded_from_elsewhere(reads, tmp_path):
    (tmp_path / "secret.txt").write_text("the secret")
    content = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "secret.txt"><!ENTITY y "zz">]>'
    )
    content += "<html><head><title>a &x; &y;</title></head><body><p>b</p></body></html>"
    article = only(reads("a.xhtml", content))
    assert "the secret" not in str(article)


def test_a_page_that_shows_nothing_is_told(reads):
    content = page(
        "<title>Strike</title>", "<script>write('x')</script><noscript>Turn on</noscript>"
    )
    assert skip(reads("a.html", content)).code == "record.no-text"


def test_a_page_is_never_an_agency_report_by_itself(reads):
    assert only(reads("a.html", page(FULL))).agency is None
