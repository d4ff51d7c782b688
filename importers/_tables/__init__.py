"""Knows tables: rows under a header, and what Japanese cells say. Knows no format."""
