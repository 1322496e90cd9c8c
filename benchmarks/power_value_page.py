"""The part of docs/power.md on what battery, PV and contracts are worth, from benchmarks/power_value.py."""

from __future__ import annotations

from benchmarks import power_value
from benchmarks.measure import rows_of

HEAD = (
    "contract", "kEUR/MW", "signed, MW", "value, MEUR", "spot +20 %", "spot −20 %", "strike +10 %", "strike −10 %",
)  # fmt: skip


LEFT_OUT = "Not solved: left out for time when these were measured; `python -m benchmarks power` solves them too.\n\n"


def section() -> str:
    """Values, what is built, contracts."""
    kept = power_value.kept()
    values = rows_of(("value [MEUR]", *power_value.CHANGES), power_value.value_rows())
    built = rows_of(("built by the end: battery, PV", *power_value.CHANGES), power_value.built_rows())
    rest = "" if power_value.NOT_SOLVED not in values else LEFT_OUT
    contracts = rows_of(HEAD, power_value.contract_rows())
    gap = f"{100 * kept['gap_asked']:.2f}"
    return f"""## What battery, PV and each contract are worth

Net present value of a plan with the thing on offer less that of the plan without, whole horizon, MEUR:
`les-ulis-first-edition` with parts of `les-ulis-battery-sun`, {kept["days"]} real days a quarter, gap asked {gap} %.
Solved {kept["date"]} in {kept["cpu_s"]} processor seconds. **In brackets is what is proven**: each plan is worth what
was found or more, up to its bound, so the value lies between the two figures. Where that range holds zero the value is
below the gap: nothing is known of it. A few days misstate the level (`docs/on-site.md` has all days, to a wider gap).

{values}

{built}

{rest}What PV and battery are worth is the value of megawatts behind a full connection more than that of cheap energy
(`docs/on-site.md`).

### Contracts

A contract changes no hour of the dispatch (`docs/contracts.md`): it is worth (spot − strike) on its shape, known on all
real hours also where few are dispatched. No gap touches these figures. Solved with and without all of them, as a check:
{power_value.all_contracts_text()}.
A plan free to choose signs all of a contract that is worth more than nothing, and none of another. The columns to the
right are kEUR/MW again, with one thing changed.

{contracts}

The rule of treasury in `les-ulis-contracts` (half bought ahead from 2028) is left out: it makes a plan sign what is
worth nothing. The model puts no value on a price that is certain: a zero does not say that a contract is useless."""


def assumptions() -> str:
    """What the values rest on, beside the bill."""
    return """Beside the bill:

- **How often subscribed power may change.** Once a year is an assumption (`power.tariff.subscription_changes`). To be
  checked in the tariff rules of CRE's deliberation 2025-77 of 13 March 2025 (TURPE 7 HTB) and in RTE's access contract:
  neither could be read when this was written (24 November 2026), and no other source was found that states the rule.
  The table of values has a column with a change every quarter.
- **Values of battery and PV** rest on catalogue prices of equipment, on what is left of the price at the end of the
  horizon (battery 50 %, PV 80 % of the life left), on 3 MW of room for panels, and on demand that fills the connection.
- **Values of contracts** rest on strikes of low confidence (PPA) or not published (nuclear: price and advance), on full
  load hours, and on the shape of prices of 2024 to 2026 (`docs/contracts.md` has other years)."""
