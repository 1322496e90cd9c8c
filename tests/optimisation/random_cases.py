"""Random small cases in which racks are worth ordering, each made from its number."""

from __future__ import annotations

import dataclasses

import numpy as np

from planner.problem.site import ModelInputs
from tests.inputs.tiny import tiny_inputs, with_overrides


def random_case(seed: int, hours: int = 6) -> ModelInputs:
    """2–4 periods of 2–5 days, 1–3 workloads, 1–2 phases, 2–5 tariff classes, both objectives in turn.

    Demand is multiplied by 1 to 4 and rack prices by 0.2 to 0.8, so that most of them order racks.
    """
    random = np.random.default_rng([seed, 3])
    x = tiny_inputs(
        periods=int(random.integers(2, 5)),
        days_per_period=int(random.integers(2, 6)),
        hours=hours,
        workloads=int(random.integers(1, 4)),
        phases=int(random.integers(1, 3)),
        tariff_classes=int(random.integers(2, 6)),
        second_point=bool(random.integers(0, 2)),
        seed=seed,
        objective="maximise_npv" if seed % 2 else "minimise_cost",
        lost_load_multiple=float(random.choice([1.0, 3.0, 10.0])),
    )
    busier, cheaper = random.uniform(1, 4), random.uniform(0.2, 0.8)
    fleet, last = x.fleet, len(x.periods.names)
    # Some of the opening fleet reaches its end of life within the horizon.
    life = np.where(fleet.order_period < 0, random.integers(1, last + 1, len(fleet.order_period)), last)
    return with_overrides(
        x,
        {
            "hours": {"demand": x.hours.demand * busier},
            "fleet": {
                "price_meur": fleet.price_meur * cheaper,
                "opex_meur": fleet.opex_meur * cheaper,
                "resale_meur": fleet.resale_meur * cheaper,
                "end_of_life_period": life,
            },
        },
    )


def longer_days(x: ModelInputs, lengths: list[int], seed: int) -> ModelInputs:
    """The days of `x` cut or repeated to these lengths (23, 24, 25, 168 hours …), their classes drawn anew.

    Every number of every hour is drawn again, so that no two days agree by chance.
    """
    random = np.random.default_rng([seed, 5])
    count, days = sum(lengths), len(lengths)
    classes = len(x.tariff.classes)
    hours = dataclasses.replace(
        x.hours,
        utc=x.hours.utc[0] + np.arange(count),
        tariff_class=random.integers(0, classes, count),
        spot_eur_per_mwh=random.normal(60, 60, count),
        network_eur_per_mwh=random.uniform(5, 15, count),
        tax_eur_per_mwh=random.uniform(5, 15, count),
        cooling=random.uniform(0.05, 0.3, count),
        water_l_per_kwh=np.zeros(count),
        carbon_g_per_kwh=np.zeros(count),
        demand=random.uniform(0.1, 2.0, (len(x.workloads.names), count)),
    )
    block = dataclasses.replace(
        x.days,
        dates=tuple(x.days.dates[0] for _ in range(days)),
        period=np.sort(random.integers(0, len(x.periods.names), days)),
        first_hour=np.concatenate([[0], np.cumsum(lengths)]),
        weight=np.ones(days),
    )
    return dataclasses.replace(x, hours=hours, days=block)
