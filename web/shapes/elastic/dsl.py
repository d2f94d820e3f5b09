"""Elasticsearch's query DSL to a tree of ours.

Every kind of query that has a meaning here is a method; any other, and any option that would have
to be passed over, is refused by name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from search.query.tree import Field, Node, Notice, Prefix, Term, Wildcard
from web.arguments import nearest, short
from web.shapes import moments, trees
from web.shapes.documents import DATE, TEXT
from web.shapes.elastic import lucene, simple
from web.shapes.elastic.fields import Fields, field, inside
from web.shapes.elastic.options import (
    Body,
    a_list,
    an_object,
    boosted,
    choice,
    formats_of,
    fuzziness,
    least,
    listed,
    no_date,
    one_of_many,
    operator,
    options_of,
    refused,
    whole,
)


class Dsl:
    """Reads queries; `notices` is what a reader should know of how query text was read."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.notices: list[Notice] = []
        self.typed: list[str] = []
        """What a reader wrote, for the length of it."""

    def node(self, query: object, depth: int = 0) -> Node:
        """Return the tree of a query such as `{"match": {"title": "strike"}}`."""
        if depth > trees.MOST_DEEP:
            raise refused(f"queries may lie {trees.MOST_DEEP} deep in one another", "query")
        if not isinstance(query, dict) or len(query) != 1:
            raise refused("[query] must be an object with one kind of query in it", "query")
        ((kind, given),) = query.items()
        read = _KINDS.get(kind)
        if read is None:
            likely = nearest(str(kind), _KINDS)
            raise refused(f"unknown query [{short(str(kind))}] did you mean [{likely}]?", kind)
        return read(self, given, depth)

    # Everything and nothing

    def match_all(self, given: object, depth: int) -> Node:
        """Return every article."""
        options_of(given, "match_all", ())
        return trees.EVERYTHING

    def match_none(self, given: object, depth: int) -> Node:
        """Return no article."""
        options_of(given, "match_none", ())
        return trees.NOTHING

    # Text

    def match(self, given: object, depth: int) -> Node:
        """Return the articles with any, or all, of some words in a field."""
        name, options = self._of_field(given, "match", "query")
        allowed = ("query", "operator", "minimum_should_match", "fuzziness", "zero_terms_query")
        options = options_of(options, "match", allowed)
        text = self._text(options, "match")
        return boosted(self._words(Fields(((name, 1.0),)), text, options, "match"), options)

    def multi_match(self, given: object, depth: int) -> Node:
        """Return the articles with words in any of several fields."""
        where = "multi_match"
        allowed = ("query", "fields", "type", "operator", "minimum_should_match", "fuzziness")
        options = options_of(given, where, (*allowed, "zero_terms_query", "slop"))
        text, fields = (
            self._text(options, where),
            Fields.of(a_list(options, "fields", where), where),
        )
        kind = choice(
            options,
            "type",
            where,
            ("best_fields", "most_fields", "cross_fields", "phrase", "phrase_prefix"),
        )
        if kind in ("phrase", "phrase_prefix"):
            slop = whole(options, "slop", where, 0, 100)
            ends = kind == "phrase_prefix"
            node = fields.spread(text, lambda one: trees.phrase(one, slop, open_end=ends))
        elif "slop" in options:
            raise refused("[multi_match] slop is for phrases", where)
        else:
            together = kind == "cross_fields"
            node = self._words(fields, text, options, where, together=together)
        return boosted(node, options)

    def match_phrase(self, given: object, depth: int) -> Node:
        """Return the articles with these words in this order."""
        return self._phrase(given, "match_phrase", open_end=False)

    def match_phrase_prefix(self, given: object, depth: int) -> Node:
        """Return the same, where the last word may go on."""
        return self._phrase(given, "match_phrase_prefix", open_end=True)

    def query_string(self, given: object, depth: int) -> Node:
        """Return what a query string asks for, as Lucene reads it."""
        where = "query_string"
        allowed = ("query", "default_field", "fields", "default_operator", "phrase_slop")
        options = options_of(given, where, (*allowed, "minimum_should_match"))
        one_of_many(options, where)
        text = self._text(options, where)
        named = a_list(options, "fields", where) or listed(options.get("default_field"))
        node, notices = lucene.read(
            text,
            Fields.of(named, where),
            all_words=operator(options, "default_operator", where) == "and",
            slop=whole(options, "phrase_slop", where, 0, 100),
            now=self.now,
        )
        self.notices += notices
        return boosted(node or trees.EVERYTHING, options)

    def simple_query_string(self, given: object, depth: int) -> Node:
        """Return what a simple query string asks for."""
        where = "simple_query_string"
        options = options_of(given, where, ("query", "fields", "default_operator"))
        text = self._text(options, where)
        node = simple.read(
            text,
            Fields.of(a_list(options, "fields", where), where),
            all_words=operator(options, "default_operator", where) == "and",
        )
        return boosted(node or trees.NOTHING, options)

    # Values

    def term(self, given: object, depth: int) -> Node:
        """Return the articles with a value in a field; in text, a word just as written."""
        name, options = self._of_field(given, "term", "value")
        options = options_of(options, "term", ("value",))
        return boosted(self._value(name, options.get("value"), "term"), options)

    def terms(self, given: object, depth: int) -> Node:
        """Return the articles with any of some values in a field."""
        options = dict(an_object(given, "terms"))
        boost = {"boost": options.pop("boost")} if "boost" in options else {}
        if len(options) != 1:
            raise refused("[terms] needs one field and its values", "terms")
        ((name, values),) = options.items()
        if not isinstance(values, list):
            raise refused("[terms] needs a list of values; they cannot be looked up", "terms")
        own = field(name, "terms")
        return boosted(trees.any_of(self._value(own, value, "terms") for value in values), boost)

    def ids(self, given: object, depth: int) -> Node:
        """Return the articles with these ids."""
        options = options_of(given, "ids", ("values",))
        values = a_list(options, "values", "ids")
        return trees.any_of(self._value("id", value, "ids") for value in values)

    def exists(self, given: object, depth: int) -> Node:
        """Return the articles where a field is known."""
        options = options_of(given, "exists", ("field",))
        return trees.having(field(options.get("field"), "exists"))

    def prefix(self, given: object, depth: int) -> Node:
        """Return the articles with a word, or a name, that begins so."""
        name, options = self._of_field(given, "prefix", "value")
        options = options_of(options, "prefix", ("value",))
        text = str(options.get("value", ""))
        return boosted(self._pattern(name, text, Prefix(text.strip())), options)

    def wildcard(self, given: object, depth: int) -> Node:
        """Return the articles with a word, or a name, of this shape."""
        name, options = self._of_field(given, "wildcard", "value")
        options = options_of(options, "wildcard", ("value", "wildcard"))
        text = str(options.get("value", options.get("wildcard", ""))).strip()
        if text == "*":
            return trees.having(name)
        return boosted(self._pattern(name, text, Wildcard(text)), options)

    def fuzzy(self, given: object, depth: int) -> Node:
        """Return the articles with a word a few letters away."""
        name, options = self._of_field(given, "fuzzy", "value")
        options = options_of(options, "fuzzy", ("value", "fuzziness"))
        if name not in TEXT:
            raise refused(f"[fuzzy] names cannot be fuzzy: [{name}]", "fuzzy")
        edits = fuzziness(options.get("fuzziness", "AUTO"), "fuzzy")
        text = str(options.get("value", ""))
        nodes = [trees.fuzzy(word, edits) for word in trees.pieces(text)]
        return boosted(
            trees.scoped(trees.all_of(nodes) if nodes else trees.NOTHING, name), options
        )

    def dates(self, given: object, depth: int) -> Node:
        """Return the articles of a range of dates."""
        whole = an_object(given, "range")
        if len(whole) != 1:
            raise refused("[range] needs one field", "range")
        ((name, value),) = whole.items()
        if field(name, "range") != DATE:
            raise refused(f"[range] only [date] has an order, not [{short(str(name))}]", "range")
        options = options_of(value, "range", ("gte", "gt", "lte", "lt", "format"))
        formats = formats_of(options.get("format"))
        first, last = dt.date.min, dt.date.max
        for how in ("gte", "gt", "lte", "lt"):
            if options.get(how) is None:
                continue
            day = self._bound(options[how], how, formats)
            if how[0] == "g":
                first = max(first, day)
            else:
                last = min(last, day)
        return trees.between(
            None if first == dt.date.min else first, None if last == dt.date.max else last
        )

    # Queries in queries

    def boolean(self, given: object, depth: int) -> Node:
        """Return what must, should, must not match, or only filters."""
        options = options_of(
            given, "bool", ("must", "should", "filter", "must_not", "minimum_should_match")
        )
        must, should, filters, without = (
            self._nodes(options.get(name), depth)
            for name in ("must", "should", "filter", "must_not")
        )
        wanted = options.get("minimum_should_match")
        count = 0 if must or filters or not should else 1
        if wanted is not None:
            count = least(wanted, len(should))
        chosen = trees.at_least(count, should)
        if chosen is None:
            raise refused(
                f"[bool] {count} of {len(should)} clauses can be chosen in too many ways",
                "minimum_should_match",
            )
        parts = [*must, *map(trees.unscored, filters)]
        parts += [chosen] if should or count > 0 else []
        parts += trees.none_of(without)
        return boosted(trees.all_of(parts), options)

    def constant_score(self, given: object, depth: int) -> Node:
        """Return what a filter lets through, without an order of its own."""
        options = options_of(given, "constant_score", ("filter",))
        if options.get("boost", 1) != 1:
            raise refused("[constant_score] has no boost here", "constant_score")
        return trees.unscored(self.node(options.get("filter"), depth + 1))

    # Parts of these

    def _nodes(self, given: object, depth: int) -> list[Node]:
        if given is None:
            return []
        return [
            self.node(one, depth + 1) for one in (given if isinstance(given, list) else [given])
        ]

    def _of_field(self, given: object, where: str, short_form: str) -> tuple[str, object]:
        """Return the field of `{"title": …}`, and what is asked of it; a bare value is short."""
        whole = an_object(given, where)
        if len(whole) != 1:
            raise refused(f"[{where}] needs one field, not {len(whole)}", where)
        ((name, value),) = whole.items()
        return field(name, where), value if isinstance(value, dict) else {short_form: value}

    def _text(self, options: Body, where: str) -> str:
        text = options.get("query")
        if text is None or isinstance(text, list | dict):
            raise refused(f"[{where}] requires a query, and it must be text", where)
        self.typed.append(str(text))
        return str(text)

    def _words(
        self, fields: Fields, text: str, options: Body, where: str, *, together: bool = False
    ) -> Node:
        """Return words in fields; `together`: each in any of the fields."""
        if not trees.pieces(text):
            none = choice(options, "zero_terms_query", where, ("none", "all"))
            return trees.EVERYTHING if none == "all" else trees.NOTHING
        most = trees.MOST_WORDS // max(1, len(fields.names))
        if len(trees.pieces(text)) > most:
            message = f"This query may have {most} words; the rest was left out."
            self.notices.append(Notice("too-many-clauses", message, 0, 0))
        every = operator(options, "operator", where) == "and"
        given = options.get("fuzziness", 0)
        edits = fuzziness(given, where)

        def one(word: str) -> Node:
            return Term(word) if given == 0 else trees.fuzzy(word, edits)

        def joined(nodes: Sequence[Node]) -> Node:
            count = len(nodes) if every else 1
            if "minimum_should_match" in options and not every:
                count = max(1, least(options["minimum_should_match"], len(nodes)))
            found = trees.at_least(count, nodes)
            if found is None:
                message = f"Too many ways to have {count} of {len(nodes)} words: all were asked."
                self.notices.append(Notice("too-many-ways", message, 0, 0))
                return trees.all_of(nodes)
            return found

        def node(written: str) -> Node:
            return joined([one(word) for word in trees.pieces(written)[:most]])

        if together and fields.names:
            words = trees.pieces(text)[:most]
            return joined([fields.spread(word, one) for word in words])
        if len(fields.names) == 1 and fields.names[0][0] == DATE:
            return self._value(DATE, text, where)
        return fields.spread(text, node)

    def _phrase(self, given: object, where: str, *, open_end: bool) -> Node:
        name, options = self._of_field(given, where, "query")
        options = options_of(options, where, ("query", "slop", "zero_terms_query"))
        text = self._text(options, where)
        slop = whole(options, "slop", where, 0, 100)
        return boosted(
            inside(name, text, lambda one: trees.phrase(one, slop, open_end=open_end)), options
        )

    def _value(self, name: str, value: object, where: str) -> Node:
        if value is None or isinstance(value, list | dict):
            raise refused(f"[{where}] needs a value for [{name}]", where)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if name == DATE:
            first = self._moment(text, up=False)
            return trees.between(first, self._moment(text, up=True))
        if name in TEXT:
            return trees.scoped(trees.phrase(text), name)
        return inside(name, text, Term)

    def _pattern(self, name: str, text: str, node: Prefix | Wildcard) -> Node:
        """Return a word or name of some shape; one with too few letters is not looked for."""
        if name == DATE:
            raise refused("a date has no letters: use a range", "prefix")
        text = text.strip()
        letters = re.split(r"[*?]", text.lstrip("*?"), maxsplit=1)[0]
        if len(letters) < (3 if text[:1] in ("*", "?") else 2):
            message = "A pattern needs two letters, or three after a leading *; it finds nothing."
            self.notices.append(Notice("wildcard-short", message, 0, 0))
            return trees.NOTHING
        if name in TEXT and not all(one.isalnum() or one in "*?'’" for one in text):
            self.notices.append(
                Notice("wildcard-phrase", "A pattern is of one word; it finds nothing.", 0, 0)
            )
            return trees.NOTHING
        return Field(name, node)

    def _bound(self, value: object, how: moments.Comparison, formats: tuple[str, ...]) -> dt.date:
        try:
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise ValueError(value)
            return moments.bound(str(value), how, self.now, formats)
        except ValueError:
            raise no_date(value, formats) from None

    def _moment(self, text: str, *, up: bool) -> dt.date:
        try:
            return moments.moment(text, self.now, up=up).date()
        except ValueError:
            raise no_date(text, moments.DEFAULT_FORMATS) from None


_KINDS: Mapping[str, Callable[[Dsl, object, int], Node]] = {
    "match_all": Dsl.match_all,
    "match_none": Dsl.match_none,
    "match": Dsl.match,
    "multi_match": Dsl.multi_match,
    "match_phrase": Dsl.match_phrase,
    "match_phrase_prefix": Dsl.match_phrase_prefix,
    "query_string": Dsl.query_string,
    "simple_query_string": Dsl.simple_query_string,
    "term": Dsl.term,
    "terms": Dsl.terms,
    "ids": Dsl.ids,
    "exists": Dsl.exists,
    "prefix": Dsl.prefix,
    "wildcard": Dsl.wildcard,
    "fuzzy": Dsl.fuzzy,
    "range": Dsl.dates,
    "bool": Dsl.boolean,
    "constant_score": Dsl.constant_score,
}
