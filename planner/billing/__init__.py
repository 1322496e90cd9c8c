"""The French electricity bill: a load curve in, one row per line item and month out. docs/bill.md explains it."""

from planner.billing.bill import BillOptions, bill, by_item
from planner.billing.custom import CoincidentPeak, CustomTariff, custom_bill
from planner.billing.levies import data_centre_conditions
from planner.billing.load_curve import LoadCurve
from planner.billing.rates import TARIFFS, rate_path, tariff_named
from planner.billing.reading import load_curve
from planner.billing.versions import best_subscribed_kw, compare_versions

__all__ = [
    "TARIFFS",
    "BillOptions",
    "CoincidentPeak",
    "CustomTariff",
    "LoadCurve",
    "best_subscribed_kw",
    "bill",
    "by_item",
    "compare_versions",
    "custom_bill",
    "data_centre_conditions",
    "load_curve",
    "rate_path",
    "tariff_named",
]
