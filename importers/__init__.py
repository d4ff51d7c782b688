"""One module per official FORMAT: bytes in, records with line numbers and named problems out.

Imports nothing of ours. A new format is one new file here; modules with an underscore are shared tools.
"""
