"""What the author of a case has: start one, check it, look at it."""
