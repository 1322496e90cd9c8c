"""The figures that the regulator asks for: names, formulas, inputs and articles of their table. English and French.

A key is "to file " and the English text of the table (`plan/studies/regulator.py`); names of the regulation, such as
PUE or EDC, are the same in both languages and stand here only where words come with them.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "to file CUE, market": ("CUE, market", "CUE, marché"),
    "to file CO2e, location": ("CO2e, location", "CO2e, localisation"),
    "to file CO2e, market": ("CO2e, market", "CO2e, marché"),
    "to file CO2e, embodied": ("CO2e, embodied", "CO2e, fabrication"),
    "to file 24/7 score": ("24/7 score", "score 24/7"),
    "to file Carbon-free grid": ("Carbon-free grid", "réseau décarboné"),
    "to file BIN, BOUT, traffic": ("BIN, BOUT, traffic", "BIN, BOUT, trafic"),
    "to file degree-days": ("degree-days", "degrés-jours"),
    "to file SERT units, PB": ("SERT units, PB", "unités SERT, Po"),
    "to file GB/s, EB": ("GB/s, EB", "Go/s, Eo"),
    "to file degC": ("degC", "°C"),
    "to file m2": ("m2", "m²"),
    "to file m3": ("m3", "m³"),
    "to file t": ("t", "t"),
    "to file Σ racks · nameplate, largest period": (
        "Σ racks · nameplate, largest period",
        "Σ racks · puissance nominale, plus grande période",
    ),
    "to file Σ energy at the meter": ("Σ energy at the meter", "Σ énergie au compteur"),
    "to file energy of back-up generators": ("energy of back-up generators", "énergie des groupes de secours"),
    "to file Σ IT energy, racks and network": (
        "Σ IT energy, racks and network",
        "Σ énergie IT, racks et réseau interne",
    ),
    "to file Σ water of adiabatic cooling": ("Σ water of adiabatic cooling", "Σ eau du refroidissement adiabatique"),
    "to file share reused · EDC": ("share reused · EDC", "part réutilisée · EDC"),
    "to file guarantees + PPA + on site": ("guarantees + PPA + on site", "garanties d’origine + PPA + sur site"),
    "to file Σ max(0, daily mean − 21 °C)": ("Σ max(0, daily mean − 21 °C)", "Σ max(0, moyenne du jour − 21 °C)"),
    "to file floor areas": ("floor areas", "surfaces"),
    "to file waste heat, intake air": ("waste heat, intake air", "chaleur fatale, air entrant"),
    "to file server and storage capacity": ("server and storage capacity", "capacité des serveurs et du stockage"),
    "to file network": ("network", "réseau"),
    "to file heat of IT / energy of cooling": ("heat of IT / energy of cooling", "chaleur IT / énergie du froid"),
    "to file CO2e, location / EIT": ("CO2e, location / EIT", "CO2e, localisation / EIT"),
    "to file CO2e, market / EIT": ("CO2e, market / EIT", "CO2e, marché / EIT"),
    "to file Σ MWh · g/kWh of the hour": ("Σ MWh · g/kWh of the hour", "Σ MWh · g/kWh de l’heure"),
    "to file uncovered MWh · residual mix": ("uncovered MWh · residual mix", "MWh non couverts · mix résiduel"),
    "to file making / life · years": ("making / life · years", "fabrication / durée de vie · années"),
    "to file Σ min(load, contracts) / Σ load": (
        "Σ min(load, contracts) / Σ load",
        "Σ min(charge, contrats) / Σ charge",
    ),
    "to file nuclear, hydro, wind, sun": ("nuclear, hydro, wind, sun", "nucléaire, hydraulique, éolien, solaire"),
    "to file racks held, nameplate": ("racks held, nameplate", "racks en place, puissance nominale"),
    "to file hourly dispatch": ("hourly dispatch", "fonctionnement heure par heure"),
    "to file none in the plan; tests not counted": (
        "none in the plan; tests not counted",
        "aucune dans le plan ; essais non comptés",
    ),
    "to file wet bulb; no offices": ("wet bulb; no offices", "température humide ; sans bureaux"),
    "to file all water taken as drinking water": (
        "all water taken as drinking water",
        "toute l’eau supposée potable",
    ),
    "to file waste_heat_reused_share": ("waste_heat_reused_share", "waste_heat_reused_share"),
    "to file contracts": ("contracts", "contrats"),
    "to file typical year": ("typical year", "année type"),
    "to file not in a plan: from the building": (
        "not in a plan: from the building",
        "pas dans un plan : du bâtiment",
    ),
    "to file not in a plan: measured": ("not in a plan: measured", "pas dans un plan : à mesurer"),
    "to file not in a plan: SERT test": ("not in a plan: SERT test", "pas dans un plan : essai SERT"),
    "to file hourly grid": ("hourly grid", "réseau, heure par heure"),
    "to file residual": ("residual", "mix résiduel"),
    "to file GPUs, MW; assumed": ("GPUs, MW; assumed", "GPU, MW ; supposé"),
    "to file carbon-free contracts": ("carbon-free contracts", "contrats décarbonés"),
    "to file past hours": ("past hours", "heures passées"),
    "to file voluntary": ("voluntary", "volontaire"),
    "to file Delegated Regulation (EU) 2024/1364, Annex II": (
        "Delegated Regulation (EU) 2024/1364, Annex II",
        "Règlement délégué (UE) 2024/1364, annexe II",
    ),
    "to file Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-2": (
        "Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-2",
        "Règlement délégué (UE) 2024/1364, annexe III ; EN 50600-4-2",
    ),
    "to file Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-3": (
        "Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-3",
        "Règlement délégué (UE) 2024/1364, annexe III ; EN 50600-4-3",
    ),
    "to file Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-6": (
        "Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-6",
        "Règlement délégué (UE) 2024/1364, annexe III ; EN 50600-4-6",
    ),
    "to file Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-9": (
        "Delegated Regulation (EU) 2024/1364, Annex III; EN 50600-4-9",
        "Règlement délégué (UE) 2024/1364, annexe III ; EN 50600-4-9",
    ),
    "to file GHG Protocol, Scope 2": ("GHG Protocol, Scope 2", "GHG Protocol, scope 2"),
    "to file GHG Protocol, Scope 3": ("GHG Protocol, Scope 3", "GHG Protocol, scope 3"),
}
