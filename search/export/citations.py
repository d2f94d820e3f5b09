"""A result as references: RIS and BibTeX, which Zotero, EndNote and LaTeX read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search.article import Article
from search.export.about import About, published, summary

_SPECIAL = {
    **{sign: "\\" + sign for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_KEY = re.compile(r"[^A-Za-z0-9_-]+")


def ris(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield one reference of type NEWS an article."""
    for article in articles:
        date = published(article)
        rows = [
            ("TY", "NEWS"),
            ("TI", article.title),
            ("T2", article.outlet),
            ("AU", article.author),
            ("PY", date and date[:4]),
            ("DA", date and "/".join([*date.split("-"), "", ""][:3]) + "/"),
            ("LA", article.lang),
            ("UR", article.url or about.link(article)),
            *(("KW", person.name) for person in article.people),
            ("AB", summary(article)),
            ("ID", article.id),
            ("DB", "Dateline"),
        ]
        lines = [f"{tag}  - {_line(value)}" for tag, value in rows if value]
        yield "\r\n".join([*lines, "ER  - ", "", ""])


def bibtex(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield one @article an article, its key the article's id."""
    for article in articles:
        values = {
            "title": article.title,
            "journal": article.outlet,
            "author": article.author,
            "date": published(article),
            "year": (published(article) or "")[:4],
            "langid": article.lang,
            "keywords": ", ".join(person.name for person in article.people),
            "note": article.agency and f"Agency: {article.agency}",
        }
        lines = [f"  {name} = {{{_escaped(value)}}}," for name, value in values.items() if value]
        url = article.url or about.link(article)
        if url:
            lines.append(f"  url = {{{_line(url).replace('{', '%7B').replace('}', '%7D')}}},")
        key = _KEY.sub("-", article.id).strip("-") or "article"
        yield "\n".join([f"@article{{{key},", *lines, "}", "", ""])


def _line(text: str) -> str:
    """Return text on one line, without what no text file should hold."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(one, one) for one in _line(text))
