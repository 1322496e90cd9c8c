"""Tables of a study written by hand, as a page or a text meets them."""

from __future__ import annotations

import math

import pandas as pd

from planner.alternatives.answer import ABOUT, FIRST_ORDERS, PLANS, RACKS, RANGES, NearOptimal

NAN = math.nan


def near_tables() -> NearOptimal:
    """A value of 160 M€: one of two orders is sure, a third product in no plan; two other plans; four kinds of why."""
    return NearOptimal(
        about=pd.DataFrame([[160.0, 160.08, False, 0.01, "3", 5e-4, True]], columns=ABOUT),
        ranges=pd.DataFrame(
            [
                ["racks", "GB200_NVL72", "", 0.01, 11, 3, 9, 14, 16],
                ["racks", "VR_NVL72", "", 0.01, 6, 6, 6, 6, 6],
                ["racks", "B200_HGX", "", 0.01, 0, 0, 0, 0, 0],
                ["order", "GB200_NVL72", "2027-Q1", 0.01, 11, 0, 0, 12, 12],
                ["order", "VR_NVL72", "2027-Q2", 0.01, 6, 4, 5, 6, 6],
            ],
            columns=RANGES,
        ),
        first_orders=pd.DataFrame(
            [
                ["GB200_NVL72", 0.01, "2027-Q1", "2027-Q1", "2027-Q1", "", ""],
                ["VR_NVL72", 0.01, "2027-Q2", "2027-Q2", "2027-Q2", "2027-Q3", "2027-Q4"],
            ],
            columns=FIRST_ORDERS,
        ),
        plans=pd.DataFrame(
            [
                [0.01, 1, 158.5, 1.5, 9, 58.7, 1e-12, "GB200_NVL72", "2027-Q1", 2, 11],
                [0.01, 1, 158.5, 1.5, 9, 58.7, 1e-12, "VR_NVL72", "2027-Q2", 6, 6],
                [0.02, 1, 157.0, 3.0, 17, 90.0, 1e-12, "VR_NVL72", "2027-Q2", 0, 6],
                [0.02, 1, 157.0, 3.0, 17, 90.0, 1e-12, "GB200_NVL72", "2027-Q1", 22, 11],
            ],
            columns=PLANS,
        ),
        racks=pd.DataFrame(
            [
                ["GB200_NVL72", 11, "", "", 3e6, 2.9, 1.1, 1.15, 1.2, 3.3e6, 3.45e6, 3.6e6, 11],
                ["B200_HGX", 0, "", "", 6.5e5, 0.11, 0.6, 0.7, 0.9, 3.9e5, 4.55e5, 5.85e5, 1],
                ["H200_HGX", 0, "no supply", "", 3.2e5, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0],
                ["GB300_NVL72", 0, "no room", "liquid_cooling", 4e6, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 0],
            ],
            columns=RACKS,
        ),
    )
