"""What examples of the API are about: things that this archive has."""

from __future__ import annotations

from dataclasses import dataclass

from search.answer import Answer
from web.params import SearchParams


@dataclass(frozen=True, slots=True)
class Sample:
    """What examples are about: words that articles hold, a person, an outlet, an article and the
    last day of this archive, each empty where it has none; and articles that may be compared.
    """

    words: str = ""
    person: str = ""
    outlet: str = ""
    article: str = ""
    day: str = ""
    pair: tuple[str, ...] = ()
    story: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The words as a query."""
        return {"q": self.words} if self.words else {}

    @property
    def few(self) -> dict[str, str]:
        """A search that finds few articles: whole results are sent for it."""
        return {"from": self.day} if self.day else self.asked


def asked() -> SearchParams:
    """Return the search that examples are taken from."""
    return SearchParams(per_page=2, snippets=0, facets=("people", "outlet"), facet_size=1)


def sample(answer: Answer) -> Sample:
    """Return what examples are about: the commonest person and outlet, the newest article."""
    common = {
        name: next((one for one in counts if one.value is not None), None)
        for name, counts in answer.page.facets.items()
    }
    person, outlet = common.get("people"), common.get("outlet")
    newest = answer.hits[0].article if answer.hits else None
    return Sample(
        words=person.label.lower() if person else "",
        person=(person.value or "") if person else "",
        outlet=(outlet.value or "") if outlet else "",
        article=newest.id if newest else "",
        day=newest.first_day.isoformat() if newest and newest.first_day else "",
        pair=tuple(hit.id for hit in answer.hits) if len(answer.hits) > 1 else (),
        story=next((hit.story for hit in answer.hits if hit.story), ""),
    )
