"""The test behind the data-centre rate of the excise: is the activity electro-sensitive?

It is where a theoretical excise on all electricity is at least a share of value added: 22.5 EUR/MWh · MWh ≥ 2.25 %.
Value added is revenue less what is bought: electricity without excise, capacity rented elsewhere, rent, upkeep of
racks, credits owed. Operation of the site stays in, as most of it is staff. Source: Code des impositions sur les biens
et services, art. L312-70, 8°; figures in data/site/taxes_levies_fr.csv, item accise_data_centre. The law tests the
company; a plan knows the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.catalogue.site import taxes
from planner.errors import DataError, located

if TYPE_CHECKING:
    from pathlib import Path

    from planner.problem.site import BillTerms

COLUMNS = ["year", "energy_mwh", "value_added_meur", "theoretical_excise_meur", "share_of_value_added", "qualifies"]
ITEM = "accise_data_centre"
BOUGHT = ("energy", "tariff", "burst", "opex", "penalty")
STAFF = "operation of the site"
EXCISE_ROW = "electricity taxes"
EUR_PER_MEUR = 1e6


def excise_test(cash_flow: pd.DataFrame, power: pd.DataFrame, data_dir: Path | None = None) -> pd.DataFrame:
    """The test for each calendar year of a plan, or the part of it that the horizon holds; COLUMNS.

    `share_of_value_added` is NaN, and the year qualifies, where value added is zero or less.
    """
    rate, least = _figure("electro-sensitivity test: theoretical", data_dir), least_share(data_dir)
    flows = cash_flow.loc[cash_flow["in_npv"].astype(bool)]
    counts = flows["group"].isin(("revenue", *BOUGHT)) & (flows["item"] != STAFF) | (flows["item"] == "capacity levy")
    added = flows.loc[counts].groupby(flows["period"].astype(str).str[:4])["eur"].sum()
    mwh = power["energy_mwh"].astype(float).groupby(power["period"].astype(str).str[:4]).sum()
    table = pd.DataFrame({"energy_mwh": mwh, "value_added_meur": added.reindex(mwh.index).fillna(0.0) / EUR_PER_MEUR})
    table["theoretical_excise_meur"] = rate * table["energy_mwh"] / EUR_PER_MEUR
    above = table["value_added_meur"] > 0
    table["share_of_value_added"] = (table["theoretical_excise_meur"] / table["value_added_meur"]).where(above, np.nan)
    table["qualifies"] = ~above | (table["share_of_value_added"] >= least)
    return table.rename_axis("year").reset_index()[COLUMNS]


def least_share(data_dir: Path | None = None) -> float:
    """Least share of value added that the theoretical excise must come to [1]."""
    return _figure("condition: electro-sensitive activity", data_dir) / 100


def excise_warnings(cash_flow: pd.DataFrame, power: pd.DataFrame, terms: BillTerms | None) -> list[str]:
    """What to say where a plan pays the data-centre rate in years in which its activity is not electro-sensitive."""
    if terms is None or terms.excise_eur_per_mwh > _figure("reduced rate in 2026", terms.data_dir):
        return []
    test, least = excise_test(cash_flow, power, terms.data_dir), least_share(terms.data_dir)
    missed = test.loc[~test["qualifies"]]
    if missed.empty:
        return []
    years, highest = ", ".join(missed["year"]), float(missed["share_of_value_added"].max())
    return [
        f"An excise of {terms.excise_eur_per_mwh:g} EUR/MWh is the data-centre rate, for electro-sensitive activities: "
        f"22.5 EUR/MWh on all energy must be {least:.2%} of value added or more. "
        f"In {years} it is {highest:.2%} at most."
    ]


def _figure(begins: str, data_dir: Path | None) -> float:
    table = taxes(data_dir)
    rows = table[(table["item"] == ITEM) & table["definition"].str.startswith(begins)].dropna(subset=["value"])
    if rows.empty:
        where, problem = "data/site/taxes_levies_fr.csv", f'no row of {ITEM} begins with "{begins}".'
        raise DataError(located(where, problem, "add the row, with its source."))
    return float(rows["value"].iloc[-1])
