"""One piece of work in a process of its own: python -m bench.engine.child WHAT ARGUMENTS

build PEER RECORDS LIMIT DIRECTORY    weights of the build
ask PEER DIRECTORY QUESTIONS          memory after asking every question once
first PEER DIRECTORY WORD             how many articles hold a word; nothing else is done

Each prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.engine.peers import peer


def build(name: str, source: str, limit: str, directory: str) -> dict[str, Any]:
    """Return the weights of building an index from a file of records, and of its completion."""
    from bench.engine import records
    from bench.engine.weigh import size_mb, weighed

    engine, path = peer(name), Path(directory)
    weight = weighed(lambda: engine.build(records.read(Path(source), int(limit) or None), path))
    size = size_mb(path)
    more = weighed(lambda: engine.complete(path))
    engine.open(path)
    return {
        **weight.as_dict(),
        "size_mb": size,
        "segments": engine.segments(),
        "complete": {
            "cpu_s": more.cpu_s,
            "wall_s": more.wall_s,
            "size_mb": size_mb(path) - size,
            "above_mb": more.start_mb + more.above_mb - weight.start_mb,
        },
    }


def ask(name: str, directory: str, questions: str) -> dict[str, Any]:
    """Return the memory held before and after opening an index and asking everything once."""
    from bench.engine.weigh import weighed

    engine = peer(name)
    asked = pickle.loads(Path(questions).read_bytes())

    def work() -> None:
        engine.open(Path(directory))
        for question in asked:
            engine.prepared(question)()

    return weighed(work).as_dict()


def first(name: str, directory: str, word: str) -> dict[str, Any]:
    """Return how many articles hold a word."""
    from bench.engine.peer import Question

    engine = peer(name)
    engine.open(Path(directory))
    return {"total": engine.prepared(Question("", "any", (word,)))().total}


def run(what: str, *arguments: object) -> dict[str, Any]:
    """Return what a child says, with the processor seconds of its whole life."""
    command = [sys.executable, "-m", "bench.engine.child", what, *map(str, arguments)]
    # Byte code is there from the second run on, whatever this process is told of it.
    output, cpu = whole_cpu(command, PYTHONDONTWRITEBYTECODE="")
    found: dict[str, Any] = json.loads(output)
    return {**found, "process_cpu_s": cpu}


def whole_cpu(command: list[str], **environment: str) -> tuple[bytes, float]:
    """Return what a command prints and the processor seconds of its whole life."""
    root = Path(__file__).parents[2]
    places = [str(root), os.environ.get("PYTHONPATH", "")]
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=around) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[2:])} ended with {process.returncode}")
    return output, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    tasks: dict[str, Callable[..., dict[str, Any]]]
    tasks = {"build": build, "ask": ask, "first": first}
    print(json.dumps(tasks[sys.argv[1]](*sys.argv[2:])))
