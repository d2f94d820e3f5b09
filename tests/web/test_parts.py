"""Articles that are longer than a page may be: their parts, and what they have many of."""

import gzip
import random
from urllib.parse import urlsplit

import lxml.html
import pytest

from search.article import Person, Quote, SetAside
from search.config import Settings
from tests.web import paper
from tests.web.paper import article
from web.parts import MOST_BYTES, MOST_PARAGRAPHS, Whereabouts, parts, size_bytes

MOST_ELEMENTS, MOST_SENT = 1_500, 29_000
"""Elements of a page; and its bytes gzipped, beside 45 kB that every page needs, of 90."""

WORDS = [f"{first}{last}" for first in ("har", "qua", "lan", "fer", "pi") for last in "bouy sten"]
LONG = "\n\n".join(
    " ".join(random.Random(n).choices(WORDS, k=150)) + f" harbour number{n}." for n in range(90)
)
LINES = "\n\n".join(f"Line {n} of the harbour." for n in range(3000))
ONE = "The harbour was closed for a day and a night. " * 3000
HITS = "\n\n".join("harbour strike " * 40 for _ in range(60))
PEOPLE = tuple(
    Person(f"p{n}", f"Ada Berg{n}", (f"Ada Berg{n}", f"Berg{n}"), 2) for n in range(200)
)
SPOKEN = "\n\n".join(
    f"“The harbour council heard matter {n},” said Ada Berg{n}." for n in range(200)
)
SAID = tuple(
    Quote(text, at, at + len(text), f"p{n}", f"Ada Berg{n}", "said", True, 0.9)
    for n in range(200)
    for text in [f"The harbour council heard matter {n},"]
    for at in [SPOKEN.index(text)]
)
ASIDE = tuple(SetAside(f"Share this {n} " + "x" * 900, "furniture", n + 1) for n in range(200))
MADE = (
    article(1, id="long", title="The long harbour", body=LONG, outlet="Halin Courier"),
    article(2, id="lines", body=LINES),
    article(3, id="one", body=ONE),
    article(4, id="hits", title="Harbour strike", body=HITS),
    article(5, id="crowd", body=SPOKEN, people=PEOPLE, captioned=PEOPLE[:40], quotes=SAID),
    article(6, id="aside", body="A harbour.", set_aside=ASIDE, received="Menu ßщ\n" * 9_000),
    article(
        7,
        id="noted",
        body="A harbour.",
        credits=tuple(f"Wire {n}" for n in range(60)),
        mentioned_outlets=tuple(f"Post {n}" for n in range(60)),
        notes={f"note-{n}": "y" * 900 for n in range(90)},
    ),
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory, serving):
    index = paper.build(tmp_path_factory.mktemp("long") / "index", MADE)
    return serving(Settings(index=index)).test_client()


@pytest.fixture
def page(reader):
    def opened(path):
        response = reader.get(path)
        assert response.status_code == 200, path
        return lxml.html.fromstring(response.text)

    return opened


@pytest.mark.parametrize(
    "body",
    [
        LONG,
        LINES,
        ONE,
        "港" * 30_000,
        "w" * 60_000,
        "\ud800" * 30_000,
        "A port.\n\n" * 130 + "я" * 50_000,
        "\n\n\n\n",
    ],
)
def test_parts_hold_every_letter_once_in_order_and_none_is_too_large(body):
    found = parts(body)
    places = [place for one in found for each in one.stretches for place in (each.start, each.end)]
    assert places == sorted(places)
    text = "".join(body[a:b] for a, b in zip(places[::2], places[1::2], strict=True))
    assert text == "".join(one for one in body.split("\n\n") if one.strip())
    for one in found:
        assert sum(size_bytes(body[each.start : each.end]) for each in one.stretches) <= MOST_BYTES
        assert len(one.stretches) <= MOST_PARAGRAPHS


def test_an_article_of_usual_length_is_one_part():
    body = "\n\n".join(["The harbour was closed for a day. " * 20] * 30)
    assert len(parts(body)) == 1
    assert Whereabouts(body).address("/article/a", len(body) - 1, "p30") == "/article/a#p30"


def test_a_place_is_led_to_in_the_part_that_has_it(page):
    where = Whereabouts(LONG)
    for number in (1, 45, 90):
        place = LONG.index(f"number{number - 1}.")
        href = where.address("/article/long", place, f"p{number}")
        parts_of = urlsplit(href)
        (found,) = page(f"{parts_of.path}?{parts_of.query}").xpath(
            f"//*[@id='{parts_of.fragment}']"
        )
        assert f"number{number - 1}." in found.text_content()


@pytest.mark.parametrize("name", [one.id for one in MADE])
@pytest.mark.parametrize("asked", ["", "?q=harbour&hit=1", "?q=harbour+OR+strike"])
def test_no_page_of_a_long_article_is_heavier_than_a_page_may_be(reader, name, asked):
    waiting, met = [f"/article/{name}{asked}"], set()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if path in met or "part=all" in path:
            continue
        met.add(path)
        response = reader.get(path)
        assert response.status_code == 200, path
        found = lxml.html.fromstring(response.text)
        assert len(found.xpath("//*")) <= MOST_ELEMENTS, path
        assert len(gzip.compress(response.data, 6)) <= MOST_SENT, path
        links = found.xpath("//main//a/@href")
        assert {one[1:] for one in links if one.startswith("#")} <= set(found.xpath("//@id")), path
        waiting += [one for one in links if urlsplit(one).path.startswith(f"/article/{name}")]
    assert len(met) >= (1 if name == "noted" else 2)


def test_parts_are_read_on_from_one_to_the_next(page):
    shown, path, seen = "", "/article/long?q=harbour&hit=1", 0
    while path:
        found = page(path)
        shown += "".join(one.text_content() for one in found.xpath("//div[@id='text']/p"))
        ahead = found.xpath("//nav[@class='pages']/a[@aria-label='Next part']/@href")
        path = ahead[0] if ahead else ""
        assert "q=harbour&hit=1" in path or not path
        seen += 1
    assert seen > 2
    for number in range(90):
        assert shown.count(f"number{number}.") == 1
    whole = page("/article/long?part=all")
    assert len(whole.xpath("//div[@id='text']/p")) == 90
    assert not whole.xpath("//main//nav[@class='pages']//*[@aria-current]")


def test_hits_are_numbered_through_the_article_and_those_of_other_parts_are_led_to(page):
    numbers, path = [], "/article/long?q=harbour"
    for _ in range(20):
        found = page(path)
        numbers += [int(one[4:]) for one in found.xpath("//mark/@id")]
        (ahead,) = found.xpath("//nav[@class='hits']//a[@data-turn='1']/@href")
        path, _, anchor = ahead.partition("#")
        if anchor == "hit-1":
            break
        assert anchor == f"hit-{numbers[-1] + 1}"
    assert numbers == list(range(1, 92))  # the headline has one
    (back,) = page("/article/long?q=harbour").xpath("//a[@data-turn='-1']/@href")
    assert back.endswith("#hit-91")


def test_a_line_in_context_leads_to_its_hit_in_the_part_that_has_it(page):
    lines = page("/search?q=number80&view=lines").xpath("//td[@class='w']/a/@href")
    (path, anchor) = lines[0].split("#")
    assert "part=" in path
    (mark,) = page(path).xpath(f"//mark[@id='{anchor}']")
    assert mark.text == "number80"


def test_hits_side_by_side_are_one_mark_where_there_are_too_many(page):
    found = page("/article/hits?q=harbour+OR+strike")
    assert found.xpath("//*[@id='hitpos']/@data-of") == ["4802"]
    paragraph = found.xpath("//p[@id='p1']/mark")
    assert [one.text_content() for one in paragraph] == [("harbour strike " * 40).strip()]
    assert not found.xpath("//p[@class='ui notes']")
    apart = page("/article/hits?q=harbour")
    (note,) = apart.xpath("//p[@class='ui notes']")
    left = int(note.text.split("The last ")[1].split()[0].replace(",", ""))
    (here,) = apart.xpath("//*[@id='hitpos']/small")
    marked = len(apart.xpath("//mark"))
    assert marked + left == int(here.text.split()[0].replace(",", ""))
    assert marked > 400


def test_of_two_hundred_people_the_first_stand_beside_and_all_are_a_click_away(page):
    found = page("/article/crowd?q=council&hit=1")
    beside = found.xpath("//aside//ul[@aria-labelledby='people']/li/a/bdi/text()")
    assert beside == [one.name for one in PEOPLE[:24]]
    (link,) = [one for one in found.xpath("//aside//p/a") if "176 more people" in one.text]
    names, path = [], link.get("href")
    assert "q=council&hit=1" in path
    while path:
        more = page(path)
        names += more.xpath("//ul[@aria-labelledby='people']/li/a/bdi/text()")
        ahead = more.xpath("//nav[@class='pages']/*[@aria-current]/following-sibling::a[1]/@href")
        path = ahead[0] if ahead else ""
    assert names == [one.name for one in PEOPLE]
    assert more.xpath("//ul[@aria-labelledby='captioned']/li")
    (back,) = more.xpath("//a[@rel='up']/@href")
    assert back == "/article/crowd?q=council&hit=1"


def test_quotes_of_two_hundred_are_told_by_speaker_with_where_each_stands(page):
    found = page("/article/crowd")
    assert len(found.xpath("//section[@aria-labelledby='qh']//blockquote")) == 30
    (link,) = found.xpath("//section[@aria-labelledby='qh']/p/a")
    assert link.text == "and 170 more quotes"
    first = page(link.get("href"))
    second = page(first.xpath("//nav[@class='pages']/a/@href")[-1])
    said = [*first.xpath("//blockquote"), *second.xpath("//blockquote")]
    assert len(said) == 200
    path, _, anchor = said[150].xpath("a/@href")[0].partition("#")
    (stands,) = page(path).xpath(f"//*[@id='{anchor}']")
    assert "heard matter 150," in stands.text_content()


def test_lines_set_aside_and_the_text_as_received_can_be_had_whole(page, reader):
    found = page("/article/aside")
    assert len(found.xpath("//table[thead//th='Kind']/tbody/tr")) == 24
    met, path = [], "/article/aside/set-aside"
    assert path in found.xpath("//details//a/@href")
    while path:
        lines = page(path)
        met += [one.text_content() for one in lines.xpath("//td[@dir='auto']")]
        ahead = lines.xpath("//nav[@class='pages']/*[@aria-current]/following-sibling::a[1]/@href")
        path = ahead[0] if ahead else ""
    assert met == [one.text for one in ASIDE]
    (path,) = found.xpath("//a[.='Text as received']/@href")
    received = ""
    while path:
        text = page(path)
        received += text.xpath("//pre")[0].text_content().removeprefix("\n")
        ahead = text.xpath("//nav[@class='pages']/*[@aria-current]/following-sibling::a[1]/@href")
        path = ahead[0] if ahead else ""
    assert received == MADE[5].received
    (plain,) = text.xpath("//a[contains(., 'plain text')]/@href")
    assert reader.get(plain).text == MADE[5].received
    assert reader.get("/api/articles/one?format=received").text == ONE


def test_what_a_source_says_much_of_is_cut_and_json_has_it_all(page, reader):
    found = page("/article/noted")
    assert len(found.xpath("//ul[@aria-labelledby='credits']/li")) == 12
    assert len(found.xpath("//ul[@aria-labelledby='mentioned']/li")) == 12
    assert len(found.xpath("//dt[starts-with(., 'Note')]")) == 24
    assert max(len(one.text_content()) for one in found.xpath("//dd")) < 400
    whole = reader.get(found.xpath("//a[contains(., '48 more')]/@href")[0]).json
    assert (len(whole["credits"]), len(whole["notes"])) == (60, 90)


@pytest.mark.parametrize("part", ["0", "-1", "x", "1.5", "ALL", "٣"])
def test_a_part_is_a_number_from_one_or_all(reader, part):
    response = reader.get("/article/long", query_string={"part": part})
    assert response.status_code == 400
    assert "part" in response.text


@pytest.mark.parametrize(
    "path",
    [
        *("/article/long?part=99", "/article/crowd/people?page=99", "/article/nosuch/people"),
        *("/article/crowd/nosuch", "/article/a1/people?page=99"),
    ],
)
def test_what_is_not_there_is_said_to_be_absent(reader, path):
    assert reader.get(path).status_code == 404


def test_each_part_is_kept_by_browsers_apart(reader):
    tags = {
        reader.get(f"/article/long{asked}").headers["ETag"]
        for asked in ("", "?part=2", "?part=3", "?part=all", "?part=2&q=harbour")
    }
    assert len(tags) == 5
