"""Knows what lists of places share: titles, standards, columns of no fixed form. Knows no single format."""
