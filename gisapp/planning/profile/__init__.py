"""Knows one district as a whole: its people, how they change, whom it is like, what is in reach."""
