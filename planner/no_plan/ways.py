"""Which fields of a scenario would give way to a limit, and by how much: proposals, to be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from planner.inputs.power.connection_terms import LEAST_T_PER_MWH
from planner.scenario.rules.contracts import horizon_days
from planner.worth.changes import connection_fields

if TYPE_CHECKING:
    from planner.errors import Reason
    from planner.scenario.schema import Scenario

Fields = Mapping[str, Any]
Way = Callable[["Scenario", "Reason"], Iterator[Fields]]
DIGITS = 3


def up(number: float) -> float:
    """The next number of three digits that is no less."""
    return _rounded(number, ceil)


def down(number: float) -> float:
    """The last number of three digits that is no more."""
    return _rounded(number, floor)


def _rounded(number: float, to: Callable[[float], int]) -> float:
    if not number > 0:
        return 0.0
    places = DIGITS - 1 - floor(log10(number))
    return round(to(round(number * 10.0**places, 6)) / 10.0**places, max(places, 0))


def _ratio(reason: Reason) -> float | None:
    """How often what is available is needed; None where there is nothing."""
    return reason.needed / reason.available if reason.available > LEAST_T_PER_MWH else None


def larger_connection(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """More megawatts for the whole site, shared by the phases as they are."""
    ratio, now = _ratio(reason), scenario.site.connection_mw
    if ratio is not None:
        yield connection_fields(scenario, up(now * ratio) - now) or {}


def fewer_auxiliaries(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """Auxiliaries that leave room for the parked fleet."""
    lacks_mw = (reason.needed - reason.available) * scenario.site.electrical_efficiency
    if scenario.site.auxiliaries_mw > lacks_mw:
        yield {"site.auxiliaries_mw": down(scenario.site.auxiliaries_mw - lacks_mw)}


def earlier_phase(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """The first phase that opens only later, in time."""
    quarter = quarter_of(scenario, reason.period)
    for name, phase in scenario.site.phases.items():
        if phase.opens > quarter:
            delay = {f"site.phases.{name}.delay_quarters": 0} if phase.delay_quarters else {}
            yield {f"site.phases.{name}.earliest": quarter, **delay}
            return


def optional_phase(scenario: Scenario, _reason: Reason) -> Iterator[Fields]:
    """The last phase that is committed opens only if it pays."""
    committed = [name for name, phase in scenario.site.phases.items() if phase.committed]
    if len(committed) > 1:
        yield {f"site.phases.{committed[-1]}.committed": False}


def roomier_phases(field: str) -> Way:
    """More of what all phases offer, by the same factor."""

    def way(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
        ratio = _ratio(reason)
        if ratio is not None:
            yield {
                f"site.phases.{name}.{field}": up(getattr(phase, field) * ratio)
                for name, phase in scenario.site.phases.items()
            }

    return way


def smaller_flexible_part(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """Less of the connection that may be taken away; then none in any hour."""
    flexible = {name: phase.flexible_mw for name, phase in scenario.site.phases.items() if phase.flexible_mw}
    share = 1.0 - (reason.needed - reason.available) / max(sum(flexible.values()), LEAST_T_PER_MWH)
    if share > 0:
        fields: dict[str, Any] = {}
        for name, mw in flexible.items():
            phase, less = scenario.site.phases[name], down(mw * share)
            fields[f"site.phases.{name}.flexible_mw"] = less
            if phase.firm_mw is not None:
                fields[f"site.phases.{name}.firm_mw"] = phase.firm_mw + mw - less
        yield fields
    yield {"site.curtailment.hours_per_year": 0.0}


def larger_transformers(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """Transformers of a higher rating; or, with one lost, only reported."""
    ratio, transformers = _ratio(reason), scenario.site.transformers
    if transformers is not None and ratio is not None:
        yield {"site.transformers.mva_each": up(transformers.mva_each * ratio)}
        if reason.limit == "n_minus_1":
            yield {"site.transformers.hold_n_minus_1": False}


def more_left_by_works(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """More power left on the days of works that leave too little."""
    short = [name for name, window in scenario.site.maintenance.items() if window.mw_left < reason.needed]
    if short:
        yield {f"site.maintenance.{name}.mw_left": up(reason.needed) for name in short}


def scaled(path: str, *, by_need: bool, get: Callable[[Scenario], float | None]) -> Way:
    """One number raised as need stands to room, or lowered as room stands to need."""

    def way(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
        ratio, now = _ratio(reason), get(scenario)
        if ratio is not None and now:
            yield {path: up(now * ratio) if by_need else down(now / ratio)}

    return way


def larger_budget(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """The budget of the calendar year in which the period begins."""
    year = int(quarter_of(scenario, reason.period)[:4])
    if year in scenario.finance.capital_budget_meur:
        yield {f"finance.capital_budget_meur.{year}": up(reason.needed)}


def larger_loan(_scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """As much as must be drawn."""
    yield {"finance.debt.term_loan.amount_meur": up(reason.needed)}


def more_under_contract(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """Contracts that may be signed for more, by the same factor."""
    ratio = _ratio(reason)
    if ratio is not None:
        most = {f"power.contracts.{n}.max_mw": up(c.max_mw * ratio) for n, c in scenario.power.contracts.items()}
        yield most


def less_to_be_taken(scenario: Scenario, reason: Reason) -> Iterator[Fields]:
    """Less that must be taken under contract, by the same factor."""
    ratio = _ratio(reason)
    bound = {n: c.min_mw for n, c in scenario.power.contracts.items() if c.min_mw and not c.take_it_or_leave_it}
    if ratio is not None and bound:
        yield {f"power.contracts.{name}.min_mw": down(mw / ratio) for name, mw in bound.items()}


def quarter_of(scenario: Scenario, period: str) -> str:
    """The first quarter of a period, by the name that people give it: "2028-Q1", "2028", "2028-04"."""
    first = f"{horizon_days(scenario)[0]:%Y}-Q1"
    if "Q" in period:
        return period
    month = int(period[5:7]) if len(period) > len("2028") else 1
    return f"{period[:4]}-Q{(month - 1) // 3 + 1}" if period[:4].isdecimal() else first


def _share_of_investment(scenario: Scenario) -> float | None:
    debt = scenario.finance.debt
    return None if debt is None or debt.term_loan is None else debt.term_loan.share_of_investment


def _minimum_dscr(scenario: Scenario) -> float | None:
    debt = scenario.finance.debt
    return None if debt is None or debt.planning is None else debt.planning.minimum_dscr


LOWER_SHARE = scaled("finance.debt.term_loan.share_of_investment", by_need=False, get=_share_of_investment)
WAYS: Mapping[str, tuple[Way, ...]] = {
    "connection": (larger_connection, earlier_phase, fewer_auxiliaries),
    "rack_positions": (roomier_phases("rack_positions"), earlier_phase),
    "liquid_cooling": (roomier_phases("liquid_cooling_mw"), earlier_phase),
    "floor_load": (roomier_phases("floor_load_t"), earlier_phase),
    "firm_part": (smaller_flexible_part, fewer_auxiliaries),
    "n_minus_1": (larger_transformers, fewer_auxiliaries),
    "transformers": (larger_transformers, fewer_auxiliaries),
    "maintenance": (more_left_by_works, fewer_auxiliaries),
    "carbon": (
        scaled(
            "power.carbon.cap.t_per_year",
            by_need=True,
            get=lambda s: None if s.power.carbon.cap is None else s.power.carbon.cap.t_per_year,
        ),
        fewer_auxiliaries,
    ),
    "capital": (larger_budget, optional_phase),
    "loan": (larger_loan, LOWER_SHARE, optional_phase),
    "covenant": (scaled("finance.debt.planning.minimum_dscr", by_need=False, get=_minimum_dscr), LOWER_SHARE),
    "least_hedge": (
        scaled("power.hedge.min_share", by_need=False, get=lambda s: s.power.hedge.min_share),
        more_under_contract,
    ),
    "most_hedge": (
        scaled("power.hedge.max_share", by_need=True, get=lambda s: s.power.hedge.max_share),
        less_to_be_taken,
    ),
    "phases": (earlier_phase, optional_phase),
}
