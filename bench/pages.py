"""What a cold page costs a reader with a slow line: python -m bench.pages --index DIR [--write]

A browser with an empty cache, 1.6 Mbit/s, 150 ms a round trip and a processor four times slower
than this one (Chromium's own throttling) opens each page. Bytes are as they came over the line.
LCP is when the largest piece of the page was painted, the least of the rounds and their median,
since a busy machine adds to it; CLS is how much moved.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import os
import platform
import re
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from playwright.sync_api import Browser, sync_playwright

from bench.served import Served, served
from web.compression import HARD

RESULTS = Path(__file__).parent / "results" / "pages.md"
CHROMIUM = "/usr/bin/chromium"
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
SLOWER = 4
VITALS = """
() => new Promise(done => {
  let paint = 0, moved = 0;
  new PerformanceObserver(l => l.getEntries().forEach(e => { paint = e.startTime; }))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver(l => l.getEntries().forEach(e => { moved += e.value; }))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done([paint, moved]), 700);
})
"""
TARGETS = {"requests": 6, "kB": 90, "LCP": 2.0, "CLS": 0.02, "nodes": 1500, "html": 15}


@dataclass(frozen=True)
class Cold:
    """One cold visit."""

    requests: int
    size: float
    lcp_s: float
    cls: float
    nodes: int


def places(server: Served) -> dict[str, str]:
    """Return a path of each kind of page, of what the archive has most of."""
    facets = json.loads(server.get("/api/facets?facets=people,outlet&facet_size=1")[1])["facets"]
    person, outlet = facets["people"][0]["label"], facets["outlet"][0]["label"]
    asked = quote_plus(" ".join(person.split()[-1:]))
    found = json.loads(server.get(f"/api/search?q={asked}&per_page=1")[1])["results"][0]
    said = [one for one in re.findall(r"\w{5,}", found["title"].lower()) if one != asked.lower()]
    story = json.loads(server.get("/api/stories?sort=largest&per_page=1")[1])["stories"][0]
    members = json.loads(server.get(f"/api/stories/{story['id']}")[1])["members"]
    several = quote_plus(f"{asked} {said[0]}")
    return {
        "home": "/",
        "results": f"/search?q={asked}",
        "results, narrowed": f"/search?q={asked}&outlet={quote_plus(outlet)}",
        "results, explained": f"/search?q={asked}&explain=1",
        "two words, explained": f"/search?q={several}&explain=1",
        "lines": f"/search?q={asked}&view=lines",
        "nothing found": f"/search?q={asked}+zzzz",
        "article": f"/article/{found['id']}?q={asked}&hit=1",
        "people": "/people",
        "person": f"/people/{facets['people'][0]['value']}",
        "outlets": "/outlets",
        "outlet": f"/outlets/{quote_plus(outlet).replace('+', '%20')}",
        "quotes": f"/quotes?q={asked}",
        "stories": "/stories",
        "story": f"/stories/{story['id']}",
        "compare": f"/compare?ids={','.join(one['id'] for one in members[:4])}",
        "coverage": f"/coverage?q={asked}",
        "help": "/help",
        "about": "/about",
        "API": "/api",
        "API, a door": "/api/docs/api-search",
    }


def cold(browser: Browser, address: str) -> Cold:
    """Return what it costs to open a page with an empty cache on a slow line."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    client = context.new_cdp_session(page)
    sizes: dict[str, float] = {}

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    client.on("Network.loadingFinished", finished)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", LINE)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    lcp, moved = page.evaluate(VITALS)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    context.close()
    return Cold(len(sizes), sum(sizes.values()) / 1000, lcp / 1000, moved, nodes)


def table(index: Path, rounds: int) -> str:
    """Return the measurements as a page."""
    made = (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, Python "
        f"{platform.python_version()}: `python -m bench.pages --index DIR --rounds {rounds}`, "
        f"1.6 Mbit/s, 150 ms, a processor {SLOWER} times slower, 390 px wide. The "
        f"{os.cpu_count()} cores had a load of {os.getloadavg()[0]:.1f} before."
    )
    head = (
        "page",
        "HTML, kB",
        "gzipped, kB",
        "requests",
        "kB in all",
        "LCP, s, least",
        "median",
        "CLS",
    )
    lines = ["# Cold pages on a slow line", "", made, "", f"| {' | '.join(head)} | elements |"]
    lines.append("|---" * 9 + "|")
    with served(index) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        version = browser.version
        for name, path in places(server).items():
            status, body, _ = server.get(path)
            seen = [cold(browser, f"http://127.0.0.1:{server.port}{path}") for _ in range(rounds)]
            small = len(gzip.compress(body, HARD)) / 1000
            paints = [one.lcp_s for one in seen]
            lcp = f"{min(paints):.2f} | {statistics.median(paints):.2f}"
            lines.append(
                f"| {name} | {len(body) / 1000:.0f} | {small:.1f} | {seen[0].requests} "
                f"| {seen[0].size:.0f} | {lcp} | {max(one.cls for one in seen):.3f} "
                f"| {seen[0].nodes:,} |"
            )
            assert status == 200 or name == "nothing found", (name, status)
        browser.close()
    budget = (
        f"| *budget* | | {TARGETS['html']} | {TARGETS['requests']} | {TARGETS['kB']} "
        f"| {TARGETS['LCP']:g} | | {TARGETS['CLS']:g} | {TARGETS['nodes']:,} |"
    )
    return "\n".join([*lines, budget, "", f"Chromium {version}.", ""])


def main() -> None:
    """Measure, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    page = table(asked.index, asked.rounds)
    print(page)
    if asked.write:
        RESULTS.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
