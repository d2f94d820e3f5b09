"""Articles read side by side: which sentences state the same, who is quoted where, what differs.

Articles in, a `search.comparison.Comparison` out; it knows no index.
"""

from __future__ import annotations
