"""Knows how to make the made-up demo city 見本市 and write it as official-format files.

Knows nothing of the product: no importer, no map layer, no database, no real place or person.

見本市 (見本県, 全国地方公共団体コード 990019) lies in the open Pacific near 141.60 E, 35.25 N, so that nobody
takes it for a real place: about 170 km², 180,000 people, 30 elementary and 12 junior-high districts, about
110 towns. Everything follows from one seed; the same seed gives the same bytes.

- `sample.city.build(seed, scale=…)` gives the city as frozen dataclasses (plane metres in EPSG:6677, degrees
  in EPSG:6668).
- `sample.write.write_city(folder, seed=…, scale=…)` writes the files a municipality would be handed.
- `sample.bench` gives nation-like points and polygons for benchmarks.

Districts partition the city exactly, apart from one declared 選択区域 (`City.choice`): families there may
choose between two schools, so the two district polygons overlap in it. Every person belongs to one dwelling
point, hence to exactly one town and one mesh cell: totals agree between the mesh table and the town table.
There is no neighbour municipality, so mesh cells on the border hold the people of 見本市 only.
"""
