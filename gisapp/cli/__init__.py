"""The command line `gisapp`: one module per group of commands, all of them thin callers of the engine."""

from gisapp.cli.main import main

__all__ = ["main"]
