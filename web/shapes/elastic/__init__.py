"""Elasticsearch and OpenSearch: their search and count, for clients of theirs.

doors.py         paths and parameters          answers.py       what is found, as they give it
dsl.py           queries to trees              options.py       their options, checked
lucene.py        query_string                  simple.py        simple_query_string
fields.py        names of fields               aggregations.py  counts
"""

from web.shapes.elastic.doors import elastic

__all__ = ["elastic"]
