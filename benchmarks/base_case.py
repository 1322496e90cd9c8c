"""The base scenario from command to saved plan: seconds, memory, proof."""

from __future__ import annotations

import json
import sys
import tempfile
import time

from benchmarks.measure import machine, run

SCENARIO = "scenarios/les-ulis-base.yaml"
CASES = (("all", "0.005"), ("all", "0.001"), ("3", "0.005"))


def compile_seconds() -> float:
    """Building and compiling one day of each structure of the base scenario."""
    import planner
    from planner.inputs.build import build_inputs
    from planner.inputs.portfolio_inputs import one_site
    from planner.optimisation.passes import compile_structures

    inputs = build_inputs(planner.load(SCENARIO))
    began = time.perf_counter()
    compile_structures(one_site(inputs))
    return time.perf_counter() - began


def main() -> None:
    """Print a table in Markdown."""
    print(machine())
    print("| command | seconds | peak MB, all processes | proven | NPV [MEUR] |")
    print("|---|---|---|---|---|")
    for days, gap in CASES:
        with tempfile.TemporaryDirectory() as store:
            command = [sys.executable, "-m", "planner", "solve", SCENARIO, "--json", "--quiet"]
            result = run([*command, "--days", days, "--gap", gap, "--store", store])
        answer = json.loads(result.stdout)
        proven = f"{100 * answer['gap']:.2f} %"
        row = f"| solve --days {days} --gap {gap} | {result.seconds:.1f} | {result.peak_mb:.0f} | {proven} "
        print(f"{row}| {answer['objective']:.1f} |", flush=True)
    print(f"| --help | {run([sys.executable, '-m', 'planner', '--help']).seconds:.2f} | | | |")
    print(f"| compile every structure of a day | {compile_seconds():.2f} | | | |")
