"""Knows how to find the layer that a file is for, by asking the formats. Knows no format itself."""

from __future__ import annotations

from collections.abc import Sequence

from gisapp.ingest.problems import ImportRefusedError
from importers._record import Delivery, Format, Problem
from layers import all_layers
from layers._layer import Layer


def format_of(layer: Layer, delivery: Delivery) -> Format | None:
    """The layer's format that recognises this delivery, or None."""
    return next((known for known in layer.formats if known.recognises(delivery)), None)


def layer_of(delivery: Delivery) -> Layer | None:
    """The one layer that takes this delivery: by content, and by `accepts` where layers share a format."""
    found = [
        layer
        for layer in all_layers().values()
        if format_of(layer, delivery) and (layer.accepts is None or layer.accepts(delivery))
    ]
    return found[0] if len(found) == 1 else None


def sort_out(deliveries: Sequence[Delivery]) -> tuple[list[tuple[Layer, list[Delivery]]], list[Delivery]]:
    """Deliveries by layer, those that others need first (city area, gazetteer), and what nobody takes."""
    by_layer: dict[str, list[Delivery]] = {}
    unknown = []
    for delivery in deliveries:
        layer = layer_of(delivery)
        if layer:
            by_layer.setdefault(layer.key, []).append(delivery)
        else:
            unknown.append(delivery)
    layers = all_layers()
    in_turn = sorted(by_layer, key=lambda key: _turn(layers[key]))
    return [(layers[key], joined(layers[key], by_layer[key])) for key in in_turn], unknown


def joined(layer: Layer, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The deliveries of a layer, put into one where its format needs all files together."""
    if any(known.together for known in layer.formats):
        return [Delivery(tuple(file for delivery in deliveries for file in delivery.files))]
    return list(deliveries)


def _turn(layer: Layer) -> tuple[int, bool, int]:
    kinds = {"area": 0, "gazetteer": 1, "people": 2}
    return kinds.get(layer.kind, 3), not _places(layer), layer.order


def _places(layer: Layer) -> bool:
    """Layers with no role in the analysis (offices, shelters) come first: they place others by address."""
    return layer.kind == "asset" and not layer.role


def require_format(layer: Layer, delivery: Delivery) -> Format:
    """The format that reads this delivery. Raises ImportRefusedError where none does."""
    if not any(file.data for file in delivery.files):
        raise ImportRefusedError(
            [
                Problem(
                    "IMP-001",
                    "ファイルが空です。",
                    "中身のあるファイルを選んでください。",
                    "refuse",
                    delivery.name,
                )
            ]
        )
    known = format_of(layer, delivery)
    if known is None:
        if len(layer.formats) == 1:
            # The format's own reader names what is wrong with the file far better than we could.
            return layer.formats[0]
        titles = "、".join(known.title for known in layer.formats)
        message = f"「{layer.title}」の形式ではありません。"
        raise ImportRefusedError(
            [Problem("IMP-002", message, f"読み取れる形式は {titles} です。", "refuse", delivery.name)]
        )
    return known
