"""Loads a case's `world.yaml`: strictly, every problem at once, nothing named that is not there."""
