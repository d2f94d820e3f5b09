"""What an article says about itself: RawArticle -> Article.

    article(raw)    title, body, outlet, agency, date, language, author, people, quotes
    extent          of how many articles a survey is, without opening it
    read_corrections  what the archive's owner says of its people, from a names file
    Survey          what only the whole archive can tell: years left out, names' common spelling

understand.py   the extractors in order          title.py byline.py language.py   one field each
lines.py        lines, unwrapped                 outlet.py   who published, who reported
outlets.py labels.py mentions.py                 our table, names as stated, names in texts
imprint.py rights.py agency.py                   what a page says of its publisher; the agency
prose.py furniture.py captions.py                words, wording of page furniture, captions
boilerplate.py body/   the article's lines apart from the page's: rules and a learned model
webpage.py pagebody.py layout/   the body of HTML
headline/       the line that heads a text
dates.py        when it was published
datetext.py stated.py dateplaces.py              dates as written, as stated, where in a text
survey.py   what all tell of each other     spellings.py surnames.py   named as by others
years.py yearclues.py neighbours.py              years left out
ledger.py register.py marklog.py                 what is remembered of all, in files
version.py      which rules these are
evidence.py     where evidence stands            people/ quotes/  who is named, who said what
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.extract.corrections import Corrections
    from search.extract.corrections import read as read_corrections
    from search.extract.review import Review, Verdict
    from search.extract.roster import Listed, Open, Roster
    from search.extract.survey import Extent, Survey, extent
    from search.extract.understand import article

    VERSION: str

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
    "extent",
    "read_corrections",
]

# Loaded when first wanted: a search asks the table of outlets alone, and readers wait for it.
_HOMES = {
    "VERSION": ("version", "VERSION"),
    "article": ("understand", "article"),
    **{name: ("survey", name) for name in ("Extent", "Survey", "extent")},
    **{name: ("roster", name) for name in ("Listed", "Open", "Roster")},
    **{name: ("review", name) for name in ("Review", "Verdict")},
    "Corrections": ("corrections", "Corrections"),
    "read_corrections": ("corrections", "read"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = globals()[name] = getattr(import_module(f"search.extract.{module}"), attribute)
    return found
