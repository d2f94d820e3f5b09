"""Frozen records that are made in little more time than others: see `readily`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, TypeVar

T = TypeVar("T")


def readily(record: type[T]) -> type[T]:
    """Return a frozen, slotted dataclass that is made in less time, and is the same otherwise.

    What makes a frozen record asks `object` to set each of its fields. Here it is one of a twin
    that is not frozen while they are set: of 21 fields in 1.3 us instead of 3.5, of 4 in .42 us
    instead of .56. A page of results makes 440 records (`bench http`).
    """
    given = fields(record)  # type: ignore[arg-type]
    slots: tuple[str, ...] = record.__dict__["__slots__"]
    its = {"__slots__": slots, "__module__": record.__module__, "__doc__": record.__doc__}
    twin = type(record.__name__, record.__bases__, its)
    names: dict[str, Any] = {"_put": object.__setattr__, "_twin": twin, "_record": record}
    asked = ["self"]
    for one in given:
        if not one.init or one.kw_only or one.default_factory is not MISSING:
            raise TypeError(f"{record.__name__}.{one.name} is not a plain field")
        is_given = one.default is MISSING
        names |= {} if is_given else {f"_{one.name}": one.default}
        asked.append(one.name if is_given else f"{one.name}=_{one.name}")
    lines = [
        f"def __init__({', '.join(asked)}):",
        "_put(self, '__class__', _twin)",
        *(f"self.{one.name} = {one.name}" for one in given),
        "self.__class__ = _record",
    ]
    exec("\n ".join(lines), names)  # noqa: S102  as dataclasses do, of names of fields
    made: Callable[..., None] = names["__init__"]
    made.__annotations__ = dict(record.__init__.__annotations__)
    made.__qualname__ = f"{record.__qualname__}.__init__"
    record.__init__ = made  # type: ignore[method-assign]
    return record
