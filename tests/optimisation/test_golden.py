"""One equation, one name, five places: function, constraint, heading in docs/model.md, docstring, golden LP."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyomo.repn.tests.lp_diff import load_and_compare_lp_baseline

from planner.optimisation.equations import contracts
from planner.optimisation.models import investment, portfolio, shared_offers
from planner.optimisation.parts import shared_by_days
from planner.optimisation.parts.parts import PARTS
from tests.optimisation import golden, proofs

LP = Path(__file__).parent / "lp"
EQUATIONS = golden.equations()


@pytest.mark.parametrize("name", sorted(EQUATIONS))
def test_an_equation_is_the_one_in_its_golden_lp(name: str, update_golden: bool, tmp_path: Path) -> None:
    """Proves: coefficients, signs, senses and right-hand sides are those that were looked at and accepted.

    A bug would give: another line in the LP file; the difference is printed.
    """
    accepted, written = LP / f"{name}.lp", tmp_path / f"{name}.lp"
    if update_golden:
        accepted.write_text(golden.lp_text(name), encoding="utf-8")
    assert accepted.exists(), f"{accepted.name} is missing: pytest tests/optimisation --update-golden"
    written.write_text(golden.lp_text(name), encoding="utf-8")
    assert load_and_compare_lp_baseline(str(accepted), str(written)) == ([], [])


def test_every_constraint_of_the_joint_model_is_an_equation() -> None:
    """Proves: nothing constrains a plan that has no name, no formula and no golden LP.

    A bug would give: a constraint added without its function, or a function that names its constraint differently.
    """
    assert golden.constraints_of_joint() == set(EQUATIONS)


def test_every_add_function_is_an_equation_or_known_not_to_be() -> None:
    """Proves: a new add_… function cannot slip in without a golden LP.

    Allowed without: those that add variables, or call the others; cuts are rows in HiGHS, proved elsewhere.
    """
    others = {"add_fleet_variables", "add_connection_variables", "add_serving_variables", "add_power_variables"}
    others |= {
        "add_contract_variables",
        "add_investment",
        "add_dispatch",
        "add_portfolio",
        "add_portfolio_variables",
        "add_futures",
        "add_futures_variables",
        "add_up",
    }
    others |= {
        "add_offer_variables",
        "add_shared_offer_variables",
        "add_signatures",
        "add_breaches",
        "add_part_variables",
        "add_flexible_variables",
        "add_carbon_variables",
        "add_capacity_variables",
    }
    others |= {"add_variables", "add_equations"}  # of each part
    assert set(golden.functions()) - {f"add_{name}" for name in EQUATIONS} == others


@pytest.mark.parametrize("name", sorted(EQUATIONS))
def test_a_docstring_names_its_golden_lp(name: str) -> None:
    """Proves: from the code one finds the file, and the file is there."""
    assert re.search(rf"Golden: lp/{name}\.lp$", EQUATIONS[name].__doc__ or "", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(EQUATIONS))
def test_a_docstring_names_the_test_that_proves_it(name: str, repo_root: Path) -> None:
    """Proves: from the code one finds the proof, the same that docs/model.md names."""
    section = re.search(rf"^### `{name}`\n(.*?)(?=^#|\Z)", (repo_root / "docs/model.md").read_text(), re.M | re.S)
    named = re.search(r"^ *Proved by: (\w+)", EQUATIONS[name].__doc__ or "", re.MULTILINE)
    assert section is not None
    assert named is not None
    assert f"`{named[1]}`" in section[1]


def test_no_golden_lp_is_left_over() -> None:
    """Proves: a removed or renamed equation takes its file with it."""
    assert {path.stem for path in LP.glob("*")} == set(EQUATIONS)


def test_every_equation_has_its_heading_and_formula(repo_root: Path) -> None:
    """Proves: docs/model.md has, for each equation and no other, a heading, a formula and where it lives."""
    text = (repo_root / "docs" / "model.md").read_text(encoding="utf-8")
    sections = proofs.sections(text)
    assert set(sections) == set(EQUATIONS)
    for name, section in sections.items():
        module = EQUATIONS[name].__module__.replace(".", "/")
        assert section.count("$$") == 2, f"{name} has no formula"
        assert f"`add_{name}` in `{module}.py`" in section
        assert f"`tests/optimisation/lp/{name}.lp`" in section


def test_every_equation_names_its_proof(repo_root: Path) -> None:
    """Proves: each section of docs/model.md has its line `Proved by:`, with tests of this folder, each there once.

    That these tests fail without the equation is tried in test_proofs.py.
    A bug would give: an equation that only a golden LP holds, or the name of a test that was moved away.
    """
    sections = proofs.sections((repo_root / "docs" / "model.md").read_text(encoding="utf-8"))
    proved_by, places = {name: proofs.proof_of(section) for name, section in sections.items()}, proofs.test_functions()
    assert {name for name in EQUATIONS if not proved_by.get(name)} == set()
    assert {
        test: places.get(test, []) for tests in proved_by.values() for test in tests if len(places.get(test, [])) != 1
    } == {}


def test_investment_adds_every_equation_of_fleet_and_connection() -> None:
    """Proves: an equation written down is also part of the model."""
    written = {f for f in EQUATIONS.values() if f.__module__.endswith((".fleet", ".connection"))}
    assert set(investment.EQUATIONS) == written
    assert set(contracts.EQUATIONS) == {f for f in EQUATIONS.values() if f.__module__.endswith(".contracts")}
    of_parts = {f.__module__ for f in EQUATIONS.values() if ".parts." in f.__module__}
    assert of_parts <= {part.add_variables.__module__ for part in PARTS} | {
        part.add_investment.__module__ for part in PARTS
    } | {shared_by_days.__name__}
    assert set(shared_offers.EQUATIONS) == {f for f in EQUATIONS.values() if f.__module__.endswith(".shared_offers")}
    assert set(portfolio.EQUATIONS) == {f for f in EQUATIONS.values() if f.__module__.endswith(".portfolio")}


def test_a_changed_coefficient_is_noticed(tmp_path: Path) -> None:
    """Proves: the comparison can fail: one digit changed in an accepted file is a difference."""
    changed = golden.lp_text("facility_power").replace("0.95", "0.96", 1)
    (tmp_path / "changed.lp").write_text(changed, encoding="utf-8")
    (tmp_path / "written.lp").write_text(golden.lp_text("facility_power"), encoding="utf-8")
    base, test = load_and_compare_lp_baseline(str(tmp_path / "changed.lp"), str(tmp_path / "written.lp"))
    assert base != test
