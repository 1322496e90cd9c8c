"""`Scenario`: everything a plan starts from, checked; and its JSON Schema for editors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path as FilePath
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from planner.errors import ScenarioError, located
from planner.scenario import changes
from planner.scenario.fields.finance import Finance
from planner.scenario.fields.fleet import Fleet
from planner.scenario.fields.forecast import Forecast
from planner.scenario.fields.horizon import Horizon, Objective
from planner.scenario.fields.parts import FROZEN, SLUG, Name, Part, ReadOnlyDict, field
from planner.scenario.fields.power import Power
from planner.scenario.fields.site import Site
from planner.scenario.fields.uncertainty import Uncertainty
from planner.scenario.fields.workloads import Demand, Workload
from planner.scenario.files.provenance import Provenance
from planner.scenario.rules import site as checks
from planner.scenario.words import messages
from planner.scenario.words.json_schema import editor_schema

SCHEMA_FILE = "scenario.schema.json"


class Scenario(Part):
    """What the planner assumes. Made by `planner.scenario.files.load.load`, `from_values` or `with_`."""

    name: Annotated[str, StringConstraints(pattern=SLUG)] = field("", "Short name: small letters, digits, hyphens.")
    title: str = field("", "Name as shown.", min_length=1, max_length=120)
    horizon: Horizon = Field(description="Time that is planned.")
    objective: Objective = Field(description="What the optimiser is asked for.")
    site: Site = Field(description="The building and what it is connected to.")
    fleet: Fleet = Field(description="Racks there and to come.")
    demand: Demand = Field(description="How demand grows.")
    workloads: Annotated[dict[Name, Workload], FROZEN] = Field(
        min_length=1, description="What is asked of the site, by name."
    )
    forecast: Forecast | None = Field(None, description="Forecast of demand; null: demand is as given.")
    power: Power = Field(description="What electricity costs and emits.")
    finance: Finance = Field(description="Rates that turn amounts into present euros.")
    uncertainty: Uncertainty | None = Field(
        None, description="What may come otherwise, and how a plan weighs it; null: plans take the scenario as it is."
    )

    _provenance: Mapping[str, Provenance] = PrivateAttr(default_factory=ReadOnlyDict)
    _parent: str | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _rules_between_fields(self) -> Self:
        problems = tuple(checks.problems(self))
        if problems:
            kind, text = "scenario_rules", "fields contradict each other"
            raise PydanticCustomError(kind, text, {"problems": problems})
        return self

    @classmethod
    def from_values(
        cls,
        values: Mapping[str, Any],
        *,
        provenance: Mapping[str, Provenance] | None = None,
        parent: str | None = None,
        file: str = "",
    ) -> Scenario:
        """Check plain values (from YAML, JSON or `values()`) and make a scenario of them.

        `provenance` says where each dotted path comes from; messages take file and line from it. Raises
        ScenarioError with all problems at once.
        """
        try:
            scenario = cls.model_validate(dict(values))
        except OverflowError:
            raise ScenarioError(located(file, "a number is larger than any used here.")) from None
        except ValidationError as error:
            text = messages.explain(cls, error, values, provenance or {}, file)
            raise ScenarioError(text, messages.by_field(cls, error, values)) from None
        scenario._provenance = ReadOnlyDict(provenance or {})
        scenario._parent = parent
        return scenario

    @property
    def provenance(self) -> Mapping[str, Provenance]:
        """Where the value of each dotted path comes from; values left at their default have none."""
        return self._provenance

    @property
    def parent(self) -> str | None:
        """The file this scenario extends, as `files.load` takes it; None for a scenario that stands alone."""
        return self._parent

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all values except the title, in hexadecimal. Phases in another order are another scenario."""
        content = self.values()
        del content["title"]
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def values(self) -> dict[str, Any]:
        """All values as JSON can hold them; `Scenario.from_values` rebuilds the scenario."""
        return self.model_dump(mode="json")

    def with_(self, **new: Any) -> Scenario:
        """A new scenario with other values: `scenario.with_(**{"power.spot.scale": 1.3})`.

        A path may name a value, a group, or an item of a list ("demand.growth.tokens.0"). Raises ScenarioError
        for a path that does not exist, with the nearest name, and for what the schema does not allow.
        """
        values = changes.apply(type(self), self.values(), new)
        provenance = changes.without(self._provenance, new)
        changed = changes.changed_below(new)
        return type(self).from_values(values, provenance=provenance | changed, parent=self._parent)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.values() == other.values()

    def __hash__(self) -> int:
        return hash(self.content_hash)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a scenario file, for editors: every value may carry its source, none is required."""
    return editor_schema(Scenario.model_json_schema(mode="validation"))


def schema_text() -> str:
    """The schema as it is written to scenarios/scenario.schema.json."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: Iterable[str] = ()) -> None:
    """Write the JSON Schema and the field reference of this repository."""
    from planner.scenario.words.reference import reference_page

    root = FilePath(next(iter(arguments), "."))
    (root / "scenarios" / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    (root / "docs" / "scenario.md").write_text(reference_page(Scenario), encoding="utf-8")


if __name__ == "__main__":
    main()
