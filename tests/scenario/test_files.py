"""Files that extend one another, overlays, provenance, what is not plain YAML, and saving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.scenario.files import load as files
from planner.scenario.files.provenance import Provenance

Write = Callable[[str, str], str]
HEAD = "extends: base.yaml\nname: x\n"


def refusal(path: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        files.load(path)
    return str(caught.value)


# ------------------------------------------------------------------ extends


def test_a_variant_adds_and_replaces(write: Write) -> None:
    """Proves: mappings are merged, lists replaced; a file that extends a variant inherits from both."""
    write("a.yaml", "extends: base.yaml\nsite: {connection_mw: 2}\ndemand: {growth: {tokens: [3]}}\n")
    scenario = files.load(write("b.yaml", "extends: a.yaml\nsite: {auxiliaries_mw: 0.1}\n"))
    assert (scenario.site.connection_mw, scenario.site.auxiliaries_mw) == (2, 0.1)
    assert scenario.demand.growth.tokens == (3,)
    assert scenario.demand.growth.gpu_hours == (1.2,)
    assert (scenario.name, scenario.title, scenario.parent) == ("b", "b", "scenarios/a.yaml")
    assert files.load("scenarios/base.yaml").parent is None


def test_extends_in_a_circle(write: Write) -> None:
    write("a.yaml", "name: a\nextends: b.yaml\n")
    write("b.yaml", "extends: a.yaml\n")
    assert refusal("scenarios/a.yaml") == (
        "scenarios/b.yaml, line 1: extends runs in a circle: "
        "scenarios/a.yaml → scenarios/b.yaml → scenarios/a.yaml.\n\nhint: remove one extends:."
    )


@pytest.mark.parametrize("named", ["../base.yaml", "sub/../../base.yaml", "/etc/base.yaml"])
def test_extends_stays_in_the_folder(write: Write, tmp_path: Path, named: str) -> None:
    (tmp_path / "base.yaml").write_text("name: secret\n", encoding="utf-8")
    assert refusal(write("x.yaml", f"name: x\nextends: {named}\n")) == (
        f'scenarios/x.yaml, line 2: extends is "{named}".\n'
        "Allowed: a file in the folder of the scenario, or below.\n\nhint: put the file beside this one."
    )


def test_extends_does_not_leave_through_a_link(write: Write, tmp_path: Path) -> None:
    """Proves: a symbolic link inside the folder opens no file outside of it."""
    (tmp_path / "secret.yaml").write_text("name: secret\n", encoding="utf-8")
    (tmp_path / "scenarios" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert 'extends is "link.yaml"' in refusal(write("x.yaml", "extends: link.yaml\n"))


def test_a_file_below_may_climb_inside_the_folder_of_the_one_asked_for(write: Write) -> None:
    write("sub/a.yaml", "extends: ../base.yaml\nsite: {connection_mw: 2}\n")
    assert files.load(write("x.yaml", "extends: sub/a.yaml\n")).site.connection_mw == 2
    assert 'extends is "../base.yaml"' in refusal("scenarios/sub/a.yaml")


def test_a_missing_file(write: Write) -> None:
    assert refusal("scenarios/bse.yaml") == ('scenarios/bse.yaml is not a file.\n\nhint: Did you mean "base.yaml"?')
    assert refusal(write("x.yaml", "name: x\nextends: bas.yaml\n")) == (
        'scenarios/x.yaml, line 2: scenarios/bas.yaml is not a file.\n\nhint: Did you mean "base.yaml"?'
    )
    assert refusal("scenarios") == "scenarios is not a file.\n\nhint: it is a folder; name a file in it."
    assert refusal("nowhere/x.yaml") == "nowhere/x.yaml is not a file.\n\nhint: check the folder and the name."


# ------------------------------------------------------------------ not plain YAML

BROKEN = {
    "twice": (
        "site:\n  connection_mw: 3\n  connection_mw: 4\n",
        "line 5: site.connection_mw is given twice (first on line 4).\n\nhint: keep one of the two.",
    ),
    "syntax": (
        "site:\n  connection_mw: [3\n",
        "line 5: this is not YAML: expected ',' or ']', but got '<stream end>'.\n\n"
        "hint: check the indentation, the colons and the quotes on this line and the one before.",
    ),
    "indentation": (
        "site:\n connection_mw: 3\n   x: 4\n",
        "line 5: this is not YAML: mapping values are not allowed here.\n\n"
        "hint: check the indentation, the colons and the quotes on this line and the one before.",
    ),
    "code": (
        "site: !!python/object/apply:os.system [ls]\n",
        'line 3: the tag "tag:yaml.org,2002:python/object/apply:os.system" is not allowed.\n\n'
        "hint: write plain values; nothing in a scenario is executed.",
    ),
    "alias": (
        "site: &a {connection_mw: 4}\n",
        "line 3: anchors (&) and aliases (*) are not allowed.\n\n"
        "hint: write the value out, or use extends: for what files share.",
    ),
    "alias twice": (
        "site: &a {connection_mw: 4}\nfleet: &a {}\n",
        "line 3: anchors (&) and aliases (*) are not allowed.\n\n"
        "hint: write the value out, or use extends: for what files share.",
    ),
    "kind": (
        "site:\n  connection_mw: {value: 8, kind: facts}\n",
        'line 4: site.connection_mw.kind is "facts".\nAllowed: fact, data, assumption.\n\nhint: Did you mean "fact"?',
    ),
    "source": (
        "site:\n  connection_mw: {value: 8, sorce: press}\n",
        'line 4: site.connection_mw.sorce is not a known field.\n\nhint: Did you mean "source"?',
    ),
    "source of a group": (
        "site:\n  _source: press\n",
        "line 4: site._source is 'press'.\nAllowed: a mapping of source, kind, reason.",
    ),
    "huge": (
        f"site:\n  connection_mw: 1{'0' * 400}\n",
        "line 4: 10000000000000000000... is larger than any number used here.",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.filterwarnings("error")  # nothing of the library's is shown beside our own words
def test_what_is_not_plain_yaml(write: Write, text: str, message: str) -> None:
    assert refusal(write("x.yaml", HEAD + text)) == f"scenarios/x.yaml, {message}"


def test_files_that_are_no_mapping_or_no_text(write: Write, tmp_path: Path) -> None:
    """Proves: no traceback for a list, a file nested without end, or bytes that are no text."""
    assert refusal(write("x.yaml", "- 1\n")) == (
        "scenarios/x.yaml, line 1: a scenario is a mapping of names to values.\n\n"
        "hint: start with name:, title: and the parts of a scenario."
    )
    assert refusal(write("x.yaml", "site: " + "[" * 3000)) == (
        "scenarios/x.yaml: lists and mappings are nested more than 12 deep."
    )
    (tmp_path / "scenarios" / "x.yaml").write_bytes(b"\xff\xfe")
    assert refusal("scenarios/x.yaml") == "scenarios/x.yaml: the file is not text in UTF-8.\n\nhint: save it as UTF-8."


# ------------------------------------------------------------------ provenance and overlays


def test_provenance_of_a_value_a_group_and_a_list(write: Write) -> None:
    """Proves: a value's own source wins, the group's holds below it, and an override loses its parent's."""
    write(
        "a.yaml",
        HEAD + "site:\n  connection_mw: {value: 2, source: press, kind: fact, reason: asked}\n"
        "demand:\n  growth:\n    _source: {source: study, kind: data, reason: prior}\n"
        "    tokens: [3, 2]\n    gpu_hours: {value: [1.5], source: survey}\n",
    )
    a = files.load("scenarios/a.yaml")
    file = "scenarios/a.yaml"
    assert a.provenance["site.connection_mw"] == Provenance("press", "fact", "asked", file, 4)
    assert a.provenance["demand.growth.tokens"] == Provenance("study", "data", "prior", file, 8)
    assert a.provenance["demand.growth.gpu_hours"] == Provenance("survey", "data", "", file, 9)
    b = files.load(write("b.yaml", "extends: a.yaml\nsite: {connection_mw: 3}\n"))
    assert b.provenance["site.connection_mw"] == Provenance("", "assumption", "", "scenarios/b.yaml", 2)
    assert b.provenance["demand.growth.tokens"].source == "study"


def test_provenance_changes_no_value(write: Write) -> None:
    plain = files.load(write("a.yaml", HEAD + "site: {connection_mw: 2}\n"))
    sourced = files.load(write("a.yaml", HEAD + "site: {connection_mw: {value: 2, source: press}}\n"))
    assert plain == sourced
    assert plain.content_hash == sourced.content_hash


def test_overlays_come_last_and_in_order(write: Write) -> None:
    first = write("first.yaml", "site: {connection_mw: 3}\npower: {spot: {scale: 2}}\n")
    scenario = files.load("scenarios/base.yaml", first, {"site": {"connection_mw": 4}})
    assert (scenario.site.connection_mw, scenario.power.spot.scale) == (4, 2)
    assert scenario.provenance["power.spot.scale"].where == "scenarios/first.yaml, line 2"
    assert scenario.provenance["site.connection_mw"].source == "changed by hand"
    with pytest.raises(ScenarioError) as caught:
        files.load("scenarios/base.yaml", write("x.yaml", HEAD))
    assert str(caught.value) == (
        "scenarios/x.yaml, line 1: an overlay cannot extend a file; it is laid over the scenario as it is.\n\n"
        "hint: remove extends:."
    )


# ------------------------------------------------------------------ saving


def test_a_saved_draft_holds_only_what_differs(write: Write, tmp_path: Path) -> None:
    """Proves: a draft of a variant, saved over its parent, comes back the same, sources included."""
    variant = files.load(
        write("a.yaml", HEAD + "site: {connection_mw: {value: 2, source: press, kind: fact, reason: asked}}\n")
    )
    new = {"name": "draft", "title": "Draft: mine", "demand.growth.tokens.0": 3, "demand.trough_local_time": "05:00"}
    draft = variant.with_(**new, **{"power.spot.shape_to": "2026-08-01", "fleet.opening.0.racks": 1})
    files.save(draft, "scenarios/draft.yaml", extends="scenarios/base.yaml")
    again = files.load("scenarios/draft.yaml")
    assert again == draft
    assert again.parent == "scenarios/base.yaml"
    assert again.provenance["site.connection_mw"].source == "press"
    text = (tmp_path / "scenarios" / "draft.yaml").read_text(encoding="utf-8")
    assert "tokens" in text
    assert "latitude_deg" not in text
    assert not [path for path in (tmp_path / "scenarios").iterdir() if path.suffix == ".tmp"]


def test_a_scenario_saved_whole_stands_alone(write: Write) -> None:
    scenario = files.load(write("x.yaml", HEAD + "site: {connection_mw: {value: 2, source: press, kind: fact}}\n"))
    files.save(scenario, "scenarios/whole.yaml")
    again = files.load("scenarios/whole.yaml")
    assert again == scenario
    assert again.parent is None


def test_what_cannot_be_saved(write: Write, tmp_path: Path) -> None:
    scenario = files.load("scenarios/base.yaml")
    flow = scenario.values()["workloads"]["flow"]
    with pytest.raises(ScenarioError, match=r"ends in \.yaml or \.yml"):
        files.save(scenario, "scenarios/x.txt")
    with pytest.raises(ScenarioError, match="it lies outside the folder of the new file"):
        files.save(scenario, str(tmp_path / "other" / "x.yaml"), extends="scenarios/base.yaml")
    fewer = scenario.with_(workloads={"flow": flow})
    with pytest.raises(ScenarioError) as caught:
        files.save(fewer, "scenarios/x.yaml", extends="scenarios/base.yaml")
    assert str(caught.value) == (
        "scenarios/x.yaml: workloads.chat stands in the parent and not in this scenario; "
        "a file cannot take it away.\n\n"
        "hint: save the scenario whole, without a parent."
    )
    with pytest.raises(ScenarioError, match="cannot be written: No such file or directory"):
        files.save(scenario, "nowhere/x.yaml")


def test_a_text_too_long_is_told_its_limit(write: Write) -> None:
    """Proves: a title of 121 characters hears of the 120, and half a character of an escape is named."""
    assert refusal(write("x.yaml", f"extends: base.yaml\ntitle: {'t' * 121}\n")).endswith(
        "Allowed: a text of 1 to 120 characters.\n\nhint: shorten it: it has 121 characters."
    )
    half = refusal(write("x.yaml", 'extends: base.yaml\ntitle: "\\ud800"\n'))
    assert half.endswith("hint: leave out the escape \\u: it stands for half a character.")
    assert "an escape in it stands for no character" in refusal(write("x.yaml", 'title: "\\U00110000"\n'))


def test_no_more_than_twenty_problems_are_told(write: Write) -> None:
    unknown = "".join(f"unknown_{number}: 1\n" for number in range(30))
    message = refusal(write("x.yaml", f"extends: base.yaml\n{unknown}"))
    assert message.startswith("30 problems in the scenario.")
    assert message.endswith("... and 10 more; mend these first.")
    assert message.count("is not a known field") == 20
