"""How much longer a solve takes with battery, PV and three contracts: `python -m benchmarks supply [DAYS ...]`.

Each solve is a command of its own. Beside wall seconds stand processor seconds of all its processes, which other work
on the machine changes little.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import planner
from benchmarks.measure import RESULTS, SCENARIO, machine, save
from benchmarks.power_value import cpu_s

GAP = "0.005"
CONTRACTS = ("block-2029", "solar", "wind")
WITHOUT, WITH = "base", "battery, PV, three contracts"


def overlay() -> dict[str, Any]:
    """What is laid over the base: battery and PV of one scenario of the repository, contracts of another."""
    site = planner.load("scenarios/les-ulis-battery-sun.yaml").values()["power"]
    offered = planner.load("scenarios/les-ulis-contracts.yaml").values()["power"]["contracts"]
    contracts = {name: offered[name] for name in CONTRACTS}
    return {"power": {"battery": site["battery"], "pv": site["pv"], "contracts": contracts}}


def solve(what: str, days: str) -> dict[str, Any]:
    """One row: seconds, processor seconds, proof."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "planner", "solve", SCENARIO, "--days", days, "--gap", GAP]
        command += ["--json", "--quiet", "--store", folder]
        if what == WITH:
            laid = Path(folder) / "overlay.yaml"
            laid.write_text(json.dumps(overlay()), encoding="utf-8")
            command += ["--overlay", str(laid)]
        began, used = time.perf_counter(), cpu_s()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds, used = time.perf_counter() - began, cpu_s() - used
    answer = json.loads(done.stdout)
    found = {"seconds": round(seconds, 1), "cpu_s": round(used, 1), "status": answer["status"]}
    return {"days": days, "what": what, **found, "gap": answer["gap"], "npv_meur": answer["objective"]}


def busy() -> str:
    """Words for the page where other work has the machine; empty where it is quiet."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load <= cores:
        return ""
    return f"Measured while other work had the machine (load {load:.0f} on {cores} cores): seconds are no measure here."


def main() -> None:
    """Measure 3 days per quarter and all days, or the days named; those of other runs are kept."""
    asked = sys.argv[2:] or ["3", "all"]
    path = RESULTS / "supply.json"
    known = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    rows = [row for row in known if row["days"] not in asked]
    note = busy()
    print(machine(), note)
    for days in asked:
        for what in (WITHOUT, WITH):
            rows.append(solve(what, days))
            print(rows[-1], flush=True)
            save("supply", sorted(rows, key=lambda row: row["days"]), note=note)
