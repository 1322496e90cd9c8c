"""Random small scenarios, each made from its number: parts of the base case that fit into a second."""

from __future__ import annotations

import numpy as np

import planner
from planner.scenario.schema import Scenario

RACKS = ("H200_HGX", "B200_HGX", "GB300_NVL72")
WORKLOADS = ("assistant", "document-batch", "fine-tuning", "enterprise")


def random_scenario(seed: int) -> Scenario:
    """Four quarters, two or three racks, two or three workloads, a site of 0.6 to 1.6 MW whose second phase may wait.

    Demand, prices, supply and lead times are drawn; most sites are short of something and order racks.
    """
    random = np.random.default_rng([seed, 11])
    values = planner.load("scenarios/les-ulis-first-edition.yaml").values()
    values["name"] = f"random-{seed}"
    values["horizon"] |= {"start": "2027-Q1", "end": "2027-Q4"}
    racks = [RACKS[0], *random.permutation(RACKS[1:])[: int(random.integers(1, 3))].tolist()]
    names = random.permutation(WORKLOADS)[: int(random.integers(2, 4))].tolist()
    fleet, site = values["fleet"], values["site"]
    fleet["racks"] = {name: fleet["racks"][name] for name in RACKS if name in racks}
    for rack in fleet["racks"].values():
        rack |= {
            "order_from": "2026-Q4",
            "lead_time_months": int(random.choice([0, 3])),
            "supply_per_quarter": int(random.integers(1, 4)),
            "supply_later_per_quarter": None,
            "supply_later_from": None,
            "price_falls_from": "2026-Q4",
        }
    fleet["opening"] = [{"rack": racks[0], "racks": 2, "live_from": "2026-Q3"}]
    values["power"]["burst"]["rack"] = racks[0]
    site["connection_mw"] = round(float(random.uniform(0.6, 1.6)), 2)
    site["phases"]["phase-2"] |= {"earliest": "2027-Q3", "committed": bool(random.integers(0, 2)), "capex_meur": 0.1}
    values["workloads"] = {name: values["workloads"][name] for name in WORKLOADS if name in names}
    for workload in values["workloads"].values():
        for level, share in (("level_tokens_per_s", 0.1), ("level_gpus", 0.25)):
            if workload.get(level):
                workload[level] *= share * float(random.uniform(0.4, 2.0))
    return Scenario.from_values(values)
