"""The bytes of an index, and the compiled loops over them. No Whoosh here, and no news.

A segment is a file of named arrays (container.py) about up to 65,535 articles (segment.py), so
that an article's number in it takes 16 bits:

    words.py      who holds a word, how often, where, in which form: drawn there with an example
    names.py      values kept whole: outlets, people, ids
    starts.py     where sentences, paragraphs and quotations begin
    records.py    the articles themselves, compressed
    runs.py       what many in a row have in common: the commit they came with

written     tokens.py text_*.py   texts -> words as numbers      inverter.py   words -> postings
            interned.py vocabulary.py   which words there are, each known once
            builder.py parts.py postings.py spill.py   in bounded memory
put together   merging.py regrouping.py union.py   segments -> one; tiers.py   which, and when
            pairing.py   what of a title the body holds too
asked       lookup.py   words and forms in the dictionary        places.py phrases.py   where
            formsets.py counting.py making.py   who holds forms, and how often
            gathering.py   any of several
            tallies.py   days, and facets
            best.py ranking.py adding.py single.py conjunction.py   the best articles
            pruned.py   without adding up what cannot be among them
            bundle.py views.py   many arrays as two, for kernels
compiled    jit.py   kernels: Python over arrays, as it stands or compiled
"""
