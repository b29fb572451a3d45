"""One step a version, in order."""
