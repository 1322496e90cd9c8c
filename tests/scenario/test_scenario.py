"""The scenario object: other values, hash, copies, JSON, differences and fields."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from planner.errors import ScenarioError
from planner.scenario.difference import Difference, differences
from planner.scenario.files.load import load
from planner.scenario.rules.plausible import plausible_notes
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import flatten
from tests.scenario.small import SMALL, changed


@pytest.fixture
def small() -> Scenario:
    return Scenario.from_values(SMALL)


# ------------------------------------------------------------------ with_


def test_with_gives_a_new_scenario(small: Scenario) -> None:
    """Proves: values, items of lists and whole new items can be set, and the old scenario stays."""
    chat = SMALL["workloads"]["chat"] | {"title": "Second chat"}
    new = small.with_(
        **{"power.spot.scale": 1.3, "demand.growth.tokens.1": 1.2, "fleet.opening.0.racks": 1},
        **{"workloads.second": chat, "power.spot.forward_eur_per_mwh.2028": 61},
    )
    assert (small.power.spot.scale, new.power.spot.scale) == (1.0, 1.3)
    assert new.demand.growth.tokens == (2, 1.2)
    assert new.fleet.opening[0].racks == 1
    assert list(new.workloads) == ["chat", "flow", "second"]
    assert new.power.spot.forward_eur_per_mwh == {2026: 53.5, 2027: 50, 2028: 61}
    assert new.provenance["power.spot.scale"].source == "changed by hand"
    assert new.provenance["workloads.second.title"].source == "changed by hand"
    assert new.provenance["demand.growth.tokens"].source == "changed by hand"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("power.spot.scal", 'power.spot has no "scal" (asked for: power.spot.scal).\n\nhint: Did you mean "scale"?'),
        (
            "power.battery.max_mwh",
            "power.battery is null, so it has no max_mwh (asked for: power.battery.max_mwh).\n\n"
            "hint: give the whole of power.battery, or another file.",
        ),
        ("powr.spot", 'A scenario has no "powr" (asked for: powr.spot).\n\nhint: Did you mean "power"?'),
        (
            "workloads.chats.headroom",
            'workloads has no "chats" (asked for: workloads.chats.headroom).\n\nhint: Did you mean "chat"?',
        ),
        (
            "workloads.second",
            'workloads has no "second" (asked for: workloads.second).\n\nhint: Valid names: chat, flow.',
        ),
        (
            "fleet.opening.3.racks",
            'fleet.opening has no "3" (asked for: fleet.opening.3.racks).\n\nhint: Valid names: 0.',
        ),
        (
            "site.connection_mw.x",
            'site.connection_mw has no "x" (asked for: site.connection_mw.x).\n\nhint: There are no valid names here.',
        ),
    ],
)
def test_with_refuses_a_path_that_leads_nowhere(small: Scenario, path: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        small.with_(**{path: 1})
    assert str(caught.value) == message


def test_with_checks_what_it_is_given(small: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        small.with_(**{"site.connection_mw": 0})
    assert str(caught.value) == (
        "site.connection_mw is 0 MW.\nAllowed: above 0, up to 2,000 MW.\n\n"
        "hint: grid connection at the meter with all phases open."
    )


# ------------------------------------------------------------------ one value, one hash


def test_json_and_pickle_give_the_same_scenario(small: Scenario) -> None:
    """Proves: a run that stores the values can be opened again without its file."""
    again = Scenario.from_values(json.loads(json.dumps(small.values())))
    copied = pickle.loads(pickle.dumps(small.with_(**{"power.spot.scale": 1.5})))
    assert again == small
    assert {again, small} == {small}
    assert again.content_hash == small.content_hash
    assert copied.power.spot.scale == 1.5
    assert copied.provenance["power.spot.scale"].source == "changed by hand"


def test_the_hash_changes_with_any_value_but_the_title(small: Scenario) -> None:
    assert small.with_(title="Other").content_hash == small.content_hash
    assert small.with_(**{"site.connection_mw": 1.0}).content_hash == small.content_hash
    others = [small.with_(**{path: value}) for path, value in [("name", "other"), ("finance.inflation", 0.021)]]
    phases = dict(reversed(small.values()["site"]["phases"].items()))
    others.append(small.with_(**{"site.phases": phases}))
    assert len({small.content_hash, *(other.content_hash for other in others)}) == 4


def test_the_hash_is_the_same_in_another_process(small: Scenario, repo_root: Path) -> None:
    """Proves: the hash does not depend on Python's hash seed."""
    code = "from planner.scenario.schema import Scenario; from tests.scenario.small import SMALL; "
    code += "print(Scenario.from_values(SMALL).content_hash)"
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, cwd=repo_root, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == small.content_hash


def test_a_scenario_cannot_be_changed_in_place(small: Scenario) -> None:
    with pytest.raises(ValueError, match="frozen"):
        small.site.connection_mw = 3  # type: ignore[misc]
    with pytest.raises(TypeError, match=r"use scenario\.with_"):
        small.workloads["chat"] = small.workloads["flow"]
    with pytest.raises(TypeError, match=r"use scenario\.with_"):
        small.power.spot.forward_eur_per_mwh.update({2026: 1})


# ------------------------------------------------------------------ differences and fields


def test_differences_are_the_values_that_differ(small: Scenario) -> None:
    chat = SMALL["workloads"]["chat"]
    other = small.with_(**{"name": "other", "title": "Other", "site.connection_mw": 2, "demand.growth.tokens.0": 3})
    assert differences(small, small) == []
    assert differences(small, other) == [
        Difference("site.connection_mw", 1, 2, "MW"),
        Difference("demand.growth.tokens", (2, 1.5), (3, 1.5), "x"),
    ]
    more = differences(small, small.with_(**{"workloads.second": chat}))
    assert Difference("workloads.second.level_tokens_per_s", None, 1000, "tokens/s") in more


def test_every_number_has_a_unit_bounds_and_a_sentence(small: Scenario) -> None:
    """Proves: forms and pages can be made from the fields: 100 and more values, none without its meaning."""
    fields = flatten(small)
    assert len(fields) > 100
    assert len({field.path for field in fields}) == len(fields)
    for field in fields:
        assert field.description.endswith("."), field.path
        numbers = field.value if isinstance(field.value, tuple) else (field.value,)
        if any(isinstance(number, float | int) and not isinstance(number, bool) for number in numbers):
            assert field.minimum is not None, field.path
            assert field.maximum is not None, field.path
            assert field.unit or field.path.endswith("shape_year"), field.path


def test_a_field_knows_its_limits_and_choices() -> None:
    fields = {field.path: field for field in flatten(Scenario.from_values(changed()))}
    mw = fields["site.connection_mw"]
    assert (mw.value, mw.unit, mw.minimum, mw.maximum, mw.provenance) == (1, "MW", 0, 2000, None)
    assert fields["horizon.period"].choices == ("month", "quarter", "year")
    assert fields["power.spot.forward_eur_per_mwh.2026"].unit == "EUR/MWh"
    assert fields["demand.growth.tokens"].value == (2, 1.5)


def test_a_file_with_a_rate_of_corporate_tax_still_loads(tmp_path: Path) -> None:
    """Proves: a file of before loads, gives the same scenario, and a note says where the line stands."""
    values = changed()
    before = Scenario.from_values({**values, "finance": {**values["finance"], "corporate_tax": 0.25}})
    assert before == Scenario.from_values(values)
    file = tmp_path / "old.yaml"
    plain = json.loads(json.dumps(values | {"finance": values["finance"] | {"corporate_tax": 0.25}}))
    text = yaml.safe_dump(plain, sort_keys=False)
    file.write_text(text, encoding="utf-8")
    line = 1 + next(i for i, row in enumerate(text.splitlines()) if "corporate_tax" in row)
    notes = [note for note in plausible_notes(load(file), dt.date(2026, 11, 1)) if "corporate_tax" in note]
    assert len(notes) == 1
    assert f"line {line}: finance.corporate_tax is not read" in notes[0].replace(
        "corporate_tax: is", "corporate_tax is"
    )


def test_a_file_of_before_contracts_loads_with_a_note() -> None:
    """Proves: what is owed without a cap on work under no contract is read as it was, and the note says what it means.

    A bug would give: silence, or a note for each workload that owes nothing.
    """
    first = load("scenarios/les-ulis-first-edition.yaml")
    assert first.workloads["enterprise"].unserved_price_multiple == 3
    notes = [n for n in plausible_notes(first, dt.date(2026, 11, 1)) if "unserved_price_multiple" in n]
    assert len(notes) == 1
    for words in ("line 255", "workloads.enterprise", "without a cap", "no plan can decline", "credit_cap_share"):
        assert words in notes[0]
    base = plausible_notes(load("scenarios/les-ulis-base.yaml"), dt.date(2026, 11, 1))
    assert not [n for n in base if "unserved_price_multiple" in n]
