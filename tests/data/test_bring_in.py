"""bring_in.py: the dictionary page is up to date, a second run changes nothing, disagreements are named."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

SOURCES = """
folders: {gpu: Racks, site: Prices, demand: Demand}
files:
  gpu/racks.csv:
    source: gpu/racks.csv
    rows: 2
    title: Racks
    origin: [a vendor]
    licence: facts
    collected: "2026-11-24"
    trust: low
    made: By hand.
    caveats: [None checked.]
    key: [product]
    add: {product: {from: name, map: {Big rack: BIG, Small rack: SMALL}}}
    split_date: {column: until, note: until_note}
    split_numbers: {price_eur: price_words}
    leave_out: {name: [Old rack]}
    columns:
      product: {type: text, text: Short name.}
      name: {type: text, text: Name.}
      power_kw: {type: float, unit: kW, range: [1, 500], text: Power.}
      price_eur: {type: float, unit: EUR, range: [0, 1000000], empty: true, text: Price.}
      price_words: {type: text, empty: true, text: Price where it is not one number.}
      until: {type: date, unit: day, empty: true, text: Last day.}
      until_note: {type: text, empty: true, text: Remark.}
  site/price.parquet:
    source: site/price.csv.gz
    rows: 3
    title: Prices
    origin: [an exchange]
    licence: terms apply
    collected: "2026-11-24"
    trust: high
    made: Copied.
    caveats: [A gap of one hour.]
    key: [utc_timestamp]
    step_minutes: 60
    gaps: [{from: "2026-01-01T02:00:00Z", steps: 1, why: Not published.}]
    columns:
      utc_timestamp: {type: utc, unit: UTC, text: Hour.}
      eur_per_mwh: {type: float, unit: EUR/MWh, range: [-500, 4000], text: Price.}
"""
RACKS = (
    "name,power_kw,price_eur,until\r\nBig rack,132.50,10 to 20,2026-07-31 (then unknown)\r\n"
    "Small rack,10,1.50,\r\nOld rack,5,1,\r\n"
)
PRICES = "utc_timestamp,eur_per_mwh\n2026-01-01T00:00:00Z,10.5\n2026-01-01T01:00:00Z,-1\n2026-01-01T03:00:00Z,7\n"


class Desk:
    """A small folder of sources and a data folder, and the script run on them."""

    def __init__(self, root: Path, script: Path) -> None:
        self.origin, self.data, self.page, self.script = root / "in", root / "data", root / "page.md", script
        for folder in (self.origin / "gpu", self.origin / "site", self.data):
            folder.mkdir(parents=True)
        (self.data / "sources.yaml").write_text(SOURCES, encoding="utf-8")
        (self.origin / "gpu" / "racks.csv").write_bytes(RACKS.encode())
        self.write_prices(PRICES)

    def write_prices(self, text: str) -> None:
        (self.origin / "site" / "price.csv.gz").write_bytes(gzip.compress(text.encode()))

    def run(self, *arguments: str) -> tuple[int, str]:
        command = [
            sys.executable,
            str(self.script),
            *arguments,
            "--data",
            str(self.data),
            "--page",
            str(self.page),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stderr.strip()

    def bring_in(self, *more: str) -> tuple[int, str]:
        return self.run("--from", str(self.origin), *more)

    def hashes(self) -> dict[str, str]:
        files = [path for path in self.data.rglob("*") if path.is_file()] + [self.page]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def desk(tmp_path: Path, repo_root: Path) -> Desk:
    return Desk(tmp_path, repo_root / "data" / "bring_in.py")


def test_files_and_dictionary_of_the_repository_agree(repo_root: Path) -> None:
    """Proves: every column is described, rows and gaps are as stated, docs/data.md is up to date."""
    command = [sys.executable, "data/bring_in.py", "--check"]
    done = subprocess.run(command, cwd=repo_root, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_repository_holds_little(repo_root: Path) -> None:
    assert sum(path.stat().st_size for path in (repo_root / "data").rglob("*") if path.is_file()) < 8_000_000


def test_a_second_run_changes_no_byte(desk: Desk) -> None:
    assert desk.bring_in() == (0, "")
    first = desk.hashes()
    assert desk.bring_in() == (0, "")
    assert desk.hashes() == first
    assert desk.run("--check") == (0, "")
    assert {"racks.csv", "price.parquet", "page.md", "sources.yaml"} == set(first)


def test_two_fresh_folders_get_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    """Proves: no time stamp and no order of a set gets into a file."""
    desk.bring_in()
    other = Desk(tmp_path / "other", desk.script)
    other.bring_in()
    assert other.hashes() == desk.hashes()


def test_the_collected_sources_give_the_files_of_the_repository(repo_root: Path, desk: Desk) -> None:
    """Proves, where the collected sources are at hand: brought in anew, all catalogues come out byte by byte.

    Files written by hand have no source to come from: like sources.yaml they are laid out first.
    Elsewhere the same is proven on the small folder.
    """
    collected = repo_root.parent / "shared" / "data"
    if not collected.is_dir():
        assert desk.bring_in() == (0, "")
        collected, repository = desk.origin, desk.data
    else:
        repository = repo_root / "data"
    fresh = desk.data.with_name("fresh")
    fresh.mkdir()
    described = yaml.safe_load((repository / "sources.yaml").read_text(encoding="utf-8"))["files"]
    for name in ["sources.yaml", *(name for name, entry in described.items() if "source" not in entry)]:
        (fresh / name).parent.mkdir(exist_ok=True)
        (fresh / name).write_bytes((repository / name).read_bytes())
    first = Desk.__new__(Desk)
    first.data, first.page, first.script = fresh, fresh / "page.md", desk.script
    assert first.run("--from", str(collected)) == (0, "")
    hashes = first.hashes()
    assert first.run("--from", str(collected)) == (0, "")
    assert first.hashes() == hashes
    for name in (name for name in described if name.endswith(".csv")):
        assert (fresh / name).read_bytes() == (repository / name).read_bytes(), name


def test_a_catalogue_keeps_its_cells_as_written(desk: Desk) -> None:
    """Proves: 132.50 stays, a short name is added, a remark leaves the date, a range the number, a row stays out."""
    desk.bring_in()
    assert (desk.data / "gpu" / "racks.csv").read_text(encoding="utf-8") == (
        "product,name,power_kw,price_eur,price_words,until,until_note\n"
        "BIG,Big rack,132.50,,10 to 20,2026-07-31,then unknown\nSMALL,Small rack,10,1.50,,,\n"
    )


def test_an_edit_is_not_lost(desk: Desk) -> None:
    desk.bring_in()
    path = desk.data / "gpu" / "racks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("132.50", "140"), encoding="utf-8")
    edited = path.read_bytes()
    assert desk.bring_in() == (
        1,
        "data/gpu/racks.csv: this file was edited since it was brought in.\n\n"
        "hint: keep the edit and leave this file, or add --overwrite to lose it.",
    )
    assert path.read_bytes() == edited
    assert desk.bring_in("--overwrite") == (0, "")
    assert b"132.50" in path.read_bytes()


@pytest.mark.parametrize(
    ("prices", "message"),
    [
        (
            PRICES.replace("-1\n", "\n"),
            "site/price.csv.gz, row 2, column eur_per_mwh: read an empty cell; "
            "allowed: a number from -500 to 4000 EUR/MWh.",
        ),
        (
            PRICES.replace("7\n", "70000\n"),
            "site/price.csv.gz, row 3, column eur_per_mwh: read 70000; allowed: a number from -500 to 4000 EUR/MWh.",
        ),
        (
            PRICES.replace("01:00:00Z", "00:00:00Z"),
            "site/price.csv.gz, row 2, column utc_timestamp: read 2026-01-01T00:00:00Z; allowed: each of them once.",
        ),
        (
            PRICES + "2026-01-01T04:00:00Z,8\n",
            "site/price.csv.gz: 4 rows read, 3 stated in sources.yaml.",
        ),
        (
            PRICES.replace("eur_per_mwh", "price"),
            'site/price.csv.gz: column "eur_per_mwh" is missing. Columns read: utc_timestamp, price.\n\n'
            "hint: sources.yaml describes the columns this file must have.",
        ),
    ],
)
def test_bad_sources_write_nothing(desk: Desk, prices: str, message: str) -> None:
    desk.write_prices(prices)
    assert desk.bring_in() == (1, message)
    assert [path.name for path in desk.data.rglob("*") if path.is_file()] == ["sources.yaml"]


def test_a_source_nobody_described(desk: Desk) -> None:
    (desk.origin / "site" / "extra.csv").write_text("a\n1\n", encoding="utf-8")
    assert desk.bring_in() == (
        1,
        "sources.yaml: site/extra.csv is not described.\n\nhint: describe it, with all its columns.",
    )


def test_a_source_that_is_left_out_with_a_reason(desk: Desk) -> None:
    """Proves: a collected file that nothing reads stays where it is, and the page says why."""
    (desk.origin / "site" / "extra.csv").write_text("a\n1\n", encoding="utf-8")
    text = SOURCES.replace("\nfiles:\n", "\nnot_brought_in: {site/extra.csv: Nothing reads it.}\nfiles:\n")
    (desk.data / "sources.yaml").write_text(text, encoding="utf-8")
    assert desk.bring_in() == (0, "")
    assert not (desk.data / "site" / "extra.csv").exists()
    assert "| site/extra.csv | Nothing reads it. |" in desk.page.read_text(encoding="utf-8")


def test_check_names_what_disagrees(desk: Desk) -> None:
    desk.bring_in()
    desk.page.write_text("old", encoding="utf-8")
    assert desk.run("--check") == (
        1,
        "docs/page.md: out of date.\n\nhint: run `python data/bring_in.py --docs`.",
    )
    text = SOURCES.replace("unit: kW, range: [1, 500], text: Power.", "range: [1, 500], text: Power.")
    (desk.data / "sources.yaml").write_text(text, encoding="utf-8")
    assert desk.run("--check") == (1, "sources.yaml, gpu/racks.csv, column power_kw: unit is missing.")
    (desk.data / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (desk.data / "site" / "price.parquet").unlink()
    assert desk.run("--check") == (1, "data/site/price.parquet: described in sources.yaml, but missing.")
    assert desk.page.read_text(encoding="utf-8") == "old"
