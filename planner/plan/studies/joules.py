"""Where the joules of an output token go, from the grid to the GPU that makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.plan.plan import Plan

JOULES_PER_MWH = 3.6e9
TOKENS_PER_MTOKEN = 1e6
SUPPLY, SERVING = "supply", "serving"
LOSSES = (
    ("grid", "electrical losses"), ("grid", "battery losses"), ("grid", "cooling"), ("grid", "auxiliaries"),
    ("it", "network"), ("it", "idle"), ("it", "parked"),
)  # fmt: skip


def joules_per_token(plan: Plan, periods: Iterable[str] | None = None) -> pd.DataFrame:
    """Steps from grid to token over some periods (all if None): step, mwh, joules_per_token.

    The first row, `supply`, is all that the site takes for tokens; each row after it is what goes elsewhere; the last,
    `serving`, is what is left for the racks that make them: supply = Σ steps + serving. GPU-hour work takes its part of
    every overhead by serving energy, as in the indicator tokens_per_kwh: supply = 3.6e6 / tokens_per_kwh. Empty where
    no output token was served here.
    """
    names = set(plan.periods if periods is None else periods)
    flows = plan.electrons.loc[plan.electrons["period"].astype(str).isin(names)]
    work = plan.tokens.loc[plan.tokens["period"].astype(str).isin(names) & (plan.tokens["unit"] == "Mtokens")]
    tokens = float(work["served_here"].sum()) * TOKENS_PER_MTOKEN
    columns = ["step", "mwh", "joules_per_token"]
    if tokens <= 0:
        return pd.DataFrame(columns=columns)

    share = flows["period"].astype(str).map(_token_share(plan))
    shared = flows["mwh"] * share.astype(float)
    mwh = shared.groupby([flows["stage"], flows["to"]], observed=True).sum()
    steps = [(to, float(mwh[stage, to])) for stage, to in LOSSES if (stage, to) in mwh.index]
    served = float(work["serving_mwh_it"].sum())
    rows = [(SUPPLY, served + sum(x for _, x in steps)), *steps, (SERVING, served)]
    return pd.DataFrame([(step, x, x * JOULES_PER_MWH / tokens) for step, x in rows], columns=columns)


def _token_share(plan: Plan) -> pd.Series:
    """Share of serving energy that token workloads take, by period [-]; that of the horizon where nothing served."""
    flows = plan.electrons.loc[plan.electrons["stage"] == SERVING]
    serving = flows.groupby(flows["period"].astype(str))["mwh"].sum()
    work = plan.tokens.loc[plan.tokens["unit"] == "Mtokens"]
    own = work.groupby(work["period"].astype(str))["serving_mwh_it"].sum().reindex(serving.index, fill_value=0.0)
    return (own / serving).fillna(float(own.sum() / serving.sum()))
