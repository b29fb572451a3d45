"""The case simulation: one pure, batched step for a game, for the odds and for a replay."""
