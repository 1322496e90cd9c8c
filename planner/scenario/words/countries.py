"""Names and small letters of countries, as people write them for the two capital letters of ISO 3166."""

from __future__ import annotations

import re

NAMES = {
    "france": "FR", "germany": "DE", "allemagne": "DE", "deutschland": "DE", "spain": "ES", "espagne": "ES",
    "italy": "IT", "italie": "IT", "belgium": "BE", "belgique": "BE", "netherlands": "NL", "pays-bas": "NL",
    "switzerland": "CH", "suisse": "CH", "austria": "AT", "autriche": "AT", "poland": "PL", "pologne": "PL",
    "portugal": "PT", "sweden": "SE", "norway": "NO", "denmark": "DK", "finland": "FI", "ireland": "IE", "greece": "GR",
    "luxembourg": "LU", "united kingdom": "GB", "england": "GB", "great britain": "GB", "royaume-uni": "GB", "uk": "GB",
    "usa": "US", "united states": "US", "etats-unis": "US", "canada": "CA", "japan": "JP", "china": "CN", "india": "IN",
    "brazil": "BR", "australia": "AU", "singapore": "SG",
}  # fmt: skip


def country_meant(name: str) -> str | None:
    """The two capital letters that a name or two small letters mean: "fr" and "France" are FR; None if unsure."""
    plain = name.strip().lower().replace("_", " ")
    if plain in NAMES:
        return NAMES[plain]
    if not re.fullmatch(r"[a-z]{2}", plain):
        return None
    from holidays import list_supported_countries  # 0.1 s to import, and only here

    return plain.upper() if plain.upper() in list_supported_countries() else None
