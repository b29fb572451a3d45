"""What the process that reports are forked from has loaded before the first fork."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Final

LOADED: Final = (
    *("pandas", "matplotlib.backends.backend_svg", "matplotlib.backends.backend_agg"),
    *("IPython.core.completer", "papermill.execute", "papermill.parameterize"),
    *("fivelayer.reports.bulk", "fivelayer.reports.shell", "fivelayer.reports.team"),
    *("fivelayer.reports.engine", "fivelayer.reports.export"),
)
for name in LOADED:
    import_module(name)
for name in ("export", "canvas"):
    import_module(f"fivelayer.reports.{name}").warm()
gc.collect()
gc.freeze()  # what is shared stays shared: no collection in a child touches it
