"""Import every dependency that pyproject.toml names, and every module of ours.

Run on each Python that is there: a package that installs may still fail to import.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, requires


def main() -> None:
    """Import them all; the first that fails ends the program with its traceback."""
    sys.path.pop(0)  # this folder, whose `web` holds tests
    found = {module for line in requires("dateline") or () for module in modules(line)}
    for module in sorted(found):
        importlib.import_module(module)
    for top in ("search", "web"):
        for module_info in pkgutil.walk_packages(importlib.import_module(top).__path__, f"{top}."):
            importlib.import_module(module_info.name)
    print(f"imported {', '.join(sorted(found))}")


def modules(requirement: str) -> Iterator[str]:
    """Yield the top-level modules of a distribution, unless it is not needed here."""
    name, _, condition = requirement.partition(";")
    if "extra ==" in condition:
        return
    try:
        files = distribution(re.split(r"[ <>=~!\[]", name)[0]).files or ()
    except PackageNotFoundError:
        if condition:
            return  # for another Python
        raise
    for file in files:
        top = file.parts[0]
        if file.name == "__init__.py" and len(file.parts) == 2 and not top.startswith("_"):
            yield top
        elif len(file.parts) == 1 and file.suffix in (".py", ".so") and not top.startswith("_"):
            yield top.partition(".")[0]


if __name__ == "__main__":
    main()
