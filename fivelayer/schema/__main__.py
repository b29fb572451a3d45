"""Writes the JSON schemas again: `python -m fivelayer.schema`."""

from fivelayer.schema import write

write()
