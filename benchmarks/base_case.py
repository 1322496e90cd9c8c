"""The base scenario from command to saved plan: seconds, memory, proof."""

from __future__ import annotations

import json
import sys
import tempfile
import time

from benchmarks.measure import SCENARIO, machine, run, save

CASES = (("all", "0.005"), ("all", "0.001"), ("3", "0.005"))


def compile_seconds() -> float:
    """Building and compiling one day of each structure of the base scenario."""
    import planner
    from planner.inputs.build import build_inputs
    from planner.optimisation.search.passes import compile_structures
    from planner.problem.several import one_site

    inputs = build_inputs(planner.load(SCENARIO))
    began = time.perf_counter()
    compile_structures(one_site(inputs))
    return time.perf_counter() - began


def main() -> None:
    """Print a table in Markdown and keep its figures."""
    rows: list[dict[str, object]] = []
    print(machine())
    for days, gap in CASES:
        with tempfile.TemporaryDirectory() as store:
            command = [sys.executable, "-m", "planner", "solve", SCENARIO, "--json", "--quiet"]
            result = run([*command, "--days", days, "--gap", gap, "--store", store])
        answer = json.loads(result.stdout)
        row = {
            "what": f"planner solve --days {days} --gap {gap}",
            "seconds": round(result.seconds, 2),
            "peak_mb": round(result.peak_mb),
            "gap": answer["gap"],
            "npv_meur": answer["objective"],
        }
        rows.append(row)
        print(row, flush=True)
    rows.append(
        {"what": "planner --help", "seconds": round(run([sys.executable, "-m", "planner", "--help"]).seconds, 2)}
    )
    rows.append({"what": "compile every structure of a day", "seconds": round(compile_seconds(), 2)})
    save("base_case", rows)
