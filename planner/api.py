"""From a scenario to a plan in one call: what `import planner` offers and the command line uses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast, overload

from planner.arguments import check_names, check_type, scalar, scalars
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from planner.billing import LoadCurve
    from planner.billing.turpe import SubscribedKw
    from planner.inputs.forecast.forecast import Forecast
    from planner.plan.plan import Plan
    from planner.plan.several.portfolio import PortfolioPlan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.plan.studies.compare import Comparison
    from planner.plan.studies.one_more import Worth
    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback, ProgressCallback
    from planner.scenario.portfolio import Portfolio
    from planner.scenario.schema import Scenario


def load(path: str | Path, *overlays: Any) -> Any:
    """Read a scenario or portfolio file, with what it extends and overlays on top: a `Scenario`, or a `Portfolio`.

    A workbook of a scenario (.xlsx) is read as the scenario it says now; it takes no overlays. ScenarioError says what
    is wrong, and where; DataError of a workbook that cannot be read.
    """
    check_type(path, (str, Path), "load", "the path of a scenario or portfolio file")
    for overlay in overlays:
        check_type(overlay, (str, Path, Mapping), "overlay", "the path of a file, or a mapping of values")
    from planner.drafts.any_file import load_file

    return load_file(path, overlays)


class Options(TypedDict, total=False):
    """What `solve` takes beside a scenario."""

    days: DayChoice
    gap: float
    processes: int | None
    cluster: str | None
    progress: ProgressCallback | None
    cancel: CancelCallback | None
    time_limit_s: float | None
    store: str | Path | None


@overload
def solve(
    scenario: Scenario | str | Path, *, paths: int, trial: int = 0, measure_first: bool = False, **more: Unpack[Options]
) -> UncertainPlan: ...
@overload
def solve(scenario: Portfolio, **options: Unpack[Options]) -> PortfolioPlan: ...
@overload
def solve(scenario: Scenario, **options: Unpack[Options]) -> Plan: ...
@overload
def solve(scenario: str | Path, **options: Unpack[Options]) -> Any: ...
def solve(
    scenario: Scenario | Portfolio | str | Path,
    *,
    paths: int | None = None,
    trial: int = 0,
    measure_first: bool = False,
    days: DayChoice = "all",
    gap: float = 0.005,
    processes: int | None = None,
    cluster: str | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelCallback | None = None,
    time_limit_s: float | None = None,
    store: str | Path | None = None,
) -> Plan | PortfolioPlan | UncertainPlan:
    """Find the best plan of a scenario or portfolio, check it and, with `store`, save it.

    days: "all" dispatches every day of the horizon; a number that many real days per period (fast, less exact).
    gap: stop once the plan is proven this close to the best possible [1]. processes: by default one per core, at
    most 4. cluster: address of a Dask scheduler whose workers hold the days instead (docs/cluster.md). progress is
    called with `Progress`; cancel is asked often: once it returns True the best plan so far is returned with status
    "stopped".

    paths: plan for that many weighted paths of a scenario with `uncertainty` instead (docs/two-stage.md), best on a
    few days and with a gap of 0.01; trial: then try the plan, and that for the scenario as it stands, on so many fresh
    paths; measure_first: then price each predicted time (minutes; `planner.price_measurements` does it afterwards).

    ScenarioError, DataError: bad input. InfeasiblePlan: no plan exists. SolverFailure: no answer that passed the
    check. StoreError: the plan could not be saved.
    """
    from planner.no_plan.answer import solve_site
    from planner.problem.settings import SolveSettings
    from planner.scenario.portfolio import Portfolio
    from planner.scenario.schema import Scenario as SingleSite
    from planner.under_uncertainty import solve_uncertain
    from planner.what_if import solve_portfolio

    scenario = load(scenario) if isinstance(scenario, (str, Path)) else scenario
    check_type(scenario, (SingleSite, Portfolio), "solve", "a scenario, a portfolio, or the path of its file")
    days, gap, processes, time_limit_s = (scalar(one) for one in (days, gap, processes, time_limit_s))
    paths, trial = scalar(paths), scalar(trial)
    settings = SolveSettings(days, gap, processes, cluster, time_limit_s, paths, trial, measure_first, progress, cancel)
    for name, value in {"trial": trial, "measure_first": measure_first}.items():
        if paths is None and value:
            raise ScenarioError(located(name, f"{value} was given, without paths.", "give paths as well (--paths N)."))
    plan: Plan | PortfolioPlan | UncertainPlan
    if paths is not None:
        if isinstance(scenario, Portfolio):
            hint = "ask for paths of a single site."
            raise ScenarioError(located(scenario.name, "a portfolio is planned for one future only.", hint))
        plan = solve_uncertain(cast("Scenario", scenario), settings)
    elif isinstance(scenario, Portfolio):
        plan = solve_portfolio(scenario, settings)
    else:
        assert not isinstance(scenario, str | Path)
        plan = solve_site(scenario, settings)
    if store is not None:
        plan = plan.with_manifest(run_id=plan.save(store))
    return plan


def one_more(
    scenario: Scenario | Plan | str | Path,
    *,
    days: DayChoice = 3,
    gap: float = 5e-4,
    processes: int | None = None,
    cluster: str | None = None,
    cancel: CancelCallback | None = None,
    only: Sequence[str] | None = None,
) -> Iterator[Worth]:
    """What one more of a thing is worth, and one less: each solved again, given out as they come.

    A MW of connection, a rack a quarter of every product that can still be ordered, orders and phases a quarter
    earlier and later, a percent of price, demand and rate. All first steps come first, then each with a larger step,
    which says how far its value holds. `planner.plan.studies.one_more.one_more_table` makes a table of them.

    scenario: or a plan, whose scenario is taken. days, processes, cluster, cancel: as for `solve`; both sides of a
    difference stand on the same days. gap: how closely each plan is proven: it decides how wide the proven range of a
    value is. only: some of "connection", "supply", "lead time", "on order", "phase", "price", "demand", "rate".

    ScenarioError, DataError, InfeasiblePlan, SolverFailure: as for `solve`, of the scenario itself.
    """
    from planner.plan.plan import Plan as SinglePlan
    from planner.scenario.schema import Scenario as SingleSite
    from planner.worth.changes import STEPS
    from planner.worth.values import one_more_values

    if isinstance(scenario, (str, Path)):
        scenario = load(scenario)
    if isinstance(scenario, SinglePlan):
        scenario = SingleSite.from_values(scenario.manifest["scenario"])
    check_type(scenario, (SingleSite,), "one_more", "a scenario of one site, its file, or a plan made of one")
    check_names(only or (), STEPS, "one_more")
    how: dict[str, Any] = scalars({"days": days, "gap": gap, "processes": processes})
    return one_more_values(cast("Scenario", scenario), **how, cluster=cluster, cancel=cancel, only=only)


def compare(a: Plan, b: Plan) -> Comparison:
    """What differs between two plans: inputs, indicators, orders, and a bridge of the net present value."""
    from planner.plan.studies.compare import compare as compare_plans

    return compare_plans(a, b)


def open_run(run: str, store: str | Path = "runs") -> Plan:
    """Read a saved run: its run_id, the beginning of it, "latest" or "locked". StoreError if there is none."""
    from planner.plan.store.disk import load as load_run

    check_type(run, (str,), "run", 'a run_id, the beginning of one, "latest" or "locked"')
    check_type(store, (str, Path), "store", "the path of a folder")
    return load_run(store, run)


def bill(
    load: LoadCurve | pd.Series[Any] | pd.DataFrame | str | Path,
    *,
    tariff: str,
    subscribed_kw: SubscribedKw,
    **options: Any,
) -> pd.DataFrame:
    """Electricity bill of a load curve [kW], one row per line item and month; docs/bill.md explains it.

    load: CSV file, table (utc_timestamp, kw) or series by UTC time. tariff: such as "turpe7-htb1-mu".
    subscribed_kw: five, in the order of the classes. options: fields of `planner.billing.BillOptions`.
    DataError: bad load curve. ScenarioError: bad tariff, power or option.
    """
    from planner.billing import BillOptions
    from planner.billing import bill as work_out

    check_names(options, BillOptions.__dataclass_fields__, "bill")
    check_type(tariff, (str,), "tariff", 'a name such as "turpe7-htb1-mu"')
    return work_out(load, tariff, subscribed_kw, BillOptions(**scalars(options)))


def draw_paths(
    scenario: Scenario, *, count: int | None = None, sample: int | None = None, seed: int | None = None
) -> pd.DataFrame:
    """What may come, as the weighted paths of the scenario's section `uncertainty` [x on the scenario; quarters].

    One row per path and thing drawn: path, weight, quantity, workload, period, factor, unit. `attrs` holds the number
    of draws, the seed and the reduction error: the distance from draws to paths over that to the best single path.
    Demand is that of the forecast where `uncertainty.demand.drawn_from` says so. count, sample, seed: other than the
    scenario's. ScenarioError: no such section, or a number that cannot be.
    """
    from planner.inputs.build import build_inputs
    from planner.inputs.paths.paths import draw_paths as drawn
    from planner.under_uncertainty import forecast_of_draws

    path_set = drawn(scenario, build_inputs(scenario, days=1), count, sample, seed, forecast_of_draws(scenario))
    table = path_set.table()
    table.attrs |= {"drawn": path_set.drawn, "seed": path_set.seed, "reduction_error": path_set.reduction_error}
    return table


def compare_tariff_versions(plan: Plan, domains: Sequence[str] | None = None) -> pd.DataFrame:
    """Each calendar year of a plan's load under each version of the grid tariff, the cheapest first [EUR].

    Each at its best subscribed power, one all year; the plan's own may rise within it. `domains`: HTA, HTB1, HTB2; by
    default those at which its connection is usual. The same as `plan.bill_versions()`, with its ScenarioError.
    """
    return plan.bill_versions(domains)


def forecast(
    scenario: Scenario | str | Path,
    history: Mapping[str, str | Path] | None = None,
    *,
    draws: int | None = None,
    seed: int | None = None,
) -> Forecast:
    """Demand of every workload by quarter as P10, P50 and P90 and as sample paths, from the scenario's sources.

    history: CSV files by workload that replace those of the scenario; draws, seed: instead of the scenario's. Without
    `forecast:` and without history the demand given is kept exactly. The answer has `quantiles`, `samples`
    (factors on the scenario's demand, 1.0 is the scenario), `correlation`, `findings`; docs/forecast.md.
    DataError: a history that cannot be used; ScenarioError: bad scenario, a portfolio, or an unknown workload.
    """
    from planner.inputs.forecast.forecast import forecast as make
    from planner.scenario.portfolio import Portfolio
    from planner.scenario.schema import Scenario as SingleSite

    single = load(scenario) if isinstance(scenario, str | Path) else scenario
    if history is not None:
        allowed = 'a mapping of workloads to files, such as {"enterprise": "tokens.csv"}'
        check_type(history, (Mapping,), "history", allowed)
        for name, file in history.items():
            check_type(file, (str, Path), f"history of {name}", "the path of a CSV file or workbook")
    draws, seed = scalar(draws), scalar(seed)
    check_type(single, (SingleSite, Portfolio), "forecast", "a scenario, or the path of its file")
    if not isinstance(single, SingleSite):
        problem = "a portfolio was read; a forecast is of one scenario."
        raise ScenarioError(located("forecast", problem, "forecast its sites one by one."))
    return make(single, history, draws=draws, seed=seed)


def operating_points(
    model: str,
    rack: str | None = None,
    *,
    tokens_per_s_per_user: float | None = None,
    precision: str = "fp8",
    power_caps: Sequence[float] = (),
    **case: Any,
) -> pd.DataFrame:
    """Tokens/s and watts of a model at a speed for each user, on one rack or on every one of the catalogue.

    One row per rack and power cap (shares of a GPU's rated power; 1 is full power): tokens/s per GPU with its 80 %
    interval, J/token (board and wall), rack kW (nameplate, provisioned, expected), basis (measured, interpolated,
    predicted), the nearest measured rows, and whether another row of the rack makes it pointless (`dominated`); a rack
    that cannot do it has a row that says why. case: other fields of `planner.performance.query.Query`, such
    as input_tokens and output_tokens, or concurrency in place of the speed. docs/accuracy.md says how far to trust a
    prediction. DataError: unknown model or rack, or no rack can do it.
    """
    import pandas as pd

    from planner.performance import cases
    from planner.performance.evidence import hardware
    from planner.performance.query import Query

    check_names(case, set(Query.__dataclass_fields__) - {"model", "gpu", "precision"}, "operating_points")
    words = {name: case.pop(name) for name in ("speculative", "pools", "engine") if name in case}
    for key, word in words.items():
        check_type(word, (str, type(None)), key, "a word, or nothing")
    check_type(model, (str,), "model", "the name of a model")
    if rack is not None:
        check_type(rack, (str,), "rack", "the name of a rack or GPU")
    speed = scalar(tokens_per_s_per_user)
    for name, value in {"tokens_per_s_per_user": speed, **scalars(case)}.items():
        check_type(value, (int, float, type(None)), name, "a number")
    query = Query(model, rack or "", precision, tokens_per_s_per_user=speed, **scalars(case), **words)
    racks, caps = [rack] if rack else list(hardware.gpus()), sorted(set(power_caps), reverse=True)
    return pd.DataFrame(cases.of_racks(query, racks, caps=caps))
