"""The pages for analysts and for those who extend the planner name what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import report
from tests.charts.small_plan import small_plan

NOT_COLUMNS = {"all", "end", "parked", "idle"}  # values that the table of tables mentions
IMPLIED = {"period", "workload", "rack", "utc"}  # said in its second column, "a rack product in a period"


def test_every_table_and_column_is_documented(repo_root: Path) -> None:
    """Proves: docs/analysts.md lists each table of a plan with all its columns, and no column that is not there."""
    text = (repo_root / "docs" / "analysts.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `plan\.(\w+)` \| [^|]* \| ([^|]*) \|$", text, re.MULTILINE))
    plan = small_plan()
    tables = {
        name: plan.hours(name, plan.periods[0]) if name.startswith("hourly") else getattr(plan, name) for name in rows
    }
    assert len(tables) == 18
    for name, table in tables.items():
        said = set(re.findall(r"`([a-z0-9_<>]+)`", rows[name])) - NOT_COLUMNS
        columns = {re.sub(r"^subscribed_mw_(?!max)\w+$", "subscribed_mw_<class>", column) for column in table.columns}
        assert said - columns == set(), f"{name} has no such columns"
        assert columns - said - IMPLIED == set(), f"columns of {name} that are not documented"


@pytest.mark.parametrize("page", ["README.md", "docs/analysts.md", "docs/extend.md"])
def test_files_that_a_page_names_are_there(repo_root: Path, page: str) -> None:
    """Proves: no link and no file name leads nowhere."""
    text = (repo_root / page).read_text(encoding="utf-8")
    links = set(re.findall(r"\]\(([^)#]+)\)", text))
    named = set(re.findall(r"`((?:planner|data|docs|tests|scenarios)/[\w./-]+\.\w+)`", text))
    named -= {"tests/optimisation/lp/product_share.lp"}  # written by the reader of docs/extend.md
    assert links | named
    assert {name for name in links | named if not (repo_root / name).exists()} == set()


def test_the_example_of_extend_is_a_function_that_can_be_compiled(repo_root: Path) -> None:
    """Proves: the constraint shown is Python, and its docstring names the golden LP as the rule asks."""
    text = (repo_root / "docs" / "extend.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    code = "\n".join(line.removeprefix("   ") for line in block.splitlines())
    compile(code, "docs/extend.md", "exec")
    assert "Golden: lp/product_share.lp" in code


def test_the_page_on_speed_is_what_its_command_writes(repo_root: Path) -> None:
    """Proves: no figure of docs/performance.md was typed, and none kept is left out: `python -m benchmarks report`."""
    written = (repo_root / "docs" / "performance.md").read_text(encoding="utf-8")
    assert written == report.page(report.all_results())


def test_the_figure_asked_of_battery_and_contracts() -> None:
    """Proves: it is the processor time with all over that without, at the same days."""
    rows = [{"days": days, "cpu_s": cpu} for days, cpu in (("3", 8.0), ("3", 9.0), ("all", 40.0), ("all", 60.0))]
    assert report.supply({"supply": {"rows": rows}}, "all") == 1.5
    asked = [line for line in report.figures({}) if line.startswith("| with battery, PV")]
    assert asked == [
        "| with battery, PV, three contracts, all hours [times the processor time] | ≤ 2 | not measured | |"
    ]
