"""Runs every benchmark, one after another."""

from benchmarks import gaps, imports, tiles

for title, run in (("ギャップ分析", gaps.main), ("地図タイル", tiles.main), ("取り込み", imports.main)):
    print(f"== {title} ==", flush=True)
    run()
