"""A load curve in, a bill out: one row per line item and month. Pure functions, no optimiser.

The grid tariff is always billed; taxes and levies are asked for one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.billing import levies, own
from planner.billing.hours import classes_of_steps, hours_of
from planner.billing.lines import table
from planner.billing.load_curve import LoadCurve
from planner.billing.rates import Contract, Meter, rate_path, tariff_named
from planner.billing.reading import load_curve
from planner.billing.turpe import SubscribedKw, check_size, hours_flag, subscribed_by_month, turpe_lines
from planner.catalogue.site import TARIFF_CLASSES
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

    from planner.billing.tariff_hours import HourRule


OWN_LEVEL = "level given by the user: the scenario, or an option"
ITEMS = (
    "management",
    "metering",
    *(f"{part}_{name}" for part in ("subscribed_power", "energy", "overrun") for name in TARIFF_CLASSES),
    *("cta", "excise", "excise_data_centre", "capacity", "guarantees_of_origin", "vnu", own.SPOT),
)


@dataclass(frozen=True)
class BillOptions:
    """What a bill holds beyond load, tariff and subscribed power. Defaults: grid tariff only, meter of the user."""

    meter: Meter = "user"
    contract: Contract = "card"  # HTA: access contract held by the user, or single contract of the supplier
    excise: levies.Excise = "none"
    excise_used_mwh: float = 0.0  # drawn in the first calendar year before the curve begins
    cta: bool = False
    capacity_mw: float | None = None  # obligation
    guarantees_of_origin: float = 0.0  # share of all energy [1]
    vnu: bool = False
    mobile_peak_days: tuple[dt.date, ...] = ()
    hours: tuple[HourRule, ...] | None = None  # in place of the hours of the tariff
    hours_verified: bool = False  # of one's own hours
    inflation: float = 0.0  # a year, after the last published rates
    own_excise_eur_per_mwh: float | None = None  # in place of the published levels, as is
    own_cta_share: float | None = None  # [1]
    check_size: bool = True

    def __post_init__(self) -> None:
        choices: tuple[tuple[str, object, tuple[str, ...]], ...] = (
            ("meter", self.meter, ("user", "grid")),
            ("contract", self.contract, ("card", "single")),
            ("excise", self.excise, ("none", "normal", "data-centre")),
        )
        for name, value, allowed in choices:
            if value not in allowed:
                raise ScenarioError(located(name, f'"{value}" was read; allowed: {", ".join(allowed)}.'))
        if not 0 <= self.guarantees_of_origin <= 1:
            problem = f"{self.guarantees_of_origin:g} was read; allowed is a share from 0 to 1."
            raise ScenarioError(located("guarantees_of_origin", problem))
        for name, amount in (("capacity_mw", self.capacity_mw or 0.0), ("excise_used_mwh", self.excise_used_mwh)):
            if not amount >= 0:
                raise ScenarioError(located(name, f"{amount:g} was read; allowed: from 0 on."))


def bill(
    load: LoadCurve | pd.Series[Any] | pd.DataFrame | str | Path,
    tariff: str,
    subscribed_kw: SubscribedKw,
    options: BillOptions | None = None,
    data_dir: Path | None = None,
) -> pd.DataFrame:
    """Bill of a load curve [kW] under a tariff such as "turpe7-htb1-mu", with its subscribed power [kW] by class.

    Columns: month ("2026-08"), item, base, unit, rate [EUR per unit], amount_eur (base × rate rounded to the cent,
    row by row), amount_exact_eur (not rounded), flag (what is assumed or was not found, "" if nothing), source.
    A row whose level was not found has neither rate nor amount (NaN). Months are those of Europe/Paris.

    Raises DataError for a bad load curve or a day before the first rates; ScenarioError for a bad tariff,
    subscribed power or option.
    """
    options = options or BillOptions()
    found = tariff_named(tariff)
    curve = load_curve(load)
    subscribed = subscribed_by_month(subscribed_kw, curve.months)
    if options.check_size:
        check_size(curve, float(subscribed.max()))
    path = rate_path(
        found, meter=options.meter, contract=options.contract, inflation=options.inflation, data_dir=data_dir
    )
    path.on(curve.months[0].first)  # too early a curve is refused before anything is worked out
    verified = options.hours_verified if options.hours else hours_of(found, data_dir).verified
    classes = classes_of_steps(curve, found, options.hours, options.mobile_peak_days, data_dir)
    signalled = bool(options.mobile_peak_days)
    lines = turpe_lines(curve, path, classes, subscribed, hours_flag(verified), signalled)
    if options.own_cta_share is not None:
        lines += own.cta_lines(lines, options.own_cta_share, OWN_LEVEL)
    elif options.cta:
        lines += levies.cta_lines(lines, found.domain, data_dir)
    if options.own_excise_eur_per_mwh is not None:
        lines += own.excise_lines(curve, options.own_excise_eur_per_mwh, OWN_LEVEL)
    else:
        lines += levies.excise_lines(curve, options.excise, options.excise_used_mwh, data_dir)
    if options.capacity_mw is not None:
        lines += levies.capacity_lines(curve, options.capacity_mw, data_dir)
    if options.guarantees_of_origin:
        lines += levies.guarantee_lines(curve, options.guarantees_of_origin, data_dir)
    if options.vnu:
        lines += levies.vnu_lines(curve, data_dir)
    order = {month.label: at for at, month in enumerate(curve.months)}
    return table(sorted(lines, key=lambda one: order[one.month]))


def by_item(rows: pd.DataFrame) -> pd.DataFrame:
    """Bill added up over months, by item: base, unit, amount_eur (cents added up), amount_exact_eur, rows omitted."""
    grouped = rows.groupby("item", sort=False)
    found = grouped[["base", "amount_eur", "amount_exact_eur"]].sum()
    found.insert(1, "unit", grouped["unit"].first())
    found["omitted"] = grouped["rate"].agg(lambda rate: int(rate.isna().sum()))
    return found.loc[[item for item in ITEMS if item in found.index] + [i for i in found.index if i not in ITEMS]]
