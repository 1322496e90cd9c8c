"""The pages of docs/ name what is there, and all that they should."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from benchmarks import report
from tests.charts.small_plan import small_plan

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]
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
    assert len(tables) == 26
    for name, table in tables.items():
        said = set(re.findall(r"`([a-z0-9_<>]+)`", rows[name])) - NOT_COLUMNS
        columns = {re.sub(r"^subscribed_mw_(?!max)\w+$", "subscribed_mw_<class>", column) for column in table.columns}
        assert said - columns == set(), f"{name} has no such columns"
        assert columns - said - IMPLIED == set(), f"columns of {name} that are not documented"


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(repo_root: Path, page: str) -> None:
    """Proves: no link and no file name leads nowhere; a decision that was superseded may name what has moved.

    A bug would give: a page that sends its reader to where a module was.
    """
    text = (repo_root / page).read_text(encoding="utf-8")
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
    named = set(re.findall(r"`((?:planner|data|docs|tests|scenarios)/[\w./-]+\.\w+)`", text))
    named -= {"tests/optimisation/lp/product_share.lp"}  # written by the reader of docs/extend.md
    named = set() if "**Superseded by" in text else named
    assert {link for link in links if not (repo_root / page).parent.joinpath(link).exists()} == set()
    assert {name for name in named if not (repo_root / name).exists()} == set()


def test_the_readme_lists_every_page(repo_root: Path) -> None:
    """Proves: from the README one finds every page of docs/, and from its list every decision; none twice."""
    readme = (repo_root / "README.md").read_text(encoding="utf-8")
    rows = [
        link for row in re.findall(r"^\| (\[.*?) \|", readme, re.MULTILINE) for link in re.findall(r"\]\((.*?)\)", row)
    ]
    pages = [f"docs/{path.name}" for path in (repo_root / "docs").glob("*.md")]
    assert sorted(rows) == sorted([*pages, "docs/decisions/README.md"])
    decisions = repo_root / "docs" / "decisions"
    listed = re.findall(r"^- \[\d{4}\]\((.*?)\)", (decisions / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == sorted(path.name for path in decisions.glob("[0-9]*.md"))
    titles = {name: (decisions / name).read_text(encoding="utf-8").split("\n")[0] for name in listed}
    assert {name for name, title in titles.items() if not title.startswith(f"# {name[:4]} ")} == set()


def rooms_of(page: str) -> list[str]:
    """Folders in the drawing of docs/house.md: a level is two spaces, a line ends with its sentence."""
    rooms: list[str] = []
    levels = ["planner"]
    for indent, name, sentence in re.findall(r"^    ( *)([a-z_]+)/(.*)$", page, re.MULTILINE):
        depth = len(indent) // 2
        levels = [*levels[:depth], name]
        if depth:
            assert sentence.strip(), f"{name} has no sentence"
            rooms.append("/".join(levels))
    return rooms


def test_the_house_is_drawn_as_it_stands(repo_root: Path) -> None:
    """Proves: docs/house.md draws every room of planner/, and no other.

    A bug would give: a room that nobody finds, or one that was pulled down.
    """
    drawn = rooms_of((repo_root / "docs" / "house.md").read_text(encoding="utf-8"))
    there = {str(path.parent.relative_to(repo_root)) for path in (repo_root / "planner").glob("**/__init__.py")}
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == there - {"planner"}


def test_the_house_names_the_contracts_in_force(repo_root: Path) -> None:
    """Proves: the order of imports in docs/house.md is that which import-linter holds, from the ground up."""
    page = (repo_root / "docs" / "house.md").read_text(encoding="utf-8")
    contracts = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (c["layers"] for c in contracts if c["type"] == "layers" and c["containers"] == ["planner"])
    (inside,) = (
        c["layers"] for c in contracts if c["type"] == "layers" and c["containers"] == ["planner.optimisation"]
    )
    drawn = page.split("    errors\n", 1)[1].split("\n\n", 1)[0].split("\n")
    written = [set(re.findall(r"\w+", re.split(r":|\s{9,}ui and", line)[0])) for line in ["errors", *drawn]]
    held = [set(re.findall(r"\w+", layer)) - {"__main__"} for layer in reversed(layers)]
    assert written == [layer for layer in held if layer]
    (order,) = re.findall(r"^Inside the optimiser: (.*)\.$", page, re.MULTILINE)
    assert [set(re.findall(r"\w+", layer)) for layer in order.split("→")] == [
        set(re.findall(r"\w+", layer)) for layer in reversed(inside)
    ]


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
