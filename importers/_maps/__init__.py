"""Knows map files: features, shapes, coordinate systems. Knows no format."""
