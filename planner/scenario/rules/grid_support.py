"""Rules between the fields of grid support. Each check yields what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.errors import nearest
from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.schema import Scenario

MOST_PRODUCTS = 6  # every set of products has a row an hour


def grid_support(s: Scenario) -> Iterator[Problem]:
    """All rules of `power.grid_support`."""
    products = s.power.grid_support
    if len(products) > MOST_PRODUCTS:
        yield Problem("power.grid_support", f"has {len(products)} products.", f"Allowed: up to {MOST_PRODUCTS}.")
    for name, product in products.items():
        path = f"power.grid_support.{name}"
        if product.to_hour <= product.from_hour:
            allowed = f"Allowed: after {product.from_hour} (from_hour)."
            hint = "hours over midnight are two products."
            yield Problem(f"{path}.to_hour", f"is {product.to_hour}.", allowed, hint)
        for field, values, one in (("months", product.months, "month"), ("weekdays", product.weekdays, "day")):
            if len(set(values)) < len(values):
                yield Problem(f"{path}.{field}", f"is {', '.join(map(str, values))}.", f"Allowed: each {one} once.")
        for at, workload in enumerate(product.interruptible):
            if workload not in s.workloads:
                yield Problem(
                    f"{path}.interruptible.{at}",
                    f'is "{workload}".',
                    "Allowed: a workload of the scenario.",
                    nearest(workload, s.workloads),
                )
        if product.earliest > s.horizon.end:
            allowed = f"Allowed: up to {s.horizon.end} (horizon.end)."
            yield Problem(f"{path}.earliest", f"is {product.earliest}.", allowed, "leave the product out.")
