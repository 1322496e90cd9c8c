"""`planner operating-points`: tokens/s and watts of one case, or of a file of cases."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli import OK, Commands, refuse_ignored

if TYPE_CHECKING:
    from collections.abc import Sequence

SEARCHED = 1.01  # times the answer: less is not worth a word


def add_operating_points(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "tokens/s and watts of a model on a GPU: measured, interpolated or predicted, with an interval"
    command = commands.add_parser("operating-points", parents=list(parents), help=about)
    command.add_argument("--cases", metavar="FILE.csv", help="many cases; columns in docs/operating-points.md")
    command.add_argument("--model", help="any common spelling; unknown ones need --params-b")
    command.add_argument("--rack", "--gpu", dest="rack", help="GPU or rack, such as B200 or GB300_NVL72 (default: all)")
    command.add_argument("--precision", default="fp8", help="fp4, int4, fp8 or bf16 (default: fp8)")
    command.add_argument("--input-tokens", type=float, default=1024.0, metavar="N", help="per request (default: 1024)")
    command.add_argument("--output-tokens", type=float, default=1024.0, metavar="N", help="per request (default: 1024)")
    command.add_argument("--cached-input-share", type=float, default=0.0, metavar="S", help="0 to 1 (default: 0)")
    command.add_argument("--interactivity", type=float, metavar="X", help="tokens/s each user gets")
    command.add_argument("--concurrency", type=float, metavar="N", help="users at once on a replica")
    command.add_argument("--n-gpus", type=int, metavar="N", help="GPUs of a replica (default: the best)")
    command.add_argument("--speculative", choices=("none", "mtp"), help="multi-token prediction (default: not stated)")
    command.add_argument("--pools", choices=("one", "two"), help="prompts and tokens together or apart (default: one)")
    command.add_argument("--engine", help="trtllm, sglang or vllm (default: the mean of those that swept the model)")
    command.add_argument(
        "--software-date", metavar="DATE", help="of the engine, such as 2026-04-18 (default: February 2026)"
    )
    command.add_argument(
        "--power-caps", type=float, nargs="+", default=(), metavar="S", help="shares of GPU power, such as 0.8 0.6"
    )
    command.add_argument("--params-b", type=float, metavar="B", help="parameters, billion, of an unknown model")
    command.add_argument("--active-params-b", type=float, metavar="B", help="of these, used per token")
    command.add_argument("--refit", action="store_true", help="fit again from data/gpu and keep the result there")


def operating_points(args: argparse.Namespace) -> int:
    """Answer the case or cases; data to stdout."""
    from planner.errors import DataError, located
    from planner.performance import cases
    from planner.performance.fitting import fitted

    if args.refit:
        path = fitted.save(fitted.make())
        fitted.forget()
        print(f"fitted parameters written to {path.parent.name}/{path.name}.", file=sys.stderr)
        if not args.cases and not args.model:
            return OK
    _refuse_ignored(args)
    if args.cases:
        records = cases.answers(Path(args.cases))
    elif args.model:
        records = _of_racks(args)
    else:
        message = located(
            "operating-points", "neither a model nor a file of cases was given.", "say --model or --cases."
        )
        raise DataError(message)
    if args.json:
        print(json.dumps([_finite(record) for record in records], ensure_ascii=False, indent=1))
    else:
        _print_table(records)
    return OK


def _refuse_ignored(args: argparse.Namespace) -> None:
    """Options of one case say nothing beside a file of cases; speed and users are two ways to ask."""
    if args.cases:
        own = {"--model": args.model, "--rack": args.rack, "--interactivity": args.interactivity}
        own |= {"--concurrency": args.concurrency, "--n-gpus": args.n_gpus, "--power-caps": args.power_caps or None}
        own |= {"--params-b": args.params_b, "--active-params-b": args.active_params_b}
        own |= {"--speculative": args.speculative, "--pools": args.pools, "--engine": args.engine}
        own |= {"--software-date": args.software_date}
        refuse_ignored(own, "--cases", "each case says its own in the file")
    if args.interactivity is not None:
        refuse_ignored({"--concurrency": args.concurrency}, "--interactivity", "give one of the two")
    if args.params_b is None:
        refuse_ignored({"--active-params-b": args.active_params_b}, "no --params-b", "give both")


def _of_racks(args: argparse.Namespace) -> list[dict[str, Any]]:
    from planner.performance import case_rows, cases
    from planner.performance.evidence import hardware
    from planner.performance.query import Query

    query = Query(
        args.model, args.rack or "", args.precision, args.input_tokens, args.output_tokens, args.n_gpus,
        args.cached_input_share, args.params_b, args.active_params_b, args.interactivity, args.concurrency,
        speculative=args.speculative, pools=args.pools, engine=args.engine,
    )  # fmt: skip
    if args.software_date is not None:
        query = replace(query, software_year=case_rows.year_read("--software-date", args.software_date))
    _check_caps(args.power_caps)
    racks = [args.rack] if args.rack else list(hardware.gpus())
    return cases.of_racks(query, racks, caps=sorted(set(args.power_caps), reverse=True))


def _check_caps(caps: Sequence[float]) -> None:
    from planner.errors import DataError, located

    bad = [cap for cap in caps if not 0 < cap < 1]
    if bad:
        problem = f"{bad[0]:g} was read; caps are shares of a GPU's rated power, between 0 and 1."
        raise DataError(located("--power-caps", problem, "write 0.8 for 80 %."))


def _finite(record: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in record.items()}


def _print_table(records: list[dict[str, Any]]) -> None:
    head = ("case", "tokens/s per GPU (80 %)", "tokens/s per user", "GPUs", "J/token board", "wall", "basis", "rows")
    print("{:<22} {:>28} {:>18} {:>5} {:>14} {:>8}  {:<13} {}".format(*head))
    for r in records:
        name = r["case_id"]
        if "error" in r:
            print(f"{name:<22} {r['error'].splitlines()[0]}")
            continue
        if r.get("power_cap_share", 1.0) < 1:
            name = f"{name} at {100 * r['power_cap_share']:g} %"
        rate = "{:,.0f} ({:,.0f} to {:,.0f})".format(*(r[f"tokens_per_s_per_gpu_{p}"] for p in ("p50", "p10", "p90")))
        speed = r["interactivity_tokens_per_s_per_user_p50"]
        print(
            f"{name:<22} {rate:>28} {speed:>18.1f} {r['n_gpus']:>5} {r['joules_per_token_board_p50']:>14.3f} "
            f"{r['joules_per_token_wall_p50']:>8.3f}  {r['basis']:<13} {', '.join(r['nearest_rows'])}"
        )
    _print_search(records)
    for r in records:
        for note in r.get("notes", ()):
            print(f"! {r['case_id']}: {note}", file=sys.stderr)
    points = [r for r in records if "dominated" in r]
    if points:
        dropped = [f"{r['case_id']} at {100 * r['power_cap_share']:g} %" for r in points if r["dominated"]]
        listed = f": {', '.join(dropped)}" if dropped else ""
        print(
            f"\n{len(points)} operating points, {len(dropped)} dominated (no more tokens/s and no more per kW){listed}"
        )


def _print_search(records: list[dict[str, Any]]) -> None:
    """What tuning may reach beside what is typically deployed, at full power."""
    full = [r for r in records if "error" not in r and r.get("power_cap_share", 1.0) == 1.0]
    pairs = [(r["case_id"], r["tokens_per_s_per_gpu_best_of_search"], r["tokens_per_s_per_gpu_p50"]) for r in full]
    better = [f"{name} {best:,.0f}" for name, best, typical in pairs if best > SEARCHED * typical]
    if better:
        over = "best of search over engines and pools that are not stated [tokens/s per GPU]"
        print(f"\nRates above are as typically deployed; {over}: {', '.join(better)}")
