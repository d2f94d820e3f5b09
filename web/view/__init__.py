"""What the pages show, as plain values: each module builds the view of one page or part of it.

Nothing here knows HTML or HTTP beyond the address of a search; templates only lay out.
"""
