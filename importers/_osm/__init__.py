"""Knows what the files of OpenStreetMap share: elements, tags, ways. Knows no layer."""
