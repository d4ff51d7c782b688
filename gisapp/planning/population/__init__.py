"""Knows who lives where in which year. Knows no district and no question."""
