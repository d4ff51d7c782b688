"""Knows how official files are brought from where they are published. Knows no format and no table."""
