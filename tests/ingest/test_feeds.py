"""Feeds of every kind: each entry an article, with what it and its feed state."""

from __future__ import annotations

import pytest

from search.article import RawArticle, Skipped
from search.ingest import Limits
from tests.ingest.conftest import articles, only, skip, told

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="feed.xsl"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>The Halin Gazette</title>
<link>https://gazette.example/news/</link>
<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://x.example/feed"/>
<language>en-GB</language>
<image><title>Logo</title><link>https://logo.example/</link></image>
{items}
</channel></rss>
"""
STRIKE = """<item>
<title>Strike &lt;b&gt;ends&lt;/b&gt; at caf&amp;#233;</title>
<link>/strike</link>
<guid isPermaLink="false">123</guid>
<pubDate>Tue, 20 Jun 17 23:30:00 -0500</pubDate>
<dc:creator>Ann Lee</dc:creator><dc:creator><![CDATA[Bo Ray]]></dc:creator>
<category>World</category>
<description>Short &amp; sweet.</description>
<content:encoded><![CDATA[<p>The strike is over.</p>
<p>"Yes," said Ann&nbsp;Lee.</p>]]></content:encoded>
<media:content url="x.jpg"><media:credit>Jo Pic</media:credit></media:content>
</item>"""
MAYOR = "<item><title>Mayor</title><description>He resigns.</description></item>"


def rss(*items: str) -> str:
    return RSS.replace("{items}", "\n".join(items))


def test_an_entry_of_rss_is_an_article_with_what_it_states(reads):
    one = only(reads("a.xml", rss(STRIKE)))
    assert one.kind == "record"
    assert one.text == 'The strike is over.\n\n"Yes," said Ann Lee.'
    assert one.title == "Strike ends at café"
    assert one.url == "https://gazette.example/strike"
    assert one.author == "Ann Lee; Bo Ray"
    assert one.date == "Tue, 20 Jun 2017 23:30:00 -0500"
    assert (one.section, one.lang, one.outlet) == ("World", "en-GB", "The Halin Gazette")
    assert one.stated_by["outlet"] == "feed:title"
    assert one.stated_by["body"] == "entry:content:encoded"
    assert one.notes == {"credit": "Jo Pic", "summary": "Short & sweet."}


def test_an_entry_that_only_has_a_summary_is_an_article_of_it(reads):
    one = only(reads("a.rss", rss(MAYOR)))
    assert (one.title, one.text, one.stated_by["body"]) == (
        "Mayor",
        "He resigns.",
        "entry:description",
    )
    assert "summary" not in one.notes


def test_a_summary_does_not_take_the_place_of_its_article(reads):
    link = "<link>https://gazette.example/mayor</link>"
    whole = only(
        reads(
            "whole.xml",
            rss(MAYOR.replace("description", "body").replace("</title>", f"</title>{link}")),
        )
    )
    summary = only(reads("short.xml", rss(MAYOR.replace("</title>", f"</title>{link}"))))
    page = only(
        reads("a.html", f"<html><link rel=canonical href='{whole.url}'><p>He resigns.</p></html>")
    )
    assert whole.id == page.id != summary.id


def test_numbers_of_entries_hold_for_their_feed_only(reads):
    one = only(reads("a.xml", rss(STRIKE)))
    again = only(reads("later.xml", rss(MAYOR, STRIKE))[1:])
    other = only(reads("b.xml", rss(STRIKE).replace("gazette.example", "post.example")))
    assert one.id == again.id != other.id


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru" xml:base="https://post.example/a/">
<title type="text">Halin Post</title><link rel="self" href="/feed.atom"/>
<link href="https://post.example/"/>
<author><name>Desk</name></author>
<entry xml:lang="en"><title type="html">Strike &amp;lt; 3 days</title>
<link rel="enclosure" href="a.mp3"/><link rel="alternate" href="strike.html"/>
<id>tag:post.example,2017:1</id>
<updated>2017-06-21T08:00:00Z</updated><published>2017-06-20T23:30:00-05:00</published>
<author><name>Ann Lee</name><email>a@b.example</email></author>
<category term="world" label="World"/>
<source><title>The Upstream</title></source>
<summary>It is over.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>It is <b>over</b>.</p><p>So they said.</p></div></content>
</entry>
<entry><title>Забастовка</title><id>tag:post.example,2017:2</id><updated>2017-06-22</updated>
<content type="html">&lt;p&gt;Она окончена.&lt;/p&gt;</content></entry>
</feed>"""


def test_atom_states_the_same_in_its_own_words(reads):
    strike, russian = articles(reads("feed", ATOM))
    assert strike.text == "It is over.\n\nSo they said."
    assert strike.title == "Strike < 3 days"
    assert strike.url == "https://post.example/strike.html"
    assert strike.author == "Ann Lee"
    assert strike.date == "2017-06-20T23:30:00-05:00"
    assert strike.outlet == "The Upstream"
    assert strike.stated_by["outlet"] == "entry:source"
    assert (strike.section, strike.lang) == ("World", "en")
    assert strike.notes["updated"] == "2017-06-21T08:00:00Z"
    assert strike.notes["summary"] == "It is over."
    assert (russian.text, russian.lang, russian.author) == ("Она окончена.", "ru", "Desk")
    assert (russian.outlet, russian.date) == ("Halin Post", "2017-06-22")


RDF = """<?xml version="1.0" encoding="windows-1251"?>
<!DOCTYPE rdf:RDF PUBLIC "-//DUBLIN CORE//DCMES DTD//EN" "http://x.example/dtd" [
  <!-- a > b --> ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://post.example/"><title>Вести</title><link>https://post.example/</link>
<items><rdf:Seq><rdf:li rdf:resource="https://post.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://post.example/1"><title>Забастовка</title><link>https://post.example/1</link>
<description>Она окончена.</description><dc:date>2017-06-20</dc:date></item>
</rdf:RDF>"""


def test_rss_1_with_the_encoding_it_declares(reads):
    one = only(reads("a.rdf", RDF.encode("cp1251")))
    assert (one.title, one.text, one.outlet) == ("Забастовка", "Она окончена.", "Вести")
    assert one.date == "2017-06-20"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_feed_in_any_encoding(reads, encoding):
    assert only(reads("a.xml", rss(MAYOR).encode(encoding))).text == "He resigns."


OLD = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old Post</title>
<item><title>Strike &agrave; &amp; la carte: AT&T, R&D</title>
<description>It's over &mdash; now.</description></item>
</channel></rss>"""


def test_old_feeds_use_the_names_of_html_and_bare_ampersands(reads):
    one = only(reads("a.xml", OLD))
    assert (one.title, one.text) == ("Strike à & la carte: AT&T, R&D", "It's over — now.")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY lol "ha"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">',
        '<!ENTITY lol2 SYSTEM "file:///etc/passwd">',
        '<!ENTITY lol2 PUBLIC "x" "http://127.0.0.1:1/x"><!ENTITY % p SYSTEM "http://x.example/">%p;',
    ],
)
def test_entities_of_a_feed_are_not_expanded(reads, declared):
    feed = (
        f"<!DOCTYPE rss [{declared}]>" + rss(MAYOR.replace("resigns", "&lol2;")).split("?>", 2)[2]
    )
    report, one = reads("a.xml", feed)
    assert isinstance(report, Skipped)
    assert isinstance(one, RawArticle)
    assert (report.code, one.text) == ("file.entities", "He &lol2;.")
    assert "lol2" in report.reason


def test_one_broken_entry_does_not_stop_the_rest(reads):
    broken = "<item><title>Two</title><description>a <p>b<br> c <![CDATA[ <item> ]]></item>"
    outcomes = reads("a.xml", rss(MAYOR, "<item></item>", broken, "<item><title>x</title>", MAYOR))
    assert [one.split("@")[0] for one in told(outcomes)] == [
        "He resigns.",
        "record.no-body",
        "a\n\nb\nc <item>",
        "record.no-body",
        "He resigns.",
    ]


def test_a_report_names_the_line_of_the_entry(reads):
    assert (
        told(reads("a.xml", rss(MAYOR, "<item><title>x</title></item>")))[1] == "record.no-body@13"
    )


def test_a_feed_cut_short_keeps_what_came_before(reads):
    outcomes = reads("a.xml", rss(MAYOR, MAYOR)[:-60])
    assert told(outcomes) == ["He resigns.", "record.truncated@13"]


def test_a_feed_without_entries_says_so(reads):
    assert skip(reads("a.rss", rss())).code == "file.empty"


def test_an_entry_past_the_limit_is_skipped(reads):
    long = MAYOR.replace("resigns", "resigns " * 200_000)
    outcomes = reads("a.xml", rss(MAYOR, long, MAYOR), limits=Limits(record_bytes=100_000))
    assert told(outcomes) == ["He resigns.", "record.too-large@13", "He resigns."]
    assert len(only(reads("b.xml", rss(long * 1))).text) > 1_500_000


def test_a_column_of_a_feed_can_be_named(reads):
    one = only(
        reads("a.xml", rss(STRIKE), columns={"section": "dc:creator", "body": "description"})
    )
    assert (one.section, one.text) == ("Ann Lee; Bo Ray", "Short & sweet.")
