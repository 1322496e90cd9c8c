"""The part of docs/forecast.md that does not change with the figures."""

from __future__ import annotations

HOW = """# Forecast of demand

Written by `python -m benchmarks forecast`; do not edit. The words are in `benchmarks/forecast_page.py`.

    planner forecast scenarios/les-ulis-forecast.yaml            # a table; --json for machines
    planner forecast scenarios/les-ulis-base.yaml --history enterprise=tokens.csv

    forecast = planner.forecast(scenario)        # or history={"enterprise": "tokens.csv"}
    forecast.quantiles                           # workload, quarter, output | input | gpus: P10, P50, P90, given
    forecast.samples                             # paths × workloads × quarters, factors on the scenario's demand
    forecast.findings                            # what was wrong in histories, with dates and what was done

The section `forecast` of a scenario (`docs/scenario.md`) names the sources of each workload and their weights, which
add up to 1. Without the section, and for workloads it does not name, demand is as given: all factors are 1.0 exactly.
A forecast changes no plan by itself; it gives the paths that plans are tried on. The page *Demand* shows it.

## Sources

**Given**: the scenario's own level and growth, without spread.

**History**: a CSV with the columns `date`, `value`, `unit`, named under `history: {file: tokens.csv}`. Units are
output tokens, input tokens, tokens, requests or GPU-hours per day, week or month, with k, M, G or T before them ("M
output tokens/day"). Tokens and requests become output tokens by the workload's mean request. Days are added up to
weeks. The point forecast is the mean, in logarithms, of four methods of statsmodels or plain: exponential smoothing
with damped trend, theta, autoregression (differenced where KPSS refuses a steady level), and seasonal naive, which
counts twice. Why statsmodels: `docs/decisions/0008-forecasts-with-statsmodels.md`.

Its bands are conformal: errors of up to 12 past forecasts of the same series, divided by a scale c·h^b fitted to
them, give the quantiles. Beyond the steps a history can show, the scale grows at least as a random walk; beyond the
90th percentile the tail is exponential. Each path keeps its quantile all along. That is cautious: a path that is high
stays high.

**Drivers**: users × requests × tokens of a request, customers × seats × requests, contracts that may be signed and
ramp up, the workload's price and an elasticity, and days on which a new model changes tokens per request. Customers
won are Poisson, lost are binomial, contracts are signed or not for the whole path; level and walk are log-normal with
median 1. Prices and models do not move contracts. Input tokens follow requests, so input and output part where a
model switch says so.

**Growth prior**: an S-curve (Gompertz) through the level of the first quarter. Its rate, the speed at which growth
ends, and the walk around it are drawn from their posterior given reported token volumes; the ceiling follows from
rate and speed. Log-normal priors, ours: rate 0.9 a year in 2026, speed 0.45, walk 0.35, each within a factor of about
two.

## Blend and correlation

The blend is a linear opinion pool, a mixture: a source of weight 0.3 has 30 % of the paths, each whole. So bands of a
blend are wide where sources disagree, which a mean of their quantiles would hide. A weight on *given* is a spike at
the scenario's demand, and the band can jump where its share of paths ends.

Workloads are joined by a Gaussian copula (Iman and Conover): paths of each are ordered by their mean logarithm over the
horizon and put in the order of correlated normals. The rank correlation stated (0.5 unless given) is that of this mean;
`forecast.found_correlation()` says what the paths have. Each workload keeps its own paths exactly. Correlations are
stated, not measured: there is no public series of two workloads of one provider over years.

## What is wrong in a history

An empty, NaN or infinite value, an unknown unit, dates that cannot be read, days beside months: an error with file and
line. What follows is reported with its dates and what was done:

| found | done |
|---|---|
| a day twice, same value | counted once |
| a day twice, other values | all left out: none is known to be right |
| negative value, zero | left out, a gap |
| another unit than most rows | converted to one unit |
| 300 times more or less than the rows around it | left out: most likely another unit than written |
| gap of up to 7 days (2 weeks, 2 months) | bridged, straight in the logarithm |
| longer gap | only what comes after it is used |
| gap at the end | cut off |
| level ×1.5 (or ÷1.5) from one step to the next, lasting 8 steps | only what comes after it is used |

A break within the first or last 8 steps cannot be told from noise and is not looked for. At least 12 weeks or months
in one piece must be left.
"""
