"""`python -m benchmarks report` writes docs/performance.md from the figures kept in benchmarks/results/*.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import RESULTS
from benchmarks.picture import log_log
from benchmarks.report_sections import SECTIONS, Section, percent

DOCS = Path(__file__).resolve().parents[1] / "docs"
Row = dict[str, Any]
Results = dict[str, dict[str, Any]]


def peer_at(results: Results, size: str, peer: str, *, whole: bool) -> Row:
    rows = results["peers"]["rows"]
    return next(r for r in rows if (r["size"], r["peer"], r["whole"]) == (size, peer, whole) and not r["stopped"])


def against_joint(results: Results, what: str) -> float:
    """How many times more the joint LP takes than this planner at 28 × 4: the faster of HiGHS's two methods."""
    ours = peer_at(results, "28x4", "planner", whole=True)
    simplex = peer_at(results, "28x4", "highspy", whole=False)
    if what == "peak_mb":
        return float(simplex["peak_mb"] / ours["peak_mb"])
    inner = peer_at(results, "28x4", "highspy, interior point", whole=False)
    theirs = min(row["build_s"] + row["solve_s"] for row in (simplex, inner))
    return float(theirs / (ours["build_s"] + ours["solve_s"]))


def steepest(results: Results, row: str) -> float:
    """The larger exponent of time: of all sizes of a row, or between its two largest."""
    fit = results["growth"]["exponents"][row]
    return float(max(fit["time"], fit["time_last"]))


def base(results: Results, days: str, gap: str, name: str) -> float:
    rows = results["base_case"]["rows"]
    return float(next(row for row in rows if row["what"] == f"planner solve --days {days} --gap {gap}")[name])


def supply(results: Results, days: str) -> float:
    """How many times more processor time the base takes with battery, PV and three contracts."""
    used = [row["cpu_s"] for row in results["supply"]["rows"] if row["days"] == days]
    without, with_all = used
    return float(with_all / without)


def slowest_page(results: Results) -> float:
    """The largest median of a change of page."""
    medians = results["pages"]["medians"]
    return float(max(value for what, value in medians.items() if what not in {"first page", "slider to chart"}))


# What was asked, the limit, whether more is better, and where the figure stands.
FIGURES: tuple[tuple[str, float, bool, Callable[[Results], float]], ...] = (
    ("base scenario, all hours, ≤ 0.5 % [s]", 45, False, lambda r: base(r, "all", "0.005", "seconds")),
    ("base scenario, all hours, ≤ 0.1 % [s]", 60, False, lambda r: base(r, "all", "0.001", "seconds")),
    ("the same, all processes [MB]", 1500, False, lambda r: base(r, "all", "0.001", "peak_mb")),
    ("3 days per period, command to saved plan [s]", 10, False, lambda r: base(r, "3", "0.005", "seconds")),
    ("3 days per period, first solve in `WhatIf` [s]", 4, False, lambda r: r["what_if"]["medians"]["first"]),
    ("what-if, investment only, median [s]", 0.3, False, lambda r: r["what_if"]["medians"]["investment"]),
    ("what-if, price, MW, demand or PUE, median [s]", 1.5, False, lambda r: r["what_if"]["medians"]["dispatch"]),
    (
        "a year's bill from hourly data, warm [ms of processor]",
        50,
        False,
        lambda r: max(x["median_ms"] for x in r["bill"]["rows"] if x["minutes"] == 60),
    ),
    ("with battery, PV, three contracts, all hours [times the processor time]", 2, False, lambda r: supply(r, "all")),
    ("first page in a browser, median [s]", 2, False, lambda r: r["pages"]["medians"]["first page"]),
    ("change to the slowest page, warm, median [s]", 1, False, slowest_page),
    ("what-if slider to new chart, median [s]", 2, False, lambda r: r["pages"]["medians"]["slider to chart"]),
    ("report in three formats, warm, median [s]", 15, False, lambda r: r["plan_reports"]["medians"]["all three"]),
    ("times faster than the joint LP, 28 × 4", 8, True, lambda r: against_joint(r, "seconds")),
    ("times less memory than the joint LP, 28 × 4", 3, True, lambda r: against_joint(r, "peak_mb")),
    ("exponent, 2 to 91 days per quarter", 1.1, False, lambda r: steepest(r, "days per quarter")),
    ("exponent, 7 to 28 quarters", 1.1, False, lambda r: steepest(r, "quarters")),
    (
        "time outside HiGHS's `run` [share]",
        0.25,
        False,
        lambda r: max(x["outside"] for x in r["profile_solve"]["rows"]),
    ),
)


def figures(results: Results) -> list[str]:
    """What was asked against what was measured; a figure not measured yet says so."""
    lines = ["| figure | asked | measured | |", "|---|---|---|---|"]
    for what, limit, more, find in FIGURES:
        try:
            value = find(results)
        except (KeyError, StopIteration, ValueError):
            lines.append(f"| {what} | {'≥' if more else '≤'} {limit:g} | not measured | |")
            continue
        met = value >= limit if more else value <= limit
        lines.append(f"| {what} | {'≥' if more else '≤'} {limit:g} | {value:.3g} | {'met' if met else '**missed**'} |")
    return lines


def shown(row: Row) -> Row:
    """A row with what the table needs made of what was kept."""
    more: Row = {}
    if "whole" in row and "PyPSA" not in row["peer"]:
        more["racks"] = "whole" if row["whole"] else "in parts"
    if "slowest" in row:
        more["functions"] = "<br>".join(f"`{f['function']}` {percent(f['share'])}" for f in row["slowest"])
    return {**row, **more, "size": str(row.get("size", "")).replace("x", " × ")}


def table(section: Section, rows: list[Row]) -> list[str]:
    """A Markdown table; what a row does not have stays empty."""
    lines = [
        "| " + " | ".join(heading for _, heading, _ in section.columns) + " |",
        "|---" * len(section.columns) + "|",
    ]
    for row in map(shown, rows):
        cells = ["" if row.get(key) is None else write(row[key]) for key, _, write in section.columns]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def of_another(result: dict[str, Any]) -> Section:
    """A benchmark this page has no section for: all its columns, as they are."""
    keys = dict.fromkeys(key for row in result["rows"] for key in row)
    return Section(result["benchmark"], result.get("text", ""), tuple((key, key, str) for key in keys))


def summary(name: str, result: dict[str, Any]) -> list[str]:
    """What a benchmark says in one line, above its table."""
    if name == "peers":
        wrong = result["contradictions"]
        limits = f"{result['time_limit_s'] / 60:.0f} min and {result['memory_limit_mb'] / 1000:.0f} GB a case"
        return [
            f"Limits: {limits}.",
            *(wrong or ["Every bound lies below every plan, and all optima of one LP agree."]),
        ]
    if name == "growth":
        fits = [
            f"{row}: time {fit['time']:.2f}, memory {fit['memory']:.2f}" for row, fit in result["exponents"].items()
        ]
        return ["Exponents: " + "; ".join(fits) + ".", "", "![Seconds and megabytes against days](pictures/growth.svg)"]
    if name == "what_if":
        return ["Medians: " + ", ".join(f"{kind} {value:.2f} s" for kind, value in result["medians"].items()) + "."]
    return [result["note"]] if result.get("note") else []


def draw_growth(result: dict[str, Any]) -> None:
    """Seconds and memory against days, as a picture."""
    series = {
        "seconds": [(row["days"], row["seconds"]) for row in result["rows"]],
        "MB": [(row["days"], row["peak_mb"]) for row in result["rows"]],
    }
    path = DOCS / "pictures" / "growth.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(log_log(series, "days dispatched", "seconds, megabytes"), encoding="utf-8")


def page(results: Results) -> str:
    """The whole of docs/performance.md."""
    lines = [
        "# Performance",
        "",
        "Written by `python -m benchmarks report` from `benchmarks/results/`; do not edit. Each table names the",
        "command that measures it again, the machine and the date. Memory is that of all processes together, shared",
        "pages once.",
        "",
        "## Figures asked",
        "",
        *figures(results),
    ]
    for name in [*SECTIONS, *(name for name in results if name not in SECTIONS)]:
        if name not in results:
            section = SECTIONS[name]
            lines += [
                "",
                f"## {section.title}",
                "",
                section.text,
                "",
                f"Not measured yet: `python -m benchmarks {name}`.",
            ]
            continue
        result = results[name]
        section = SECTIONS.get(name) or of_another(result)
        measured = f"`{result['command']}`, {result['date']}, {result['machine']}."
        lines += ["", f"## {section.title}", "", section.text, "", measured, "", *summary(name, result), ""]
        lines += table(section, result["rows"])
    return "\n".join(lines) + "\n"


def all_results() -> Results:
    """The figures of every benchmark kept, but for those that have a page of their own."""
    kept = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json")))
    return {result["benchmark"]: result for result in kept if "page" not in result}


def main() -> None:
    """Write the page and the picture."""
    results = all_results()
    if "growth" in results:
        draw_growth(results["growth"])
    (DOCS / "performance.md").write_text(page(results), encoding="utf-8")
    print(f"docs/performance.md holds {len(results)} benchmarks: {', '.join(results) or 'none'}")
