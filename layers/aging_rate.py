"""Knows the layer 高齢化率: the share of people aged 65 or over by district, computed."""

from layers._layer import Layer
from layers._population import AGING_RAMP

LAYER = Layer(
    key="aging_rate",
    title="高齢化率（小学校区）",
    description="65歳以上の人口 ÷ 年齢の分かる人口。国勢調査の人口を面積に応じて校区に割り当てます。",
    kind="rate",
    order=5,
    style=AGING_RAMP,
    shown=True,
)
