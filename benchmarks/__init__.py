"""Side-by-side measurements against peers: the same data, answers compared first, ratios of medians."""
