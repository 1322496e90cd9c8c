"""Demand from what makes it: users × requests × tokens, customers × seats, contracts, prices, models.

    output[q] = (users[q]·requests + customers[q]·seats·requests) · tokens of a request
                · ((price[q]/price[0])^elasticity) · switches[q] · level · walk[q]   + contracts[q]

Everything that is not known is drawn: customers won (Poisson) and lost (binomial), contracts signed (Bernoulli, once a
path), factors of model switches, level and walk (log-normal, median 1). Contracts are volumes agreed, so neither prices
nor switches move them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.demand.demand import growth_path
from planner.inputs.forecast.history_text import SECONDS_PER_DAY
from planner.scenario.fields.parts import quarter_number

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.inputs.forecast.quarters import Quarters
    from planner.scenario.fields.forecast import ContractRamp, Drivers, ModelSwitch, Seats
    from planner.scenario.fields.workloads import Workload

MTOKEN = 1e6


def sample(
    drivers: Drivers, workload: Workload, quarters: Quarters, count: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Paths of output [Mtokens/s] and of input tokens for each output token over their ratio today. Both (count, Q).

    Contracts keep the ratio of today; where requests and contracts mix, the ratio is that of the sum.
    """
    requests = _requests_per_day(drivers, quarters, count, random)
    per_request = (workload.output_tokens or 0.0) / MTOKEN / SECONDS_PER_DAY
    output_factor, input_factor = _switches(drivers.model_switches, quarters, count, random)
    price = (1 + workload.price_change_per_year) ** quarters.years
    shock = np.exp(drivers.spread * random.standard_normal((count, 1)) + _walk(drivers, quarters, count, random))
    base = requests * per_request * price**drivers.price_elasticity * shock
    signed = np.zeros((count, len(quarters.names)))
    for ramp in drivers.contracts.values():
        use = _use(ramp, quarters.names) * ramp.output_mtokens_per_day / SECONDS_PER_DAY
        signed += (random.random((count, 1)) < ramp.probability) * use
    output = base * output_factor + signed
    ratio = (base * input_factor + signed) / np.where(output > 0, output, 1.0)
    return output, np.where(output > 0, ratio, 1.0)


def mean_signed(ramp: ContractRamp, quarters: Quarters) -> Floats:
    """Expected output of a contract [Mtokens/s]. Q."""
    return ramp.probability * _use(ramp, quarters.names) * ramp.output_mtokens_per_day / SECONDS_PER_DAY


def _requests_per_day(drivers: Drivers, quarters: Quarters, count: int, random: np.random.Generator) -> Floats:
    total = np.zeros((count, len(quarters.names)))
    if drivers.usage is not None:
        users = drivers.usage.users * growth_path(quarters.years, np.array(drivers.usage.users_growth))
        total += users * drivers.usage.requests_per_user_per_day
    if drivers.seats is not None:
        seats = drivers.seats.seats_per_customer * drivers.seats.requests_per_seat_per_day
        total += _customers(drivers.seats, len(quarters.names), count, random) * seats
    return total


def _customers(seats: Seats, length: int, count: int, random: np.random.Generator) -> Floats:
    """Customers by quarter: those of the quarter before, less the lost, plus the won. (count, Q)."""
    now = np.full(count, round(seats.customers), dtype=np.int64)
    rows = [now]
    for _ in range(length - 1):
        lost = random.binomial(now, seats.lost_customers_share_per_quarter)
        now = now - lost + random.poisson(seats.new_customers_per_quarter, count)
        rows.append(now)
    return np.array(rows, dtype=np.float64).T


def _switches(
    switches: tuple[ModelSwitch, ...], quarters: Quarters, count: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Factors on output and input tokens of a request, by the days of each quarter after each switch. (count, Q)."""
    output, inputs = np.ones((count, len(quarters.names))), np.ones((count, len(quarters.names)))
    for switch in switches:
        share = _share_after(switch.date, quarters)
        factor = switch.output_factor * np.exp(switch.spread * random.standard_normal((count, 1)))
        output *= 1 + share * (factor - 1)
        inputs *= 1 + share * (switch.input_factor - 1)
    return output, inputs


def _share_after(day: dt.date, quarters: Quarters) -> Floats:
    """Share of each quarter's days on or after a day. Q."""
    first, after = quarters.edges[:-1], quarters.edges[1:]
    return np.asarray(np.clip((after - day.toordinal()) / (after - first), 0.0, 1.0))


def _use(ramp: ContractRamp, names: tuple[str, ...]) -> Floats:
    """Share of full use by quarter: equal steps from the first quarter on, none after the last. Q."""
    start = quarter_number(ramp.start)
    since = np.array([quarter_number(name) - start for name in names])
    use = np.clip((since + 1) / ramp.ramp_quarters, 0.0, 1.0)
    if ramp.end is not None:
        use = np.where(since > quarter_number(ramp.end) - start, 0.0, use)
    return np.asarray(use, dtype=np.float64)


def _walk(drivers: Drivers, quarters: Quarters, count: int, random: np.random.Generator) -> Floats:
    """A random walk of the logarithm from the first quarter on. (count, Q)."""
    gaps = np.diff(quarters.years, prepend=0.0)
    steps = random.standard_normal((count, len(gaps))) * np.sqrt(gaps)
    return np.asarray(np.cumsum(steps, axis=1) * drivers.spread_per_year)
