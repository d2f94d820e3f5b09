"""Import every dependency that pyproject.toml names, and every module of ours.

Run on each Python that is there: a package that installs may still fail to import.
"""

import importlib
import pkgutil
import re
import sys
from importlib.metadata import packages_distributions, requires


def main() -> None:
    """Import them all; the first that fails ends the program with its traceback."""
    sys.path.pop(0)  # this folder, whose `web` holds tests
    needed = [line for line in requires("dateline") or () if "extra ==" not in line]
    wanted = {_normal(re.split(r"[ <>=~!;\[]", line)[0]) for line in needed}
    found = {
        module: distribution
        for module, distributions in packages_distributions().items()
        for distribution in map(_normal, distributions)
        if distribution in wanted and not module.startswith("_")
    }
    for module in sorted(found):
        importlib.import_module(module)
    for top in ("search", "web"):
        for module_info in pkgutil.walk_packages(importlib.import_module(top).__path__, f"{top}."):
            importlib.import_module(module_info.name)
    print(f"imported {', '.join(sorted(found))}")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
