"""Knows the planner's pages: gaps, next sites, scenarios, files. Knows no SQL and no formula."""
