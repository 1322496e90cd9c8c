"""`planner bill`: JSON, words, notes on stderr, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from planner.cli import main

ASKED = ["--tariff", "turpe7-htb1-mu", "--subscribed-kw", "8000,8000,9000,9500,10000"]


@pytest.fixture
def load(tmp_path: Path) -> str:
    index = pd.date_range("2026-10-01", "2026-12-01", freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    path = tmp_path / "LOAD.csv"
    stamps = index.strftime("%Y-%m-%dT%H:%M:%SZ")
    pd.DataFrame({"utc_timestamp": stamps, "kw": 9000.0}).to_csv(path, index=False)
    return str(path)


def test_json_is_one_object_per_month_and_line(load: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bill", load, *ASKED, "--json", "--capacity-mw", "9"]) == 0
    out, err = capsys.readouterr()
    rows = json.loads(out)
    keys = ["month", "item", "base", "unit", "rate", "amount_eur", "amount_exact_eur", "flag", "source"]
    assert all(list(row) == keys for row in rows)
    assert len({(row["month"], row["item"]) for row in rows}) == len(rows)
    assert {row["month"] for row in rows} == {"2026-10", "2026-11"}
    missing = [row for row in rows if row["amount_eur"] is None]
    assert [(row["month"], row["item"], row["rate"]) for row in missing] == [("2026-11", "capacity", None)]
    assert "! omitted: the level of the levy was not found (capacity)" in err
    assert "! class hours not verified in the official text (" in err


def test_words_show_each_item_and_the_total(load: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bill", load, *ASKED]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2026-10 to 2026-11, all months added up")
    assert "energy_HPH" in out
    assert out.rstrip().endswith("EUR")


def test_compare_needs_no_subscribed_power(load: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bill", load, "--tariff", "turpe7-htb1-mu", "--compare", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["tariff"] for row in rows} == {"turpe7-htb1-cu", "turpe7-htb1-mu", "turpe7-htb1-lu"}
    assert rows[0]["subscribed_kw"] == [0, 9000, 9000, 9000, 9000], "no hour of October and November is pointe"
    assert main(["bill", load, "--tariff", "turpe7-hta-cu-pf", "--compare"]) == 0
    assert "no signalled day was given" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--tariff", "turpe7-htb1-mu"],
            "error: --subscribed-kw: it is missing.\n\nhint: give five powers such as 8000,8000,9000,9500,10000, "
            "or --compare to have them chosen.",
        ),
        (
            ["--tariff", "turpe7-htb1-mu", "--subscribed-kw", "8000,x"],
            'error: --subscribed-kw: "x" is not a number.\n\nhint: write kW such as 8000,8000,9000,9500,10000.',
        ),
        ([*ASKED[:3], "8000,9000"], "error: subscribed_kw: 2 powers read; allowed: 5, for pointe, HPH, HCH, HPB, HCB"),
        (["--tariff", "turpe6", *ASKED[2:]], 'error: tariff: there is no tariff "turpe6".'),
        ([*ASKED, "--mobile-peak-days", "13/01/2027"], "error: --mobile-peak-days: "),
    ],
)
def test_bad_words_end_with_exit_code_2(
    words: list[str], message: str, load: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bill", load, *words]) == 2
    assert message in capsys.readouterr().err


def test_a_day_covered_in_part_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "LOAD.csv"
    index = pd.date_range("2026-10-01", "2026-10-31T23:00", freq="h", tz="UTC")
    pd.DataFrame({"utc_timestamp": index, "kw": 9000.0}).to_csv(path, index=False)
    assert main(["bill", str(path), *ASKED, "--json"]) == 0
    err = capsys.readouterr().err
    assert "! 2026-10-01 is covered in part and counts as a day" in err
    assert "! 2026-11-01 is covered in part and counts as a day" in err
