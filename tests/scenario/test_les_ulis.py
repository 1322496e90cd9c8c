"""The base case says what it is agreed to say, and cites data that say so too."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planner.scenario.difference import differences
from planner.scenario.files import load as files
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import flatten

TOKENS = ("assistant", "enterprise", "coding", "small-model-api", "document-batch")
VARIANTS = {
    "les-ulis-8mw": {"site.connection_mw"},
    "les-ulis-10mw-it": {"site.connection_mw"},
    "les-ulis-connection-late": {"site.phases.phase-2.delay_quarters"},
    "les-ulis-flexible-connection": {
        "site.phases.phase-2.flexible_mw",
        "site.curtailment",
        "site.transformers",
        "site.maintenance.spring-2029.start",
        "site.maintenance.spring-2029.end",
        "site.maintenance.spring-2029.mw_left",
    },
    "les-ulis-vera-rubin-late": {
        "fleet.racks.VR_NVL72.order_from",
        "fleet.racks.VR_NVL72.supply_later_from",
        "fleet.racks.VR_NVL72.price_falls_from",
    },
    "les-ulis-demand-high": {"demand.growth_excess_scale"},
    "les-ulis-demand-low": {"demand.growth_excess_scale"},
    "les-ulis-gas-crisis": {"power.spot.shape_year"},
    "les-ulis-fine-tuning-week": {"workloads.fine-tuning.window_hours"},
    "les-ulis-battery-sun": {"power.battery", "power.pv", "power.gensets"},  # each null in the base case
    "les-ulis-uncertain": {"uncertainty"},  # null in the base case
    "les-ulis-cold-store": {"power.cold_store"},
    "les-ulis-capacity-0": {"power.capacity_charge.eur_per_kw"},
    "les-ulis-capacity-72": {"power.capacity_charge.eur_per_kw"},
    "les-ulis-loan": {"finance.debt"},  # null in the base case
    "les-ulis-low-excise": {"power.taxes.excise_eur_per_mwh"},
    "les-ulis-no-renting": {"power.burst.most_gpus", "power.burst.reserved_price_share"},
    "les-ulis-token-price-20": {f"workloads.{name}.price_change_per_year" for name in TOKENS},
    "les-ulis-token-price-40": {f"workloads.{name}.price_change_per_year" for name in TOKENS},
}


@pytest.fixture(scope="module")
def base(repo_root: Path) -> Scenario:
    return files.load(repo_root / "scenarios" / "les-ulis-base.yaml")


def test_there_is_no_other_scenario_file(repo_root: Path) -> None:
    found = {path.stem for path in (repo_root / "scenarios").glob("*.yaml")}
    others = {"les-ulis-base", "les-ulis-first-edition", "les-ulis-contracts", "les-ulis-forecast", "portfolio-1gw"}
    others |= {"les-ulis-grid-support"}
    assert found == others | set(VARIANTS)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_differs_in_what_its_name_says(repo_root: Path, base: Scenario, name: str) -> None:
    """Proves: a variant changes nothing by accident, and each change says why."""
    variant = files.load(repo_root / "scenarios" / f"{name}.yaml")
    assert variant.name == name
    assert variant.title != base.title
    found = {difference.path for difference in differences(base, variant)}
    outermost = {path for path in found if not any(path.startswith(f"{other}.") for other in found)}
    assert outermost == VARIANTS[name]
    for path in found - {path.rpartition(".")[0] for path in found}:
        known = variant.provenance[path]
        assert known.reason if known.kind == "assumption" else known.source, path


def test_grid_support_is_all_that_it_adds_to_battery_and_sun(repo_root: Path) -> None:
    """Proves: nothing else changes, and each price is marked as an assumption with its reason."""
    before, variant = (
        files.load(repo_root / "scenarios" / f"les-ulis-{name}.yaml") for name in ("battery-sun", "grid-support")
    )
    found = {difference.path for difference in differences(before, variant)} - {"name", "title"}
    assert {path for path in found if not path.startswith("power.grid_support")} == set()
    prices = [path for path in variant.provenance if path.endswith("price_eur_per_mw_h")]
    assert len(prices) == 2
    for path in prices:
        assert variant.provenance[path].kind == "assumption"
        assert "Assumed" in variant.provenance[path].reason or "no quote" in variant.provenance[path].reason


def test_every_value_says_where_it_comes_from(base: Scenario) -> None:
    """Proves: no number of the base case is without a source; an assumption has a reason."""
    for field in flatten(base):
        known = field.provenance
        if known is None or field.path in ("name", "title"):
            assert field.value in (None, 1.0, 0.0) or field.path in ("name", "title"), field.path
        elif known.kind == "assumption":
            assert known.reason, field.path
        else:
            assert known.source not in ("", "assumption"), field.path


def test_what_the_base_case_agrees_on(base: Scenario) -> None:
    racks, workloads = base.fleet.racks, base.workloads
    assert (base.horizon.start, base.horizon.end, base.horizon.period) == ("2027-Q1", "2031-Q4", "quarter")
    assert (base.site.latitude_deg, base.site.longitude_deg, base.site.connection_mw) == (48.68, 2.17, 10)
    phases = [(phase.connection_share, phase.earliest) for phase in base.site.phases.values()]
    assert phases == [(0.5, "2026-Q3"), (0.5, "2027-Q2")]
    assert (base.site.opex_meur_per_year, base.site.shell_keur_per_mw_month) == (1.6, 90)
    assert {name: rack.lead_time_months for name, rack in racks.items()} == {
        "H200_HGX": 6, "B200_HGX": 6, "B300_HGX": 6, "GB200_NVL72": 9, "GB300_NVL72": 9, "VR_NVL72": 12,
    }  # fmt: skip
    assert [rack.supply_per_quarter for rack in racks.values()] == [20, 20, 20, 12, 12, 6]
    assert (racks["VR_NVL72"].order_from, racks["VR_NVL72"].supply_later_per_quarter) == ("2027-Q2", 12)
    assert {(rack.price_change_per_quarter, rack.life_years) for rack in racks.values()} == {(-0.02, 6)}
    assert [(o.rack, o.racks) for o in base.fleet.opening] == [("GB300_NVL72", 18), ("H200_HGX", 24)]
    assert [(tier.from_racks, tier.discount) for tier in base.fleet.volume_tiers] == [(8, 0.05), (16, 0.08)]
    assert (base.fleet.availability, base.fleet.opex_share_per_year) == (0.97, 0.04)
    assert (base.fleet.resale.share, base.fleet.resale.retained_per_year) == (0.70, 0.60)
    assert base.demand.growth.tokens == (4.0, 2.5, 1.8, 1.4, 1.25)
    assert base.demand.growth.gpu_hours == (2.0, 1.6, 1.3, 1.2)
    assert [w.level_tokens_per_s or w.level_gpus for w in workloads.values()] == [
        167_000, 223_000, 130_000, 334_000, 223_000, 320, 153,
    ]  # fmt: skip
    assert [w.min_tokens_per_s_per_user for w in workloads.values()] == [35, 40, 60, 50, None, None, None]
    assert [name for name, w in workloads.items() if not w.sovereign] == ["assistant", "small-model-api"]
    assert [name for name, w in workloads.items() if w.window_hours] == ["document-batch", "fine-tuning", "simulation"]
    assert not any(w.unserved_price_multiple for w in workloads.values())
    assert {name: w.price_change_per_year for name, w in workloads.items()} == {
        **dict.fromkeys(TOKENS, -0.30), "fine-tuning": -0.15, "simulation": -0.15,
    }  # fmt: skip
    assert base.demand.growth_excess_scale == 0.7
    assert (base.finance.usd_per_eur, base.finance.discount_rate, base.finance.inflation) == (1.17, 0.09, 0.02)
    burst = base.power.burst
    assert (burst.usd_per_gpu_hour, burst.most_gpus, burst.reserved_price_share) == (5.30, 1000, 0.7)


def test_headroom_is_what_the_request_rates_say(base: Scenario, repo_root: Path) -> None:
    """Proves: median over full hours of the busiest ten minutes over the hour's mean, less 1, two decimals."""
    rates = pd.read_parquet(repo_root / "data" / "demand" / "servegen_request_rates_10min.parquet")
    rates["hour"] = rates["seconds_from_start"] // 3600
    hours = rates.groupby(["model_class", "hour"])["output_tokens_per_s"].agg(["max", "mean", "size"])
    full = hours[hours["size"] == 6]
    measured = (full["max"] / full["mean"] - 1).groupby("model_class").median().round(2)
    interactive = [w for w in base.workloads.values() if w.window_hours == 0]
    assert len(interactive) == 4
    for workload in interactive:
        assert workload.headroom == pytest.approx(measured[workload.shape]), workload.title


def test_the_customers_of_the_base_case(base: Scenario) -> None:
    """Proves: a third of enterprise and half of fine-tuning signed, four lots offered; never more than all of it."""
    quarters = [f"{year}-Q{quarter}" for year in range(2027, 2032) for quarter in range(1, 5)]
    signed = {name: [o for o in w.offers.values() if o.signed] for name, w in base.workloads.items() if w.offers}
    assert {name: round(sum(o.demand_share for o in offers), 2) for name, offers in signed.items()} == {
        "enterprise": 0.33, "fine-tuning": 0.5,
    }  # fmt: skip
    enterprise = base.workloads["enterprise"].offers.values()
    assert sum(not o.signed for o in enterprise) == 4
    assert {(o.peak_multiple, o.take_or_pay_share, o.credit_share, o.credit_cap_share) for o in enterprise} == {
        (1.5, 0.6, 0.25, 0.10)
    }
    number = {quarter: i for i, quarter in enumerate(quarters)} | {"2026-Q4": -1}
    for i in range(len(quarters)):
        running = [o for o in enterprise if number[o.start] <= i < number[o.start] + o.term_quarters]
        assert sum(o.demand_share for o in running) <= 1.0, quarters[i]


def test_forwards_are_the_newest_quotes(base: Scenario, repo_root: Path) -> None:
    """Proves: each is the newest quote of its year; those of 2027 are the month ends of 2026."""
    quotes = pd.read_csv(repo_root / "data" / "site" / "forward_prices_fr.csv", dtype={"quote_date": str})
    dated = quotes["quote_date"].str.extract(r"^(\d{4}-\d\d(?:-\d\d)?)(?: \(month end\))?$")[0]
    quotes = quotes.assign(quote_date=dated)[(quotes["load"] == "base") & dated.notna()]
    newest = quotes.sort_values("quote_date").groupby("product")["eur_per_mwh"].last()
    for year, price in base.power.spot.forward_eur_per_mwh.items():
        assert price == pytest.approx(newest[f"CAL-{year - 2000}"]), year


def test_every_product_and_model_is_in_the_catalogues(base: Scenario, repo_root: Path) -> None:
    gpu, prices = repo_root / "data" / "gpu", repo_root / "data" / "demand" / "mistral_api_prices.csv"
    products = pd.read_csv(gpu / "gpu_specs.csv").set_index("product")
    models, priced = set(pd.read_csv(gpu / "models.csv")["model"]), set(pd.read_csv(prices)["model"])
    for name, rack in base.fleet.racks.items():
        assert rack.price_usd or products.loc[name, "price_usd"] > 0
        assert rack.nameplate_kw or products.loc[name, "server_or_rack_power_kw"] > 0
    for workload in base.workloads.values():
        assert workload.model is None or workload.model in models
        assert workload.price_of is None or workload.price_of in priced


def test_ten_megawatts_of_it_fit_in_the_hottest_hour(repo_root: Path) -> None:
    """Proves: 12.2 MW carry 10 MW of IT at the highest wet-bulb temperature of the typical year; 12.1 do not."""
    site = files.load(repo_root / "scenarios" / "les-ulis-10mw-it.yaml").site
    weather = pd.read_parquet(repo_root / "data" / "site" / "weather_paris_hourly.parquet")
    above = weather["wet_bulb_degc"].max() - site.cooling.free_below_wet_bulb_degc
    cooling = min(site.cooling.free_fraction + site.cooling.fraction_per_degc * above, site.cooling.max_fraction)
    needed_mw = (10 * (1 + cooling) + site.auxiliaries_mw) / site.electrical_efficiency
    assert site.connection_mw - 0.1 < needed_mw <= site.connection_mw


def test_the_contracts_differ_from_the_base_in_contracts_only(repo_root: Path, base: Scenario) -> None:
    """Proves: the base case has no contract; the variant adds contracts and bounds, each with its reason or source."""
    variant = files.load(repo_root / "scenarios" / "les-ulis-contracts.yaml")
    assert len(base.power.contracts) == 0
    kinds = {contract.kind for contract in variant.power.contracts.values()}
    assert kinds == {"baseload", "peak", "solar", "wind", "nuclear"}
    parts = {".".join(difference.path.split(".")[:2]) for difference in differences(base, variant)}
    assert parts == {"power.contracts", "power.hedge"}
    given = {path: known for path, known in variant.provenance.items() if path.startswith(tuple(parts))}
    assert all(known.reason for known in given.values())


@pytest.mark.parametrize(
    ("contract", "file", "row"),
    [
        ("block-2028", "forward_prices_fr.csv", {"quote_date": "2025-05-16", "product": "CAL-28", "load": "base"}),
        ("block-2029", "forward_prices_fr.csv", {"quote_date": "2025-05-16", "product": "CAL-29", "load": "base"}),
        ("block-2030", "forward_prices_fr.csv", {"quote_date": "2025-05-16", "product": "CAL-30", "load": "base"}),
        ("peak-2028", "forward_prices_fr.csv", {"quote_date": "2025-05-16", "product": "CAL-28", "load": "peak"}),
    ],
)
def test_a_block_costs_what_its_quote_says(repo_root: Path, contract: str, file: str, row: dict[str, str]) -> None:
    """Proves: a strike that cites a quote is that quote."""
    table = pd.read_csv(repo_root / "data" / "site" / file, dtype=str)
    chosen = table[(table[list(row)] == pd.Series(row)).all(axis=1)]
    variant = files.load(repo_root / "scenarios" / "les-ulis-contracts.yaml")
    assert [variant.power.contracts[contract].strike_eur_per_mwh] == chosen["eur_per_mwh"].astype(float).tolist()


def test_a_plant_costs_what_its_quote_says(repo_root: Path) -> None:
    """Proves: prices and volumes of PPAs and of the nuclear contract are those of the rows they cite."""
    table = pd.read_csv(repo_root / "data" / "site" / "power_technologies.csv").set_index(["technology", "parameter"])
    value = table["value"].astype(str)

    def figure(technology: str, parameter: str) -> float:
        return float(value[technology, parameter])

    power = files.load(repo_root / "scenarios" / "les-ulis-contracts.yaml").power.contracts
    assert power["solar"].strike_eur_per_mwh == figure("PPA France solar", "price, P25")
    assert power["solar-band"].strike_eur_per_mwh == figure("PPA Europe solar", "price, P25")
    assert power["wind"].strike_eur_per_mwh == figure("PPA Europe wind", "price, P25")
    nuclear, edf = power["nuclear"], "Nuclear long contract (EDF CAPN)"
    assert nuclear.full_load_hours == pytest.approx(figure(edf, "volume, Data4 contract") * 1000 / 40)
    assert nuclear.min_mw * 5750 == pytest.approx(figure(edf, "minimum yearly volume of a client") * 1000, rel=0.005)
    advance = nuclear.prepayment_meur_per_mw * 1e6 / (10 * 5750)
    assert nuclear.strike_eur_per_mwh + advance == pytest.approx(figure(edf, "price, early indication"), abs=0.01)
