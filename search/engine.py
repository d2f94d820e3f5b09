"""The contract every engine keeps, and the values that cross it.

An engine finds articles for a query tree; it knows nothing of query text, HTTP or highlighting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from search.article import Article
from search.crosstab import Crosstab
from search.explanation import Explanation
from search.frozen import readily
from search.profile import Profile, Speakers
from search.query.tree import Exact, Node, Notice, Phrase, Term
from search.record import Kept
from search.roll import Listing, Roll
from search.story import Copy, Shelf, Shelved, Story, Told

Sort = Literal["relevance", "newest", "oldest", "added"]

Asked: TypeAlias = Term | Exact | Phrase
"""What was typed as one: a word, or words in quotation marks."""

FACETS = ("outlet", "people", "lang", "agency", "date:year", "date:month", "date:day")
"""Facets an engine counts; `year` is shorthand for `date:year` at the doors."""

CROSSED = tuple(name for name in FACETS if name != "people")
"""Facets an engine crosses: those of which an article has one value or none."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of an index that an answer was made from: a generation and a commit in it."""

    generation: int
    commit: int
    built_at: dt.datetime
    articles: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a query means: its vector of length 1, 32-bit floats with the least significant byte
    first, and the name of the model that made it.
    """

    model: str
    vector: bytes


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What to find and how much of it to return.

    Order: `relevance` is by score, then newest; dates sort by their first day with unknown last;
    `added` is what came into the archive last first, then newest; ties fall to the id. `offset`
    and `limit` cut the ordered list. `timeout_s` bounds the work.
    `explain`: say of each hit why it ranks where it does. `meaning`: where relevance makes the
    order, the first articles are put in order also by how alike they are to it. `facet_trees`
    gives the tree whose articles a facet counts, where that is another than `tree`.
    `checked`: what was typed, of which each hit says what it lacks. `fold`: of near-duplicates
    that match only one is among the hits; everything is counted all the same. `shelf`: of a page
    with an article that is of a story, also the stories of the whole result.
    """

    tree: Node
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()
    facet_size: int = 20
    timeout_s: float = 0.75
    explain: bool = False
    facet_trees: tuple[tuple[str, Node], ...] = ()
    checked: tuple[Asked, ...] = ()
    meaning: Meaning | None = None
    fold: bool = False
    shelf: Shelf | None = None


@readily
@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of an article: `text`, and `marks` as (start, end) offsets into that text.

    `start` is where the passage begins in its field; `before` and `after` say whether text was
    cut there.
    """

    field: Literal["title", "body"]
    text: str
    marks: tuple[tuple[int, int], ...]
    start: int
    before: bool
    after: bool


@readily
@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. `rank` counts from 1 over the whole result.

    `explanation` is None unless it was asked for and there was time. `missing` is what
    does not stand in it, of what was to be checked; None where there was no time.
    `story` is the id of the one it belongs to, `copies` what shares much of its text.
    """

    rank: int
    score: float
    article: Article
    title_marks: tuple[tuple[int, int], ...] = ()
    snippets: tuple[Snippet, ...] = ()
    explanation: Explanation | None = None
    missing: tuple[Asked, ...] | None = ()
    story: str | None = None
    copies: tuple[Copy, ...] = ()

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def title(self) -> str | None:
        """The article's headline."""
        return self.article.title


@readily
@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many articles of the result hold a value.

    `value` selects it in a query (an outlet's name, a person's id, `2017-06`), `label` is shown;
    a value of None counts articles where the field is unknown.
    """

    value: str | None
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a result. `total` is exact unless `timed_out`.

    `undated` counts the articles left out only because they have no date. `by_meaning`: the first
    articles of the result stand in an order that meaning made, too. So many of the articles are
    `folded`: counted, but not listed, as near-duplicates of others of the result.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    undated: int
    notices: tuple[Notice, ...]
    timed_out: bool
    snapshot: Snapshot
    took_ms: float
    by_meaning: bool = False
    folded: int = 0
    shelved: Shelved | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """Facets of one snapshot, and what crosses them over the articles of a tree in it, in so many
    seconds.
    """

    facets: tuple[str, ...]
    snapshot: Snapshot
    crossed: Callable[[Node, float], Crosstab]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the index or its sources that its owner could act on."""

    path: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the archive wants remembered with a snapshot, beside the articles.

    `sources` are the paths that were read, absolute; `columns` maps a source to the names of
    columns that were given for it, as JSON; `problems` what was skipped in them; `survey` is
    extraction's memory of the whole archive, `inventory` the intake's of its files (opaque here).
    """

    sources: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    survey: bytes = b""
    inventory: bytes = b""


@dataclass(frozen=True, slots=True)
class Completion:
    """What text that is being typed may become: a word, or the name of a person or an outlet.

    `kind` is "word", "person" or "outlet"; `text` is shown, `value` selects it in a query;
    `articles` hold it, of a word those that hold any of its inflections.
    """

    kind: str
    text: str
    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as the archive spells it, folded, or a name; and how many articles hold it."""

    word: str
    articles: int


@dataclass(frozen=True, slots=True)
class Status:
    """What an engine holds. `fields` maps a field to (known, unknown) counts of articles.

    `fallback` is None unless the newest commit is damaged and an older one serves: then it says
    so.
    """

    snapshot: Snapshot
    size_bytes: int
    fields: Mapping[str, tuple[int, int]]
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a rebuild, add or remove did to the articles, compared with before."""

    snapshot: Snapshot
    added: int
    updated: int
    removed: int


Incoming: TypeAlias = Article | Kept | bytes
"""An article to write: as understood, as it is stored already, or as its record."""


class Engine(Protocol):
    """An index of articles.

    Reading methods may be called from any thread, and see one snapshot for the length of a call.
    Writing methods raise IndexBusy while another writer is at work, and return only when what they
    wrote is safe on disk. All raise IndexAbsent or IndexDamaged where it applies.
    """

    def search(self, request: SearchRequest) -> Page:
        """Return the page of articles that match, without snippets."""
        ...

    def every(self, request: SearchRequest) -> tuple[Page, Iterator[Article]]:
        """Return what a search comes to, its page without hits, and every article that matches,
        in order and of one snapshot, however long it takes to read them.

        The request's `offset`, `limit` and facets mean nothing.
        """
        ...

    def listed(self, request: SearchRequest, roll: Roll) -> tuple[Page, Listing]:
        """Return what a search comes to, its page without hits, and the names in it.

        The request's order, `offset`, `limit` and facets mean nothing.
        """
        ...

    def profile(self, field: Literal["people", "outlet"], value: str) -> Profile | None:
        """Return what is known of one person, by id, or of one outlet; None where no article has
        it.
        """
        ...

    def speakers(self, request: SearchRequest, most: int) -> tuple[Page, Speakers]:
        """Return what a search comes to, its page without hits, and who is quoted in it most.

        The request's order, `offset`, `limit` and facets mean nothing.
        """
        ...

    def stories(self, request: SearchRequest, shelf: Shelf) -> tuple[Page, Shelved]:
        """Return what a search comes to, its page without hits, and the stories in it.

        The request's order, `offset`, `limit` and facets mean nothing.
        """
        ...

    def story(self, story_id: str) -> Told | None:
        """Return the story that an id names, with its articles; None where it names none."""
        ...

    def story_of(self, article_id: str) -> Story | None:
        """Return the story of an article; None where it is of none, or not there."""
        ...

    def group(self) -> Snapshot:
        """Find copies and stories where something has changed since; return the snapshot that has
        them.
        """
        ...

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """Return the articles that share much of their text with one, the most alike first."""
        ...

    def headed(
        self,
        words: Sequence[Term],
        beside: Node,
        may_be: Callable[[int, int], bool],
        alike: Callable[[str, str | None], float],
        most: int,
        known: Collection[str],
        timeout_s: float,
    ) -> Sequence[tuple[float, Article]] | None:
        """Return articles whose headline has the most of some words, by their rarity, and how
        `alike` it is, which is told of a headline in a language; 0 leaves it out. Common words
        count for nothing. At most so many are read, each if it `may_be`, by how many of the words
        it has at most, and by its length; `known` ones are passed over. They match what stands
        `beside`. None where there was no time.
        """
        ...

    def counts(self, trees: Sequence[Node], timeout_s: float) -> Sequence[int | None]:
        """Return how many articles match each tree, None for those there was no time for."""
        ...

    def crossing(self, facets: Sequence[str]) -> Crossing:
        """Return what crosses some of CROSSED over the articles of one tree after another."""
        ...

    def spellings(self, word: str, most: int) -> Sequence[Spelling]:
        """Return what may have been meant by a word, likeliest first, without the word itself."""
        ...

    def names(self, field: str, text: str, most: int) -> Sequence[Spelling]:
        """Return which names of people, said, author, outlet or agency may have been meant by one
        that no article has, likeliest first, each as it is shown.
        """
        ...

    def completions(self, text: str, most: int) -> Sequence[Completion]:
        """Return what text that is being typed may become, commonest first."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, None if there is none."""
        ...

    def record(self, article_id: str) -> bytes | None:
        """Return the article with this id as it is stored, see search.record; None if none is."""
        ...

    def front(self, article_id: str) -> bytes | None:
        """Return the two lines that the record of this id begins with; None if there is none."""
        ...

    def fronts(self, file: str | None = None) -> Iterator[bytes]:
        """Yield the front of every article, as stored, or of those read from one file.

        A file is named by its path below its root; what is packed in it belongs to it.
        """
        ...

    def rebuild(self, articles: Iterable[Incoming], facts: Callable[[], Facts]) -> Change:
        """Build a new generation from these articles alone, check it, and switch to it.

        The articles are read while the index is locked for writing, and `facts` is asked for after
        the last. What reading them raises leaves everything as it was. Of two articles with one id
        the later stays.
        """
        ...

    def add(
        self,
        articles: Iterable[Incoming],
        facts: Callable[[], Facts],
        gone: Callable[[], Iterable[str]] = tuple,
    ) -> Change:
        """Add articles, replacing those of the same id, and remove others; as `rebuild` otherwise.

        `gone` is asked for the ids of what is to be removed after the last article.
        """
        ...

    def remove(
        self, article_ids: Iterable[str], facts: Callable[[], Facts] | None = None
    ) -> Change:
        """Remove articles; ids that are not there are passed over.

        `facts` are what is to be remembered from now on, None for what was.
        """
        ...

    def snapshot(self) -> Snapshot:
        """Return which snapshot answers now; one look at the file system."""
        ...

    def status(self) -> Status:
        """Return what the index holds."""
        ...

    def facts(self) -> Facts:
        """Return what was remembered with the live snapshot."""
        ...

    def verify(self) -> None:
        """Raise IndexDamaged unless every byte is as written and canaries are found."""
        ...

    def close(self) -> None:
        """Let go of files. Calling anything afterwards is a mistake."""
        ...
