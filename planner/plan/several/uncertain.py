"""`UncertainPlan`: what to order before anybody knows which path comes, and what not knowing costs. Saved as tables."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import logging
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from planner.access.people import person
from planner.errors import StoreError, located, nearest
from planner.plan.handed_out import TablesAsCopies
from planner.plan.manifest import plain, run_id, versions
from planner.plan.plan import ASSUMPTION_COLUMNS
from planner.plan.several.spread import MEASUREMENT_COLUMNS, SPREAD_COLUMNS
from planner.plan.store import disk as store
from planner.plan.store.listing import next_sequence
from planner.plan.store.seal import foresee, read_seal, write_seal
from planner.whole_files import folder_aside, locked, to_disk, tree_to_disk, write_whole
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

SUFFIX = store.UNCERTAIN_SUFFIX
ABOUT = "uncertain.json"
MANY = 3
LIST_COLUMNS = ["run_id", "scenario_name", "title", "created_utc", "status", "left_out", "days", "paths",
                "trial", "gap", "gap_asked", "objective_kind", "mean_value_meur", "tail_value_meur",
                "scenario_hash"]  # fmt: skip
MeasuredFirst = Literal["listed", "nothing predicted", "not worked out"]
_log = logging.getLogger("planner.store")


@dataclass(frozen=True, eq=False)
class UncertainPlan(TablesAsCopies):
    """One scenario on several paths. All tables are in long form; money is present value in MEUR."""

    name: str
    title: str
    manifest: dict[str, Any]
    drawn: pd.DataFrame  # what was drawn: path, weight, quantity, workload, period, factor, unit
    paths: pd.DataFrame  # a path: weight, cost, net present value
    costs: pd.DataFrame  # mean, quantiles, tail and worst of the cost
    orders: pd.DataFrame  # a common batch: racks, how many every good plan has, what each path alone would order
    waiting: pd.DataFrame  # a common batch and path: cost of not ordering it when planned
    regret: pd.DataFrame  # a path: cost above its own best, of this plan and of the plan for the expected path
    worth: pd.DataFrame  # what not knowing costs: one figure a row
    unserved: pd.DataFrame  # workload and period: probability and expected share of work unserved
    connection: pd.DataFrame  # period: probability that the connection limits
    trial: pd.DataFrame  # plans tried on fresh paths; no row where none was asked for
    spread: pd.DataFrame  # value, cost of tokens and racks ordered: mean, P10, P50, P90 over the paths
    measurements: pd.DataFrame  # a model on a rack: what measuring it first is worth; see `measured_first`
    assumptions: pd.DataFrame  # every number the scenario as it stands rests on, with its source

    @property
    def run_id(self) -> str:
        """Name of the run, unique in its store."""
        return str(self.manifest["run_id"])

    @property
    def within_gap(self) -> bool:
        """Proven as good as was asked."""
        return bool(self.manifest["status"] == "optimal_within_gap")

    @property
    def whole(self) -> bool:
        """Nothing was left out because somebody stopped."""
        return not self.manifest.get("left_out")

    @property
    def measured_first(self) -> MeasuredFirst:
        """Whether `measurements` lists what there is: all that is predicted, nothing as nothing is, or not yet."""
        if len(self.measurements):
            return "listed"
        return "nothing predicted" if self.manifest.get("predicted_times") == 0 else "not worked out"

    def headline(self, locale: str = "en") -> str:
        """What to order now, what it is worth on average, and in the tail."""
        placed = self.orders.loc[self.orders["racks"] >= 1]
        periods = [formats.period_name(str(name), locale) for name in sorted(set(placed["order_period"]))]
        joint = say("and", locale)
        when = say("in periods", locale, periods=joint.join(periods))
        if len(periods) >= MANY:
            when = say("in span", locale, first=periods[0], last=periods[-1])
        racks_of = placed.groupby("rack", sort=False)["racks"].sum()
        batches = [
            f"{formats.number(float(n), 0, locale)} {formats.rack_name(str(rack))}" for rack, n in racks_of.items()
        ]
        cost = self.costs.set_index("figure")["cost_meur"]
        tail = f"CVaR {float(self.manifest['cvar_level']):.0%}"
        return say(
            "uncertain headline" if batches else "uncertain headline, no orders",
            locale,
            orders=joint.join(part for part in (", ".join(batches[:-1]), *batches[-1:]) if part),
            when=when,
            value=formats.money_meur(-float(cost["mean"]), locale),
            tail=formats.percent(1 - float(self.manifest["cvar_level"]), locale),
            bad=formats.money_meur(-float(cost[tail]), locale),
        )

    def with_manifest(self, **entries: Any) -> UncertainPlan:
        """The same with entries of its manifest replaced."""
        return replace(self, manifest=self.manifest | entries)

    def about(self) -> bytes:
        """Name, title and manifest, as they are written beside the tables."""
        values = {"name": self.name, "title": self.title, "manifest": self.manifest}
        return json.dumps(values, indent=1, ensure_ascii=False).encode()

    def save(self, store_dir: str | Path) -> str:
        """Write the tables as Parquet in a folder of their own; returns the run_id. StoreError if it can't be."""
        folder, run, number = Path(store_dir), self.run_id, 1
        try:
            with folder_aside(folder) as aside, locked(folder):
                for name in TABLES:
                    getattr(self, name).to_parquet(aside / f"{name}.parquet", index=False)
                while folder_of(folder, run).exists():  # another of that very second
                    number += 1
                    run = f"{self.run_id}-{number}"
                (aside / ABOUT).write_bytes(self.with_manifest(run_id=run).about())
                write_seal(aside, next_sequence(folder))
                aside.chmod(0o755)
                tree_to_disk(aside)
                aside.rename(folder_of(folder, run))
                to_disk(folder)
        except OSError as error:
            raise StoreError(store.cannot_write(folder, error)) from error
        return run


# Tables that plans of November 2026 and before do not hold.
LATER = {
    "spread": pd.DataFrame(columns=SPREAD_COLUMNS),
    "measurements": pd.DataFrame(columns=MEASUREMENT_COLUMNS),
    "assumptions": pd.DataFrame(columns=ASSUMPTION_COLUMNS),
}
TABLES = tuple(f.name for f in fields(UncertainPlan) if f.name not in {"name", "title", "manifest"})


def make_manifest(scenario: Scenario, results: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What was solved, with what, and how good it is, as plain JSON values."""
    created = dt.datetime.now(dt.UTC)
    text = json.dumps(plain(dict(settings)), sort_keys=True)
    fingerprint = hashlib.sha256(f"{scenario.content_hash}{text}".encode()).hexdigest()
    described: dict[str, Any] = plain(
        {
            "run_id": run_id(scenario.name, created, fingerprint),
            "scenario_name": scenario.name,
            "title": scenario.title,
            "owner": person(),
            "scenario_hash": scenario.content_hash,
            "scenario": scenario.values(),
            "versions": versions(),
            "created_utc": created.isoformat(timespec="microseconds"),
        }
        | dict(results)
        | dict(settings)
    )
    return described


def folder_of(store_dir: str | Path, run: str) -> Path:
    """Folder of a plan in its store."""
    return Path(store_dir) / f"{run}{SUFFIX}"


def run_ids(store_dir: str | Path) -> list[str]:
    """Plans under uncertainty of a store, oldest first."""
    folder = Path(store_dir)
    folders = [path for path in folder.glob(f"*{SUFFIX}") if (path / ABOUT).is_file()] if folder.is_dir() else []
    by_age = sorted((*place(path), path.name.removesuffix(SUFFIX)) for path in folders)
    return [name for *_, name in by_age]


def place(folder: Path) -> tuple[int, str]:
    """Where a plan stands in the order of saving: by number, then, for plans of before, by their clock."""
    try:
        return read_seal(folder).sequence, created(folder) or ""
    except (StoreError, OSError):
        return 0, created(folder) or ""


def changed_ns(store_dir: str | Path, run: str) -> int:
    """When a plan was last written to, as its measurements may come later; 0 where there is none."""
    about = folder_of(store_dir, run) / ABOUT
    return about.stat().st_mtime_ns if about.is_file() else 0


def created(folder: Path) -> str | None:
    """When the plan in a folder was made, as it stands there; None where that cannot be read."""
    try:
        return str(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["manifest"]["created_utc"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def run_of(name: str) -> str:
    """The run_id, or the beginning of one, that somebody gives: that of a folder without its ending."""
    return name.rstrip("/").removesuffix(SUFFIX)


def load(store_dir: str | Path, run: str) -> UncertainPlan:
    """Read one by its run_id, the beginning of it, or "latest". StoreError if it is missing or broken."""
    folder, names = Path(store_dir), run_ids(store_dir)
    chosen = names[-1:] if run == store.LATEST else [name for name in names if run and name.startswith(run)]
    if run in names:
        chosen = [run]
    if len(chosen) != 1:
        problem = f'there is no plan under uncertainty "{run}".' if not chosen else f'"{run}" begins {len(chosen)}.'
        raise StoreError(located(str(folder), problem, nearest(run, names)))
    path = folder_of(folder, chosen[0])
    try:
        seal = read_seal(path)
        about = json.loads(seal.read(ABOUT))
        there = {name for name in TABLES if f"{name}.parquet" in seal.files or (path / f"{name}.parquet").is_file()}
        tables = {name: LATER[name] if name in LATER.keys() - there else seal.table(path / f"{name}.parquet")
                  for name in TABLES}  # fmt: skip
        return UncertainPlan(about["name"], about["title"], about["manifest"], **tables)
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"this plan is broken ({type(error).__name__}: {error})."
        raise StoreError(located(str(path), problem, "delete the folder and solve it again.")) from error


def put_measurements(store_dir: str | Path, plan: UncertainPlan) -> None:
    """Lay the measurements of a saved plan, worked out since, beside its other tables. StoreError if that fails."""
    folder = folder_of(store_dir, plan.run_id)
    table = io.BytesIO()
    plan.measurements.to_parquet(table, index=False)
    contents = {"measurements.parquet": table.getvalue(), ABOUT: plan.about()}
    try:
        foresee(folder, contents)
        for name, content in contents.items():
            write_whole(folder / name, partial(_fill, content=content))
    except OSError as error:
        raise StoreError(store.cannot_write(folder, error)) from error


def _fill(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def open_either(store_dir: str | Path, run: str) -> Plan | UncertainPlan:
    """A plan, or a plan for paths: by its run_id, the beginning of one, or "latest" for the newer of both.

    StoreError if there is none, or a beginning is that of several.
    """
    folder, name = Path(store_dir), run_of(run)
    plans, several = store.run_ids(folder), run_ids(folder)
    if name == store.LATEST and plans and several:
        alone, paths = store.place(folder, plans[-1]), place(folder_of(folder, several[-1]))
        later = paths > alone if alone[0] and paths[0] else paths[1] > alone[1]
        return load(folder, several[-1]) if later else store.load(folder, plans[-1])
    starting = {kind: [one for one in names if name and one.startswith(name)] for kind, names in
                (("plan", plans), ("paths", several))}  # fmt: skip
    if name in several or (name == store.LATEST and several):
        return load(folder, name)
    if name not in plans and starting["paths"]:
        if starting["plan"]:
            problem = f'"{name}" is the beginning of {len(starting["plan"]) + len(starting["paths"])} runs.'
            raise StoreError(located(str(folder), problem, nearest(name, starting["plan"] + starting["paths"])))
        return load(folder, name)
    return store.load(folder, run)


def list_runs(store_dir: str | Path) -> pd.DataFrame:
    """One row a plan, newest first: LIST_COLUMNS, values in MEUR. A broken one is left out and the log says so."""
    rows = []
    for run in reversed(run_ids(store_dir)):
        folder = folder_of(store_dir, run)
        try:
            seal = read_seal(folder)
            manifest = json.loads(seal.read(ABOUT))["manifest"]
            cost = seal.table(folder / "costs.parquet").set_index("figure")["cost_meur"]
            tail = f"CVaR {float(manifest['cvar_level']):.0%}"
            row = {name: manifest.get(name) for name in LIST_COLUMNS}
            row |= {"run_id": run, "days": str(manifest["days"]), "left_out": list(manifest.get("left_out", []))}
            rows.append(row | {"mean_value_meur": -float(cost["mean"]), "tail_value_meur": -float(cost[tail])})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, StoreError) as error:
            _log.warning("%s is not a whole plan and is left out (%s: %s).", folder, type(error).__name__, error)
    return pd.DataFrame(rows, columns=LIST_COLUMNS)
