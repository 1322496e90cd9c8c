"""A loan that holds back the orders of a small world: a month for each period, unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from planner.problem.loan import LoanTerms
from planner.problem.site import ModelInputs


def with_loan(
    x: ModelInputs,
    *,
    share: ArrayLike = 0.5,  # of the payments of each period
    most: float = 1e6,
    service: ArrayLike = 0.5,  # of a euro drawn: in each test (rows) by period of the draw, or the same from it on
    fixed: ArrayLike = 0.0,
    minimum_dscr: float = 1.5,
) -> ModelInputs:
    """Tests at the end of each period, of what that period earns."""
    periods = len(x.periods.names)
    every = np.arange(periods)
    owed = np.broadcast_to(np.asarray(service, dtype=float), (periods, periods)) * (every[:, None] >= every)
    return replace(
        x,
        objective="maximise_npv",
        loan=LoanTerms(
            most_drawn_meur=most,
            order_month=x.fleet.order_period,
            live_month=np.minimum(x.fleet.live_period, periods),
            start_month=every,
            draw_share=np.broadcast_to(np.asarray(share, dtype=float), (periods,)),
            tests=every,
            weight=np.eye(periods),
            service=owed,
            service_meur=np.broadcast_to(np.asarray(fixed, dtype=float), (periods,)),
            minimum_dscr=minimum_dscr,
        ),
    )
