"""Our index is an index of Whoosh's: its own searcher finds what it finds in one of its own."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex, open_dir
from whoosh.qparser import QueryParser
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from search import record
from search.codec.builder import SegmentWriter as CodecWriter
from search.errors import UsageError
from search.local import toc
from search.local.codec import DatelineCodec, DatelineSegment
from search.local.entry import ANALYSIS, entry
from search.local.fields import SCHEMA, WrittenSchema
from search.local.schema import document
from tests import paper
from tests.local.whoosh_questions import answers, articles

SIZES = (200, 10, 30)
"""Articles of the segments: the first has words that more hold than Whoosh puts in a block."""

GONE = (3, 4, 17, 205, 230)
"""Articles removed, by number."""


def gone(first, part):
    """Return which articles of a segment are removed, by their numbers there."""
    return frozenset(number - first for number in GONE if first <= number < first + len(part))


def write(directory, part, first=0):
    """Write a segment of ours."""
    made = toc.fresh(directory, len(part))
    with CodecWriter(directory, ANALYSIS) as writer:
        for key, article in enumerate(part, first):
            writer.add(entry(record.dumps(article), key))
        writer.finish(made.path)
    return made


class Empty:
    """What Whoosh's writer wants to know of an index that is not there yet."""

    indexname = "STOCK"

    def __init__(self, directory: Path) -> None:
        self.storage = FileStorage(str(directory))

    def _read_toc(self):
        return TOC(SCHEMA, [], 0)


class StockWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, writing no table of contents: `segments` are what it wrote."""

    def _commit_toc(self, segments):
        self.segments = segments


def cut(made):
    """Yield (number of the first, articles) of each segment."""
    first = 0
    for size in SIZES:
        yield first, made[first : first + size]
        first += size


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A searcher over the articles in an index that Whoosh alone wrote."""
    directory = tmp_path_factory.mktemp("stock")
    written = []
    for first, part in cut(articles()):
        writer = StockWriter(Empty(directory), _lk=False, codec=W3Codec(), compound=False)
        for key, article in enumerate(part, first):
            writer.add_document(**document(article), key=key)
        writer.commit()
        (segment,) = writer.segments
        for number in gone(first, part):
            segment.delete_document(number)
        written.append(segment)
    storage = FileStorage(str(directory))
    with Searcher(FileIndex._reader(storage, SCHEMA, written, 0)) as searcher:
        yield searcher


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """The directory of the same articles in segments of ours."""
    directory = tmp_path_factory.mktemp("ours")
    written = [
        write(directory, part, first)._replace(deleted=gone(first, part))
        for first, part in cut(articles())
    ]
    toc.commit(directory, 3, written)
    return directory


def agree(stock, index, questions):
    """Check that Whoosh, in a process of its own, says of our index what it says of its own."""
    command = [sys.executable, "-m", "tests.local.whoosh_questions", str(index), str(questions)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as process:
        wanted = json.loads(json.dumps(answers(stock, questions)))
        said, mistakes = process.communicate(timeout=300)
    assert process.returncode == 0, mistakes.decode()
    ours = json.loads(said)
    for there, here in zip(wanted["held"], ours["held"], strict=True):
        for part in there:
            assert here[part] == there[part], part
    answered = 0
    for there, here in zip(wanted["found"], ours["found"], strict=True):
        for order in there.keys() - {"query"}:
            if isinstance(there[order], str):
                continue  # Whoosh cannot answer this over its own index
            answered += order == "ten"
            assert same(there[order], here[order]), (order, there, here)
    assert answered > 0.85 * questions


def same(wanted, found):
    """Return whether two results are the same articles in order, with scores or sorting keys."""
    if isinstance(found, str) or wanted[1] != found[1] or len(wanted[0]) != len(found[0]):
        return False
    return all(
        doc == other and (key == other_key or abs(key - other_key) < 1e-4)
        for (key, doc), (other_key, other) in zip(wanted[0], found[0], strict=True)
    )


def test_whoosh_finds_and_reads_the_same_as_in_an_index_of_its_own(stock, index):
    agree(stock, index, 120)


@pytest.mark.slow
def test_it_does_for_many_more_queries(stock, index):
    agree(stock, index, 600)


def test_a_commit_is_read_back_as_it_was_written(index):
    first, small, last = toc.segments(index, 3)
    assert [segment.size for segment in (first, small, last)] == list(SIZES)
    assert first.deleted == {3, 4, 17}
    assert first.path.is_file()


def test_a_table_of_contents_is_what_whoosh_would_write(tmp_path):
    removed = [frozenset(), frozenset({1, 700}), frozenset(range(0, 60_000, 3))]
    written = [toc.fresh(tmp_path, 60_000)._replace(deleted=gone) for gone in removed]
    for commit, segments in ((1, []), (70_000, written)):
        name = toc.commit(tmp_path, commit, segments)
        ours = [DatelineSegment(one.name, one.size, one.deleted) for one in segments]
        theirs = RamStorage()
        TOC(WrittenSchema(), ours, commit).write(theirs, toc.INDEX_NAME)
        assert (tmp_path / name).read_bytes() == theirs.files[name]


def files(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "change",
    [
        lambda index: index.writer().commit(),
        lambda index: index.optimize(),
        lambda index: index.delete_by_term("id", "a5"),
    ],
)
@pytest.mark.parametrize("sizes", [(), (3, 2)])
def test_whooshs_writers_are_refused_and_destroy_nothing(tmp_path, change, sizes):
    made = articles()
    toc.commit(tmp_path, 1, [write(tmp_path, made[:size]) for size in sizes])
    before = files(tmp_path)
    with pytest.raises(UsageError, match="index add"):
        change(open_dir(str(tmp_path)))
    assert files(tmp_path).items() >= before.items()
    assert [segment.size for segment in toc.segments(tmp_path, 1)] == list(sizes)


def test_whooshs_writer_cannot_use_our_codec(index):
    with pytest.raises(UsageError, match="index add"):
        open_dir(str(index)).writer(codec=DatelineCodec())


class Harm:
    def __reduce__(self):
        return print, ("harm",)


@pytest.mark.parametrize("planted", [Harm(), [Harm()], ["text"], {"a": 1}, 7])
def test_a_table_of_contents_may_name_nothing_else(tmp_path, capsys, planted):
    files = FileStorage(str(tmp_path))
    TOC(Schema(), planted, 1).write(files, "MAIN")
    with pytest.raises(ValueError, match=r"_MAIN_1\.toc"):
        toc.segments(tmp_path, 1)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments", [("../elsewhere", 3), ("", 3), ("abc", 3, (3,)), ("abc", 3, ("x",)), ("abc", -1)]
)
def test_a_segment_is_what_it_can_be(tmp_path, arguments):
    with pytest.raises(ValueError):
        DatelineSegment(*arguments)


def test_whoosh_searches_what_the_engine_wrote(tmp_path):
    made = paper.engine(tmp_path)
    made.remove(["strike-2020"])
    made.close()
    (directory,) = {path.parent for path in tmp_path.rglob("_MAIN_*.toc")}
    with open_dir(str(directory)).searcher() as searcher:
        ids = searcher.reader().column_reader("id_name")
        parser = QueryParser("body", SCHEMA)
        for text, found in [
            ("strikes", {"strike-1926"}),
            ("strike NOT dawn", set()),
            ("title:regatta OR fog", {"regatta", "fog"}),
        ]:
            results = searcher.search(parser.parse(text), limit=None)
            assert {ids[docnum].decode() for docnum in results.docs()} == found


def test_a_damaged_table_of_contents_is_an_error_that_names_it(tmp_path, index):
    whole = (index / "_MAIN_3.toc").read_bytes()
    for size in range(len(whole)):
        (tmp_path / "_MAIN_3.toc").write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"_MAIN_3\.toc"):
            toc.segments(tmp_path, 3)


def test_whoosh_opens_only_what_the_allow_list_lets_through():
    files = RamStorage()
    TOC(Schema(), [Harm()], 1).write(files, "MAIN")
    with pytest.raises(pickle.UnpicklingError, match="does not hold"):
        FileIndex(files, indexname="MAIN")
