"""Grid support: products by which the site is paid for load it could shed, hour by hour."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from planner.scenario.fields.parts import LIST, Name, Part, Quarter, field, fraction

Product = Literal["interruptibility", "afrr-up", "mfrr-up", "complementary"]
Month = Annotated[int, Field(ge=1, le=12)]
Months = Annotated[tuple[Month, ...], LIST, Field(min_length=1, max_length=12)]
Names = Annotated[tuple[Name, ...], LIST, Field(max_length=50)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Weekdays = Annotated[tuple[Weekday, ...], LIST, Field(min_length=1, max_length=7)]
EVERY_MONTH, EVERY_WEEKDAY = tuple(range(1, 13)), tuple(range(7))


class GridSupport(Part):
    """One product: so many EUR for each MW and hour that stand ready to be shed."""

    title: str = field("", "Name as shown, such as buyer and product.", min_length=1, max_length=120)
    product: Product = field(
        "",
        "Contract of interruption; automatic or manual reserve that takes load off (aFRR, mFRR up); complementary "
        "reserve. A name: what the model does follows from the fields below.",
    )
    price_eur_per_mw_h: float = field("EUR/MW/h", "Paid for each MW and hour on offer, at the start.", ge=0, le=1000)
    price_change_per_year: float = fraction("Change of the price a year, nominal.", 0.0, ge=-0.5, le=0.5)
    max_mw: float = field("MW", "Most that may be offered.", gt=0, le=2000)
    sustained_hours: int = field("h", "Whole hours for which a call must be kept up.", ge=1, le=24)
    offer: Literal["hourly", "daily"] = field(
        "", "Whether each hour has an offer of its own, or one offer holds for all open hours of a day.", "hourly"
    )
    earliest: Quarter = field("", "First quarter in which the site may offer it, once it is certified.")
    months: Months = Field(
        EVERY_MONTH,
        validate_default=True,
        description="Months in which it is bought, 1 to 12.",
        json_schema_extra={"unit": "month"},
    )
    from_hour: int = field("h", "First local hour of a day in which it is bought.", 0, ge=0, le=23)
    to_hour: int = field("h", "Local hour at which it ends, 24 for midnight.", 24, ge=1, le=24)
    weekdays: Weekdays = Field(
        EVERY_WEEKDAY,
        validate_default=True,
        description="Days of the week on which it is bought, Monday 0 to Sunday 6; public holidays are as others.",
        json_schema_extra={"unit": "day"},
    )
    interruptible: Names = Field(
        (),
        description="Workloads that may be cut off though they cannot wait for so long.",
        json_schema_extra={"unit": ""},
    )
