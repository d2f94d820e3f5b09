"""What was done and what was wrong, for people and for programs."""

from __future__ import annotations

import json

import click

from search.cli.program import FAILED, count, message, option, printable
from search.report import Report, report_record, speed

SHOWN = 20
"""Skipped articles and problems that are listed for people; --json lists all."""


def tell(report: Report, strict: bool) -> None:
    """Show what was done; with `strict`, fail when an article was skipped."""
    if option("json"):
        click.echo(json.dumps(report_record(report)))
    elif not option("quiet"):
        read = f" from {count(report.files, 'file')}" if report.files else ""
        pace = f" ({speed(report):.2f} MB/s)" if report.megabytes else ""
        click.echo(
            f"{count(report.articles, 'article')}{read} in {report.seconds:.1f} s{pace}: "
            f"{report.added:,} added, {report.updated:,} updated, {report.removed:,} removed, "
            f"{report.reused:,} reused, {len(report.skipped):,} skipped."
        )
    if report.skipped and not option("json"):
        show([(one.path, one.line, one.reason) for one in report.skipped], err=True)
    if report.warned and not option("json") and not option("quiet"):
        click.echo(f"{count(len(report.warned), 'article')} to look at:", err=True)
        show([(one.path, one.line, one.reason) for one in report.warned], err=True)
    if not report.articles:
        message("The index holds no article: nothing that could be read was found.")
    if strict and report.skipped:
        click.echo(f"{count(len(report.skipped), 'article')} skipped (--strict).", err=True)
        click.get_current_context().exit(FAILED)


def show(listed: list[tuple[str, int | None, str]], *, err: bool) -> None:
    for path, line, reason in listed[:SHOWN]:
        where = path if line is None else f"{path}:{line}"
        click.echo(f"  {printable(where)}  {printable(reason)}", err=err)
    if len(listed) > SHOWN:
        click.echo(f"  and {len(listed) - SHOWN:,} more (--json lists all)", err=err)
