"""One module per MAP LAYER: titles, source, mapping, style, legend, role in the analysis, who may see it.

Imports importers only. A new layer is one new file here that sets `LAYER`; there is no list to edit:
`all_layers()` finds it. Modules with an underscore are shared shapes and tools.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from layers._layer import Layer


@functools.cache
def all_layers() -> dict[str, Layer]:
    """Every layer by key, in drawing order. Raises ValueError where a file and its key differ."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        layer: Layer = importlib.import_module(f"layers.{module.name}").LAYER
        if layer.key != module.name:
            raise ValueError(f"layers/{module.name}.py declares the key {layer.key}")
        found.append(layer)
    return {layer.key: layer for layer in sorted(found, key=lambda layer: (layer.order, layer.key))}
