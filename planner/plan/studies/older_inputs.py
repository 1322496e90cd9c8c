"""Whether a run was solved with other inputs than there are now: its scenario file, and the files of data/."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner.plan.studies.compare import flat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.scenario.schema import Scenario


@dataclass(frozen=True)
class InputsSince:
    """Values of the scenario that read otherwise now, and whether the data have changed."""

    changed_values: int = 0
    data_changed: bool = False

    @property
    def older(self) -> bool:
        """Whether anything has changed since."""
        return self.changed_values > 0 or self.data_changed


def inputs_since(manifest: Mapping[Any, Any], scenario: Scenario | None, data_hash: str) -> InputsSince:
    """What changed since a run was solved.

    scenario: that which the file of the run's name holds now; None where there is no such file, as for a variant that
    was never saved. A run without a hash of its data says nothing of them. Title and name do not count.
    """
    changed = 0
    if scenario is not None and manifest["scenario_hash"] != scenario.content_hash:
        then, now = flat(manifest.get("scenario") or {}), flat(scenario.values())
        changed = sum(then.get(path) != now.get(path) for path in {*then, *now} - {"name", "title"})
    own = manifest.get("data_hash") or data_hash
    return InputsSince(changed, own != data_hash)
