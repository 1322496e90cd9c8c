"""Mutated files: `python -m benchmarks fuzz [scenarios tables workbooks]`, by default 20,000, 3,000 and 1,000.

Each must end as a scenario, a table or one of our errors, within 10 s and 512 MB, and open no file outside its folder.
Files are made from a seed, so that what is found can be made again: `make(kind, seed)`. A worker that dies or takes
too long is a failure of the file it was at.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import openpyxl

from planner.billing import load_curve
from planner.errors import PlannerError
from planner.inputs.forecast.history import read_history
from planner.inputs.forecast.history_text import Means
from planner.performance.cases import read_cases
from planner.scenario.files.load import load
from planner.table_files import read_content

COUNTS = {"scenario": 20_000, "table": 3_000, "workbook": 1_000}
MOST_S, MOST_BYTES = 10.0, 512 * 1024 * 1024
BATCHES = 20  # after which workers are made anew
SCENARIOS = Path("scenarios")
CASES = Path("tests") / "cases"
ODD_VALUES = (
    "0", "-1", "1e400", ".nan", ".inf", "null", "true", "''", '"1,050"', "0,08", "9 482,9", "[]", "{}", "[1, 2]",
    "9999999999999999999999", "2026-13-45", "!!python/object:os.system x", "*a", "&a 5", "../../etc/passwd", "é" * 99,
    "50 %", "10 kW", "2026-Q9", "<<: {}", "- - -", "\t", "|", "? x", "'", '"',
)  # fmt: skip
ODD_CELLS = (
    "", "nan", "inf", "-5", "1,050", "9 482,9", '"', '"a', "'", "=1+1", "#N/A", "1e999", "0x10", "\x00", "\ufeff", "é",
    "2026-02-30", "2026-01-01T00:00:00+99:00", "01/02/2026", "1_000", "٣", "a" * 5000, ";", ",", "\t", "\r", "\n\n",
)  # fmt: skip


def make(kind: str, seed: int) -> bytes:
    """The file of a kind and a seed."""
    chance = random.Random(seed)
    return {"scenario": _scenario, "table": _table, "workbook": _workbook}[kind](chance)


def _scenario(chance: random.Random) -> bytes:
    names = sorted(path for path in SCENARIOS.glob("les-ulis-*.yaml"))
    lines = chance.choice(names).read_text(encoding="utf-8").splitlines()
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        key, colon, _ = lines[at].partition(":")
        act = chance.randrange(7)
        if act == 0:
            lines[at] = f"{key}{colon} {chance.choice(ODD_VALUES)}"
        elif act == 1:
            del lines[at]
        elif act == 2:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif act == 3:
            lines[at] = " " * chance.randint(0, 6) + lines[at]
        elif act == 4:
            lines[at] = lines[at][: chance.randint(0, len(lines[at]))] + chance.choice(ODD_VALUES)
        elif act == 5:
            lines[at] = f"{key}x{colon} 5"
        else:
            lines.insert(
                at, f"extends: {chance.choice(['../x.yaml', '/etc/hostname', 'x.yaml', 'les-ulis-base.yaml'])}"
            )
        if not lines:
            lines = ["x: 1"]
    return "\n".join(lines).encode()


def _table(chance: random.Random) -> bytes:
    files = sorted(path for path in CASES.glob("*/*.csv") if path.stat().st_size < 80_000)
    text = chance.choice(files).read_bytes()[: chance.randint(50, 20_000)].decode("utf-8", errors="replace")
    lines = text.split("\n")
    mark = ";" if ";" in lines[0] else ","
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(lines))
        cells = lines[at].split(mark)
        act = chance.randrange(6)
        if act == 0:
            cells[chance.randrange(len(cells))] = chance.choice(ODD_CELLS)
        elif act == 1:
            cells.insert(chance.randrange(len(cells) + 1), chance.choice(ODD_CELLS))
        elif act == 2:
            cells.pop()
        elif act == 3:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif act == 4:
            cells = [cell.replace(".", ",") for cell in cells]
        lines[at] = mark.join(cells)
    data = "\n".join(lines).encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "utf-8"]), errors="replace")
    if chance.random() < 0.2:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 40))) + data[at + 9 :]
    return data


def _workbook(chance: random.Random) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in _table(chance).decode("utf-8", errors="ignore").split("\n")[: chance.randint(1, 200)]:
        cells = ["".join(sign for sign in cell if sign.isprintable())[:300] for cell in line.split(",")[:20]]
        sheet.append([_number(cell) if chance.random() < 0.5 else cell for cell in cells])
    if chance.random() < 0.1:
        sheet.cell(row=chance.choice([5, 900, 1_048_576]), column=chance.choice([3, 400, 16_384]), value=1)
    out = io.BytesIO()
    book.save(out)
    return _broken(out.getvalue(), chance)


def _number(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith("=") else cell


def _broken(data: bytes, chance: random.Random) -> bytes:
    """The workbook as it is, cut short, with other bytes, or with a part of other content."""
    act = chance.randrange(4)
    if act == 1:
        return data[: chance.randint(4, len(data))]
    if act == 2:
        at = chance.randrange(4, len(data))
        return data[:at] + bytes(chance.randrange(256) for _ in range(8)) + data[at + 8 :]
    if act == 3:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            wrong = chance.choice(old.namelist())
            for name in old.namelist():
                body = old.read(name)
                new.writestr(name, b" " * 30_000_000 if name == wrong and chance.random() < 0.1 else body[::-1]
                             if name == wrong else body)  # fmt: skip
        return out.getvalue()
    return data


def answer(kind: str, folder: Path, data: bytes) -> str:
    """How a file ends: "read", or the name of our error. Anything else is raised."""
    suffix = {"scenario": "yaml", "table": "csv", "workbook": "xlsx"}[kind]
    path = folder / f"x.{suffix}"
    path.write_bytes(data)
    try:
        if kind == "scenario":
            load(path)
            return "read"
        return _as_table(path)
    except PlannerError as error:
        return type(error).__name__


def _as_table(path: Path) -> str:
    """Read as a load curve, else as a history, else as cases: the first that takes it."""
    readers: tuple[Callable[[], object], ...] = (
        lambda: load_curve(path),
        lambda: read_history(read_content(path).text, path.name, Means(900.0, 300.0)),
        lambda: read_cases(path),
    )
    ended = ""
    for reader in readers:
        try:
            reader()
        except PlannerError as error:
            ended = type(error).__name__
        else:
            return "read"
    return ended


def _opened_outside(folder: Path, seen: list[str]) -> Callable[[str, tuple[object, ...]], None]:
    """A hook that notes files opened outside the folder, the data and the programme."""
    inside = tuple(map(str, (folder.resolve(), Path.cwd(), Path(sys.prefix), Path(sys.base_prefix))))

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and not arguments[0].startswith((*inside, "/dev", "/proc",
            "/usr", "/lib", "/etc/localtime")) and arguments[0].startswith("/"):  # fmt: skip
            seen.append(arguments[0])

    return hook


def batch(kind: str, first: int, count: int) -> tuple[dict[str, int], list[str]]:
    """Files of seeds `first` on: how they ended, and what failed."""
    limit = MOST_BYTES + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    ends: dict[str, int] = {}
    failed: list[str] = []
    seen: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for parent in SCENARIOS.glob("les-ulis-*.yaml"):
            (folder / parent.name).write_bytes(parent.read_bytes())
        sys.addaudithook(_opened_outside(folder, seen))
        for seed in range(first, first + count):
            data = make(kind, seed)
            seen.clear()
            began = time.perf_counter()
            try:
                ended = answer(kind, folder, data)
            except Exception:  # the benchmark looks for these
                ended = "traceback"
                failed.append(f"{kind} {seed}: {traceback.format_exc(limit=-2).strip()}")
            ends[ended] = ends.get(ended, 0) + 1
            if time.perf_counter() - began > MOST_S:
                failed.append(f"{kind} {seed}: {time.perf_counter() - began:.1f} s")
            if seen:
                failed.append(f"{kind} {seed}: opened {seen.pop()}")
                seen.clear()
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > limit:
        failed.append(f"{kind} {first} to {first + count}: more than {MOST_BYTES:,} bytes above the start")
    return ends, failed


def main() -> None:
    """Print how the files ended; exit code 1 if any failed."""
    counts = dict(zip(COUNTS, map(int, sys.argv[2:]), strict=False)) if sys.argv[2:] else COUNTS
    bad = 0
    for kind, count in counts.items():
        began, ends, size = time.perf_counter(), dict[str, int](), min(100, count)
        for first in range(0, count, BATCHES * size):
            # Fresh workers now and then, by hand: Python 3.11 waits for ever where max_tasks_per_child ends them all.
            with ProcessPoolExecutor(2) as pool:
                starts = range(first, min(count, first + BATCHES * size), size)
                for part, failed in pool.map(batch, [kind] * len(starts), starts, [size] * len(starts)):
                    ends = {name: ends.get(name, 0) + part.get(name, 0) for name in {*ends, *part}}
                    bad += len(failed)
                    print(*failed, sep="\n", end="\n" if failed else "", flush=True)
            print(f"{kind}: {min(count, first + BATCHES * size):,} of {count:,}", file=sys.stderr, flush=True)
        print(f"{kind}: {count:,} files in {time.perf_counter() - began:.0f} s: {ends}")
    sys.exit(1 if bad else 0)
