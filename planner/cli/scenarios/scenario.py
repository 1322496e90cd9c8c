"""`planner scenario`: a scenario as a workbook to edit in Excel or LibreOffice, and back."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli import OK, Commands, refuse_ignored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.drafts.book.read import FromWorkbook

WORKBOOK, BACK = "workbook", "from-workbook"


def add_scenario(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    words, machine = parents
    command = commands.add_parser("scenario", help="write a scenario as a workbook to edit, or read one back")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    out = actions.add_parser(WORKBOOK, parents=[words], help="write a scenario as an Excel workbook (.xlsx)")
    out.add_argument("scenario", metavar="SCENARIO", help="YAML file")
    out.add_argument("--out", required=True, metavar="FILE", help="workbook to write; none is overwritten")
    about = "list the changed cells of a workbook; keep it as YAML"
    back = actions.add_parser(BACK, parents=[words, machine], help=about)
    back.add_argument("workbook", metavar="FILE", help="workbook that was edited (.xlsx)")
    back.add_argument("--out", metavar="FILE", help="scenario file to write (.yaml); none is overwritten")
    back.add_argument("--extends", metavar="PARENT", help="with --out: write only what differs from this scenario file")


def scenario(args: argparse.Namespace) -> int:
    """Write a workbook, or read one back and list what changed in it."""
    return _to_workbook(args) if args.action == WORKBOOK else _from_workbook(args)


def _to_workbook(args: argparse.Namespace) -> int:
    from planner import api
    from planner.drafts.book.write import scenario_to_workbook

    print(scenario_to_workbook(api.load(args.scenario), args.out, args.locale, Path(args.scenario).name))
    return OK


def _from_workbook(args: argparse.Namespace) -> int:
    from planner.drafts.any_file import refuse_overwriting
    from planner.drafts.book.read import scenario_from_workbook
    from planner.scenario.files.load import save

    if not args.out:
        refuse_ignored({"--extends": args.extends}, "no --out", "add --out FILE.yaml")
    came_back = scenario_from_workbook(args.workbook)
    if args.out:
        refuse_overwriting(args.out)
        save(came_back.scenario, args.out, args.extends)
    if args.json:
        print(json.dumps(_for_machines(came_back, args.out), ensure_ascii=False, indent=1))
        return OK
    print("\n".join(_lines(came_back, args.locale)))
    for place in came_back.not_read:
        print(f"not read: {place}", file=sys.stderr)
    if args.out:
        print(f"{args.out} is written.", file=sys.stderr)
    return OK


def _lines(came_back: FromWorkbook, locale: str) -> list[str]:
    from planner.plan.text import columns
    from planner.words import say

    if not came_back.changes:
        return [say("book no change", locale)]
    heads = [say(key, locale) for key in ("book cell", "book field", "book old", "book new")]
    return columns([heads, *(list(one.text(locale)) for one in came_back.changes)])


def _for_machines(came_back: FromWorkbook, out: str | None) -> dict[str, object]:
    rows = came_back.table().to_dict("records")
    return {
        "hash": came_back.scenario.content_hash, "hash_before": came_back.before.content_hash, "changes": rows,
        "not_read": list(came_back.not_read), "written": out,
    }  # fmt: skip
