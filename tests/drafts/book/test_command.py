"""The workbook from the command line and from Python: down, up, kept as a file, nothing overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import planner
from planner.cli import BAD_INPUT, OK, main
from planner.errors import ScenarioError
from tests.drafts.book.hand import BASE, Hand

SCENARIOS = Path(__file__).parents[3] / "scenarios"
LOAN = "les-ulis-loan.yaml"


def test_down_up_and_kept_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: each changed cell is printed; the file written says the same scenario, whole or over its parent."""
    for name in (LOAN, "les-ulis-base.yaml"):
        shutil.copy(SCENARIOS / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert main(["scenario", "workbook", LOAN, "--out", "own.xlsx"]) == OK
    assert capsys.readouterr().out == "own.xlsx\n"
    assert main(["scenario", "from-workbook", "own.xlsx"]) == OK
    assert capsys.readouterr().out == "No cell was changed.\n"
    hand = Hand(Path("own.xlsx").read_bytes())
    hand.type("site.connection_mw", 8)
    hand.book.create_sheet("Mine").cell(1, 1).value = "sums"
    Path("own.xlsx").write_bytes(hand.content())
    wanted = planner.load(LOAN).with_(**{"site.connection_mw": 8})
    for out, more in (("whole.yaml", []), ("over.yaml", ["--extends", LOAN])):
        assert main(["scenario", "from-workbook", "own.xlsx", "--out", out, *more]) == OK
        printed = capsys.readouterr()
        assert [line.split() for line in printed.out.splitlines()] == [
            ["Cell", "Field", "Old", "New"], ["Site!B8", "site.connection_mw", "10", "MW", "8", "MW"],
        ]  # fmt: skip
        assert printed.err.splitlines() == ["not read: Mine", f"{out} is written."]
        assert planner.load(out).content_hash == wanted.content_hash
    assert f"extends: {LOAN}" in Path("over.yaml").read_text(encoding="utf-8")
    assert main(["scenario", "from-workbook", "own.xlsx", "--json"]) == OK
    answer = json.loads(capsys.readouterr().out)
    assert answer["hash"] == wanted.content_hash != answer["hash_before"]
    assert [row["where"] for row in answer["changes"]] == ["Site!B8"]
    assert planner.load("own.xlsx") == wanted


def test_nothing_is_overwritten_or_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: a file that is there stays; a wrong cell writes nothing; a portfolio, another ending: a sentence each."""
    monkeypatch.chdir(tmp_path)
    planner.scenario_to_workbook(BASE, "own.xlsx", "fr")
    written = Path("own.xlsx").read_bytes()
    Path("there.yaml").write_text("mine", encoding="utf-8")
    wrong = Hand(written)
    wrong.book["Site"].cell(8, 2).value = "ten"
    Path("wrong.xlsx").write_bytes(wrong.content())
    (tmp_path / "folder.xlsx").mkdir()
    portfolio = str(SCENARIOS / "portfolio-1gw.yaml")
    cases = {
        "not overwritten": ["workbook", str(SCENARIOS / LOAN), "--out", "own.xlsx"],
        "ends with .xlsx": ["workbook", str(SCENARIOS / LOAN), "--out", "own.ods"],
        "several scenarios": ["workbook", portfolio, "--out", "new.xlsx"],
        "was not overwritten": ["from-workbook", "own.xlsx", "--out", "there.yaml"],
        'is "ten"': ["from-workbook", "wrong.xlsx", "--out", "new.yaml"],
        "no such file": ["from-workbook", "none.xlsx"], "a name that ends with": ["from-workbook", "there.yaml"],
        "this is a folder": ["from-workbook", "folder.xlsx"],
        "add --out": ["from-workbook", "own.xlsx", "--extends", "there.yaml"],
        "ends in .yaml": ["from-workbook", "own.xlsx", "--out", "new.txt"],
    }  # fmt: skip
    for words, arguments in cases.items():
        assert main(["scenario", *arguments]) == BAD_INPUT
        assert words in capsys.readouterr().err
    assert Path("own.xlsx").read_bytes() == written
    assert Path("there.yaml").read_text(encoding="utf-8") == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"own.xlsx", "there.yaml", "wrong.xlsx", "folder.xlsx"}


def test_python_has_both_ways(tmp_path: Path) -> None:
    """Proves: the changed cells are a table; what is laid over a workbook, or is no scenario, is refused in words."""
    path = planner.scenario_to_workbook(BASE, tmp_path / "own.xlsx")
    hand = Hand(path.read_bytes())
    hand.type("site.connection_mw", 2)
    path.write_bytes(hand.content())
    came_back = planner.scenario_from_workbook(path)
    assert came_back.before == BASE
    assert came_back.table().to_dict("records") == [
        {
            "where": "Site!B8", "path": "site.connection_mw", "aspect": "value", "old": 1.0, "new": 2.0, "unit": "MW",
        }
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="nothing can be laid over a workbook"):
        planner.load(path, {"site": {"connection_mw": 3}})
    with pytest.raises(ScenarioError, match=r"a scenario, as planner\.load reads it"):
        planner.scenario_to_workbook("scenario.yaml", tmp_path / "new.xlsx")  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="the path of a workbook"):
        planner.scenario_from_workbook(3)  # type: ignore[arg-type]
