"""Trees learn what lines are, and are kept as they were learned."""

import gzip
import json

import numpy as np
import pytest

from search.extract.body import trees
from search.extract.body.boosting import grown
from search.extract.body.trees import BATCH, Forest

LINES = 2000


def _lines(seed):
    """Lines of the article: long ones, and short ones that are quoted."""
    luck = np.random.default_rng(seed)
    numbers = luck.random((LINES, 6), dtype=np.float32)
    long, quoted = numbers[:, 0] > 0.6, numbers[:, 3] > 0.5
    return numbers, (long | quoted).astype(np.float32)


@pytest.fixture(scope="module")
def learned():
    numbers, truth = _lines(1)
    return grown([numbers[:500], numbers[500:]], truth, np.ones(LINES, dtype=np.float32))


def test_what_two_numbers_tell_together_is_learned(learned):
    numbers, truth = _lines(2)
    odds = learned.odds(numbers)
    assert ((odds > 0) == (truth > 0)).mean() > 0.97
    assert min(odds[truth > 0].mean(), -odds[truth == 0].mean()) > 2


def test_heavy_lines_are_what_is_learned():
    numbers, truth = _lines(1)
    contrary = np.concatenate([truth, 1 - truth])
    weights = np.array([1] * LINES + [20] * LINES, dtype=np.float32)
    found = grown([numbers, numbers], contrary, weights)
    assert ((found.odds(numbers) > 0) == (truth == 0)).mean() > 0.95


def test_lines_that_are_all_alike_teach_how_many_are_of_the_article():
    alike = np.ones((400, 3), dtype=np.float32)
    truth = np.array([1] * 300 + [0] * 100, dtype=np.float32)
    found = grown([alike], truth, np.ones(400, dtype=np.float32))
    assert found.odds(alike[:1]) == pytest.approx(np.log(3), abs=0.02)


def test_the_same_lines_grow_the_same_trees(learned):
    numbers, truth = _lines(1)
    again = grown([numbers], truth, np.ones(LINES, dtype=np.float32))
    assert again.odds(numbers).tolist() == learned.odds(numbers).tolist()


def test_each_answer_leads_to_its_leaf():
    """Two trees of two questions, spelled out."""
    forest = Forest(
        features=3,
        asked=np.array([[0, 2], [1, 0]]),
        borders=np.array([[0.5, 0.5], [0.5, 2.0]], dtype=np.float32),
        leaves=np.array([[1, 2, 3, 4], [10, 20, 30, 40]], dtype=np.float32),
        base=100,
    )
    numbers = np.array(
        [[0, 0, 0], [1, 0, 0], [0, 1, 1], [3, 1, 1], [0.5, 0.5, 0.5]], dtype=np.float32
    )
    assert forest.odds(numbers).tolist() == [111, 112, 123, 144, 111]
    assert forest.odds(numbers[:0]).tolist() == []


def test_many_lines_are_weighed_as_each_alone(learned):
    numbers, _ = _lines(3)
    many = numbers[: BATCH + 7]
    alone = [float(learned.odds(one[None])[0]) for one in many]
    assert learned.odds(many).tolist() == pytest.approx(alone, abs=1e-5)


def test_trees_are_read_as_written(learned, tmp_path):
    path = tmp_path / "trees.gz"
    trees.write(path, learned, "lines")
    again = trees.read(path)
    assert again.features == 6
    assert (again.asked == learned.asked).all()
    assert (again.borders == learned.borders).all()
    numbers, _ = _lines(2)
    assert again.odds(numbers) == pytest.approx(learned.odds(numbers), abs=0.02)
    trees.write(tmp_path / "twice.gz", again, "lines")
    assert (tmp_path / "twice.gz").read_bytes() == path.read_bytes()


def test_trees_of_another_format_are_refused(learned, tmp_path):
    path = tmp_path / "trees.gz"
    trees.write(path, learned, "lines")
    head, _, rest = gzip.decompress(path.read_bytes()).partition(b"\n")
    other = json.dumps(json.loads(head) | {"format": 0}).encode()
    path.write_bytes(gzip.compress(other + b"\n" + rest))
    with pytest.raises(ValueError, match="format 0, this code reads 1"):
        trees.read(path)


def test_trees_cut_short_are_refused(learned, tmp_path):
    path = tmp_path / "trees.gz"
    trees.write(path, learned, "lines")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-2]))
    with pytest.raises(ValueError, match="reshape"):
        trees.read(path)
