"""Knows how the next places are found and what comes of them. Knows no page."""
