"""The administrator's rooms in a real browser."""
