"""Runs every benchmark, one after another."""

from benchmarks import gaps, tiles

for title, run in (("ギャップ分析", gaps.main), ("地図タイル", tiles.main)):
    print(f"== {title} ==", flush=True)
    run()
