"""Runs every benchmark, one after another."""

from benchmarks import areal, gaps, imports, reach, search, siting, tiles, walk

for title, run in (
    ("ギャップ分析", gaps.main),
    ("近さの計算", reach.main),
    ("道に沿った距離", walk.main),
    ("人口の割り振り", areal.main),
    ("候補地選び", siting.main),
    ("地図タイル", tiles.main),
    ("さがす", search.main),
    ("取り込み", imports.main),
):
    print(f"== {title} ==", flush=True)
    run()
