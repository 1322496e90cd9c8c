"""`planner show`: what a saved run decides, costs and gets wrong, in the sentences of the page Plan; facts as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from planner.cli import OK

if TYPE_CHECKING:
    import argparse

    from planner.plan.news.fact import News
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan


def show_run(args: argparse.Namespace) -> int:
    """Print the sentences, the indicators and the proof of a run; of a plan for paths what `solve` prints of it."""
    from planner.cli.solve import proof_lines, result, summary
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import open_either
    from planner.plan.text import kpi_lines

    plan = open_either(args.store, args.run)
    if not isinstance(plan, Plan):
        print(
            json.dumps(result(plan), ensure_ascii=False, indent=1)
            if args.json
            else summary(plan, args.store, args.locale)
        )
        return OK
    if args.json:
        print(facts_json(plan, args.store))
        return OK
    lines = [*sentences_of(plan, args.store, args.locale), "", *kpi_lines(plan, args.locale)]
    print("\n".join([*lines, "", *proof_lines(plan, args.store, args.locale)]))
    return OK


def sentences_of(plan: Plan, store: str, locale: str) -> list[str]:
    """The decision, then each question with its answer, the troubles one a line, and what does not agree."""
    from planner.plan.headline import decision_sentence
    from planner.plan.news import sentences
    from planner.plan.news.agree import contradictions
    from planner.plan.news.make import today_utc
    from planner.plan.several.pair import paths_beside, relation
    from planner.words import say

    paths = paths_beside(store, plan)
    news = _news(plan, paths)
    lines = [decision_sentence(plan, locale, today_utc())]
    lines += [f"{head} · {text}" for head, text in sentences.lines(plan, news, locale)]
    lines += [] if paths is None else [relation(plan, paths, locale)]
    lines += [*sentences.parts_of_years(plan, locale), "", say("troubles all", locale)]
    lines += [f"- {text}" for text in sentences.all_troubles(news, locale)]
    return lines + [say("contradiction", locale, text=text) for text in contradictions(plan, news, locale)]


def _news(plan: Plan, paths: UncertainPlan | None) -> News:
    """The facts of a run as read today."""
    from planner.plan.news.make import accounts_or_none, news_of, today_utc

    return news_of(plan, today_utc(), paths, accounts_or_none(plan))


def facts_json(plan: Plan, store: str) -> str:
    """All facts of a run, for machines."""
    from planner.plan.news.sentences import facts_table
    from planner.plan.several.pair import paths_beside

    facts = json.loads(facts_table(_news(plan, paths_beside(store, plan))).to_json(orient="records"))
    return json.dumps({"run_id": plan.run_id, "facts": facts}, ensure_ascii=False, indent=1)
