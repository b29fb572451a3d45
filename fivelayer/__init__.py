"""fivelayer: a training kit on the five-layer customer model, in Jupyter."""

__version__ = "0.1.0"
