"""Imports go down: what each room may know of the others, and of the world."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS = {
    "web": 10,
    "search.cli": 9,
    "search.warming": 8,
    "search.archive": 7,
    "search.readingroom": 6,
    "search.intake": 4,
    "search.filters": 2,
    "search.partial": 3,
    "search.nearby": 3,
    "search.rareness": 2,
    "search.wordings": 3,
    "search.evidence": 3,
    "search.aliases": 3,
    "search.answer": 4,
    "search.clerk": 5,
    "search.matrix": 4,
    "search.coverage": 3,
    "search.receipt": 3,
    "search.concordance": 5,
    "search.report": 3,
    "search.meaning": 5,
    "search.misnomers": 2,
    "search.config": 3,
    "search.local": 2,
    "search.ingest": 1,
    "search.extract": 1,
    "search.analysis": 1,
    "search.codec": 1,
    "search.query": 1,
    "search.export": 1,
    "search.highlight": 1,
    "search.semantic": 1,
    "search.store": 1,
    "search.stories": 1,
    "search.compare": 1,
    "search.article": 0,
    "search.codec.jit": 0,
    "search.codec.pages": 0,
    "search.comparison": 0,
    "search.engine": 0,
    "search.explanation": 0,
    "search.periods": 0,
    "search.crosstab": 0,
    "search.profile": 0,
    "search.record": 0,
    "search.roll": 0,
    "search.stored": 0,
    "search.errors": 0,
    "search.frozen": 0,
    "search.startup": 0,
    "search.story": 0,
    "search.query.tree": 0,
}
"""A module imports its own room and lower floors, never sideways, never up."""

WORLD = {
    "web": {"flask", "werkzeug", "click", "bleach", "markupsafe", "waitress", "jinja2", "orjson"},
    "search.cli": {"click"},
    "search.config": {"tomli"},
    "search.local": {"whoosh", "numpy", "rapidfuzz", "zstandard"},
    "search.codec": {"numpy", "numba", "zstandard"},
    "search.codec.jit": {"numba"},
    "search.stored": {"orjson"},
    "search.highlight": {"numpy"},
    "search.stories": {"numpy"},
    "search.compare": {"numpy", "rapidfuzz"},
    "search.ingest": {"lxml", "charset_normalizer", "brotli", "pypdf"},
    "search.extract": {
        "lxml",
        "trafilatura",
        "tldextract",
        "py3langid",
        "pycrfsuite",
        "anyascii",
        "numpy",
        "rapidfuzz",
    },
    "search.analysis": {"Stemmer"},
    "search.semantic": {"onnxruntime", "numpy"},
}
"""The libraries that a room may know besides the standard library."""

FLOOR_0 = {room for room, floor in FLOORS.items() if floor == 0}


def room_of(module: str) -> str:
    return max(
        (r for r in FLOORS if module == r or module.startswith(r + ".")), key=len, default=""
    )


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("search", "web"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(p for p in parts if p != "__init__"), path


def imported(path: Path) -> Iterator[str]:
    """Yield every module named in an import, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = (ROOT / (whole.replace(".", "/") + ".py")).exists() or (
                    ROOT / whole.replace(".", "/")
                ).is_dir()
                yield whole if is_module else node.module or ""


MODULES = [(name, path) for name, path in modules() if name != "search"]


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_go_down_and_each_library_has_its_room(module, path):
    room = room_of(module)
    assert room, f"{module} stands on no floor: give it one"
    for name in imported(path):
        top = name.partition(".")[0]
        if top in ("search", "web"):
            other = room_of(name)
            below = FLOORS.get(other, 11) < FLOORS[room] or {room, other} <= FLOOR_0
            fine = other == room or below or name == "search"
            assert fine, f"{module} (floor {FLOORS[room]}) imports {name}"
        elif top not in sys.stdlib_module_names | {"_typeshed"}:
            assert top in WORLD.get(room, set()), f"{module} may not know {top}"


def test_the_package_itself_imports_nothing():
    assert list(imported(ROOT / "search/__init__.py")) == []


def test_no_markup_is_made_outside_web():
    for module, path in MODULES:
        if room_of(module) != "web" and "ingest" not in module and "extract" not in module:
            assert "<mark" not in path.read_text("utf-8"), module
