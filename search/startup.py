"""What our programs settle before anything is loaded; import it first.

numpy brings a library of linear algebra that starts a thread for each core when it is loaded.
Nothing here multiplies matrices, and that took a seventh of the time of a search in the terminal.
Whoever has set the variable is left alone.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
