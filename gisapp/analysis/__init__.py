"""Knows the arithmetic of people, districts and distances: arrays and frames in, frames out.

Knows no web page, no database, no map layer and no file.
"""
