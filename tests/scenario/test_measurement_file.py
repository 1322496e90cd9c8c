"""`measurements: measurements.csv`: its rows take the place of the name; what is refused names file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.scenario.files import load as files
from planner.scenario.schema import Scenario

Write = Callable[[str, str], str]
HEAD = "rack,workload,tokens_per_s_per_gpu,tokens_per_s_per_user,rack_kw,unit,date,source\n"
ROW = 'H200_HGX,chat,900,40,6.1,"output tokens/s and kW",2026-10-01,own run\n'
PATH = "fleet.operating_points.measurements"


def scenario_naming(write: Write, named: str = "measurements.csv") -> str:
    return write("x.yaml", f"extends: base.yaml\nfleet:\n  operating_points:\n    measurements: {named}\n")


def refusal(path: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        files.load(path)
    return str(caught.value)


def test_rows_become_part_of_the_scenario(write: Write) -> None:
    """Proves: a scenario holds its measurements itself (hash, copies), each with the file and line it came from."""
    write("measurements.csv", "﻿" + HEAD + ROW + "\n" + ROW.replace("900", "950").replace("6.1", "6.2"))
    scenario = files.load(scenario_naming(write))
    first, second = scenario.fleet.operating_points.measurements
    assert (first.rack, first.tokens_per_s_per_gpu, first.rack_kw, second.tokens_per_s_per_gpu) == (
        "H200_HGX", 900, 6.1, 950,
    )  # fmt: skip
    known = scenario.provenance[f"{PATH}.1.rack_kw"]
    assert (known.where, known.source, known.kind) == ("scenarios/measurements.csv, line 4", "own run", "fact")
    again = Scenario.from_values(scenario.values())
    assert again.content_hash == scenario.content_hash
    assert again.content_hash != files.load("scenarios/base.yaml").content_hash


def test_a_saved_copy_needs_no_file(write: Write, tmp_path: Path) -> None:
    write("measurements.csv", HEAD + ROW)
    scenario = files.load(scenario_naming(write))
    files.save(scenario, tmp_path / "copy.yaml")
    assert files.load(tmp_path / "copy.yaml").fleet.operating_points == scenario.fleet.operating_points


def test_the_parent_reads_its_own_file(write: Write) -> None:
    """Proves: a file named in sub/base.yaml lies in sub/, whoever extends it."""
    write("sub/measurements.csv", HEAD + ROW)
    write("sub/own.yaml", "fleet: {operating_points: {measurements: measurements.csv}}\n")
    write("sub/base.yaml", Path("scenarios/base.yaml").read_text(encoding="utf-8"))
    write("sub/own.yaml", "extends: base.yaml\nfleet: {operating_points: {measurements: measurements.csv}}\n")
    scenario = files.load(write("y.yaml", "extends: sub/own.yaml\n"))
    assert scenario.fleet.operating_points.measurements[0].tokens_per_s_per_gpu == 900


@pytest.mark.parametrize(
    "named", ["../measurements.csv", "/etc/measurements.csv", "measurements.txt", "sub/../../m.csv"]
)
def test_the_file_stays_in_the_folder(write: Write, tmp_path: Path, named: str) -> None:
    for file in ("measurements.csv", "m.csv"):
        (tmp_path / file).write_text(HEAD + ROW, encoding="utf-8")
    assert refusal(scenario_naming(write, named)) == (
        f'scenarios/x.yaml, line 4: measurements is "{named}".\n'
        "Allowed: a list, or a .csv file in the folder of the scenario, or below.\n\n"
        "hint: put the file beside the scenario."
    )


def test_the_file_does_not_leave_through_a_link(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(HEAD + ROW, encoding="utf-8")
    (tmp_path / "scenarios" / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert 'measurements is "link.csv"' in refusal(scenario_naming(write, "link.csv"))


def test_a_file_that_is_not_there(write: Write) -> None:
    write("measurements.csv", HEAD)
    assert refusal(scenario_naming(write, "measurement.csv")) == (
        'scenarios/x.yaml, line 4: measurements is "measurement.csv", which is not a file.\n\n'
        'hint: Did you mean "measurements.csv"?'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD.replace("rack_kw", "rack_kW") + ROW,
            'scenarios/measurements.csv, line 1: there is no column "rack_kW".\n\nhint: Did you mean "rack_kw"?',
        ),
        (
            HEAD.replace(",unit", "") + ROW,
            "scenarios/measurements.csv, line 1: column unit is missing; found are rack, workload",
        ),
        (
            HEAD + ROW + ROW.replace('"output tokens/s and kW"', ""),
            f"scenarios/measurements.csv, line 3: {PATH}.1.unit is missing.\nNeeded: output tokens/s",
        ),
        (
            HEAD + ROW.replace("output tokens/s and kW", "total tokens/s"),
            f'measurements.csv, line 2: {PATH}.0.unit is "total tokens/s" (a text).\nAllowed: output tokens/s',
        ),
        (
            HEAD + ROW.replace("900", "fast"),
            f'scenarios/measurements.csv, line 2: {PATH}.0.tokens_per_s_per_gpu is "fast" (a text).\nAllowed: above 0',
        ),
        (
            HEAD + ROW.replace("2026-10-01", "1.10.2026"),
            f'line 2: {PATH}.0.date is "1.10.2026" (a text).\nAllowed: a date',
        ),
        (HEAD + "H200_HGX,chat\n", "scenarios/measurements.csv, line 2: 8 cells are needed, one for each column."),
        (HEAD + ROW.replace("900", "nan"), f"{PATH}.0.tokens_per_s_per_gpu is"),
        (HEAD + ROW * 501, "scenarios/measurements.csv: it has 501 rows; 500 are allowed."),
    ],
)
def test_a_bad_file_is_refused_with_its_line(write: Write, text: str, message: str) -> None:
    write("measurements.csv", text)
    assert message in refusal(scenario_naming(write))
