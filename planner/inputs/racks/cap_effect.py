"""What a power cap does to a rack on a workload: tokens/s and tokens per kWh against the cap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planner.inputs.racks import for_plan
from planner.performance.evidence import hardware

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.inputs.racks.operating_points import TokenNeed

CAPS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
COLUMNS = ["cap_share", "tokens_per_s_per_rack", "rack_kw", "tokens_per_kwh_it", "rate_share", "per_kwh_share"]


def cap_effect(
    need: TokenNeed,
    rack: str,
    nameplate_kw: float = math.nan,
    caps: Sequence[float] = CAPS,
    data_dir: Path | None = None,
) -> pd.DataFrame:
    """A row for full power and each cap (share of a GPU's rating, falling) that still gives users their speed; COLUMNS.

    Tokens/s and expected kW are of the rack; rate_share and per_kwh_share are tokens/s and tokens per kWh of the rack
    over those at full power [-]. `nameplate_kw` replaces the catalogue's [kW]. Empty where the rack cannot do it.
    """
    points = for_plan.points_for(need, rack, caps, nameplate_kw, data_dir)
    gpus = hardware.find(rack, data_dir).domain
    rows = [(p.cap_share, p.tokens_per_s_per_gpu * gpus, p.expected_kw) for p in points]
    table = pd.DataFrame(rows, columns=COLUMNS[:3])
    table["tokens_per_kwh_it"] = table["tokens_per_s_per_rack"] * 3600 / table["rack_kw"]
    if rows:
        table["rate_share"] = table["tokens_per_s_per_rack"] / table["tokens_per_s_per_rack"].iloc[0]
        table["per_kwh_share"] = table["tokens_per_kwh_it"] / table["tokens_per_kwh_it"].iloc[0]
    return table.reindex(columns=COLUMNS)
