"""The pages, by Flask's client: what they say, where they lead, what they never hold."""

import gzip
import re
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest

from search.config import Settings
from tests.web.paper import PAPER, STRIKE, article, build
from tests.web.payloads import QUERIES, XSS
from web import create_app
from web.view.wording import MONTHS

PAGES = (
    "/",
    "/search",
    "/search?q=strike",
    "/search?q=strike&outlet=Halin+Courier&from=2021",
    "/search?q=zzzz+strike&outlet=Evening+Post",
    "/search?page=9",
    "/article/strike?q=strike&hit=1",
    "/article/a5",
    "/help",
    "/about",
    "/article/nosuch",
    "/search?outlt=x",
)


RUNS = "//script[not(@type='application/ld+json')]"
"""Scripts that a browser runs; the others are data."""


def get(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text[:500]
    return lxml.html.fromstring(response.text)


def text(element):
    return " ".join(" ".join(element.itertext()).split())


def heading(page):
    return text(page.xpath("//h1")[0])


def found(page):
    """How many articles a results page says it found."""
    said = heading(page)
    return 0 if said.startswith("Nothing") else int(said.split()[0].replace(",", ""))


def titles(page):
    return [text(one) for one in page.xpath("//ol[@class='hit-list']//h2")]


def local_links(page):
    links = {one for one in page.xpath("//a/@href") if not one.startswith("#")}
    return sorted(one for one in links if urlsplit(one).netloc == "")


def test_the_front_page_says_what_the_archive_holds(client):
    page = get(client, "/")
    figures = {
        text(one.find("dt")): text(one.find("dd")) for one in page.xpath("//dl[@class='nums']/div")
    }
    assert figures == {
        "articles": "7",
        "named outlets": "3",
        "people": "2",
        "quote": "1",
        "dates": "5 May 2019 – 4 Mar 2021",
    }
    assert "Mayor's visit" in text(page.xpath("//section[@aria-labelledby='latest']")[0])


def test_the_examples_of_the_front_page_come_from_the_archive_and_find_something(client):
    examples = get(client, "/").xpath("//div[@class='hero']//p//a")
    assert [text(one) for one in examples] == [
        "petrova marsh",
        'people:"Ana Petrova"',
        'outlet:"Evening Post"',
        "date:2021-03",
    ]
    assert all(found(get(client, one.get("href"))) > 0 for one in examples)


@pytest.mark.parametrize("path", PAGES)
def test_no_link_leads_nowhere(client, path):
    page = lxml.html.fromstring(client.get(path).text)
    for link in local_links(page):
        assert client.get(link).status_code == 200, link
    anchors = {one[1:] for one in page.xpath("//a/@href") if one.startswith("#")}
    assert anchors <= set(page.xpath("//@id"))


def test_results_are_ranked_and_marked(client):
    page = get(client, "/search?q=strike")
    assert heading(page) == "3 results for strike"
    assert "Harbour strike ends in Halin" in titles(page)
    assert {text(one).lower() for one in page.xpath("//ol//mark")} == {"strike"}
    ranks = [one.get("id") for one in page.xpath("//ol[@class='hit-list']//h2")]
    assert ranks == ["t1", "t2", "t3"]


def test_an_unknown_outlet_title_or_date_is_said_to_be_unknown(client):
    shown = text(get(client, "/search?q=id:a5").xpath("//ol[@class='hit-list']")[0])
    assert "Outlet not stated" in shown
    assert "No date" in shown
    assert titles(get(client, "/search?q=id:a6")) == ["Untitled"]


def test_an_inferred_date_says_so_and_why(client):
    tag = get(client, "/search?q=id:strike").xpath("//span[@class='tag inferred']")[0]
    assert text(tag) == "date inferred"
    assert "March 3" in tag.get("title")


def facet(page, label: str):
    """The one link of a facet's value, and the one that excludes it, None where there is none."""
    (entry,) = [
        one
        for one in page.xpath("//search[@class='facets']//li[a]")
        if text(one.xpath("a/bdi")[0]) == label
    ]
    return entry.xpath("a")[0], next(iter(entry.xpath("a[2]")), None)


@pytest.mark.parametrize(
    "query",
    [
        *("", "q=strike", "q=story", "q=story&outlet=Evening+Post", "lang=ru", "has=-outlet"),
        *("outlet=-Evening+Post", "outlet=Evening+Post&people=jon-marsh", "people=-jon-marsh"),
        *("outlet=evening+post", "outlet=Evening+Post&outlet=-Halin+Courier"),
    ],
)
def test_what_a_facet_counts_is_what_it_leads_to(client, query):
    page = get(client, f"/search?{query}")
    entries = page.xpath("//search[@class='facets']//li[a]")
    assert entries
    for entry in entries:
        choice = entry.xpath("a")[0]
        assert {one.get("rel") for one in entry.xpath("a")} == {"nofollow"}
        if choice.get("aria-current") or choice.get("class") == "out":
            continue
        shown = text(choice).removeprefix(text(choice[0])).strip()
        leads_to = found(get(client, choice.get("href")))
        count = int(shown.lstrip("+"))
        assert leads_to == count + (found(page) if "+" in shown else 0), (query, text(choice))
        for link in entry.xpath("a[2]"):
            assert found(get(client, link.get("href"))) == found(page) - count, text(choice)


def test_a_value_is_excluded_and_included_again(client):
    page = get(client, "/search?q=strike")
    _, exclude = facet(page, "Evening Post")
    assert exclude.get("aria-label") == "Exclude Evening Post"
    without = get(client, exclude.get("href"))
    assert found(without) == 2
    (chip,) = without.xpath("//ul[@class='ui chips']//a[not(@class)]")
    assert text(chip) == "Not outlet: Evening Post × remove"
    assert found(get(client, chip.get("href"))) == 3
    again, exclude = facet(without, "Evening Post")
    assert (again.get("class"), exclude) == ("out", None)
    assert again.get("aria-label") == "Evening Post, excluded, include again"
    assert found(get(client, again.get("href"))) == 3
    marsh, exclude = facet(page, "Jon Marsh")
    without = get(client, exclude.get("href"))
    assert found(without) == found(page) - int(text(marsh).removeprefix("Jon Marsh")) == 1
    assert "Not person: Jon Marsh × remove" in text(without.xpath("//ul[@class='ui chips']")[0])
    assert found(get(client, facet(without, "Jon Marsh")[0].get("href"))) == 3
    _, exclude = facet(page, "Outlet not stated")
    assert found(get(client, exclude.get("href"))) == 2


def test_a_second_outlet_can_be_chosen_beside_the_first(client):
    page = get(client, "/search?outlet=Evening+Post")
    assert found(page) == 2
    other, exclude = facet(page, "Halin Courier")
    assert (text(other), exclude) == ("Halin Courier +2", None)
    both = get(client, other.get("href"))
    assert found(both) == 4
    assert facet(both, "Halin Courier")[0].get("aria-current") == "true"
    # Who is chosen by another name than his own can be taken back; what others add is not said.
    page = get(client, "/search?q=story&outlet=evening+post,Halin+Courier")
    ticked, _ = facet(page, "evening post")
    assert (ticked.get("aria-label"), ticked.get("aria-current")) == (
        "evening post, remove this filter",
        "true",
    )
    assert not page.xpath("//ul[@aria-labelledby='f-outlet']//a[not(@aria-current)]")
    # Of people all that are chosen must be named, so the rest is counted among these.
    page = get(client, "/search?people=jon-marsh")
    assert text(facet(page, "Ana Petrova")[0]) == "Ana Petrova 1"


def test_what_a_bar_of_the_timeline_counts_is_what_it_leads_to(client):
    page = get(client, "/search")
    (table,) = page.xpath("//figure//table")
    months = [text(one) for one in table.xpath("thead//th")]
    assert months == ["Year", *(name[:3] for name in MONTHS)]
    counts = {}
    for row in table.xpath("tbody/tr"):
        year, *cells = row.xpath("th|td")
        for month, cell in zip(months[1:], cells, strict=text(year) != "No date"):
            counts[f"{text(year)} {month}"] = int(text(cell))
            for href in cell.xpath("a/@href"):
                assert found(get(client, href)) == int(text(cell)) > 0
    assert counts.pop("No date Jan") == 1
    assert {month: n for month, n in counts.items() if n} == {
        "2021 Mar": 3,
        "2021 Feb": 1,
        "2020 Jul": 1,
        "2019 May": 1,
    }
    assert len(counts) == 36
    assert len(table.xpath(".//a")) == 4
    assert "1 article without a date" in text(page.xpath("//figcaption")[0])


def test_filters_in_force_are_chips_that_take_them_away(client):
    page = get(client, "/search?q=strike&outlet=Halin+Courier&people=jon-marsh&from=2021-03")
    chips = {text(one): one.get("href") for one in page.xpath("//ul[@class='ui chips']//a")}
    assert list(chips) == [
        "Outlet: Halin Courier × remove",
        "Person: Jon Marsh × remove",
        "From March 2021 × remove",
        "Clear all",
    ]
    assert found(page) == 1
    assert found(get(client, chips["Clear all"])) == 3
    without = parse_qs(urlsplit(chips["Outlet: Halin Courier × remove"]).query)
    assert without == {"q": ["strike"], "people": ["jon-marsh"], "from": ["2021-03"]}


def test_results_sort_by_date(client):
    page = get(client, "/search?q=strike")
    sorts = {text(one): one for one in page.xpath("//nav[@aria-label='Sort']//a")}
    assert sorts["Relevance"].get("aria-current") == "true"
    oldest = titles(get(client, sorts["Oldest"].get("href")))
    assert oldest == ["Strike talks open", "Harbour strike ends in Halin", "An undated strike"]
    newest = titles(get(client, sorts["Newest"].get("href")))
    assert newest == ["Harbour strike ends in Halin", "Strike talks open", "An undated strike"]


def test_pages_follow_one_another_and_none_is_left_out(client):
    seen, following = [], ["/search?per_page=2&sort=oldest"]
    while following:
        page = get(client, following[0])
        seen += titles(page)
        following = page.xpath("//a[@rel='next']/@href")
    assert len(seen) == len(set(seen)) == len(PAPER)
    assert page.xpath("//nav[@class='pages']//*[@aria-current='page']")[0].text == "4"


def test_a_page_past_the_end_is_empty_and_leads_back(client):
    page = get(client, "/search?per_page=2&page=99")
    assert titles(page) == []
    back = page.xpath("//a[contains(., 'last page')]/@href")[0]
    assert len(titles(get(client, back))) == 1


def test_how_a_query_was_read_is_shown_with_its_repair(client):
    page = get(client, "/search?q=strike+AND")
    assert text(page.xpath("//p[contains(., 'Read as')]/code")[0]) == "strike"
    notes = page.xpath("//ul[@class='ui notes']")[0]
    assert "AND" in text(notes)
    repaired = notes.xpath(".//a/@href")
    assert repaired
    assert not get(client, repaired[0]).xpath("//ul[@class='ui notes']")


def test_articles_left_out_for_having_no_date_are_counted(client):
    page = get(client, "/search?q=strike&from=2021")
    assert "1 undated article was left out" in text(page)
    undated = page.xpath("//a[contains(., 'Show undated')]/@href")[0]
    assert titles(get(client, undated)) == ["An undated strike"]


def test_plain_words_are_offered_as_a_phrase_and_as_alternatives(client):
    page = get(client, "/search?q=harbour+strike")
    offered = {text(one): one.get("href") for one in page.xpath("//p[contains(., 'Read as')]/a")}
    assert found(get(client, offered["Exact phrase"])) == 1
    assert found(get(client, offered["Any of the words"])) == 3


def test_finding_nothing_says_what_may_help(client):
    page = get(client, "/search?q=strike+zzzz&outlet=Evening+Post")
    assert heading(page) == "Nothing matches strike zzzz"
    rows = {text(row[0]): [*map(text, row[1:])] for row in page.xpath("//table[1]/tbody/tr")}
    assert rows["zzzz"] == ["0", "1 article without zzzz"]
    assert rows["strike"] == ["3", "0 articles"]
    assert rows["Outlet: Evening Post"] == ["", "0 articles"]
    assert len(page.xpath("//table[1]/tbody//a")) == 1  # what finds nothing either is no link
    assert "7 articles, from May 2019 to March 2021" in text(page)
    kept = page.xpath("//a[contains(., 'zzzz')]/@href")[0]
    assert found(get(client, kept)) == 1


def test_below_few_results_stand_those_with_some_of_the_words(client):
    page = get(client, "/search?q=harbour+cranes+courier")
    assert heading(page) == "Nothing matches harbour cranes courier"
    (section,) = page.xpath("//section[@aria-labelledby='partly']")
    assert text(section.xpath("h2")[0]) == "These match some of the words"
    assert [text(one) for one in section.xpath(".//h3")] == ["Harbour strike ends in Halin"]
    assert "Without: courier" in text(section)
    assert section.xpath(".//h3/a/@href") == ["/article/strike?q=harbour+cranes+courier"]
    help_stands_first = page.xpath("//section[@aria-labelledby='partly']/preceding::h2")
    assert "With one part left out" in [text(one) for one in help_stands_first]


def test_the_results_are_no_longer_for_those_with_some_of_the_words(client):
    page = get(client, "/search?q=strike+talks")
    assert found(page) == 1
    assert titles(page) == ["Strike talks open"]
    (section,) = page.xpath("//section[@aria-labelledby='partly']")
    assert [text(one) for one in section.xpath(".//p[starts-with(., 'Without')]")] == [
        "Without: talks",
        "Without: talks",
    ]
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    (why,) = get(client, "/search?q=strike+nosuch").xpath("//section[@class='sec']/p/a/@href")
    assert "Why this rank: " in text(get(client, why).xpath("//section[@class='sec']")[0])
    for address in ("/search?q=strike+AND+talks", "/search?q=strike+talks&strict=1"):
        assert not get(client, address).xpath("//section[@aria-labelledby='partly']")
    lines = get(client, "/search?q=strike+talks&view=lines")
    assert not lines.xpath("//section[@aria-labelledby='partly']")


def test_a_headline_half_remembered_is_offered_above_what_was_found(client):
    page = get(client, "/search?q=%22harbor%22+strike+ends+%22in%22+halin")
    assert heading(page).startswith("Nothing matches")
    (section,) = page.xpath("//section[@aria-labelledby='nearly']")
    assert text(section.xpath("h2")[0]) == "Headlines much like this"
    (line,) = section.xpath(".//li")
    assert text(line) == "Halin Courier · 3 Mar 2021 Harbour strike ends in Halin"
    assert [text(one) for one in line.xpath(".//mark")] == ["strike", "ends", "in", "Halin"]
    (to,) = line.xpath(".//a/@href")
    assert to.startswith("/article/strike?q=")
    assert section.xpath("following::h2")  # above all else
    for address in ("/search?q=harbour+strike+ends+in+halin", "/search?q=strike+talks"):
        assert not get(client, address).xpath("//section[@aria-labelledby='nearly']")


def test_a_word_that_is_missing_is_shown_as_it_was_typed(client):
    page = client.get("/search?q=strike+%3Cb%3Exss").text
    assert "Without: <bdi>b&gt;xss</bdi>" in page
    many = get(client, "/search?q=harbour+" + "+".join(f"w{n}" for n in range(40)))
    (shown,) = many.xpath("//section[@aria-labelledby='partly']//p[starts-with(., 'Without')]")
    assert text(shown).endswith("w11 , 28 more")


def test_results_are_saved_in_the_forms_that_are_offered(client):
    page = get(client, "/search?q=strike&sort=oldest")
    saves = {text(one): one.get("href") for one in page.xpath("//nav[@aria-label='Save']//a")}
    assert list(saves) == ["JSON", "CSV", "RIS", "BibTeX", "Feed"]
    for address in saves.values():
        assert client.get(address).status_code == 200
    assert client.get(saves["CSV"]).headers["X-Total-Count"] == "3"
    (feed,) = page.xpath("//link[@type='application/atom+xml']/@href")
    assert client.get(feed).content_type.startswith("application/atom+xml")


def test_a_word_that_no_article_holds_is_offered_as_the_archive_spells_it(client):
    page = get(client, "/search?q=harbuor+strike")
    (link,) = page.xpath("//p[contains(., 'Did you mean')]/a")
    assert text(link) == "harbour strike"
    assert found(get(client, link.get("href"))) == found(get(client, "/search?q=harbour+strike"))
    assert not get(client, "/search?q=harbour").xpath("//p[contains(., 'Did you mean')]")


def test_an_article_shows_its_hits_as_numbered_places(client):
    page = get(client, "/article/strike?q=strike")
    marks = page.xpath("//mark")
    assert [one.get("id") for one in marks] == [f"hit-{n}" for n in range(1, len(marks) + 1)]
    assert {text(one) for one in marks} == {"strike"}
    jumps = page.xpath("//nav[@class='hits']//li/a/@href")
    assert jumps == [f"#hit-{n}" for n in range(1, len(marks) + 1)]


def test_an_article_is_all_there_paragraph_by_paragraph(client):
    page = get(client, "/article/strike")
    paragraphs = page.xpath("//div[@id='text']/p")
    assert [one.get("id") for one in paragraphs] == ["p1", "p2", "p3"]
    for one in paragraphs:
        one.remove(one.xpath("a[@class='pn']")[0]) if one[0].tail is None else one[0].drop_tree()
    assert "\n\n".join(one.text_content() for one in paragraphs) == STRIKE.body
    assert page.xpath("//div[@id='text']/@lang") == ["en"]
    assert page.xpath("//div[@id='text']/@dir") == ["auto"]


def test_the_record_shows_evidence_for_each_value(client):
    page = get(client, "/article/strike")
    names = [text(one) for one in page.xpath("//dl[@class='rec']/dt")]
    values = [text(one) for one in page.xpath("//dl[@class='rec']/dd")]
    record = dict(zip(names, values, strict=True))
    assert record["Outlet"].startswith("Halin Courier stated")
    assert "almost certain" in record["Outlet"]
    assert record["Date"].startswith("3 March 2021 inferred “March 3” in the text")
    assert "2020-03-03" in record["Date"]
    assert record["Agency"] == "Coast Wire"
    assert "1.txt" in record["File"]


def test_what_the_source_states_besides_is_shown_as_stated(client):
    page = client.get("/article/strike").text
    for name, value in (
        ("Page", "A4"),
        ("Load date", "5 March 2021"),
        ("Copyright", "Courier &lt;Press&gt;, Halin"),
    ):
        row = f'<dt>{name}</dt><dd><bdi>{value}</bdi> <span class="tag stated">stated</span></dd>'
        assert row in page


def test_people_quotes_and_lines_set_aside_are_shown(client):
    page = get(client, "/article/strike")
    said = text(page)
    assert "Ana Petrova 2 mentions; written Petrova" in said
    assert "Otto Berg / Coast Wire" in said
    quotes = page.xpath("//div[@class='quotes']/section")
    assert [one.get("aria-label") for one in quotes] == ["Ana Petrova"]
    assert quotes[0].xpath(".//a/@href") == [
        "/people/ana-petrova",
        "#p2",
        "/quotes?like=strike:0",
    ]
    assert "Read: 1344" in text(page.xpath("//table")[0])
    assert page.xpath("//pre")[0].text_content().removeprefix("\n") == STRIKE.received
    assert "“Harbour strike ends in Halin.” Halin Courier, 3 March 2021." in said


def test_the_way_back_remembers_the_search(client):
    listed = get(client, "/search?q=strike&sort=oldest&per_page=1&page=2")
    href = listed.xpath("//ol[@class='hit-list']//h2/a/@href")[0]
    page = get(client, href)
    assert "2 of 3" in text(page.xpath("//nav[@class='crumbs']")[0])
    back = page.xpath("//a[@rel='up']/@href")[0]
    assert titles(get(client, back)) == titles(listed)
    following = get(client, page.xpath("//a[@rel='next']/@href")[0])
    assert "3 of 3" in text(following.xpath("//nav[@class='crumbs']")[0])
    assert "page=3" in following.xpath("//a[@rel='up']/@href")[0]


def test_a_place_in_results_that_does_not_hold_is_not_shown(client):
    page = get(client, "/article/strike?q=bridge&hit=1")
    assert " of " not in text(page.xpath("//nav[@class='crumbs']")[0])


def test_only_web_addresses_become_links(client):
    assert get(client, "/article/strike").xpath("//a[@href='https://courier.example/strike']")
    page = get(client, "/article/a5")
    assert "javascript:alert(1)" in text(page)
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


def test_source_text_says_its_language(client):
    page = get(client, "/search?q=id:a4")
    assert page.xpath("//ol//h2/@lang") == ["ru"]
    assert page.xpath("//ol//p[@class='snip']/@lang") == ["ru"]


def test_about_tells_the_state_of_the_archive(client):
    said = text(get(client, "/about"))
    assert "generation" in said
    assert "no text" in said
    assert "outlet 5 2" in said


def test_errors_are_pages_that_say_what_to_do(client):
    assert "The archive holds no article" in text(get(client, "/article/nosuch", 404))
    wrong = text(get(client, "/search?outlt=x", 400))
    assert 'Did you mean "outlet"?' in wrong
    assert get(client, "/nosuch", 404).xpath("//input[@name='q']")


def test_without_an_index_a_page_says_what_to_run(tmp_path):
    client = create_app(Settings(index=tmp_path / "none")).test_client()
    assert "index rebuild" in text(get(client, "/", 503))


@pytest.mark.parametrize("path", PAGES[:10])
def test_a_page_that_has_not_changed_is_not_sent_again(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_files_are_kept_for_ever_under_a_name_that_changes_with_them(client):
    page = get(client, "/")
    sheet = page.xpath("//link[@rel='stylesheet']/@href")[0]
    response = client.get(sheet)
    assert "immutable" in response.headers["Cache-Control"]
    assert response.content_type.startswith("text/css")
    stale = client.get(re.sub("/assets/[^/]+", "/assets/0", sheet))
    assert stale.headers["Cache-Control"] == "no-cache"
    assert client.get("/assets/0/../pages.py").status_code == 404
    assert client.get("/favicon.ico").content_type.startswith("image/svg+xml")


def test_pages_keep_to_their_budget(client):
    page = get(client, "/search?q=story")
    (sheet,) = [client.get(one).text for one in page.xpath("//link[@rel='stylesheet']/@href")]
    assert len(sheet) <= 13_000
    (script,) = [client.get(one).text for one in page.xpath("//script/@src")]
    assert len(script) <= 8_000
    sent = client.get("/search?q=story", headers={"Accept-Encoding": "gzip"})
    assert len(sent.data) <= 15_000


def test_a_sheet_is_sent_without_the_spaces_that_only_readers_need(client):
    page = lxml.html.fromstring(client.get("/search").text)
    sheet = client.get(page.xpath("//link[@rel='stylesheet']/@href")[0]).text
    assert ".rail section+section{" in sheet
    assert "calc(100% + 2px)" in sheet  # a sum needs them
    assert not re.search(r"[;{}] |/\*|;}", sheet)


def test_style_and_script_are_sent_without_what_only_readers_need(client):
    page = get(client, "/stories")
    (sheet,) = page.xpath("//link[@rel='stylesheet']/@href")
    for path in (sheet, *page.xpath("//script/@src")):
        sent = client.get(path).text
        assert "/*" not in sent
        assert "\n " not in sent
        assert "\n\n" not in sent
    style = client.get(sheet).text
    assert style.count("@font-face") == 2  # of the sheet that the page's own imports
    assert "@import" not in style


def test_pages_and_files_are_sent_small_to_browsers_that_can_read_them_so(client):
    plain = client.get("/search?q=strike")
    small = client.get("/search?q=strike", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert small.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_obey_the_content_security_policy(client, path):
    page = lxml.html.fromstring(client.get(path).text)
    assert not page.xpath(f"//style | //@style | {RUNS}[not(@src)]")
    assert not [one for one in page.xpath("//@*") if one.attrname.startswith("on")]
    files = page.xpath("//link[@rel!='canonical']/@href | //script/@src | //img/@src")
    assert all(urlsplit(one).netloc == "" for one in files)


def test_browsers_can_add_the_archive_as_a_search_engine(client):
    response = client.get("/opensearch.xml")
    assert response.content_type.startswith("application/opensearchdescription+xml")
    assert 'template="http://localhost/search?q={searchTerms}"' in response.text


def test_a_path_prefix_is_part_of_every_link(app):
    client = app.test_client()
    response = client.get("/search?q=strike", environ_overrides={"SCRIPT_NAME": "/news"})
    page = lxml.html.fromstring(response.text)
    assert all(one.startswith(("/news/", "#")) for one in page.xpath("//a/@href"))


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_breaks_a_page(client, query):
    response = client.get("/search", query_string={"q": query})
    assert response.status_code == 200
    assert "<h1>" in response.text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A client of an archive whose every field tries to become a script."""
    articles = [
        article(
            number,
            title=f"Strike {payload}",
            body=f"{payload} strike\n\n{payload}",
            outlet=payload,
            author=payload,
            agency=payload,
            credits=(payload,),
            received=payload,
            url=payload,
        )
        for number, payload in enumerate(XSS, 1)
    ]
    directory = build(tmp_path_factory.mktemp("hostile") / "index", articles)
    app = create_app(Settings(index=directory))
    yield app.test_client()
    app.extensions["dateline"].archive.close()


ALLOWED = {"src", "href", "action", "id", "class", "name", "value", "type", "title", "content"}


def test_no_field_of_an_article_becomes_markup(hostile):
    paths = ["/", "/search?q=strike&per_page=200", "/about"]
    paths += [f"/article/a{number}?q=strike" for number in range(1, len(XSS) + 1)]
    for path in paths:
        assert_inert(get(hostile, path), path)


@pytest.mark.parametrize("payload", XSS)
def test_no_query_becomes_markup(client, payload):
    for name in ("q", "outlet", "people"):
        response = client.get("/search", query_string={name: payload})
        assert response.status_code == 200
        assert_inert(lxml.html.fromstring(response.text), payload)


def assert_inert(page, where):
    assert len(page.xpath(RUNS)) == 1, where
    assert all(one.getparent().tag == "head" for one in page.xpath("//script")), where
    assert page.xpath("//script/@src")[0].startswith("/assets/"), where
    names = {one.attrname for one in page.xpath("//@*")}
    assert not [name for name in names if name.startswith("on") or name == "style"], where
    assert not page.xpath(
        "//iframe | //object | //embed | //img | //base | //style | //meta[@http-equiv]"
    )
    links = page.xpath("//@href | //@src | //@action | //@formaction")
    assert not [one for one in links if re.match(r"\s*(javascript|data|vbscript):", one, re.I)]


def test_a_query_from_right_to_left_is_cited_apart_from_what_follows(client):
    assert "“\u2068ميناء OR strike\u2069”, " in client.get("/search?q=ميناء+OR+strike").text
