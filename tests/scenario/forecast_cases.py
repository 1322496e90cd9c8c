"""Forecasts that break one rule, with the message of each; run by test_rules."""

from __future__ import annotations

from typing import Any

AT = "forecast.workloads.chat"
GROWN: dict[str, Any] = {"weights": {"growth": 1}, "growth": {}}
USAGE: dict[str, Any] = {"users": 100, "users_growth": [1.5], "requests_per_user_per_day": 5}
RAMP: dict[str, Any] = {"title": "A", "probability": 0.5, "start": "2027-Q2", "output_mtokens_per_day": 10}


def sources(name: str = "chat", /, **own: Any) -> dict[str, Any]:
    """The small scenario with a forecast of one workload."""
    return {"forecast": {"workloads": {name: GROWN | own}}}


def driven(name: str = "chat", **drivers: Any) -> dict[str, Any]:
    """The small scenario with drivers."""
    return sources(name, weights={"drivers": 1}, drivers=drivers)


def correlated(*pairs: tuple[str, str, float]) -> dict[str, Any]:
    """The small scenario with a forecast of both workloads and pairs of them."""
    listed = [{"first": a, "second": b, "correlation": value} for a, b, value in pairs]
    return {"forecast": {"correlations": listed, "workloads": {"chat": GROWN, "flow": GROWN}}}


FORECAST_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "forecast: name": (
        sources("chta"),
        'forecast.workloads.chta is named "chta".\nAllowed: a workload of the scenario.\n\nhint: Did you mean "chat"?',
    ),
    "forecast: weights": (
        sources(weights={"growth": 0.5, "given": 0.4}),
        f"{AT}.weights add up to 0.9.\nAllowed: weights that add up to 1.",
    ),
    "forecast: no source": (
        sources(weights={"growth": 0.5, "drivers": 0.5}),
        f"{AT}.drivers is missing.\nIt is needed because its weight is 0.5.",
    ),
    "forecast: empty history": (
        sources(weights={"history": 1}, history={}),
        f"{AT}.history.csv is empty.\nIt is needed because history has a weight.\n\nhint: name a file.",
    ),
    "forecast: drivers of GPU-hours": (
        driven("flow", usage=USAGE),
        "forecast.workloads.flow.drivers is given.\nThey count tokens; the workload's unit is gpu_hours.",
    ),
    "forecast: no driver": (
        driven(),
        f"{AT}.drivers has neither usage, seats nor contracts.\nAllowed: at least one of them.",
    ),
    "forecast: contract ends before it starts": (
        driven(contracts={"a": RAMP | {"end": "2027-Q1"}}),
        f"{AT}.drivers.contracts.a.end is 2027-Q1.\nAllowed: 2027-Q2 (start) or later.",
    ),
    "forecast: switches": (
        driven(usage=USAGE, model_switches=[{"date": "2027-05-01", "output_factor": 2}] * 2),
        f"{AT}.drivers.model_switches.1.date is 2027-05-01.\nAllowed: after 2027-05-01, the switch before.",
    ),
    "forecast_correlations: name": (
        correlated(("chat", "flwo", 0.5)),
        'forecast.correlations.0.second is "flwo".\nAllowed: a workload of forecast.workloads.\n\n'
        'hint: Did you mean "flow"?',
    ),
    "forecast_correlations: twice": (
        correlated(("chat", "flow", 0.5), ("flow", "chat", 0.4)),
        'forecast.correlations.1.second is "chat".\nAllowed: two workloads, each pair once.',
    ),
}
