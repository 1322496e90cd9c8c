"""What people really do in a spreadsheet: each deed comes back right, or is one sentence with sheet and cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.api import load
from planner.drafts.book.read import workbook_content
from planner.drafts.book.write import workbook
from planner.drafts.edits import Edits, laid_over
from planner.errors import DataError, PlannerError, ScenarioError
from planner.scenario.schema import Scenario
from tests.drafts.book.hand import BASE, CONTENT, HEADS, RACK, Hand, back_after

Deed = Callable[[Hand], Any]
MW, SHARE, TOKENS = "site.connection_mw", "site.usable_share", "workloads.chat.level_tokens_per_s"


def typing(path: str, value: Any) -> Deed:
    return lambda hand: hand.type(path, value)


# ------------------------------------------------------------------ comes back right


TYPED: list[tuple[str, Any, Any]] = [
    (TOKENS, "1\u202f234,5 ", 1234.5), ("workloads.flow.level_gpus", "1 234,5", 1234.5), (SHARE, " 0,9 ", 0.9),
    (MW, 2, 2.0), ("power.carbon.shape_from", "2024-08-01", "2024-08-01"),
    ("power.carbon.shape_to", "23/06/2025", "2025-06-23"), ("site.phases.a.committed", "NON", False),
    ("site.phases.b.committed", 0, False), ("power.tariff.indexed_to_inflation", "faux ", False),
    ("title", "=1+1", "=1+1"), ("workloads.chat.title", "@here -- +x", "@here -- +x"),
    ("workloads.flow.title", 2027, "2027"), ("fleet.racks.SPARE.lead_time_months", 7.0, 7),
    ("horizon.end", " 2028-Q1 ", "2028-Q1"), ("fleet.racks.SPARE.price_usd", "12\u00a0500", 12500.0),
    ("power.spot.forward_eur_per_mwh.2027", "49,5", 49.5), ("fleet.operating_points.speculative", "mtp", "mtp"),
    ("workloads.chat.price_of", None, None), ("workloads.chat.input_usd_per_mtoken", 1, 1.0),
    ("workloads.chat.output_usd_per_mtoken", "2", 2.0),
]  # fmt: skip


def test_a_cell_means_what_it_shows() -> None:
    """Proves: decimal commas, blanks, dates as text, words for yes and no, texts like formulas, nothing are read."""
    came_back = back_after(*(typing(path, cell) for path, cell, _ in TYPED))
    values = {path: value for path, _, value in TYPED}
    assert {one.path: one.new for one in came_back.changes} == values
    assert came_back.scenario == Scenario.from_values(laid_over(BASE.values(), Edits(values)))


def sort_racks(hand: Hand) -> None:
    """Sort the rows of racks by name, from Z to A, with a blank row between."""
    sheet = hand.book["Racks"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADS + 1, max_row=HEADS + 3)]
    rows.sort(key=lambda row: str(row[1]), reverse=True)
    for at, row in zip((HEADS + 1, HEADS + 3, HEADS + 4), rows, strict=True):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value
            sheet.cell(HEADS + 2, column).value = None


def sort_site(hand: Hand) -> None:
    """Sort the rows of single values by their names."""
    sheet = hand.book["Site"]
    rows = sorted(
        ([cell.value for cell in row] for row in sheet.iter_rows(min_row=4)), key=lambda row: str(row[0]), reverse=True
    )
    for at, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value


def insert_columns(hand: Hand) -> None:
    """Insert a column of notes, and rows above."""
    for name in ("Site", "Racks", "By year", "Lists"):
        sheet = hand.book[name]
        sheet.insert_cols(2)
        sheet.cell(HEADS if name in ("Racks", "By year") else 3, 2).value = "my notes"
        sheet.cell(9, 2).value = "ask the seller"
        sheet.insert_rows(1, 2)


def test_rows_and_columns_may_move() -> None:
    """Proves: sorted and blank rows, columns and sheets of one's own change nothing; what is not read is said."""

    def own_sheet(hand: Hand) -> None:
        hand.book.create_sheet("My sums").cell(1, 1).value = 3

    came_back = back_after(sort_racks, sort_site, insert_columns, own_sheet)
    assert came_back.changes == ()
    assert came_back.scenario == BASE
    assert came_back.scenario.content_hash == BASE.content_hash
    assert "My sums" in came_back.not_read
    assert "Racks!B (my notes)" in came_back.not_read


def test_rows_come_and_go() -> None:
    """Proves: a rack, an offer, a list's item added; one deleted; one renamed: the scenario and the list say so."""
    hand = Hand()
    hand.add("fleet.racks", "MINE", {**RACK, "weight_t": 2})
    hand.type("fleet.racks.SPARE.life_years", 5)
    hand.type("fleet.racks.SPARE.name", "OTHER")
    hand.delete("fleet.volume_tiers", 8)
    offers = hand.book["Offers"]
    offer = {"workload": "chat", "name": "o-1", "title": "Offer", "start": "2027-Q1", "term_quarters": 2}
    offer |= {"mean_tokens_per_s": "20; 30,5", "price_eur": 1.5}
    for head, value in offer.items():
        offers.cell(HEADS + 1, hand.column(offers, HEADS, head)).value = value
    came_back = hand.back()
    values = BASE.values()
    racks = values["fleet"]["racks"]
    racks["OTHER"] = racks.pop("SPARE") | {"life_years": 5.0}
    racks["MINE"] = {**RACK, "weight_t": 2.0}
    del values["fleet"]["volume_tiers"][0]
    values["workloads"]["chat"]["offers"] = {
        "o-1": {
            "title": "Offer", "start": "2027-Q1", "term_quarters": 2, "mean_tokens_per_s": [20.0, 30.5],
            "price_eur": 1.5,
        }
    }  # fmt: skip
    assert came_back.scenario == Scenario.from_values(values)
    listed = {(one.where, one.path): (one.old, one.new) for one in came_back.changes}
    assert listed["Racks!B9", "fleet.racks.SPARE"] == ("SPARE", "OTHER")
    assert listed["Racks!M9", "fleet.racks.OTHER.life_years"] == (6.0, 5.0)
    assert listed["Racks!B10", "fleet.racks.MINE"] == (None, "MINE")
    assert listed["Racks!J10", "fleet.racks.MINE.server_markup"] == (None, 0.0), "a default is no secret"
    assert listed["Discounts", "fleet.volume_tiers.0"] == ("8; 0.05", None)
    assert listed["Offers!K7", "workloads.chat.offers.o-1.mean_tokens_per_s"] == (None, [20.0, 30.5])


def test_a_part_is_added_and_taken_away() -> None:
    """Proves: TRUE beside a part and its values make a part; FALSE takes it away, values below and all."""
    values = {"month": 5, "share": 0.5, "lock_up_dscr": 1.1}
    deeds = [
        typing("finance.payout", value=True),
        *(typing(f"finance.payout.{key}", one) for key, one in values.items()),
    ]
    came_back = back_after(*deeds)
    assert came_back.scenario == BASE.with_(**{"finance.payout": values})
    again = back_after(typing("finance.payout", value=False), content=workbook(came_back.scenario))
    assert again.scenario == BASE
    assert [(one.path, one.old, one.new) for one in again.changes] == [("finance.payout", True, False)]


def test_an_item_with_items_inside_is_renamed() -> None:
    """Proves: a workload renamed on all its sheets is that workload still, with its values and sources."""
    sourced = BASE.with_(**{"workloads.chat.headroom": 0.3})
    hand = Hand(workbook(sourced))
    hand.type("workloads.chat.name", "talk")
    for row in (7, 8):
        hand.book["Customers"].cell(row, 2).value = "talk"
    came_back = hand.back()
    values = sourced.values()
    work = values["workloads"]
    values["workloads"] = {"talk": work["chat"], "flow": work["flow"]}
    assert came_back.scenario.content_hash == Scenario.from_values(values).content_hash
    assert [(one.where, one.old, one.new) for one in came_back.changes] == [("Workloads!B7", "chat", "talk")]
    assert came_back.scenario.provenance["workloads.talk.headroom"].source == "changed by hand"


def test_a_part_with_rows_on_other_sheets_goes_whole() -> None:
    """Proves: FALSE beside debt takes its loans and its base rates by year away; one typed since is not lost unsaid."""
    loan = load(Path(__file__).parents[3] / "scenarios" / "les-ulis-loan.yaml")
    hand = Hand(workbook(loan))
    sheet = hand.book["Money and debt"]
    sheet.cell(hand.row(sheet, 1, "finance.debt"), 2).value = False
    assert hand.back().scenario == loan.with_(**{"finance.debt": None})
    years = hand.book["By year"]
    years.cell(8, hand.column(years, HEADS, "finance.debt.base_rate")).value = 0.07
    with pytest.raises(ScenarioError, match=r"sheet By year, cell E8: finance\.debt is FALSE, so"):
        hand.back()


def test_sources_come_back() -> None:
    """Proves: kind, source and reason typed beside a value are its source; without, it is changed by hand."""
    hand = Hand()
    hand.type(MW, 2)
    hand.type(SHARE, 0.9)
    row = hand.cell(SHARE).row
    for column, text in enumerate(("fact", "the contract", "signed"), start=6):
        hand.book["Site"].cell(row, column).value = text
    came_back = hand.back()
    mine, share = (came_back.scenario.provenance[path] for path in (MW, SHARE))
    assert (mine.source, mine.kind) == ("changed by hand", "assumption")
    assert mine.file == f"own.xlsx, sheet Site, cell B{hand.cell(MW).row}"
    assert (share.source, share.kind, share.reason) == ("the contract", "fact", "signed")
    assert {(one.path, one.aspect) for one in came_back.changes} == {
        (MW, "value"), (SHARE, "value"), (SHARE, "kind"), (SHARE, "source"), (SHARE, "reason"),
    }  # fmt: skip


def test_items_of_a_cell_stand_between_semicolons() -> None:
    """Proves: "20; 30,5" are two numbers, a number is a list of one, and "20 30" is refused: it may be either."""
    offer = {"workload": "chat", "name": "o", "title": "O", "start": "2027-Q1", "term_quarters": 2, "price_eur": 1}
    for typed, read in (("20; 30,5", [20.0, 30.5]), (20, [20.0]), ("20 30", None)):
        hand = Hand()
        sheet = hand.book["Offers"]
        for head, value in {**offer, "mean_tokens_per_s": typed}.items():
            sheet.cell(HEADS + 1, hand.column(sheet, HEADS, head)).value = value
        if read is None:
            with pytest.raises(ScenarioError, match=r'sheet Offers, cell K7: .* is "20 30"') as caught:
                hand.back()
            assert "put semicolons between the items" in str(caught.value)
        else:
            assert list(hand.back().scenario.workloads["chat"].offers["o"].mean_tokens_per_s or ()) == read


def test_a_formula_counts_by_its_result() -> None:
    """Proves: the result that a spreadsheet left in the file is read; without one the cell is named."""
    hand = Hand()
    cell = hand.cell(MW)
    cell.value = "=0.5+0.75"
    with pytest.raises(
        ScenarioError, match=rf"sheet Site, cell {cell.coordinate}: its formula has not been worked out"
    ):
        hand.back()
    worked_out = re.sub(
        rb"<f>0.5\+0.75</f><v ?/?>(</v>)?", b"<f>0.5+0.75</f><v>1.25</v>", parts(hand.content())["Site"]
    )
    assert back_with("Site", worked_out, hand.content()).scenario == BASE.with_(**{MW: 1.25})


def parts(content: bytes) -> dict[str, bytes]:
    """The sheets of a workbook as XML, by name."""
    names = workbook_names(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(f"xl/worksheets/sheet{place}.xml") for place, name in enumerate(names, start=1)}


def workbook_names(content: bytes) -> list[str]:
    return Hand(content).book.sheetnames


def back_with(name: str, text: bytes, content: bytes) -> Any:
    """What is read once the XML of a sheet is another."""
    part = f"xl/worksheets/sheet{workbook_names(content).index(name) + 1}.xml"
    return workbook_content(with_part(content, part, text), "own.xlsx")


def with_part(content: bytes, part: str, text: bytes) -> bytes:
    """A workbook with one more or another part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != part:
                new.writestr(one, old.read(one))
        new.writestr(part, text)
    return out.getvalue()


# ------------------------------------------------------------------ is refused, by sheet and cell


def at(hand: Hand, tab: str, row: int, column: int, value: Any) -> None:
    hand.book[tab].cell(row, column).value = value


def cells(tab: str, row: int, column: int, value: Any) -> Deed:
    return lambda hand: at(hand, tab, row, column, value)


def in_sheet(tab: str, deed: Callable[[Any], Any]) -> Deed:
    return lambda hand: deed(hand.book[tab])


def renamed(hand: Hand) -> None:
    hand.book["Racks"].title = "Rack list"


def deleted(hand: Hand) -> None:
    del hand.book["Site"]


def formula(hand: Hand) -> None:
    hand.cell("site.latitude_deg").value = "=1/3"


def number_for_a_date(hand: Hand) -> None:
    cell = hand.cell("power.carbon.shape_from")
    cell.value, cell.number_format = 45000, "General"


def misspelt(hand: Hand) -> None:
    for column, value in ((1, "site.conection_mw"), (2, 3)):
        at(hand, "Site", 60, column, value)


def keys(key: str, text: str) -> Deed:
    def deed(hand: Hand) -> None:
        sheet = hand.book["planner"]
        sheet.cell(hand.row(sheet, 1, key), 2).value = text

    return deed


def last_sheet(hand: Hand) -> None:
    sheet = hand.book["planner"]
    row = hand.row(sheet, 1, "values")
    sheet.cell(row, 2).value = sheet.cell(row, 2).value.replace("Test", "Other")


Deeds = list[tuple[Deed, list[str]]]
NOT_ALLOWED: Deeds = [
    (typing(SHARE, "12%"), [f'sheet Site, cell B9: {SHARE} is "12%"', "Allowed: 0.5 to 1"]),
    (typing("fleet.availability", "97 %"), ["sheet Fleet, cell B", "write 0.97"]),
    (typing(MW, "800 kW"), [f'cell B8: {MW} is "800 kW"', "write 0.8; the field is in MW"]),
    (typing("site.opex_meur_per_year", "2 MEUR/year"), ["the field is in MEUR/year already"]),
    (typing("site.auxiliaries_mw", -1), ["site.auxiliaries_mw is -1 MW", "Allowed: 0 to 100 MW"]),
    (typing(TOKENS, "1,050"), ["sheet Workloads, cell", "can be read in two ways: write 1050 or 1.05"]),
    (typing("site.shell_keur_per_mw_month", "about ten"), ['is "about ten"']),
    (typing("finance.inflation", True), ["finance.inflation is true"]),
    (typing("power.spot.scale", "2026-05-03"), ["power.spot.scale is 2026-05-03", "Allowed: 0 to 20"]),
    (typing("power.carbon.shape_to", "05/06/2025"), ["sheet Power, cell B", "2025-06-05 or 2025-05-06"]),
    (number_for_a_date, ["power.carbon.shape_from is 45", "a date such as 2024-09-01"]),
    (typing("site.phases.a.committed", "maybe"), ["sheet Phases, cell H7", "true or false"]),
    (typing("horizon.start", "autumn"), ["sheet General, cell B", "a quarter such as 2026-Q4"]),
    (typing("finance.view", "sites"), ["sheet Money and debt, cell B", 'Did you mean "site"?']),
    (lambda hand: hand.add("fleet.racks", "a.b", RACK), ['fleet.racks has the name "a.b"', "letters, digits"]),
    (typing("fleet.racks.SPARE.lead_time_months", 6.5), ["sheet Racks, cell E9", "a whole number"]),
]
NOT_READ: Deeds = [
    (typing(MW, "#DIV/0!"), ["cell B8: its formula gives #DIV/0!", "write the number itself"]),
    (formula, ["its formula has not been worked out"]),
    (typing(SHARE, None), [f"cell B9: {SHARE} is empty", "Allowed: 0.5 to 1", "write 1, as it was"]),
    (typing("fleet.racks.SPARE.life_years", None), ["sheet Racks, cell M9", "write 6, as it was"]),
    (lambda hand: hand.add("fleet.racks", "H200_HGX", RACK), ['the name "H200_HGX" stands twice: B7 and B10']),
    (cells("Racks", 12, 4, "2027-Q1"), ["sheet Racks, cell B12: the row has no name"]),
    (cells("Racks", 7, 1, "first"), ['cell A7: the number of the row is "first"']),
    (cells("Customers", 7, 2, "chatt"), ['Customers, cell B7: there is no workload "chatt"', 'Did you mean "chat"?']),
    (misspelt, ['cell A60: "site.conection_mw" is no field', 'Did you mean "site.connection_mw"?']),
    (cells("Site", 5, 3, "kW"), ['cell C5: the unit of site.name was changed to "kW"', "clear this cell"]),
    (cells("Site", 7, 3, "rad"), ['cell C7: the unit of site.longitude_deg was changed to "rad"', "write ° back"]),
    (cells("Site", 9, 6, "rumour"), [f'cell F9: the kind of {SHARE} is "rumour"', "fact, data, assumption"]),
    (cells("Site", 4, 2, 3), ["cell B4: site is a heading"]),
    (cells("Site", 8, 12, "see mail"), ['cell L8: "see mail" stands in a column without a head']),
    (typing("site.transformers", "perhaps"), ['site.transformers is "perhaps"', "TRUE or FALSE", "write FALSE"]),
    (typing("site.curtailment.hours_per_year", 50), ["is FALSE, so site.curtailment.hours_per_year would be lost"]),
    (typing("forecast", True), ["sheet General, cell B", "forecast has no sheet in this workbook", "write FALSE"]),
    (cells("Lists", 5, 8, 3), ["sheet Lists, cell G5: demand.growth.tokens has a gap"]),
    (cells("By year", 20, 2, 60), ["sheet By year, cell A20: the year is empty", "write the year, such as 2028"]),
    (cells("By year", 8, 1, 2026), ['sheet By year, cell A8: the year is "2026"', "row 7 has it too"]),
]
NOT_THERE: Deeds = [
    (in_sheet("General", lambda sheet: sheet.delete_rows(5)), ["sheet General: the row of title is not there"]),
    (
        in_sheet("Site", lambda sheet: sheet.delete_cols(3)),
        ["sheet Site: column Unit is missing in row 3", "put the column"],
    ),
    (in_sheet("Racks", lambda sheet: sheet.delete_rows(HEADS)), ["sheet Racks: no row has the heads of this sheet"]),
    (
        in_sheet("Phases", lambda sheet: sheet.delete_cols(5)),
        ["sheet Phases: column delay_quarters is missing in row 6"],
    ),
    (
        cells("Discounts", HEADS, 2, "from_rack"),
        ["sheet Discounts: column from_racks is missing", "(write from_racks)?"],
    ),
    (
        in_sheet("Power", lambda sheet: sheet.merge_cells("B7:B8")),
        ["sheet Power, cell B7: it is part of the merged cells"],
    ),
    (cells("Offers", HEADS, 30, "title"), ["sheet Offers, cell AD6: column title stands twice: D and AD"]),
    (cells("Fleet", 6, 1, "fleet.availability"), ["fleet.availability stands twice: rows 5 and 6"]),
    (cells("Lists", 5, 1, "demand.growth.tokenz"), ['"demand.growth.tokenz" is no field', '"demand.growth.tokens"?']),
    (lambda hand: hand.delete("workloads", "chat"), ['Customers, cell B7: there is no workload "chat"']),
]


@pytest.mark.parametrize("deeds", [NOT_ALLOWED, NOT_READ, NOT_THERE], ids=["not allowed", "not read", "not there"])
def test_wrong_cells_are_named_together(deeds: Deeds) -> None:
    """Proves: each wrong cell is told with sheet, cell, field, value read, what is allowed and a hint, all at once."""
    with pytest.raises(ScenarioError) as caught:
        back_after(*(deed for deed, _ in deeds))
    text = str(caught.value)
    assert [one for _, words in deeds for one in words if one not in text] == [], text
    assert "own.xlsx" in text
    assert "more; mend these first" not in text


ALONE: Deeds = [
    (lambda hand: hand.delete("fleet.racks", "GB300_NVL72"), ["sheet Power, cell B", "a product of fleet.racks"]),
    (renamed, ["sheet Racks is not there; sheets of other names are Rack list", "Give the sheet its name back"]),
    (deleted, ["sheet Site is not there", "copy it from a workbook"]),
    (
        in_sheet("planner", lambda sheet: sheet.delete_rows(1, 60)),
        ["sheet planner: version is", "download the workbook"],
    ),
    (last_sheet, ["sheet planner: this sheet was changed"]),
    (keys("sheets", "{}"), ["this sheet was changed"]),
    (keys("locale", "de"), ["this sheet was changed"]),
    (keys("sources", '{"a": [1]}'), ["this sheet was changed"]),
    (
        in_sheet("By year", lambda sheet: sheet.delete_cols(2)),
        ["By year: column power.spot.forward_eur_per_mwh is missing"],
    ),
    (cells("Racks", 12, 2, "a" * 70), ["sheet Racks, cell B12: the name has 70 signs; 60 are allowed"]),
    (lambda hand: hand.book.__delitem__("planner"), ['the hidden sheet "planner" is not there']),
]


@pytest.mark.parametrize("number", range(len(ALONE)))
def test_a_wrong_sheet_is_named(number: int) -> None:
    """Proves: a rule between fields names a cell; a sheet renamed, deleted or changed is told with what to do."""
    deed, words = ALONE[number]
    with pytest.raises(ScenarioError) as caught:
        back_after(deed)
    assert [one for one in words if one not in str(caught.value)] == [], str(caught.value)


def test_hints_that_are_followed_work() -> None:
    """Proves: the values that the hints above name are taken."""
    hinted = {
        "fleet.availability": 0.97,
        MW: 0.8,
        TOKENS: 1050,
        "power.carbon.shape_to": "2025-06-05",
        "finance.view": "site",
    }
    came_back = back_after(*(typing(path, value) for path, value in hinted.items()))
    assert came_back.scenario == BASE.with_(**hinted)


def test_many_wrong_cells_are_told_together() -> None:
    """Proves: thirty problems are counted, twenty shown, in the workbook's order."""
    hand = Hand()
    sheet = hand.book["Racks"]
    for row in (7, 8, 9):
        for column in range(11, 21):
            sheet.cell(row, column).value = "#REF!"
    with pytest.raises(ScenarioError) as caught:
        hand.back()
    text = str(caught.value)
    assert text.startswith("30 problems in the workbook.")
    assert text.count("its formula gives") == 20
    assert text.endswith("... and 10 more; mend these first.")


def test_what_is_not_allowed_is_told_with_what_cannot_be_read() -> None:
    """Proves: a formula that gives an error and a share above one are told in one message, each once."""
    with pytest.raises(ScenarioError) as caught:
        back_after(typing(MW, "#DIV/0!"), typing(SHARE, "12%"), typing("fleet.racks.SPARE.life_years", None))
    text = str(caught.value)
    assert text.startswith("3 problems in the workbook.")
    assert [text.count(f"sheet {cell}:") for cell in ("Site, cell B8", "Site, cell B9", "Racks, cell M9")] == [1, 1, 1]
    assert "Allowed: 0.5 to 1" in text


def test_in_french_too() -> None:
    """Proves: a French workbook has French sheets and heads, and wrong cells are named by them."""
    hand = Hand(workbook(BASE, "fr"))
    sheet = hand.book["Électricité"]
    row = hand.row(sheet, 1, "power.spot.scale")
    sheet.cell(row, 2).value = "deux"
    with pytest.raises(ScenarioError, match=f"sheet Électricité, cell B{row}: power.spot.scale is"):
        hand.back()
    sheet.cell(row, 2).value = "1,5"
    assert [one.where for one in hand.back().changes] == [f"Électricité!B{row}"]
    assert {"Lisez-moi", "Charges", "Offres", "Par année"} <= set(hand.book.sheetnames)


# ------------------------------------------------------------------ files that are none of ours


def other_workbook() -> bytes:
    from openpyxl import Workbook

    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no .xlsx workbook"), (b"a;b\n1;2\n", "no .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "old Excel"),
        (CONTENT[:5000], "damaged or cut short"), (b"PK\x03\x04" + b"0" * 50, "damaged"),
        (other_workbook(), 'the hidden sheet "planner" is not there'),
        (with_part(CONTENT, "xl/vbaProject.bin", b"x"), "it holds macros"),
        (with_part(CONTENT, "xl/externalLinks/externalLink1.xml", b"<a/>"), "links to other workbooks"),
        (with_part(CONTENT, "xl/worksheets/sheet1.xml", b" " * 30_000_000), "25,000,000 are allowed"),
        (with_part(CONTENT, "xl/worksheets/sheet1.xml", b"<worksheet>" + b"<c />" * 500_000), "400,000 are allowed"),
        (with_part(CONTENT, "xl/worksheets/sheet2.xml", b"<worksheet><unclosed>"), "damaged"),
        (with_part(CONTENT, "xl/sharedStrings.xml", b"<!DOCTYPE a [<!ENTITY b 'b'>]><a/>"), "a document type"),
        (CONTENT + b"\0" * 3_000_000, "3,000,000 are allowed"),
    ],
)  # fmt: skip
def test_another_file_is_a_sentence(content: bytes, words: str) -> None:
    """Proves: no workbook, damaged, macros, links, a zip bomb, too many cells: each is refused in words."""
    with pytest.raises(PlannerError, match=re.escape(words)) as caught:
        workbook_content(content, "own.xlsx")
    assert isinstance(caught.value, DataError | ScenarioError)
