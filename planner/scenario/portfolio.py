"""`Portfolio`: several sites that share their demand, the supply of racks, and capital; a file of kind: portfolio.

    kind: portfolio
    every_site: {horizon: ..., workloads: ...}         # laid over each site's scenario
    sites: {les-ulis: {extends: les-ulis-base.yaml}, bruyeres: {extends: les-ulis-base.yaml, site: ...}}

Each site is an ordinary scenario: the file it extends, then `every_site`, then what stands under its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from planner.errors import ScenarioError, located, nearest
from planner.named_files import FileRefusedError, content_of
from planner.scenario.fields.parts import FROZEN, LIST, SLUG, BudgetByYear, Name, Part, Quarter, ReadOnlyDict, field
from planner.scenario.files import load as files
from planner.scenario.files.provenance import Provenance
from planner.scenario.files.yaml_text import Document
from planner.scenario.rules.problem import Problem, years_before
from planner.scenario.schema import Scenario
from planner.scenario.words import messages

KIND = "portfolio"
SCALED = ("level_tokens_per_s", "level_gpus")
COMMON = ("horizon", "objective", "demand", "workloads", "finance")


class SharedSupply(Part):
    """Most racks of a product that all sites together can order."""

    per_quarter: int = field("racks", "Most racks that all sites can order in a quarter.", ge=0, le=100_000)
    later_per_quarter: int | None = field("racks", "The same from later_from on.", None, ge=0, le=100_000)
    later_from: Quarter | None = field("", "First quarter with the later supply.", None)


class Portfolio(Part):
    """Several sites planned together. Made by `load_portfolio`."""

    kind: Literal["portfolio"] = field("", "What the file is.")
    name: Annotated[str, StringConstraints(pattern=SLUG)] = field("", "Short name: small letters, digits, hyphens.")
    title: str = field("", "Name as shown.", min_length=1, max_length=120)
    demand_scale: float = field("x", "Multiplies the level of every workload.", 1.0, gt=0, le=10_000)
    workload_sites: Annotated[dict[Name, Annotated[tuple[Name, ...], LIST]], FROZEN] = Field(
        default_factory=ReadOnlyDict,
        description="Sites that may serve a workload; all may serve one that is not named.",
    )
    shared_supply: Annotated[dict[Name, SharedSupply], FROZEN] = Field(
        default_factory=ReadOnlyDict, description="Supply of rack products to all sites together."
    )
    capital_budget_meur: BudgetByYear = field(
        "MEUR", "Most that all sites may spend in a year on racks and phases; years not named are free.",
        default_factory=ReadOnlyDict,
    )  # fmt: skip
    sites: Annotated[dict[Name, Scenario], FROZEN] = Field(min_length=1, description="The sites, by name.")

    _provenance: Mapping[str, Provenance] = PrivateAttr(default_factory=ReadOnlyDict)

    @model_validator(mode="after")
    def _rules_between_fields(self) -> Self:
        problems = tuple(_problems(self))
        if problems:
            kind, text = "scenario_rules", "fields contradict each other"
            raise PydanticCustomError(kind, text, {"problems": problems})
        return self

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Where the values of the portfolio's own fields come from; each site has its own."""
        return self._provenance

    @property
    def first(self) -> Scenario:
        """The first site, for what all share."""
        return next(iter(self.sites.values()))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all values except titles, in hexadecimal."""
        content = self.values()
        del content["title"]
        for site in content["sites"].values():
            del site["title"]
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def values(self) -> dict[str, Any]:
        """All values as JSON can hold them."""
        return self.model_dump(mode="json")

    def __hash__(self) -> int:
        return hash(self.content_hash)


def _problems(p: Portfolio) -> Iterator[Problem]:
    yield from _common(p)
    for workload, sites in p.workload_sites.items():
        path = f"workload_sites.{workload}"
        if workload not in p.first.workloads:
            yield Problem(
                path, "is not a workload.", "Allowed: a workload of the sites.", nearest(workload, p.first.workloads)
            )
        unknown = [site for site in sites if site not in p.sites]
        if unknown:
            yield Problem(path, f'names "{unknown[0]}".', "Allowed: names of sites.", nearest(unknown[0], p.sites))
        if not sites:
            yield Problem(
                path, "names no site.", "Allowed: one or more.", "leave the workload out: all sites may serve it."
            )
    racks = list(dict.fromkeys(rack for site in p.sites.values() for rack in site.fleet.racks))
    for rack, supply in p.shared_supply.items():
        path = f"shared_supply.{rack}"
        if rack not in racks:
            yield Problem(path, "is not a rack product.", "Allowed: a product of a site's fleet.", nearest(rack, racks))
        if (supply.later_per_quarter is None) != (supply.later_from is None):
            yield Problem(path, "has one of later_per_quarter and later_from.", "Allowed: both, or neither.")
    yield from years_before("capital_budget_meur", p.capital_budget_meur, p.first.horizon.start)
    for name, site in p.sites.items():
        if site.finance.debt is not None and site.finance.debt.planning is not None:
            path, allowed = f"sites.{name}.finance.debt.planning", "Allowed: null at the sites of a portfolio."
            hint = "the loan of a site is worked out once the plan is made; capital_budget_meur limits all sites."
            yield Problem(path, "holds back the orders of one site.", allowed, hint)


def _common(p: Portfolio) -> Iterator[Problem]:
    names = list(p.sites)
    for name in names[1:]:
        for part in COMMON:
            if getattr(p.sites[name], part) != getattr(p.first, part):
                read = f"differs from that of {names[0]}."
                yield Problem(
                    f"sites.{name}.{part}", read, "Allowed: the same at all sites.", f"give {part} under every_site."
                )


def is_portfolio(path: str | os.PathLike[str]) -> bool:
    """Whether a file says that it is a portfolio; False where it cannot be read."""
    try:
        text = content_of(path, files.LARGEST_BYTES).decode("utf-8")
    except (FileRefusedError, UnicodeDecodeError):
        return False
    return re.search(rf"^kind:\s*{KIND}\s*(#.*)?$", text, re.MULTILINE) is not None


def load_portfolio(path: str | os.PathLike[str], *overlays: str | os.PathLike[str] | Mapping[str, Any]) -> Portfolio:
    """Read a portfolio and the scenarios of its sites. ScenarioError, with file and line, for all that is wrong."""
    document = files.read(path)
    file = Path(path)
    for overlay in overlays:
        files.lay_over(document, overlay)
    values, label = dict(document.values), files.label(file)
    sites, every = values.pop("sites", {}), values.pop("every_site", {})
    for key, group in (("sites", sites), ("every_site", every)):
        if not isinstance(group, dict):
            where = document.provenance[key].where
            raise ScenarioError(located(where, f"{key} is {group!r}.\nAllowed: a mapping of names to values."))
    for key in ("name", "title"):
        values.setdefault(key, file.stem)
    scale = values.get("demand_scale", 1.0)
    scale = float(scale) if isinstance(scale, int | float) and not isinstance(scale, bool) and scale > 0 else 1.0
    values["sites"] = {
        name: _site(file, document, str(name), f"{values['name']}-{name}", f"{values['title']} · {name}", scale)
        for name in sites
    }
    try:
        portfolio = Portfolio.model_validate(values)
    except ValidationError as error:
        raise ScenarioError(messages.explain(Portfolio, error, values, document.provenance, label)) from None
    portfolio._provenance = ReadOnlyDict(document.provenance)
    return portfolio


def _site(file: Path, document: Document, site: str, name: str, title: str, scale: float) -> Scenario:
    """The scenario of one site: what it extends, then every_site, then its own."""
    own = _below(document, f"sites.{site}.")
    where = document.provenance.get(f"sites.{site}", Provenance(file=files.label(file))).where
    parent = own.values.pop("extends", None)
    if parent is None:
        problem = f"sites.{site} extends no scenario.\nNeeded: the file that the site starts from."
        raise ScenarioError(located(where, problem, "add extends: les-ulis-base.yaml"))
    merged = files.merged(file, parent, where)
    for above in (_below(document, "every_site."), own):
        files.merge(merged, above)
    merged.values |= {"name": name, "title": title}
    for workload, values in (merged.values.get("workloads") or {}).items():
        for key in SCALED:
            level = values.get(key) if isinstance(values, dict) else None
            if scale != 1 and isinstance(level, int | float) and not isinstance(level, bool):
                values[key] = level * scale
                path = f"workloads.{workload}.{key}"
                reason = f"{level:g} × {scale:g}, demand_scale of the portfolio."
                merged.provenance[path] = Provenance("assumption", "assumption", reason, files.label(file), 0)
    return Scenario.from_values(
        merged.values,
        provenance=merged.provenance,
        parent=files.label(file.parent / str(parent)),
        file=files.label(file),
    )


def _below(document: Document, above: str) -> Document:
    """The part of a document below a path, with its provenance."""
    values: Any = document.values
    for step in above.rstrip(".").split("."):
        values = values.get(step, {}) if isinstance(values, dict) else {}
    provenance = {
        path.removeprefix(above): origin for path, origin in document.provenance.items() if path.startswith(above)
    }
    return Document(dict(values) if isinstance(values, dict) else {}, provenance)
