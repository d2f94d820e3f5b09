"""Our own engine, asked as the archive asks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.engine.peer import Answer, Ask, Highlighting, Question
from search import analysis, query
from search.article import Article
from search.engine import Facts, SearchRequest
from search.local import LocalEngine
from search.query.tree import And, DateRange, Exact, Node, Or, Phrase, Prefix, Term

FACETS = {"outlet": "outlet", "year": "date:year"}
PATIENCE_S = 60.0
SNIPPET = 240


class Dateline:
    """The engine of search.local."""

    name = "dateline"

    def version(self) -> str:
        """Return what its speed depends on."""
        numpy, whoosh = version("numpy"), version("whoosh")
        return f"dateline (Whoosh {whoosh}, numpy {numpy}{_numba()})"

    def build(self, records: Iterable[bytes], directory: Path) -> None:
        """Build a generation, check it and switch to it."""
        engine = LocalEngine(directory)
        engine.rebuild(records, Facts)
        engine.close()

    def complete(self, directory: Path) -> None:
        """Find copies and stories, as every rebuild does once articles can be searched."""
        engine = LocalEngine(directory)
        engine.group()
        engine.close()

    def open(self, directory: Path) -> None:
        """Open an index that was built."""
        self._engine = LocalEngine(directory)

    def forget(self) -> None:
        """Forget postings that were made for earlier questions, and their counts."""
        self._engine.forget()

    def segments(self) -> int | None:
        """Return how many segments there are."""
        return self._engine.segments()

    def prepared(self, question: Question) -> Ask:
        """Return what answers a question, its tree made beforehand."""
        return self._asking(_request(_tree(question), question))

    def typed(self, question: Question) -> Ask:
        """Return what answers a question from text."""
        text = str(_tree(question))

        def ask() -> Answer:
            return self._asking(_request(query.parse(text).tree, question))()

        return ask

    def _asking(self, request: SearchRequest) -> Ask:
        ranked, names = self._engine.ranker(), request.facets

        def ask() -> Answer:
            found = ranked(request)
            if not names:
                return Answer(found.answer.total, request)
            counted = tuple(
                sum(one.count for one in found.facets[name] if one.value is not None)
                for name in names
            )
            return Answer(found.answer.total, request, counted)

        return ask

    def ids(self, answer: Answer) -> list[str]:
        """Return the ids of the articles of the page."""
        return [article.id for article in self.articles(answer)]

    def articles(self, answer: Answer) -> list[Article]:
        """Return the articles of the page."""
        return [hit.article for hit in self._engine.search(answer.top).hits]

    def highlighted(
        self, question: Question, answer: Answer, articles: Sequence[Article]
    ) -> Highlighting:
        """Return what makes a passage of each article, as the archive does."""
        from search.answer import quoted
        from search.highlight import Highlighter, Texts, snippets

        tree = _tree(question)

        def marked(articles: Sequence[Article]) -> int:
            highlighter = Highlighter(tree, analysis)
            texts = [
                Texts(one.title or "", one.body, one.lang, quoted(one, highlighter))
                for one in articles
            ]
            shown = snippets(highlighter.each(texts), 1, SNIPPET)
            return sum(len(passage.marks) for passages in shown for passage in passages)

        ids = self.ids(answer)

        def fetched() -> int:
            found = map(self._engine.article, ids)
            return marked([article for article in found if article is not None])

        return Highlighting(lambda: marked(articles), fetched)

    def add(self, record_: bytes, word: str) -> int:
        """Add one article; return how many then hold a word."""
        self._engine.add([record_], Facts)
        return self._asking(SearchRequest(Term(word), limit=10))().total

    def close(self) -> None:
        """Let go of the index."""
        self._engine.close()


def _request(tree: Node, question: Question) -> SearchRequest:
    return SearchRequest(
        tree,
        offset=question.offset,
        limit=10,
        facets=tuple(FACETS[name] for name in question.facets),
        facet_size=20,
        timeout_s=PATIENCE_S,
    )


def _tree(question: Question) -> Node:
    words = question.words
    tree: Node
    if question.form == "phrase":
        tree = Phrase(tuple(Exact(word) for word in words))
    elif question.form == "exact":
        tree = Exact(words[0])
    elif question.form == "prefix":
        tree = Prefix(words[0])
    elif len(words) == 1:
        tree = Term(words[0])
    else:
        parts = tuple(Term(word) for word in words)
        tree = And(parts) if question.form == "all" else Or(parts)
    if question.first or question.last:
        return And((tree, DateRange(question.first, question.last)))
    return tree


def _numba() -> str:
    try:
        return f", numba {version('numba')}"
    except ModuleNotFoundError:
        return ""
