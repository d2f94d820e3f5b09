"""Everything about news articles and finding them; no HTTP and no HTML live here.

archive.py   read first, with readingroom.py: both journeys, told as short recipes
filters.py   narrowings beside the query text
article.py   RawArticle (as read), Article (as understood), and what they are made of
engine.py    the contract every engine keeps: Engine, SearchRequest, Page, Hit
story.py     what it tells of stories and copies; comparison.py   articles side by side
errors.py    the whole error tree
config.py    Settings: defaults < file < environment < options
record.py    articles to bytes and back
report.py    what is told of a rebuild
evidence.py  what the values of all articles rest on, and how weakly
warming.py   what is loaded or compiled before the first search
startup.py   what programs settle before anything is loaded

intake/      the first journey in full: files to articles, in two passes
ingest/      article file -> RawArticle          analysis/   text -> words
extract/     RawArticle -> Article               highlight/  article + query -> passages
query/       query text -> tree and notices      store/      generations of an index on disk
stories/     arrays of words -> copies, stories  compare/    articles -> a comparison
local/       the engine on this machine: Whoosh
cli/         the `index` commands
"""
