"""The verbs of a terminal: `fivelayer lab`, `demo`, `mark` ...; calls what does the work, decides nothing."""

from fivelayer.cli.main import main

__all__ = ["main"]
