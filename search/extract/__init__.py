"""What an article says about itself: RawArticle -> Article.

    article(raw)    title, body, outlet, agency, date, language, author, people, quotes
    extent          of how many articles a survey is, without opening it
    corrections     what the archive's owner says of its people, from a names file
    Survey          what only the whole archive can tell: years left out, names' common spelling

understand.py   the extractors in order          title.py byline.py language.py   one field each
lines.py        lines, unwrapped                 outlet.py   who published, who reported
outlets.py labels.py mentions.py                 our table, names as stated, names in texts
prose.py furniture.py captions.py boilerplate.py the article's lines apart from the page's
webpage.py      the body of HTML                 dates.py   when it was published
datetext.py stated.py dateplaces.py              dates as written, as stated, where in a text
survey.py years.py neighbours.py   dated by others   spellings.py surnames.py   named as by others
ledger.py register.py marklog.py                 what is remembered of all, in files
evidence.py     where evidence stands            people/ quotes/  who is named, who said what
"""

from __future__ import annotations

from search.extract import people, quotes
from search.extract.corrections import Corrections
from search.extract.corrections import read as corrections
from search.extract.review import Review, Verdict
from search.extract.roster import Listed, Open, Roster
from search.extract.survey import Extent, Survey, extent
from search.extract.understand import article

VERSION = f"fields-5 people-{people.VERSION} quotes-{quotes.VERSION}"

__all__ = [
    "VERSION",
    "Corrections",
    "Extent",
    "Listed",
    "Open",
    "Review",
    "Roster",
    "Survey",
    "Verdict",
    "article",
    "corrections",
    "extent",
]
