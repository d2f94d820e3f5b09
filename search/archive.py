"""The archive: the first journey, told as short recipes; `readingroom.py` tells the second.

    article file --ingest--> RawArticle --extract--> Article --engine.rebuild--> index

What only this one needs is imported when it begins, so that a search starts without readers and
extractors.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from search.aliases import Aliases
from search.answer import Answer
from search.errors import IndexBusy, IndexDamaged, UsageError
from search.filters import Filters
from search.local import Embedded, LocalEngine
from search.meaning import Meanings
from search.readingroom import ReadingRoom
from search.report import Progress, Report
from search.story import Grouping

if TYPE_CHECKING:
    from search.extract import Corrections, Review, Roster, Survey
    from search.intake import Watch
    from search.stories.wishes import Wishes

__all__ = ["Answer", "Archive", "Filters", "Progress", "Report"]


NAMES = "names.txt"
"""The names file that is looked for beside an index."""

STORIES = "stories.txt"
"""The stories file that is looked for beside an index."""


class Archive(ReadingRoom):
    """A searchable archive in one directory. Reading may be shared between threads."""

    def __init__(
        self, directory: Path, names: Path | None = None, model: Path | bool = False
    ) -> None:
        self.directory = directory
        self.names = directory.parent / NAMES if names is None else names
        """The owner's names file: who is one person, and who is not."""
        self._is_asked_for = names is not None
        self.stories_file = directory.parent / STORIES
        """The owner's stories file: which stories are one, and which articles belong elsewhere."""
        aliases = Aliases(self.names)
        engine = LocalEngine(directory, aliases, self._wishes)
        super().__init__(engine, aliases, Meanings(model))

    @classmethod
    def open(
        cls, directory: str | Path, names: str | Path | None = None, model: Path | bool = False
    ) -> Archive:
        """Return the archive kept in `directory`, which need not exist yet.

        `names`: its names file, else `names.txt` beside it; `model`: a sentence encoder's folder,
        else the one that a package carries is used, if that is installed.
        """
        return cls(Path(directory), None if names is None else Path(names), model)

    def rebuild(
        self,
        paths: Iterable[Path] = (),
        *,
        columns: Mapping[str, str] | None = None,
        yes: bool = False,
        jobs: int | None = 1,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Read every article under `paths` into a new generation, and switch to it.

        Without paths: the sources of the live generation. `columns` maps our field names to the
        column names of JSONL and CSV. `jobs` processes understand the articles; None: as many as
        there are cores, once there is much to read. Raises RebuildRefused when over half of the
        articles would go and `yes` is not given.
        """
        from search.intake import Intake

        intake = Intake.of_everything(
            self._engine, self.directory, paths, columns, progress, jobs, self._names_file()
        )
        change = self._engine.rebuild(intake.everything(yes=yes), intake.facts)
        self._regroup()
        return intake.report(change)

    def add(
        self,
        paths: Iterable[Path],
        *,
        columns: Mapping[str, str] | None = None,
        jobs: int | None = 1,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Read every article under `paths` and add it, or update it when its id is known.

        `jobs` as for a rebuild.
        """
        from search.intake import Intake

        intake = Intake(
            self._engine,
            self.directory,
            paths,
            columns,
            progress,
            jobs=jobs,
            names=self._names_file(),
        )
        report = intake.report(self._engine.add(intake.more(), intake.facts_of_more))
        self._regroup()
        return report

    def watch(
        self,
        paths: Iterable[Path] = (),
        *,
        columns: Mapping[str, str] | None = None,
        jobs: int | None = 1,
        allow_vanish: bool = False,
        patient: bool = True,
    ) -> Watch:
        """Return what keeps the archive in step with the files under `paths`, step by step.

        Without paths: its sources. When over half of the files of a path are gone at once their
        articles stay, unless `allow_vanish`. `patient`: wait while another process writes.
        """
        from search.intake import Watch

        return Watch(
            self._engine,
            self.directory,
            tuple(paths),
            columns=columns,
            jobs=jobs,
            names=self._names_file(),
            allow_vanish=allow_vanish,
            patient=patient,
        )

    def remove(self, article_ids: Iterable[str]) -> Report:
        """Remove articles by id; the index remembers that they were."""
        from search.intake import removal

        started = time.perf_counter()
        ids = tuple(article_ids)
        change = self._engine.remove(ids, lambda: removal(self._engine, ids))
        return Report(
            generation=change.snapshot.generation,
            articles=change.snapshot.articles,
            removed=change.removed,
            seconds=time.perf_counter() - started,
        )

    def embed(self, progress: Callable[[Progress], None] | None = None) -> Embedded:
        """Make a vector for each article that has none; UsageError where no model can be used."""
        return self._meanings.embed(self._engine, progress)

    def roster(self) -> Roster:
        """Return the people of the archive, as the names file has them now."""
        from search import extract

        corrections = extract.read_corrections(self._names_file())
        return extract.Roster(self._survey(corrections), corrections)

    def review(self, names: Path | None = None) -> Review:
        """Return what a names file, by default the archive's own, does to the archive."""
        from search import extract

        survey = self._engine.facts().survey
        self._survey(extract.Corrections())
        return extract.Review(survey, extract.read_corrections(names or self._names_file()))

    def follows_names(self) -> bool:
        """Return whether the people of the index are as the names file has them now."""
        from search import extract

        try:
            was = extract.extent(self._engine.facts().survey).digest
        except ValueError:
            return False
        return was == extract.read_corrections(self._names_file()).digest

    def _names_file(self) -> Path:
        """Return the names file; one that was asked for has to be there, or all were undone."""
        if self._is_asked_for and not self.names.exists():
            raise UsageError(f"There is no names file {self.names}.", code="names.absent")
        return self.names

    def _survey(self, corrections: Corrections) -> Survey:
        from search import extract

        survey = self._engine.facts().survey
        try:
            return extract.Survey.from_bytes(survey, corrections)
        except ValueError as error:
            raise IndexDamaged(
                f"What the index {self.directory} remembers of its articles is damaged, or was "
                "written by another version. Run: index rebuild",
                code="index.damaged",
                path=self.directory,
            ) from error

    def _regroup(self) -> None:
        """Look for copies and stories among what was written, unless somebody else has begun to
        write: the articles are there, and what is not grouped is when anything is grouped next.
        """
        with suppress(IndexBusy):
            self._engine.group()

    def group(self) -> Grouping:
        """Look for copies and stories where something has changed since; return what there is."""
        self._engine.group()
        return self._engine.grouping()

    def _wishes(self) -> Wishes:
        from search.stories import wishes

        return wishes.read(self.stories_file)
