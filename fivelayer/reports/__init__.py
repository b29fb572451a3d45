"""Reports: one self-contained page a team, made by papermill out of a marking result."""
