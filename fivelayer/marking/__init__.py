"""Marking: handed-in plans judged against a case's key; read as data, never executed."""
