"""Every equation of the optimiser, and one tiny model for each, as text."""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.opt import WriterFactory

from planner import optimisation
from planner.optimisation.equations import connection, contracts, electricity, fleet, serving
from planner.optimisation.equations.day import Day
from planner.optimisation.matrix.day_numbers import day_of
from planner.optimisation.models import capital, debt, investment, paths, portfolio, shared_offers
from planner.optimisation.models.joint import build_joint, build_joint_portfolio
from planner.optimisation.parts import (
    battery,
    carbon_cap,
    cold_store,
    flexible_connection,
    grid_limit,
    grid_support,
    loop_cooling,
    offers,
    pv,
    rented,
    shared_by_days,
)
from planner.optimisation.parts.capacity import add_capacity_variables
from planner.optimisation.parts.parts import BUILT, capacities, given_by_parts, parts_of, terms_of_parts
from planner.problem.loop_cooling import LoopCooling
from planner.problem.periods import Budget
from planner.problem.several import Futures, PortfolioInputs, coupled
from planner.problem.site import Contracts, ModelInputs
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.make_connection import with_cap, with_flexible, with_limit
from tests.optimisation.make_loan import with_loan
from tests.optimisation.make_offers import Deal, with_deals, with_rented
from tests.optimisation.make_on_site import (
    Product,
    capacity,
    with_battery,
    with_cold_store,
    with_gensets,
    with_pv,
    with_support,
)

Add = Callable[..., None]

# Small round numbers, all different, so that each is recognised in the file.
GOLDEN = world(
    [
        Rack(
            "large",
            serves={"assistant": 8.0, "batch": 6.0},
            mw=0.5,
            idle_mw=0.1,
            standby_mw=0.02,
            network_mw=0.01,
            availability=0.9,
            price=3,
            supply=5,
            lead=1,
            opening=2,
            life=1,
            positions=1,
            liquid_mw=0.4,
            weight_t=1.5,
        ),
        Rack("small", serves={"assistant": 1.0}, mw=0.05, idle_mw=0.01, supply=[4, 2], price=1, positions=0.25),
    ],
    [
        Work("assistant", demand=[7, 9], burst=2, revenue=4, penalty=1, headroom=0.25),
        Work("batch", demand=[3, 2], window=1, sovereign=True, revenue=1),
    ],
    periods=2,
    months=6,
    phases=[
        Phase(mw=2, positions=10, liquid_mw=3, floor_t=20),
        Phase(mw=1, opens=1, committed=False, positions=5, liquid_mw=1.5, floor_t=12),
    ],
    weights=[3.0],
    spot=[3e-5, 8e-5],
    cooling=[0.1, 0.2],
    efficiency=0.95,
    auxiliaries_mw=0.03,
    tariff_class=[0, 1],
    subscribed=(0.02, 0.01),
    overrun=(1e-4, 5e-5),
    tiers=((1, 0.0), (3, 0.05)),
)

GOLDEN = replace(
    GOLDEN,
    contracts=Contracts(
        names=("block", "plant"),
        kinds=("baseload", "solar"),
        min_mw=np.array([0.0, 0.4]),
        max_mw=np.array([2.0, 1.5]),
        take_it_or_leave_it=np.array([False, True]),
        volume_mw=np.array([[0.0, 0.0, 1.0, 1.0], [0.5, 0.25, 0.5, 0.25]]),
        energy_mwh=np.array([[0.0, 6.0], [2.25, 2.5]]),
        fixed_meur=np.array([[0.0, 3e-4], [1e-4, 2e-4]]),
        settlement_meur=np.array([[0.0, -3e-5], [1e-5, 2e-5]]),
        prepaid_meur=np.array([[0.0, 0.0], [0.01, 0.0]]),
        prepaid_left_meur=np.array([0.0, 0.004]),
        least_hedge_mwh=np.array([0.0, 3.0]),
        most_hedge_mwh=np.array([7.0, 8.0]),
    ),
)


# The same site with a battery, PV that is dark in the first hour, back-up sets that may feed the site, and a thermal
# store whose chillers stand still in the first hour.
ON_SITE = with_gensets(
    with_pv(
        with_battery(
            GOLDEN,
            capacity(GOLDEN, 0.2, most=6, life=1),
            capacity(GOLDEN, 0.3, most=[0, 12]),
            charge_efficiency=0.98,
            discharge_efficiency=0.96,
            wear=2e-5,
        ),
        [0.0, 0.7],
        capacity(GOLDEN, 0.8, least=[0, 1], most=3),
    ),
    0.5,
    3e-4,
    peak_shaving=True,
)
ON_SITE = with_cold_store(
    ON_SITE,
    [0.0, 0.15],
    capacity(GOLDEN, 0.1, most=4),
    capacity(GOLDEN, 0.05, most=[0, 8]),
    kept=0.99,
)
# And two products of grid support: for either work by the hour, for the batch for two hours, all day.
ON_SITE = with_support(
    ON_SITE,
    Product(2e-5, most=1.5, hours=1, sheds=(0, 1)),
    Product(1e-5, most=0.75, hours=2, open=[0, 1], daily=True, sheds=(1,)),
)

# With a flexible part that the site chooses when to shed (a quarter of the second hour is away all the same), a bound
# on the meter in the first hour, and a carbon cap by the market.
LIMITED = with_cap(
    with_limit(
        with_flexible(ON_SITE, [0.5, 0.25], called=[0, 1 / 4], agreed=[0, 1], owed_hours=[2, 1], year=2027),
        [1.5, np.inf],
    ),
    7.0,
    [0.04, 0.06],
    genset_t_per_mwh=0.7,
    fixed_t=0.5,
    contract_t_per_mw=[[0, 0], [0.125, 0.25]],
)

# The same site with racks charged by the loops that their heat goes to.
BY_LOOP = replace(
    GOLDEN,
    loops=LoopCooling(
        rack_liquid_share=np.array([0.8, 0.25]),
        liquid=np.array([0.03, 0.04, 0.03, 0.05]),
        air=np.array([0.1, 0.2, 0.12, 0.24]),
        liquid_water_l=np.zeros(4),
        air_water_l=np.array([0.0, 0.5, 0.0, 0.6]),
    ),
)

# The same site with two contracts, one of either workload, and GPUs rented elsewhere.
PROMISED = with_rented(
    with_deals(
        replace(GOLDEN, objective="maximise_npv"),
        [
            Deal([5, 6], price=7, credit=3, cap=11, fee=13, signed=True),
            Deal([0.5, 0.25], price=8, workload=1, credit=4, cap=12, whole=False),
        ],
    ),
    [0.125, 0.0],
    16,
    9,
    1.5,
    2.5,
)

# All parts at once: the equations to which parts add terms.
WHOLE = replace(LIMITED, loops=BY_LOOP.loops, offers=PROMISED.offers, rented=PROMISED.rented)
WITH_TERMS = ("facility_power", "grid_balance", "within_connection")
WITH_LINES = (
    "serve_demand",
    "carry_backlog",
    "unserved_within_line",
    "unserved_within_share",
    "backlog_within_window",
)

# The same as GOLDEN, with its subscribed power held in the second period.
HELD = replace(GOLDEN, tariff=replace(GOLDEN.tariff, subscription_may_change=np.array([True, False])))

# With equipment and a limit to what may be paid.
BUDGETED = replace(ON_SITE, budgets=(Budget("2027", (0, 1), 25.0),))

# With all that a site earns and pays for, and a loan that pays half of it; the second test counts all that is earned.
BORROWED = with_loan(
    replace(
        ON_SITE,
        fleet=replace(GOLDEN.fleet, opex_meur=np.outer([0.25, 0.125, 0.0625, 0.03125], [1, 0.5])),
        phases=replace(GOLDEN.phases, shell_meur_per_mw=np.array([7.0, 6]), site_opex_meur=np.array([3.0, 4])),
        offers=PROMISED.offers,
        rented=PROMISED.rented,
    ),
    share=[0.5, 0.25],
    most=40,
    service=[[0.25, 0], [0.5, 0.125]],
    fixed=[3, 2],
    minimum_dscr=1.5,
)
BORROWED = replace(BORROWED, loan=replace(BORROWED.loan, weight=np.array([[1.0, 0.0], [1.0, 1.0]])))

# Two of it: the first workload may be served at both, the second at the first only.
PAIR = coupled(
    "pair",
    {"north": GOLDEN, "south": GOLDEN},
    np.array([[True, True], [True, False]]),
    {"large": np.array([4, 6])},
    (Budget("2027", (0, 1), 25.0),),
)

# And with contracts: that of the first workload is one of both sites.
PAIR_PROMISED = coupled("pair", {"north": PROMISED, "south": PROMISED}, PAIR.may_serve)

# The same site on two paths: on the second racks come a year late. Decisions of the first period are common.
LATE = replace(GOLDEN, fleet=replace(GOLDEN.fleet, live_period=np.minimum(2, GOLDEN.fleet.live_period + 1)))
RISKY = PortfolioInputs(
    "paths",
    ("in time", "late"),
    (GOLDEN, LATE),
    np.ones((2, 2), dtype=bool),
    futures=Futures(np.array([0.75, 0.25]), 0, 0.5, 0.8),
)
REGRETTED = replace(RISKY, futures=replace(RISKY.futures, own_best_meur=np.array([12.0, 17.0])))


def modules() -> Iterator[Any]:
    """Every module of the rooms of planner.optimisation that can be imported without doing anything."""
    for module in pkgutil.walk_packages(optimisation.__path__, "planner.optimisation."):
        yield importlib.import_module(module.name)


def functions() -> dict[str, Add]:
    """All functions add_… defined in planner.optimisation, by name."""
    return {
        name: function
        for module in modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("add_") and function.__module__ == module.__name__
    }


def equations() -> dict[str, Add]:
    """Those whose docstring names a golden LP, by the name of their equation."""
    return {
        name.removeprefix("add_"): function
        for name, function in functions().items()
        if "Golden:" in (function.__doc__ or "")
    }


def constraints_of_joint() -> set[str]:
    """Names of all constraint components that the joint model holds."""
    coupled_models = [build_joint_portfolio(x) for x in (PAIR, PAIR_PROMISED, RISKY, REGRETTED)]
    alone = [build_joint(x) for x in (GOLDEN, ON_SITE, LIMITED, BY_LOOP, PROMISED, BUDGETED, BORROWED)]
    models = (*alone, *coupled_models)
    return {constraint.local_name for joint in models for constraint in joint.component_objects(pyo.Constraint)}


def of_paths(name: str) -> pyo.ConcreteModel:
    """The investment of two paths with all else left out, and this one equation."""
    x = REGRETTED if name == "regret" else RISKY
    m = pyo.ConcreteModel(name=name)
    m.site = pyo.Block(range(2))
    for s, site in enumerate(x.sites):
        m.site[s].cost_meur = pyo.Expression(expr=investment.add_investment(m.site[s], site))
        for constraint in m.site[s].component_objects(pyo.Constraint):
            constraint.deactivate()
    paths.add_futures_variables(m, x)
    equations()[name](m, x)
    return m


def of_loan(name: str) -> pyo.ConcreteModel:
    """The investment of a site with a loan, and this one equation: it adds up all that the site earns."""
    m = pyo.ConcreteModel(name=name)
    investment.add_investment(m, BORROWED)
    for constraint in m.component_objects(pyo.Constraint):
        if constraint.local_name != name:
            constraint.deactivate()
    return m


def of_sites(name: str) -> pyo.ConcreteModel:
    """What couples two sites: this one equation."""
    shared = equations()[name].__module__ == shared_offers.__name__
    m, x = pyo.ConcreteModel(name=name), PAIR_PROMISED if shared else PAIR
    m.site = pyo.Block(range(2))
    for s, site in enumerate(x.sites):
        if shared:
            offers.add_offer_variables(m.site[s], site)
        else:
            fleet.add_fleet_variables(m.site[s], site)
            connection.add_connection_variables(m.site[s], site)
    shared_offers.add_shared_offer_variables(m, x)
    if not shared:
        portfolio.add_portfolio_variables(m, x)
    equations()[name](m, x)
    return m


def _limited_variables(m: pyo.ConcreteModel) -> None:
    """What the investment equations of LIMITED need."""
    fleet.add_fleet_variables(m, LIMITED)
    connection.add_connection_variables(m, LIMITED)
    contracts.add_contract_variables(m, LIMITED)
    flexible_connection.add_flexible_variables(m, LIMITED)
    carbon_cap.add_carbon_variables(m, LIMITED)


def _day_variables(m: pyo.ConcreteModel, x: ModelInputs, day: Day) -> None:
    """What the equations of a day need."""
    m.installed_racks = pyo.Var(range(len(x.fleet.racks)))
    m.subscribed_mw = pyo.Var(range(len(x.tariff.classes)))
    m.connection_mw = pyo.Var()
    serving.add_serving_variables(m, x, day)
    electricity.add_power_variables(m, day)
    for part in parts_of(x):
        part.add_variables(m, x, day)
    for given in given_by_parts(x):
        setattr(m, given, pyo.Var())
    shared_by_days.add_part_variables(m, x)


EQUIPMENT = tuple(part.__name__ for part in (pv, battery, cold_store))
SITES = {part.__name__: ON_SITE for part in (pv, battery, cold_store, grid_support)}
SITES |= {part.__name__: LIMITED for part in (flexible_connection, grid_limit, carbon_cap, shared_by_days)}
SITES[loop_cooling.__name__] = BY_LOOP
SITES |= {part.__name__: PROMISED for part in (offers, rented)}


BY_NAME = dict.fromkeys(WITH_TERMS, WHOLE) | dict.fromkeys(WITH_LINES, PROMISED) | {"hold_subscription": HELD}


def alone(name: str) -> pyo.ConcreteModel:
    """The variables of the model, this one equation, and an objective that says nothing."""
    if name in ("sum_dispatch_cost", "share_among_days"):  # they add up over all days, so they need them
        m = build_joint(GOLDEN if name == "sum_dispatch_cost" else LIMITED)
        m.present_cost_meur.deactivate()
        for constraint in m.component_objects(pyo.Constraint):
            if constraint.local_name != name:
                constraint.deactivate()
    elif equations()[name].__module__ in (paths.__name__, debt.__name__):
        m = of_paths(name) if equations()[name].__module__ == paths.__name__ else of_loan(name)
    elif equations()[name].__module__ in (portfolio.__name__, shared_offers.__name__):
        m = of_sites(name)
    elif equations()[name].__module__ == capital.__name__:
        m = pyo.ConcreteModel(name=name)
        fleet.add_fleet_variables(m, BUDGETED)
        connection.add_connection_variables(m, BUDGETED)
        add_capacity_variables(m, capacities(BUDGETED), BUILT)
        equations()[name](m, BUDGETED)
    elif equations()[name].__module__ == contracts.__name__:
        m = pyo.ConcreteModel(name=name)
        connection.add_connection_variables(m, GOLDEN)
        contracts.add_contract_variables(m, GOLDEN)
        equations()[name](m, GOLDEN)
    else:
        m = pyo.ConcreteModel(name=name)
        add = equations()[name]
        of_day = any(name.endswith("day") for name in inspect.signature(add).parameters)
        x = BY_NAME.get(name, SITES.get(add.__module__, GOLDEN))
        day = day_of(x, 0)
        arguments = {"m": m, "x": x, "day": day, "of_parts": terms_of_parts}
        if add.__module__ in (fleet.__name__, connection.__name__):
            fleet.add_fleet_variables(m, GOLDEN)
            connection.add_connection_variables(m, GOLDEN)
        elif add.__module__ in EQUIPMENT and not of_day:
            add_capacity_variables(m, capacities(x), BUILT)
        elif not of_day:
            _limited_variables(m) if x is LIMITED else offers.add_offer_variables(m, x)
        else:
            _day_variables(m, x, day)
            if name in WITH_LINES:
                m.demand_share = pyo.Var(range(len(GOLDEN.workloads.names)))
                m.line_share = pyo.Var(range(len(offers.lines_of(x))))
        add(**{argument: arguments[argument.lstrip("_")] for argument in inspect.signature(add).parameters})
    m.nothing = pyo.Objective(expr=0.0)
    return m


def lp_text(name: str) -> str:
    """The LP file of one equation, with readable names."""
    text = io.StringIO()
    WriterFactory("lp").write(alone(name), text, symbolic_solver_labels=True)
    lines = text.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"
