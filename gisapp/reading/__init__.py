"""Knows how strangers' files are read: in a child process, walled off. Knows no table and no page."""
