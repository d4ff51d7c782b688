"""Knows how a calculation is kept and made again. Knows no formula."""
