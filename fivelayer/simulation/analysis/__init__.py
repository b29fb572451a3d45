"""What a team and a facilitator get out of games: odds, forks, layers, par, stress, each with its interval."""

from fivelayer.simulation.analysis.estimate import Estimate, Odds, odds
from fivelayer.simulation.analysis.fork import fork
from fivelayer.simulation.analysis.layers import Credit, credits_of, shapley
from fivelayer.simulation.analysis.search import Par, par, random_outcomes
from fivelayer.simulation.analysis.stress import sensitivity, stress

__all__ = [
    "Credit",
    "Estimate",
    "Odds",
    "Par",
    "credits_of",
    "fork",
    "odds",
    "par",
    "random_outcomes",
    "sensitivity",
    "shapley",
    "stress",
]
