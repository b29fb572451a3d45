"""What a team and a facilitator get out of games: odds, forks, layers, par, stress, each with its interval."""

from fivelayer.simulation.analysis.estimate import Estimate, Odds, odds
from fivelayer.simulation.analysis.fork import Fork, fork
from fivelayer.simulation.analysis.layers import Credit, credits_of, decisions, shapley
from fivelayer.simulation.analysis.mark import Mark, hindsight, mark
from fivelayer.simulation.analysis.search import Effort, Par, par, random_outcomes
from fivelayer.simulation.analysis.stress import sensitivity, stress

__all__ = [
    "Credit",
    "Effort",
    "Estimate",
    "Fork",
    "Mark",
    "Odds",
    "Par",
    "credits_of",
    "decisions",
    "fork",
    "hindsight",
    "mark",
    "odds",
    "par",
    "random_outcomes",
    "sensitivity",
    "shapley",
    "stress",
]
