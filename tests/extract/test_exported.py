"""What feeds and newspaper databases state is evidence, as columns are."""

from __future__ import annotations

from search import extract, record
from search.article import RawArticle, Source

BODY = "The strike in the harbour of Halin is over, both sides said on Monday. Ferries sail again."


def understood(**stated):
    source = Source("/", "a.txt", 0, 1, "0")
    return extract.article(RawArticle("a", "path", source, "record", BODY, **stated))


def test_a_database_names_the_outlet_whatever_the_address():
    one = understood(
        outlet="The Halin Gazette",
        url="https://www.reuters.com/a",
        date="20 June 2017",
        stated_by={"outlet": "factiva:sn", "date": "factiva:pd"},
    )
    assert one.outlet == "The Halin Gazette"
    assert one.provenance["outlet"].method == "factiva:sn"
    assert (str(one.first_day), one.provenance["date"].method) == ("2017-06-20", "factiva:pd")


def test_the_title_of_a_feed_is_a_label_that_an_address_overrules():
    stated = {"outlet": "World news", "stated_by": {"outlet": "feed:title"}}
    assert understood(**stated).outlet == "World news"
    assert understood(url="https://www.reuters.com/a", **stated).outlet == "Reuters"


def test_notes_stay_with_the_article_and_a_stated_credit_is_one():
    one = understood(notes={"page": "A3", "credit": "Jo Pic"})
    assert one.notes == {"page": "A3", "credit": "Jo Pic"}
    assert one.credits == ("Jo Pic",)
    assert record.loads(record.dumps(one)) == one
