"""One measure of the table beside its target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure, in percent; `target` is what its precision, recall or f1 (`of`) shall be."""

    what: str
    count: int
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    of: str = ""
    target: float | None = None

    def __str__(self) -> str:
        cells = [
            "" if one is None else f"{one:.1f}" for one in (self.precision, self.recall, self.f1)
        ]
        return f"| {self.what} | {self.count:,} | {' | '.join(cells)} | {verdict(self)} |"


def verdict(row: Row) -> str:
    """Return the target of a row, and by how much it is missed if it is."""
    if row.target is None:
        return ""
    value = getattr(row, row.of)
    what = f"{'F1' if row.of == 'f1' else row.of} ≥ {row.target:g}"
    if value is None:
        return f"{what}: not measured"
    return (
        f"{what} met" if value >= row.target else f"{what} **missed by {row.target - value:.1f}**"
    )


def harmonic(precision: float, recall: float) -> float:
    """Return the F1 of both."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
