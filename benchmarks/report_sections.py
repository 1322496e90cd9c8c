"""The sections of docs/performance.md: heading, what it tells, and the columns of the table of each benchmark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def seconds(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def number(value: float) -> str:
    return f"{value:,.0f}"


def money(value: float) -> str:
    return f"{value:,.3f}"


@dataclass(frozen=True)
class Section:
    """One benchmark: its heading, what it tells, and the columns of its table."""

    title: str
    text: str
    columns: tuple[tuple[str, str, Callable[[Any], str]], ...]


SECTIONS = {
    "base_case": Section(
        "The base scenario, from command to saved plan",
        "Les Ulis, second edition, 20 quarters; every hour of 1,826 real days, or three days per quarter; each with "
        "its reference, the plan that orders nothing. `planner --help` tells how fast the machine was: 0.05 s when it "
        "had its two cores.",
        (
            ("what", "command", str),
            ("seconds", "seconds", seconds),
            ("peak_mb", "peak MB, all processes", number),
            ("gap", "proven gap", percent),
            ("npv_meur", "NPV [MEUR]", money),
        ),
    ),
    "what_if": Section(
        "What-ifs",
        "One `WhatIf` session on three days per quarter, from scenario to plan. Each scenario differs from "
        "the base in one value, so from the one solved before in two; MW alone would keep all cuts.",
        (
            ("kind", "kind", str),
            ("change", "change", str),
            ("seconds", "seconds", seconds),
            ("inputs_s", "inputs", seconds),
            ("optimisation_s", "optimisation", seconds),
            ("plan_s", "plan", seconds),
            ("gap", "proven gap", percent),
        ),
    ),
    "supply": Section(
        "With battery, PV and three contracts",
        "The base scenario, and the same with a battery, PV and three supply contracts to decide on; proven to 0.5 %, "
        "command to saved plan, two processes. Processor seconds are those of all processes; on a machine with other "
        "work they say more than seconds, and the figure asked is taken from them.",
        (
            ("days", "days per quarter", str),
            ("what", "scenario", str),
            ("seconds", "seconds", seconds),
            ("cpu_s", "processor [s]", seconds),
            ("gap", "proven gap", percent),
            ("npv_meur", "NPV [MEUR]", money),
        ),
    ),
    "bill": Section(
        "A year's bill",
        "The bill engine on the load curve of a year, with overruns in every class; processor time.",
        (
            ("minutes", "minutes a step", str),
            ("tariff", "tariff", str),
            ("rows", "lines of the bill", number),
            ("first_ms", "first call [ms]", number),
            ("median_ms", "median [ms]", number),
            ("slowest_ms", "slowest [ms]", number),
        ),
    ),
    "at_once": Section(
        "What people wait for without thinking",
        "Processor time, the best of five calls, beside what each may take.",
        (
            ("what", "what", str),
            ("ms", "processor [ms]", number),
            ("limit_ms", "may take [ms]", number),
        ),
    ),
    "pages": Section(
        "What people wait for in the app",
        "In a browser at 1440 × 900, on a store with the base case on every day: the first page in a browser that was "
        "never here, a change to each page from the menu, warm, and a slider of *What if* from the key to sentence and "
        "chart (3 days a quarter).",
        (
            ("what", "what", str),
            ("median_s", "median [s]", seconds),
            ("slowest_s", "slowest [s]", seconds),
            ("count", "times", number),
        ),
    ),
    "plan_reports": Section(
        "The report of a plan",
        "The base case on every day as HTML, PDF and Excel, in a process that has made one before: warm; the first "
        "one beside it.",
        (
            ("what", "format", str),
            ("first_s", "first [s]", seconds),
            ("median_s", "median [s]", seconds),
            ("slowest_s", "slowest [s]", seconds),
            ("count", "times", number),
        ),
    ),
    "peers": Section(
        "The same instance in other tools",
        "Present cost of the same inputs (revenue of all demand minus NPV). This planner finds whole racks "
        "and proves 0.5 %; the others are asked for racks in parts, the easier task, and at the smallest size "
        "for whole racks too. Each case has a process of its own and one HiGHS thread; ours has one worker "
        "per core. Seconds are after imports. PyPSA is given the IT load and the subscribed power of our plan "
        "and finds what its electricity costs, undiscounted.",
        (
            ("size", "quarters × days", str),
            ("peer", "tool", str),
            ("racks", "racks", str),
            ("build_s", "build [s]", seconds),
            ("solve_s", "solve [s]", seconds),
            ("peak_mb", "peak MB", number),
            ("cost_meur", "cost [MEUR]", money),
            ("bound_meur", "bound [MEUR]", money),
            ("stopped", "", str),
        ),
    ),
    "growth": Section(
        "Growth with the number of days",
        "Proven to 0.5 %, one worker per core. The exponent *e* of time ∝ days^*e* is fitted to all sizes of "
        "a row; since a fixed start hides growth at small sizes, the one between the two largest sizes stands "
        "beside it.",
        (
            ("size", "quarters × days", str),
            ("days", "days", number),
            ("seconds", "seconds", seconds),
            ("peak_mb", "peak MB, all processes", number),
            ("gap", "proven gap", percent),
        ),
    ),
    "profile_solve": Section(
        "Where the time goes",
        "One process. *Outside* is the share of time outside HiGHS's `run`; the functions are those with most time of "
        "their own under cProfile.",
        (
            ("size", "quarters × days", str),
            ("days", "days", number),
            ("seconds", "seconds", seconds),
            ("highs_s", "in HiGHS [s]", seconds),
            ("outside", "outside", percent),
            ("functions", "slowest functions", str),
        ),
    ),
}
