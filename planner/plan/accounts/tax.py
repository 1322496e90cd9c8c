"""French corporate tax of a site that is a company of its own: each rule a function, with its article and year.

Figures are rows of data/finance/french_tax.csv, or of the article named where that table has none; docs/money.md lists
them. A fiscal year is a calendar year; amounts that the law gives for twelve months shrink with a shorter year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.catalogue.files import read_table
from planner.errors import DataError, located

if TYPE_CHECKING:
    from pathlib import Path

FILE = "finance/french_tax.csv"
MONTHS = 12.0
# Of the tax code (CGI), articles 212 bis and 235 ter ZC; not rows of the table.
INTEREST_FREE_EUR, INTEREST_SHARE = 3e6, 0.30
CONTRIBUTION_FREE_EUR, CONTRIBUTION_TURNOVER_EUR = 763_000.0, 7_630_000.0
SURTAX_UPPER_EUR = 3e9
VALUE_ADDED_SHARE = 0.85  # art. 1586 sexies


@dataclass(frozen=True)
class Law:
    """Rates and thresholds of the table."""

    rate: float
    contribution: float  # share of the tax
    loss_free_eur: float  # losses used without limit up to this profit
    loss_share: float  # of the profit above
    surtax_year: int
    surtax_from_eur: float  # turnover
    surtax_low: float  # share of the mean tax of two years
    surtax_high: float


def law(data_dir: Path | None = None) -> Law:
    """The law as the table has it. DataError where a row is missing."""
    surtax = "exceptional surtax on large firms"
    return Law(
        rate=_figure("corporate income tax (IS)", "normal rate", data_dir) / 100,
        contribution=_figure("social contribution on IS", "share of the IS", data_dir) / 100,
        loss_free_eur=_figure("losses carried forward", "used each year", data_dir),
        loss_share=_figure("losses carried forward", "and up to this share", data_dir) / 100,
        surtax_year=int(_figure(surtax, "turnover in France", data_dir, "valid_to")),
        surtax_from_eur=_figure(surtax, "turnover in France", data_dir),
        surtax_low=_figure(surtax, "rate, turnover 1.5 to 3", data_dir) / 100,
        surtax_high=_figure(surtax, "rate, turnover above 3", data_dir) / 100,
    )


def _figure(tax: str, begins: str, data_dir: Path | None, column: str = "value") -> float:
    table = read_table(FILE, data_dir)
    rows = table[(table["tax"] == tax) & table["rule"].str.startswith(begins)]
    if rows.empty:
        problem = f'no row of "{tax}" has a rule that begins with "{begins}".'
        raise DataError(located(f"data/{FILE}", problem, "add the row, with its source."))
    return float(str(rows[column].iloc[0])[:4]) if column != "value" else float(rows[column].iloc[0])


def deductible_interest_eur(net_interest_eur: float, ebitda_eur: float, months: int = 12) -> float:
    """Net interest deductible in a year: up to the higher of 3 M€ and 30 % of tax EBITDA.

    CGI, art. 212 bis, I (law 2018-1317, art. 34), years from 2019 on. What is above is carried forward without end
    (VIII, 1); capacity not used, which lasts five years (VIII, 2), is not counted. The rules for thin capital (VII)
    and for members of a consolidated group (VI) are not.
    """
    most = max(INTEREST_FREE_EUR * months / MONTHS, INTEREST_SHARE * max(0.0, ebitda_eur))
    return min(net_interest_eur, most)


def losses_used_eur(profit_eur: float, losses_eur: float, rules: Law) -> float:
    """Losses of the past that a year's profit is lowered by: 1 M€, and half of the profit above 1 M€.

    CGI, art. 209, I, third paragraph (law 2012-1509, art. 24), years ended from 31 December 2012 on; no end in time.
    """
    above = max(0.0, profit_eur - rules.loss_free_eur)
    return min(losses_eur, min(max(0.0, profit_eur), rules.loss_free_eur) + rules.loss_share * above)


def corporate_tax_eur(profit_eur: float, rules: Law) -> float:
    """25 % of taxable profit. CGI, art. 219, I, years from 2022 on. The reduced rate of small firms is not counted."""
    return rules.rate * max(0.0, profit_eur)


def social_contribution_eur(tax_eur: float, turnover_eur: float, rules: Law, months: int = 12) -> float:
    """3.3 % of the corporate tax above 763,000 EUR a year; none below a turnover of 7.63 M€.

    CGI, art. 235 ter ZC, years from 2000 on. The exemption also asks that people hold three quarters of the company,
    which is not known here.
    """
    if turnover_eur * MONTHS / months < CONTRIBUTION_TURNOVER_EUR:
        return 0.0
    return rules.contribution * max(0.0, tax_eur - CONTRIBUTION_FREE_EUR * months / MONTHS)


def surtax_eur(year: int, tax_eur: float, tax_before_eur: float, turnover_eur: float, rules: Law) -> float:
    """Exceptional contribution of large firms: a share of the mean tax of a year and the one before, in 2026 only.

    20.6 % from a turnover in France of 1.5 billion EUR, 41.2 % above 3. Finance law for 2026 (promulgated 19 February
    2026), one more year after that of 2025. The smoothing just above each threshold is not counted.
    """
    if year != rules.surtax_year or turnover_eur < rules.surtax_from_eur:
        return 0.0
    share = rules.surtax_high if turnover_eur > SURTAX_UPPER_EUR else rules.surtax_low
    return share * (tax_eur + tax_before_eur) / 2.0


def cvae_rate(year: int, data_dir: Path | None = None) -> float:
    """Top rate of the CVAE in a year, of a turnover above 50 M€: falls to nothing by 2030; a year after has the last.

    CGI, art. 1586 ter to 1586 octies; rates of the finance laws for 2024 to 2026 by year, from the table.
    """
    table = read_table(FILE, data_dir)
    rows = table[table["tax"] == "CVAE"]
    if rows.empty:
        raise DataError(located(f"data/{FILE}", 'no row has the tax "CVAE".', "add its rates, with their source."))
    first = rows["valid_from"].astype(str).str[:4].astype(int)
    own = rows[first <= year] if (first <= year).any() else rows.iloc[:1]
    return float(own["value"].iloc[-1]) / 100


def cvae_eur(value_added_eur: float, turnover_eur: float, rate: float) -> float:
    """Contribution on value added: rate · value added, which counts up to 85 % of turnover (art. 1586 sexies, I, 7).

    The lower rates of a turnover up to 50 M€ are not in the table and not counted.
    """
    return rate * max(0.0, min(value_added_eur, VALUE_ADDED_SHARE * turnover_eur))


@dataclass(frozen=True)
class TaxYear:
    """What a fiscal year is taxed on [EUR]."""

    year: int
    months: int
    profit: float  # before tax, in the accounts
    interest: float  # with fees
    depreciation: float
    turnover: float  # of the site, in these months
    elsewhere: float = 0.0  # turnover a year of the rest of the group


@dataclass(frozen=True)
class Carried:
    """What goes from one fiscal year to the next [EUR]."""

    losses: float = 0.0
    interest: float = 0.0  # not yet deductible
    tax: float = 0.0  # of the year before


@dataclass(frozen=True)
class Assessed:
    """The tax of a year and how it was worked out [EUR]."""

    year: int
    profit: float
    interest_added: float  # interest of the year that is not deducted, less what earlier years left and is
    losses_used: float
    taxable: float
    corporate_tax: float
    contribution: float
    surtax: float

    @property
    def tax(self) -> float:
        """All of it."""
        return self.corporate_tax + self.contribution + self.surtax


def assessed(of: TaxYear, carried: Carried, rules: Law) -> tuple[Assessed, Carried]:
    """The tax of a year, and what it leaves to the next. Tax depreciation is that of the accounts.

    taxable = profit + interest − deductible interest − losses used
    """
    wanted = of.interest + carried.interest
    ebitda = of.profit + of.interest + of.depreciation
    deducted = deductible_interest_eur(wanted, ebitda, of.months)
    before_losses = of.profit + of.interest - deducted
    used = losses_used_eur(before_losses, carried.losses, rules)
    taxable = max(0.0, before_losses - used)
    tax = corporate_tax_eur(taxable, rules)
    contribution = social_contribution_eur(tax, of.turnover, rules, of.months)
    turnover = of.turnover * MONTHS / of.months + of.elsewhere
    surtax = surtax_eur(of.year, tax, carried.tax, turnover, rules)
    losses = carried.losses - used + max(0.0, -before_losses)
    left = Carried(losses, wanted - deducted, tax)
    return Assessed(of.year, of.profit, of.interest - deducted, used, taxable, tax, contribution, surtax), left
