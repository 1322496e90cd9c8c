"""What changed from run a to run b: the tables, and the largest changes in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.changed.orders import offer_moves, order_moves
from planner.plan.money.cash_flow import npv_meur
from planner.plan.studies.compare import compare
from planner.scenario.drivers import differing

if TYPE_CHECKING:
    from planner.plan.plan import Plan

STEP_COLUMNS = ["driver", "kind", "meur", "fields", "basis"]
DRIVER, TOGETHER, RESIDUAL = "driver", "together", "residual"
RUN = "run"  # the cause that is no input: other days, other data
SOLVED, RUNS, OPEN = "solved", "runs", ""
RUN_SETTINGS = ("days", "data_hash")
BETWEEN = ", "


@dataclass(frozen=True, eq=False)
class Changes:
    """What changed from plan a to plan b; differences are b − a, money is net present value [MEUR].

    steps: a row per driver whose fields differ (`planner.scenario.drivers`, or "run": other days or data), the largest
    known effect first; STEP_COLUMNS. basis says what `meur` is: "solved", of the driver alone, one re-solve each, with
    rows "together" and "residual" so that the column adds up to the difference; "runs", the whole difference of both
    runs, where one driver differs; "" and NaN where several differ and nothing was solved.
    """

    a: Plan
    b: Plan
    inputs: pd.DataFrame  # path, a, b, unit
    orders: pd.DataFrame  # planner.plan.changed.orders.ORDER_COLUMNS
    offers: pd.DataFrame  # planner.plan.changed.orders.OFFER_COLUMNS
    money: pd.DataFrame  # step, group, kind (total | change), meur: by kind of cash flow, from both runs
    steps: pd.DataFrame

    @property
    def difference_meur(self) -> float:
        """Net present value of b less that of a."""
        return npv_meur(self.b.cash_flow) - npv_meur(self.a.cash_flow)

    @property
    def open_meur(self) -> float:
        """What the proofs of both runs leave open, together."""
        return sum(abs(npv_meur(plan.cash_flow)) * float(plan.manifest.get("gap") or 0.0) for plan in (self.a, self.b))

    @property
    def driver(self) -> str | None:
        """The driver that moves the value most; None where none is known to."""
        largest = self.steps.loc[(self.steps["kind"] == DRIVER) & self.steps["meur"].notna()]
        return None if largest.empty else str(largest["driver"].iloc[0])

    def sentences(self, locale: str = "en") -> list[str]:
        """A sentence for each of the five largest changes: causes first, then what they did."""
        from planner.plan.changed.sentences import sentences

        return [str(text) for text in sentences(self, locale)["text"]]

    def table(self, locale: str = "en") -> pd.DataFrame:
        """The same as a table, for pages and reports, the largest first: what changed in the words of a reader.

        Columns: kind (driver, order, offer, money), effect_meur (signed; NaN where it is not worked out), text.
        """
        from planner.plan.changed.sentences import sentences

        return sentences(self, locale)


def changes_of(a: Plan, b: Plan, steps: pd.DataFrame | None = None) -> Changes:
    """What changed, from two runs as they are saved; nothing is solved.

    steps: effects of the drivers that were solved for (`planner.what_changed(a, b, exact=True)`), in STEP_COLUMNS.
    """
    comparison = compare(a, b)
    if steps is None:
        steps = steps_of_runs(a, b)
    return Changes(a, b, comparison.inputs, order_moves(a, b), offer_moves(a, b), comparison.bridge, steps)


def causes(a: Plan, b: Plan) -> dict[str, tuple[str, ...]]:
    """Fields that differ by driver; "run" where the runs stand on other days or data."""
    fields = differing(a.manifest.get("scenario") or {}, b.manifest.get("scenario") or {})
    settings = tuple(name for name in RUN_SETTINGS if a.manifest.get(name) != b.manifest.get(name))
    return fields | ({RUN: settings} if settings else {})


def steps_of_runs(a: Plan, b: Plan) -> pd.DataFrame:
    """The whole difference where one driver differs; where several do, the drivers without their effects.

    Where none does, what differs is not explained: proofs that are not tight, or another version of the planner.
    """
    by_driver = causes(a, b)
    whole = npv_meur(b.cash_flow) - npv_meur(a.cash_flow)
    if not by_driver:
        rows = [(RESIDUAL, RESIDUAL, whole, "", RUNS)] if whole else []
        return pd.DataFrame(rows, columns=STEP_COLUMNS)
    alone = len(by_driver) == 1
    effect, basis = (whole, RUNS) if alone else (float("nan"), OPEN)
    return pd.DataFrame(
        [(name, DRIVER, effect, BETWEEN.join(fields), basis) for name, fields in by_driver.items()],
        columns=STEP_COLUMNS,
    )


def by_size(steps: pd.DataFrame) -> pd.DataFrame:
    """Drivers, the largest effect first; then what they do together, and what is not explained."""
    rank = steps["kind"].map({DRIVER: 0, TOGETHER: 1, RESIDUAL: 2})
    ranked = steps.assign(rank=rank, size=-steps["meur"].abs()).sort_values(["rank", "size"], kind="stable")
    sorted_steps: pd.DataFrame = ranked[STEP_COLUMNS].reset_index(drop=True)
    return sorted_steps
