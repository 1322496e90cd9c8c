"""Profit of the site, of the rest of the group and of both, in one set: what one is paid by the other cancels out.

The rest of the group sells to customers at their price, pays for model, sales and support (`cost_of_sales_share`), and
pays the site the transfer price for its work. IFRS 10, B86: what members owe each other is taken out of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.statements import Accounts

__all__ = ["group_table"]

COLUMNS = ["line", "period", "site_eur", "rest_eur", "group_eur"]
CUSTOMERS, TRANSFER, SALES = "revenue from customers", "work of the site for the group", "model, sales and support"
COSTS, EBITDA, BELOW = "costs of the site", "EBITDA", "depreciation, sales of racks, interest and fees"
PROFIT = "profit before tax"
CUSTOMER_LINES = ("revenue", "credits and fees owed")


def group_table(accounts: Accounts, every: str = "quarter") -> pd.DataFrame:
    """A row per line and month, quarter or year [EUR]; `group_eur` = `site_eur` + `rest_eur`; COLUMNS.

    The plan may count the money of the site or of the group (`finance.view`): what customers pay is worked out from
    either. Credits are shared as prices are. Corporate tax is the site's own (`plan.statements`) and not here.
    """
    terms, profit = accounts.ledger.terms, accounts.profit
    counted = np.sum([profit[line] for line in CUSTOMER_LINES], axis=0)
    customers = counted / terms.customers_share
    transfer, sales = terms.transfer_share * customers, terms.sales_share * customers
    costs, below = profit["EBITDA"] - counted, profit["profit before tax"] - profit["EBITDA"]
    none = np.zeros_like(customers)
    lines: dict[str, tuple[Floats, Floats]] = {
        CUSTOMERS: (none, customers),
        TRANSFER: (transfer, -transfer),
        SALES: (none, -sales),
        COSTS: (costs, none),
        EBITDA: (transfer + costs, customers - transfer - sales),
        BELOW: (below, none),
        PROFIT: (transfer + costs + below, customers - transfer - sales),
    }
    names = accounts.ledger.months.names(every)
    places = {name: i for i, name in enumerate(dict.fromkeys(names))}
    place = np.array([places[name] for name in names])
    rows = []
    for line, parts in lines.items():
        site, rest = (np.bincount(place, weights=part, minlength=len(places)) for part in parts)
        rows += [(line, name, site[i], rest[i], site[i] + rest[i]) for name, i in places.items()]
    return pd.DataFrame(rows, columns=COLUMNS)
