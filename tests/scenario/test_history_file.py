"""`history: {file: tokens.csv}`: its text becomes part of the scenario; what is refused names the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.scenario.files import load as files
from planner.scenario.schema import Scenario

Write = Callable[[str, str], str]
CSV = "date,value,unit\n2026-01-01,5,output tokens/day\n2026-01-02,-6,output tokens/day\n"
PATH = "forecast.workloads.chat.history.csv"


def naming(write: Write, named: str = "tokens.csv") -> str:
    own = f"weights: {{history: 1}}, history: {{file: {named}}}"
    return write("x.yaml", f"extends: base.yaml\nforecast: {{workloads: {{chat: {{{own}}}}}}}\n")


def test_the_text_becomes_part_of_the_scenario(write: Write, tmp_path: Path) -> None:
    """Proves: a scenario holds its history itself (hash, copies, saved files), and says which file it is from."""
    write("tokens.csv", "\ufeff" + CSV)
    scenario = files.load(naming(write))
    assert scenario.forecast is not None
    history = scenario.forecast.workloads["chat"].history
    assert history is not None
    assert (history.file, history.csv) == ("tokens.csv", CSV)
    assert scenario.provenance[PATH].where == "scenarios/tokens.csv, line 1"
    again = Scenario.from_values(scenario.values())
    assert again.content_hash == scenario.content_hash
    files.save(scenario, tmp_path / "copy.yaml")
    assert files.load(tmp_path / "copy.yaml").forecast == scenario.forecast
    write("tokens.csv", CSV.replace("5", "7"))
    assert files.load("scenarios/x.yaml").content_hash != scenario.content_hash


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("../tokens.csv", "Allowed: a .csv file in the folder of the scenario, or below."),
        ("tokens.txt", "Allowed: a .csv file"),
        ("tokns.csv", 'file is "tokns.csv", which is not a file.\n\nhint: Did you mean "tokens.csv"?'),
    ],
)
def test_refused(write: Write, named: str, message: str) -> None:
    write("tokens.csv", CSV)
    with pytest.raises(ScenarioError) as caught:
        files.load(naming(write, named))
    assert message in str(caught.value)
    assert "scenarios/x.yaml, line 2" in str(caught.value)
