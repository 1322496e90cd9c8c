"""The commands: one table each on standard output, errors of one line and a hint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner import cli
from tests.money_studies.cases import plan, scenario


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    plan("loan").save(folder)
    return folder


def test_a_lenders_table_as_json(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: rows of all cases of a saved run; covers are numbers where there is debt; no paths, no P50, and why."""
    run = next(iter(store.iterdir())).name
    assert cli.main(["lenders", run, "--store", str(store), "--processes", "1", "--let-share", "0.8", "--json"]) == 0
    rows = {row["case"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["P50"]["npv_meur"] is None
    assert rows["P50"]["note"] == "the scenario has no section uncertainty"
    base, lost = rows["base"], rows["largest customer lost"]
    assert lost["note"] == "assistant: large"
    assert lost["npv_meur"] < base["npv_meur"]
    assert lost["dscr_average"] < base["dscr_average"]
    assert base["weakest_quarter"].startswith("2027-Q")
    assert rows["market rents only"]["note"].startswith("80%")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tornado", "RUN", "--driver", "price"], "allowed is a name with a low and a high value"),
        (["break-even", "RUN", "prise"], 'Did you mean "price"?'),
        (["goal-seek", "RUN", "profit", "3"], 'there is no aim "profit"'),
        (["lenders", "RUN", "--paths", "0"], "allowed are 2 to 1000"),
    ],
)
def test_errors_are_worded(store: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str) -> None:
    """Proves: exit code 2, nothing on standard output, the message on the other."""
    run = next(iter(store.iterdir())).name
    arguments = [run if word == "RUN" else word for word in words]
    assert cli.main([*arguments, "--store", str(store)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err


def test_a_bridge_and_a_goal_as_text(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: a bridge of a run to itself has no step; a goal is one line a figure."""
    run = next(iter(store.iterdir())).name
    common = ["--store", str(store), "--processes", "1", "--days", "1"]
    assert cli.main(["bridge", run, run, *common]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()[1:]] == ["total", "residual", "total"]
    file = tmp_path / "small.yaml"
    file.write_text(json.dumps(scenario("loan").values()), encoding="utf-8")
    goal = ["goal-seek", str(file), "npv", "--lever", "rate", "--low", "1", "--high", "1.05", *common, "--", "-500"]
    assert cli.main(goal) == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if len(line.split()) > 1)
    assert lines["value"] == "1.000"
    assert lines["lever"] == "rate"
