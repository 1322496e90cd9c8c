"""Page *Statements*: what do the accounts say, how is each line made, and what does it rest on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from planner.charts.finance import statements as shown
from planner.errors import PlannerError
from planner.plan.recipes.lines import recipes_of
from planner.plan.recipes.opened import assumptions_of_line, rows_of_line
from planner.plan.recipes.recipe import STATEMENTS
from planner.report.accounts.workbook import accounts_bytes
from planner.ui.kit import components, state
from planner.words import formats, say
from planner.words.names import line_name, statement_name

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan
    from planner.plan.recipes.opened import Recipes
    from planner.plan.recipes.recipe import Rows

EVERY_KEY, EVERY = "every", ("year", "quarter")
ASSUMED = ("path", "value", "unit", "kind", "source", "reason")
BAND, INK = "#E9EDF1", "#1B1F24"
NAME_PX, WIDTH_PX = 210, 82
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(plan: Plan) -> None:
    """The sentence, quarter or year, Excel; the three statements, and of each the line that is opened."""
    locale = state.locale()
    try:
        accounts = state.accounts(plan.run_id)
    except PlannerError as error:
        components.headline(say("page statements", locale))
        st.error(str(error))
        return
    components.headline(shown.lead(accounts, locale))
    every = _pick_every(locale, plan)
    table = state.statements(plan.run_id, every)
    components.note(shown.note(plan, locale))
    made = recipes_of(accounts)
    for statement, tab in zip(STATEMENTS, st.tabs([statement_name(s, locale) for s in STATEMENTS]), strict=True):
        with tab:
            _statement(plan, accounts, made, table, (statement, every))


def _pick_every(locale: str, plan: Plan) -> str:
    every = state.choice(EVERY_KEY, EVERY) or EVERY[0]
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    left.pills(
        say("span", locale),
        EVERY,
        required=True,
        key=EVERY_KEY,
        format_func=lambda one: say(f"every {one}", locale),
        on_change=state.picked,
        args=(EVERY_KEY,),
        label_visibility="collapsed",
    )
    right.download_button(
        say("excel", locale),
        data=lambda: accounts_bytes(plan, locale),
        file_name=f"{plan.run_id}-accounts.xlsx",
        mime=XLSX,
        key="accounts-xlsx",
        on_click="ignore",
        icon=":material/table_view:",
    )
    return every


def _statement(
    plan: Plan, accounts: Accounts, made: tuple[Recipes, Rows], table: pd.DataFrame, of: tuple[str, str]
) -> None:
    locale, (statement, every) = state.locale(), of
    lines, data = shown.lines_shown(table, statement), shown.statement_shown(table, statement, locale)
    event: Any = st.dataframe(
        _with_totals(data, shown.total_rows(table, statement)),
        hide_index=True,
        key=f"{statement}-{every}",
        on_select="rerun",
        selection_mode="single-row",
        height="content",
        column_config=_columns(data),
    )
    rows = event.selection.rows
    key = f"line-{statement}"
    if rows and st.session_state.get(f"{key}-row") != rows:
        st.session_state[key] = lines[rows[0]]
    st.session_state[f"{key}-row"] = rows
    line = st.selectbox(say("line chosen", locale), lines, key=key, format_func=lambda one: line_name(one, locale))
    _opened(plan, accounts, made, (statement, str(line)), every)


def _with_totals(table: pd.DataFrame, totals: list[int]) -> Styler:
    """The table with its totals on a band."""
    return table.style.set_properties(subset=pd.IndexSlice[totals, :], **{"background-color": BAND, "color": INK})


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    """Names stay when one scrolls and have room; amounts are to the right."""
    first, *others = table.columns
    amounts = {name: st.column_config.TextColumn(alignment="right", width=WIDTH_PX) for name in others}
    return {first: st.column_config.TextColumn(pinned=True, width=NAME_PX), **amounts}


def _opened(plan: Plan, accounts: Accounts, made: tuple[Recipes, Rows], key: tuple[str, str], every: str) -> None:
    """How a line is made, its rows by period, and the assumptions that feed it."""
    locale, (recipes, given) = state.locale(), made
    recipe = recipes[key]
    components.finding(f"{say('line how', locale)}{formats.colon(locale)}{line_name(key[1], locale)}")
    components.note(shown.formula_text(recipe, key[1], locale))
    rows = rows_of_line(accounts, recipe, given, every)
    if len(rows):
        data = shown.opened_shown(rows, locale)
        st.dataframe(
            _with_totals(data, [len(data) - 1]), hide_index=True, key=f"opened-{key[0]}", height="content",
            column_config=_columns(data),
        )  # fmt: skip
    assumed = assumptions_of_line(plan, recipes, *key)
    if assumed.empty:
        components.note(say("line rests on none", locale))
        return
    label = say("line rests on", locale, count=len(assumed))
    components.table_below(assumed[list(ASSUMED)], f"assumptions-{key[0]}", label)
