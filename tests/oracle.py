"""A search engine to read in a sitting, over a list of articles: slow, and right.

Fast engines are compared with it. It takes every node of the tree literally, looks at every
article, and keeps nothing between queries but the words.

    Oracle(articles).ids(tree)             which articles match
    Oracle(articles).ranked(tree, sort)    in order, with their scores
    Oracle(articles).undated(tree)         how many are left out only for want of a date

What tree.py leaves open is settled here: a word has one span at a position, the longest; any two
spans near each other make a Near, and of nested ones only the smallest count as occurrences;
Within has the spans that hold no smaller one.
"""

from __future__ import annotations

import bisect
import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations, pairwise, product

from search.analysis import breaks, common_words, fold, stem, words
from search.article import Article
from search.query.tree import (
    NAME_FIELDS,
    Added,
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)

Span = tuple[int, int]
"""First and last position."""

Verdict = tuple[bool, bool]
"""Whether a node matches an article, and whether it fails it."""

Leaf = tuple[Node, str, float, float, int]
"""What adds to the score: a node, its field, what its share is multiplied by, how much of that is
boost, and how many articles hold it.
"""

Telling = tuple[Leaf, int, float]
"""A word that tells what is looked for, where it was typed, and how rare it is."""

Found = tuple[str, float, "dt.date | None"]
"""An article's id, score and first day."""

MOST_WORDS = 1000
MOST_FUZZY = 50


class Text:
    """The words of one title, body or name, by position."""

    def __init__(self, text: str, lang: str | None = None, *, is_title: bool = False) -> None:
        found = words(text)
        self.lang = lang
        self.forms: list[list[str]] = [[] for _ in range(found[-1].position + 1 if found else 0)]
        self.starts = [0] * len(self.forms)
        self.ends = [0] * len(self.forms)
        for word in found:
            if not self.forms[word.position]:  # the piece itself, not the joined form
                self.starts[word.position], self.ends[word.position] = word.start, word.end
            self.ends[word.position] = min(self.ends[word.position], word.end)
            self.forms[word.position].append(word.form)
        self.found: dict[Node, set[Span]] = {}
        """Where a word stands that was looked for: it is asked dozens of times."""
        self.breaks = breaks(text, found)
        if is_title:
            self.breaks = self.breaks._replace(paragraphs=self.breaks.paragraphs[:1])

    def __len__(self) -> int:
        return len(self.forms)


class Document:
    """One article and its words."""

    def __init__(self, article: Article) -> None:
        self.article = article
        # A title is one paragraph, whatever stands between its words.
        self.texts = {
            "title": Text(article.title or "", article.lang, is_title=True),
            "body": Text(article.body, article.lang),
        }
        self.folds = {
            fold(form) for text in self.texts.values() for at in text.forms for form in at
        }


class Oracle:
    """All live articles; of two with one id the later.

    `aliases` gives every folded name of an outlet or agency, from the name the article has.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        aliases: Callable[[str], set[str]] = lambda name: {whole(name)},
    ) -> None:
        self.documents = [
            Document(article) for article in {article.id: article for article in articles}.values()
        ]
        self.aliases = aliases
        self.common = Counter(form for document in self.documents for form in document.folds)
        self.spellings: dict[str, set[str]] = {}
        for person in (person for d in self.documents for person in d.article.people):
            self.spellings.setdefault(person.id, set()).update((*person.as_written, person.name))
        count = max(len(self.documents), 1)
        spoken = Counter(d.article.lang for d in self.documents if d.article.lang)
        self.little = {
            word
            for lang, held in spoken.items()
            if held >= 0.1 * len(self.documents)
            for word in common_words(lang)
        }
        self.mean = {
            field: sum(len(d.texts[field]) for d in self.documents) / count or 1.0
            for field in ("title", "body")
        }

    def ids(self, tree: Node) -> set[str]:
        """Return the ids of the articles that match."""
        return {d.article.id for d in self.documents if self.judge(tree, d, "")[0]}

    def undated(self, tree: Node) -> int:
        """Return how many articles do not match, but would if dates asked nothing of them."""
        return sum(
            self.judge(tree, d, "", lenient=True)[0] and not self.judge(tree, d, "")[0]
            for d in self.documents
            if d.article.first_day is None
        )

    def ranked(self, tree: Node, sort: str = "relevance") -> list[tuple[str, float]]:
        """Return the ids that match with their scores, in order."""
        leaves = self.leaves(tree)
        found: list[Found] = []
        for d in self.documents:
            if self.judge(tree, d, "")[0]:
                score = sum(
                    factor * self.weight(leaf, d, scope, df)
                    for leaf, scope, factor, _, df in leaves
                )
                found.append((d.article.id, score, d.article.first_day))
        found.sort(key=lambda hit: order(hit, sort))
        if sort == "relevance":
            found = self.reranked(tree, leaves, found)
        return [(article_id, score) for article_id, score, _ in found]

    # Which articles match

    def judge(self, node: Node, d: Document, scope: str, lenient: bool = False) -> Verdict:
        """Return whether a node matches and whether it fails an article; `scope` is a field."""
        if isinstance(node, (And, Or)):
            verdicts = [self.judge(part, d, scope, lenient) for part in node.nodes]
            match, fail = [m for m, _ in verdicts], [f for _, f in verdicts]
            return (all(match), any(fail)) if isinstance(node, And) else (any(match), all(fail))
        if isinstance(node, Not):
            matched, failed = self.judge(node.node, d, scope, lenient)
            return failed, matched
        if isinstance(node, Boost):
            return self.judge(node.node, d, scope, lenient)
        if isinstance(node, Field):
            return self.judge(node.node, d, node.name, lenient)
        if isinstance(node, DateRange):
            return dated(node, d.article, lenient)
        if isinstance(node, Added):
            return added(node, d.article)
        if isinstance(node, Everything):
            return True, False
        if scope in NAME_FIELDS:
            holds = self.named(node, d.article, scope)
        elif isinstance(node, AtLeast):
            holds = sum(map(len, self.spans(node.node, d, scope).values())) >= node.count
        else:
            holds = any(self.spans(node, d, scope).values())
        return holds, not holds

    # Where words stand

    def spans(self, node: Node, d: Document, scope: str) -> dict[str, set[Span]]:
        """Return the spans of a node in the title and the body, as far as `scope` allows."""
        if isinstance(node, Field):
            return self.spans(node.node, d, node.name)
        if isinstance(node, Boost):
            return self.spans(node.node, d, scope)
        if isinstance(node, Or):
            branches = [self.spans(part, d, scope) for part in node.nodes]
            return {
                field: {span for branch in branches for span in branch.get(field, ())}
                for field in ("title", "body")
            }
        fields = ("body",) if scope == "quote" else (scope,) if scope else ("title", "body")
        found = {field: set(self.stretches(node, d.texts[field], d, scope)) for field in fields}
        if isinstance(node, Near):
            found = {field: smallest(spans) for field, spans in found.items()}
        if scope == "quote":
            text = d.texts["body"]
            found["body"] = {
                (first, last)
                for first, last in found["body"]
                if any(
                    quote.start <= text.starts[first] and text.ends[last] <= quote.end
                    for quote in d.article.quotes
                    if quote.direct
                )
            }
        return found

    def stretches(self, node: Node, text: Text, d: Document, scope: str) -> Iterable[Span]:
        """Return the spans of a node in one text."""
        if isinstance(node, Or):
            return {span for part in node.nodes for span in self.stretches(part, text, d, scope)}
        if isinstance(node, Phrase):
            return self.adjacent([self.stretches(w, text, d, scope) for w in node.words])
        if isinstance(node, Within):
            parts = [set(self.stretches(word, text, d, scope)) for word in node.words]
            return smallest(within(parts, node.slop))
        if isinstance(node, Near):
            left = self.stretches(node.left, text, d, scope)
            right = self.stretches(node.right, text, d, scope)
            return {
                (min(a[0], b[0]), max(a[1], b[1]))
                for a, b in product(left, right)
                if near(node, a, b, text)
            }
        if isinstance(node, (Prefix, Wildcard)):
            expanded = self.expanded(node)
            return runs(text, [[(lambda form: fold(form) in expanded, 1)]])
        if isinstance(node, Fuzzy):
            query = Text(node.text)
            if len(query) == 1:
                expanded = self.fuzzy(fold(query.forms[0][0]), node.edits)
                return runs(text, [[(lambda form: fold(form) in expanded, 1)]])
            node = Exact(node.text)
        if isinstance(node, (Term, Exact)):
            if node not in text.found:
                text.found[node] = runs(text, alternatives(node, text.lang))
            return text.found[node]
        raise TypeError(f"{node} has no spans")

    @staticmethod
    def adjacent(parts: Sequence[Iterable[Span]]) -> set[Span]:
        """Return the stretches in which the parts follow one another without a gap."""
        found = set(parts[0])
        for part in parts[1:]:
            found = {(a[0], b[1]) for a in found for b in part if b[0] == a[1] + 1}
        return found

    def expanded(self, node: Prefix | Wildcard) -> set[str]:
        """Return the words of the archive that have this shape: the commonest thousand."""
        pattern = shape(node)
        fits = [form for form in self.common if pattern.fullmatch(form)]
        return set(sorted(fits, key=lambda form: (-self.common[form], form))[:MOST_WORDS])

    def fuzzy(self, form: str, edits: int) -> set[str]:
        """Return the words within so many edits: the word itself and the commonest, fifty."""
        fits = [other for other in self.common if distance(form, other) <= edits]
        return set(
            sorted(fits, key=lambda other: (other != form, -self.common[other], other))[
                :MOST_FUZZY
            ]
        )

    # Names

    def named(self, node: Node, article: Article, field: str) -> bool:
        """Return whether a leaf matches a name field."""
        if field in ("author", "people", "said"):
            as_typed = isinstance(node, (Exact, Phrase))
            names = set(self.names(article, field, as_typed))
            if isinstance(node, Term) and node.text in self.spellings and field != "author":
                return node.text in {
                    *(person.id for person in article.people if field == "people"),
                    *(q.speaker for q in article.quotes if q.direct and field == "said"),
                }
            return any(self.in_name(node, Text(name)) for name in names)
        values = {whole(value) for value in self.values(article, field)}
        if isinstance(node, Term) and field in ("outlet", "agency"):
            values = {
                name for value in self.values(article, field) for name in self.aliases(value)
            }
        if isinstance(node, (Prefix, Wildcard)):
            pattern = shape(node)
            return any(pattern.fullmatch(value) for value in values)
        assert isinstance(node, (Term, Exact)), node
        return whole(node.text) in values

    @staticmethod
    def values(article: Article, field: str) -> Iterator[str]:
        """Yield the whole values of a field of names."""
        has = {
            "quote": any(quote.direct for quote in article.quotes),
            "date": article.first_day is not None,
            "outlet": article.outlet is not None,
            "people": bool(article.people),
            "agency": article.agency is not None,
            "lang": article.lang is not None,
        }
        path = article.source.path
        found: dict[str, list[str | None]] = {
            "outlet": [article.outlet],
            "agency": [article.agency],
            "lang": [article.lang],
            "url": [article.url],
            "file": [path, path.rpartition("/")[2]],
            "id": [article.id],
            "has": [*(name for name, holds in has.items() if holds)],
            "story": [],
        }
        yield from (value for value in found[field] if value)

    def names(self, article: Article, field: str, as_typed: bool) -> Iterator[str]:
        """Yield the names of a field of people; `as_typed` only those this article writes."""
        if field == "author":
            yield from [article.author] if article.author else []
            return
        quotes = [quote for quote in article.quotes if quote.direct]
        speakers = {quote.speaker for quote in quotes}
        for person in article.people:
            if field == "people" or (person.id in speakers and not as_typed):
                yield from person.as_written if as_typed else self.spellings[person.id]
        if field == "said":
            yield from (quote.as_written for quote in quotes if quote.as_written)

    @staticmethod
    def in_name(node: Node, name: Text) -> bool:
        """Return whether a leaf stands in a name as a run of words; nothing is stemmed there."""
        parts: list[set[Span]] = []
        words_: tuple[Node, ...] = node.words if isinstance(node, Phrase) else (node,)
        for word in words_:
            if isinstance(word, (Prefix, Wildcard)):
                parts.append(runs(name, [[(shaped(word), 1)]]))
            else:
                assert isinstance(word, (Term, Exact)), node
                parts.append(runs(name, alternatives(Exact(word.text), None)))
        return bool(Oracle.adjacent(parts))  # one part is its own run

    # Scores

    def leaves(self, tree: Node) -> list[Leaf]:
        """Return what adds to the score."""
        found = list(scoring(tree, "", 1.0))
        little = [self.is_little(leaf) for leaf, _, _ in found]
        leaves = []
        for (leaf, scope, boost), counts_little in zip(found, little, strict=True):
            factor = boost
            counts = [sum(map(len, self.spans(leaf, d, scope).values())) for d in self.documents]
            df = sum(count > 0 for count in counts)
            if df and scope != "quote" and isinstance(leaf, Term) and len(words(leaf.text)) == 1:
                factor *= 1 + 0.5 * math.log(max(self.tokens(leaf, scope) / df, 1))
            if counts_little and not all(little):
                factor *= 0.2
            leaves.append((leaf, scope, factor, boost, df))
        return leaves

    def reranked(self, tree: Node, leaves: list[Leaf], found: list[Found]) -> list[Found]:
        """Return the first thirty in the order of a closer look, and the others after them.

        Where any of five words or more was asked for, the first twenty by their titles are looked
        at, too, and stay where that takes them. Those few that hold a long line come first.
        """
        documents = {d.article.id: d for d in self.documents}
        others = set()
        if len({leaf for leaf in leaves if is_asked(leaf)}) >= 5 and is_any(tree):
            titled = [(self.titled(leaves, documents[ref]), day, ref) for ref, _, day in found]
            titled = [one for one in titled if one[0] > 0]
            titled.sort(key=lambda one: (-one[0], -(one[1] or dt.date.min).toordinal(), one[2]))
            others = {ref for _, _, ref in titled[:20]}
        least = found[30][1] if len(found) > 30 else 0.0
        holders = self.holders(tree, leaves) & {ref for ref, _, _ in found}
        better, later = [], []
        for number, (ref, score, day) in enumerate(found):
            looked = score + self.closer(leaves, documents[ref])
            if number < 30 or (ref in others and looked >= least) or ref in holders:
                better.append((ref, looked, day))
            else:
                later.append((ref, score, day))
        if len({leaf for leaf in leaves if is_asked(leaf)}) >= 6 and is_any(tree):
            better = self.with_feedback(leaves, sorted(better, key=lambda hit: -hit[1]))
        highest = max((score for ref, score, _ in better if ref not in holders), default=0.0)
        lowest = min((score for ref, score, _ in better if ref in holders), default=math.inf)
        lift = highest * (1 + 1e-12) - lowest if highest >= lowest else 0.0
        better = [(ref, score + lift * (ref in holders), day) for ref, score, day in better]
        return sorted(better, key=lambda hit: -hit[1]) + later

    def holders(self, tree: Node, leaves: list[Leaf]) -> set[str]:
        """Return which articles hold the words of a query in a row, six to twelve of them that
        tell most, where the articles are no more than ten.
        """
        row: list[tuple[str, float]] = []
        for leaf, _, factor, _, df in leaves:
            parts = getattr(leaf, "words", [leaf])
            most = factor * self.rarity(df) * 2.2 / len(parts)
            row += [(one.text, most) for one in parts if hasattr(one, "text")]
        if not is_row(tree) or len({one for one in leaves if is_asked(one)}) < 2:
            return set()
        stretches = [
            (sum(most for _, most in row[begin:end]), begin, end)
            for begin in range(len(row))
            for end in range(begin + 6, min(begin + 12, len(row)) + 1)
            if all(len(words(text)) == 1 for text, _ in row[begin:end])
        ]
        if not stretches:
            return set()
        _, begin, end = max(stretches)
        phrase = Phrase(tuple(Exact(text) for text, _ in row[begin:end]))
        found = {d.article.id for d in self.documents if any(self.spans(phrase, d, "").values())}
        return found if len(found) <= 10 else set()

    def with_feedback(self, leaves: list[Leaf], found: list[Found]) -> list[Found]:
        """Return articles, the best first, with what words add that the first five share."""
        if len(found) <= 3:
            return found
        documents = {d.article.id: d for d in self.documents}
        little = [self.is_little(leaf) for leaf, *_ in leaves]
        telling = {
            leaf: leaf[3] * self.rarity(leaf[4])
            for leaf, counts_little in zip(leaves, little, strict=True)
            if is_asked(leaf) and (not counts_little or all(little))
        }
        telling = dict(sorted(telling.items(), key=lambda one: -one[1])[:12])
        held = sum(
            rare
            for leaf, rare in telling.items()
            if any(self.spans(leaf[0], documents[found[0][0]], leaf[1]).values())
        )
        if held >= 0.95 * sum(telling.values()):
            return found
        first = [(documents[ref], score / found[0][1]) for ref, score, _ in found[:5]]
        read = [self.read(d) for d, _ in first]
        forms = {
            key: Counter(form for _, written in read for stem_, form in written if stem_ == key)
            for key in {key for counts, _ in read for key in counts}
        }
        told: dict[str, float] = {}
        weights: dict[str, tuple[float, int]] = {}
        for key, common in forms.items():
            word = min(common, key=lambda form: (-common[form], form))
            if sum(key in counts for counts, _ in read) < min(3, len(first)):
                continue
            if len(key) < 3 or key.isdigit() or word in self.little:
                continue
            (_, _, factor, _, df) = self.leaves(Term(word))[0]
            if df > max(len(self.documents) / 4, 10):
                continue
            weights[word] = (factor, df)
            most = factor * self.rarity(df) * 2.2
            told[word] = sum(
                share * most * most * counts[key] / (counts[key] + 1.2)
                for (_, share), (counts, _) in zip(first, read, strict=True)
                if key in counts
            )
        chosen = sorted(told, key=lambda word: (-told[word], word))[:10]
        better = []
        for ref, score, day in found[3:]:
            d = documents[ref]
            for word in chosen:
                factor, df = weights[word]
                own = factor * self.weight(Term(word), d, "", df)
                score += 0.25 * told[word] / told[chosen[0]] * own
            better.append((ref, score, day))
        highest = max(score for _, score, _ in better)
        lift = highest * (1 + 1e-12) - found[2][1] if highest >= found[2][1] else 0.0
        return [*((ref, score + lift, day) for ref, score, day in found[:3]), *better]

    def read(self, d: Document) -> tuple[dict[str, float], list[tuple[str, str]]]:
        """Return how often stems stand in a title and the beginning of a text, weighed as in
        scores; and each word's stem and folded form.
        """
        counts: dict[str, float] = {}
        written = []
        lang = d.article.lang
        texts = {"title": d.article.title or "", "body": d.article.body[: 7 * 150]}
        for field, most, least in (("title", 2.0, 0.5), ("body", 1.0, 0.25)):
            length = least + (1 - least) * len(d.texts[field]) / self.mean[field]
            for word in words(texts[field])[:150]:
                folded = fold(word.form)
                key = stem(folded, lang)
                counts[key] = counts.get(key, 0.0) + most / length
                written.append((key, folded))
        return counts, written

    def titled(self, leaves: list[Leaf], d: Document) -> float:
        """Return how well an article's title answers a query."""
        asked = {(node, df): factor for node, scope, factor, _, df in leaves if scope != "body"}
        return sum(
            factor * self.weight(node, d, "title", df) for (node, df), factor in asked.items()
        )

    def closer(self, leaves: list[Leaf], d: Document) -> float:
        """Return what a closer look at an article adds."""
        little = [self.is_little(leaf) for leaf, *_ in leaves]
        place, asked, telling = 0, [], []
        for leaf, counts_little in zip(leaves, little, strict=True):
            node, _, _, boost, df = leaf
            if is_asked(leaf):
                asked.append(leaf)
                if not counts_little or all(little):
                    telling.append((leaf, place, boost * self.rarity(df)))
            many = words(node.text) if isinstance(node, (Term, Exact)) else []
            place += many[-1].position + 1 if many else not isinstance(node, (Term, Exact))
        if len(set(asked)) < 2:
            return 0.0
        return self.headline(asked, telling, d) + self.together(telling, d)

    def headline(self, asked: list[Leaf], telling: list[Telling], d: Document) -> float:
        """Return what it adds how much of the headline was typed, and is of what was typed."""
        asked = [leaf for leaf in asked if leaf[1] != "body"]
        there = {leaf: len(self.spans(leaf[0], d, leaf[1]).get("title", ())) for leaf in asked}
        met = sum(min(times, asked.count(leaf)) for leaf, times in there.items())
        rarity = sum({leaf: rare for leaf, _, rare in telling if there.get(leaf)}.values())
        length = max(len(d.texts["title"]), 3) * max(len(asked), 1)
        return 4 * met * met / length * rarity

    def together(self, telling: list[Telling], d: Document) -> float:
        """Return what it adds that words stand near each other, and as they were typed."""
        rarity = {leaf: rare for leaf, _, rare in telling}
        plain = {leaf: self.rarity(leaf[4]) for leaf in rarity}
        first = {leaf: place for leaf, place, _ in reversed(telling)}
        each = list(dict.fromkeys(leaf for leaf, _, _ in telling))
        rarest = sorted(each, key=lambda leaf: -rarity[leaf])[:12]
        apart: dict[tuple[Leaf, Leaf], int] = {}
        neighbours = [((a, b), to - at) for (a, at, _), (b, to, _) in pairwise(telling)]
        others = [((a, b), first[b] - first[a]) for a, b in combinations(each, 2)]
        for (a, b), distance in (*neighbours, *others):
            if (b, a) not in apart:
                apart.setdefault((a, b), distance)
        total = most = as_typed = 0.0
        for (a, b), wanted in apart.items():
            if a == b or a[1] != b[1] or a not in rarest or b not in rarest:
                continue
            distances = {
                right - left
                for field in ("title", "body")
                for left, _ in self.spans(a[0], d, a[1]).get(field, ())
                for right, _ in self.spans(b[0], d, b[1]).get(field, ())
            }
            near = any(0 < abs(distance) < 8 for distance in distances)
            weight = 2 / len(each) * math.sqrt(rarity[a] * rarity[b])
            total += weight * 0.7 * near
            weight *= min(plain[a], plain[b]) / self.rarity(1)
            most += weight
            as_typed += weight * (wanted in distances)
        return total + (5 * as_typed * math.sqrt(as_typed / most) if most else 0.0)

    def is_little(self, leaf: Node) -> bool:
        """Return whether a leaf is a word such as "the", but not US or WHO."""
        if not isinstance(leaf, Term) or len(words(leaf.text)) != 1:
            return False
        return fold(leaf.text) in self.little and (len(leaf.text) < 2 or not leaf.text.isupper())

    def tokens(self, word: Term, scope: str) -> int:
        """Return how many forms of a word there are, two where they share a position."""
        written = words(word.text)[0].form
        texts = [
            text
            for d in self.documents
            for field, text in d.texts.items()
            if field == scope or not scope
        ]
        return sum(
            sum(map(same(written, word, text.lang), chain.from_iterable(text.forms)))
            for text in texts
        )

    def weight(self, leaf: Node, d: Document, scope: str, df: int) -> float:
        """Return what a leaf adds to the score of an article."""
        spans = self.spans(leaf, d, scope)
        frequency = 0.0
        for field, most, least in (("title", 2.0, 0.5), ("body", 1.0, 0.25)):
            length = least + (1 - least) * len(d.texts[field]) / self.mean[field]
            frequency += most * len(spans.get(field, ())) / length
        if not frequency:
            return 0.0
        idf = self.rarity(df)
        part = frequency / (frequency + 1.2)
        if isinstance(leaf, Fuzzy):
            own = any(self.spans(Exact(leaf.text), d, scope).values())
            return idf * 1.1 * (part + own)
        return idf * 2.2 * part

    def rarity(self, df: int) -> float:
        """Return how rare it makes something that so many articles hold it."""
        return math.log(1 + (len(self.documents) - df + 0.5) / (df + 0.5))


def is_asked(leaf: Leaf) -> bool:
    """Return whether a leaf is a word that some article has."""
    node, scope, _, _, df = leaf
    return (
        isinstance(node, (Term, Exact))
        and len(words(node.text)) == 1
        and df > 0
        and scope != "quote"
    )


def is_any(tree: Node) -> bool:
    """Return whether a query is some words of which any will do, perhaps with filters."""
    scored = lambda node: next(scoring(node, "", 1.0), None) is not None  # noqa: E731
    if isinstance(tree, And):
        telling = [part for part in tree.nodes if scored(part)]
        return len(telling) == 1 and is_any(telling[0])
    if isinstance(tree, Or):
        return all(scored(part) and is_any(part) for part in tree.nodes)
    if isinstance(tree, (Boost, Field)):
        return is_any(tree.node)
    return not isinstance(tree, (AtLeast, Not))


def is_row(tree: Node) -> bool:
    """Return whether a query is words all of which are wanted, perhaps with filters."""
    if isinstance(tree, And):
        return all(map(is_row, tree.nodes))
    if isinstance(tree, Phrase):
        return all(isinstance(word, Exact) for word in tree.words)
    return isinstance(tree, (Term, Exact)) or next(scoring(tree, "", 1.0), None) is None


Test = Callable[[str], bool]


def alternatives(node: Term | Exact, lang: str | None) -> list[list[tuple[Test, int]]]:
    """Return for each position of a query word what may stand there, and how far that reaches.

    A piece reaches one position further, a joined form over all the pieces it joins.
    """
    found = words(node.text)
    last: dict[int, int] = {}
    for word in found:
        last[word.position] = min(word.end, last.get(word.position, word.end))
    steps: list[list[tuple[Test, int]]] = [[] for _ in last]
    for word in found:
        reach = sum(1 for at, end in last.items() if at >= word.position and end <= word.end)
        steps[word.position].append((same(word.form, node, lang), reach))
    return steps


def same(form: str, node: Term | Exact, lang: str | None) -> Test:
    """Return the test whether an article's word is the query's."""
    if isinstance(node, Term):
        wanted = stem(fold(form), lang)
        return lambda other: stem(fold(other), lang) == wanted
    if node.cased:
        return lambda other: other == form
    return lambda other: fold(other) == fold(form)


def shaped(node: Prefix | Wildcard) -> Test:
    """Return the test whether a word has this shape."""
    pattern = shape(node)
    return lambda form: pattern.fullmatch(fold(form)) is not None


def runs(text: Text, steps: list[list[tuple[Test, int]]]) -> set[Span]:
    """Return the spans where the steps are taken one after another: one for each beginning."""

    def ends(step: int, at: int) -> Iterator[int]:
        if step == len(steps):
            yield at - 1
        elif at < len(text):
            for test, reach in steps[step]:
                if any(map(test, text.forms[at])):
                    yield from ends(step + reach, at + 1)

    found = ((first, max(ends(0, first), default=None)) for first in range(len(text)))
    return {(first, last) for first, last in found if last is not None} if steps else set()


def smallest(spans: Iterable[Span]) -> set[Span]:
    """Return the spans that hold no other."""
    every = set(spans)
    return {a for a in every if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in every)}


def within(parts: list[set[Span]], slop: int) -> Iterator[Span]:
    """Yield the stretches that hold one span of each part, apart, and at most `slop` others."""

    def choices(left: list[set[Span]], taken: list[Span]) -> Iterator[list[Span]]:
        if not left:
            yield taken
            return
        for span in left[0]:
            if all(span[1] < other[0] or other[1] < span[0] for other in taken):
                first = min([span[0], *(t[0] for t in taken)])
                last = max([span[1], *(t[1] for t in taken)])
                longest = sum(max(b - a + 1 for a, b in part) for part in left[1:])
                held = sum(t[1] - t[0] + 1 for t in (*taken, span))
                if last - first + 1 - held - longest <= slop:
                    yield from choices(left[1:], [*taken, span])

    if all(parts):
        for chosen in choices(parts, []):
            first, last = min(a for a, _ in chosen), max(b for _, b in chosen)
            if last - first + 1 - sum(b - a + 1 for a, b in chosen) <= slop:
                yield first, last


def near(node: Near, left: Span, right: Span, text: Text) -> bool:
    """Return whether two spans stand as Near asks."""
    before, after = (left, right) if left[0] <= right[0] else (right, left)
    if before[1] >= after[0] or (node.ordered and before is not left):
        return False
    if node.unit == "word":
        return after[0] - before[1] <= node.distance
    begins = text.breaks.sentences if node.unit == "sentence" else text.breaks.paragraphs
    return len({bisect.bisect(begins, position) for position in (*before, *after)}) == 1


def dated(node: DateRange, article: Article, lenient: bool) -> Verdict:
    """Return whether an article may be, and may not be, of these days."""
    first, last = article.first_day, article.last_day
    if first is None or last is None:
        return lenient, lenient
    begin, end = node.first or dt.date.min, node.last or dt.date.max
    return first <= end and last >= begin, not (begin <= first and last <= end)


def added(node: Added, article: Article) -> Verdict:
    """Return whether an article came at a moment or later; of snapshots it cannot say."""
    came = isinstance(node.since, dt.datetime) and article.added and article.added >= node.since
    return bool(came), not came


def scoring(node: Node, scope: str, factor: float) -> Iterator[tuple[Node, str, float]]:
    """Yield the leaves that add to the score, with their field and boost."""
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from scoring(part, scope, factor)
    elif isinstance(node, Boost):
        yield from scoring(node.node, scope, factor * node.factor)
    elif isinstance(node, Field):
        yield from scoring(node.node, node.name, factor)
    elif isinstance(node, AtLeast):
        yield from scoring(node.node, scope, factor)
    elif not isinstance(node, (Not, Added, DateRange, Everything)) and scope not in NAME_FIELDS:
        yield node, scope, factor


def order(hit: tuple[str, float, dt.date | None], sort: str) -> tuple[float, bool, int, str]:
    """Return what hits are sorted by: score, then newest; or newest; or oldest; then the id."""
    article_id, score, day = hit
    number = day.toordinal() if day else 0
    return (
        -score if sort == "relevance" else 0.0,
        day is None,
        number if sort == "oldest" else -number,
        article_id,
    )


def whole(value: str) -> str:
    """Return a name as names are compared: case and accents gone, spaces single."""
    return fold(" ".join(value.split()))


def shape(node: Prefix | Wildcard) -> re.Pattern[str]:
    """Return the pattern of folded words that a wildcard stands for."""
    if isinstance(node, Prefix):
        return re.compile(re.escape(fold(node.text)) + ".*", re.S)
    parts = re.split(r"([*?])", node.pattern)
    signs = {"*": ".*", "?": "."}
    return re.compile("".join(signs.get(p) or re.escape(fold(p)) for p in parts), re.S)


def distance(left: str, right: str) -> int:
    """Return the optimal string alignment distance: letters put in, left out, changed, swapped."""
    rows = [list(range(len(right) + 1))]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
