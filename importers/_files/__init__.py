"""Knows files as they come in: kinds, archives, encodings, caps. Knows no table, no map and no format."""
