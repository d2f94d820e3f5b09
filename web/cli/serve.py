"""`dateline serve`. Flask is imported when serving starts."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import click

from search.archive import Archive
from search.cli import common, count, message, option, settings
from search.cli.commands import beginnings
from search.errors import IndexAbsent


@click.command()
@click.option("--host", help="Where to listen; default 127.0.0.1, this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), help="Default 8000; 0 takes a free one.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Requests answered at once.")
@click.option("--allow-remote", is_flag=True, help="Let other machines in.")
@common
def serve(host: str | None, port: int | None, threads: int | None, allow_remote: bool) -> None:
    """Serve the archive to a browser; builds the index from `seeds` first when there is none."""
    import logging

    from web.serve import serve as run_server

    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("web").setLevel(logging.WARNING if option("quiet") else logging.INFO)
    logging.getLogger("waitress.queue").setLevel(
        logging.ERROR
    )  # a full queue is answered with 503
    chosen = settings(host=host, port=port, threads=threads)
    if allow_remote:  # its own address is a name it may be asked by
        chosen = replace(chosen, hosts=(*chosen.hosts, chosen.host))
    with closing(Archive.open(chosen.index, chosen.names, chosen.semantic)) as archive:
        _begin(archive)
    run_server(
        chosen,
        allow_remote=allow_remote,
        ready=lambda url: click.echo(f"Dateline answers at {url} (Ctrl-C stops it)"),
        waiting=lambda url: message(
            f"{url} is there. Searches wait until what they run is compiled, once on a machine."
        ),
    )


def _begin(archive: Archive) -> None:
    """Build an index from the seeds when there is none at all."""
    try:
        archive.status()
    except IndexAbsent:
        report = archive.rebuild(beginnings(archive))
        message(f"{count(report.articles, 'article')} indexed in {report.seconds:.1f} s")
