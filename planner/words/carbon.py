"""Carbon, the reduced excise rate and what is filed. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "location": ("Energy, by location", "Énergie, selon le lieu"),
    "market": ("Energy, by contract", "Énergie, selon les contrats"),
    "embodied": ("Equipment and building", "Équipements et bâtiment"),
    "page carbon": ("Carbon and reporting", "Carbone et déclarations"),
    "co2 location": ("CO2e by location", "CO2e selon le lieu"),
    "co2 market": ("CO2e by contract", "CO2e selon les contrats"),
    "co2 embodied": ("CO2e of equipment", "CO2e des équipements"),
    "grid free": ("Carbon-free grid", "Réseau décarboné"),
    "co2 cost": ("Carbon, if priced", "Carbone, s’il était payé"),
    "at price": ("at {price}, not in the plan", "à {price}, hors plan"),
    "carbon note": (
        "By location: the grid of each hour. By contract: what is not covered, at the assumed residual mix. "
        "Equipment: an assumption, spread over its life.",
        "Selon le lieu : le réseau de l’heure. Selon les contrats : le non couvert, au mix résiduel supposé. "
        "Équipements : hypothèse, étalée sur leur vie.",
    ),
    "conditions note": (
        "Conditions of L312-70, and two duties of the energy code. The decree’s limits were not found; enter them "
        "under power.reporting.",
        "Conditions de l’article L312-70, et deux obligations du code de l’énergie. Les seuils du décret n’ont pas "
        "été trouvés ; à saisir dans power.reporting.",
    ),
    "to file": ("What the site would file for {year}", "Ce que le site déclarerait pour {year}"),
    "to file note": (
        "Delegated Regulation (EU) 2024/1364 and EN 50600-4; a dash is what a plan cannot know.",
        "Règlement délégué (UE) 2024/1364 et EN 50600-4 ; un tiret : ce qu’un plan ne peut savoir.",
    ),
    "condition": ("Condition", "Condition"),
    "value and limit": ("Value / limit", "Valeur / limite"),
    "limit unknown": ("limit not found", "seuil inconnu"),
    "state met": ("met", "remplie"),
    "state not met": ("not met", "non remplie"),
    "state to be confirmed": ("to be confirmed", "à confirmer"),
    "state due by 15 May": ("due by 15 May", "avant le 15 mai"),
    "condition more than 1 GWh a year": ("More than 1 GWh a year", "Plus de 1 GWh par an"),
    "condition building given over to digital data": ("Building given over to data", "Bâtiment dédié aux données"),
    "condition energy management system": ("Energy management system", "Système de management de l’énergie"),
    "condition best-practice programme": ("Best-practice programme", "Programme de bonnes pratiques"),
    "condition waste heat used, or PUE below limit": (
        "Waste heat used, or PUE below limit",
        "Chaleur valorisée, ou PUE sous le seuil",
    ),
    "condition cooling water below limit": ("Cooling water below limit", "Eau de refroidissement sous le seuil"),
    "condition electro-sensitive activity": ("Electro-sensitive activity", "Activité électro-sensible"),
    "condition yearly report, from 500 kW of IT": ("Yearly report, from 500 kW", "Déclaration annuelle, dès 500 kW"),
    "condition waste heat put to use, from 1 MW": ("Waste heat put to use, from 1 MW", "Chaleur valorisée, dès 1 MW"),
    "electricity emits": (
        "In {year} the electricity emits {location} CO2e by location, {market} by contract; {matched} is matched "
        "hour by hour.",
        "En {year}, l’électricité émet {location} de CO2e selon le lieu, {market} selon les contrats ; {matched} est "
        "couvert heure par heure.",
    ),
    "equipment emits": (
        "Making the equipment and the building adds {ratio} to the emissions of the energy",
        "La fabrication des équipements et du bâtiment ajoute {ratio} aux émissions de l’énergie",
    ),
    "reduced rate open": (
        "The reduced excise rate, worth {worth}, is not secured: {open_ones} conditions to confirm",
        "Le taux réduit d’accise, {worth}, n’est pas acquis : {open_ones} conditions à confirmer",
    ),
    "reduced rate due": (
        "The reduced excise rate, worth {worth}, is due",
        "Le taux réduit d’accise, {worth}, est acquis",
    ),
    "reduced rate lost": (
        "The reduced excise rate, worth {worth}, is lost",
        "Le taux réduit d’accise, {worth}, est perdu",
    ),
}
