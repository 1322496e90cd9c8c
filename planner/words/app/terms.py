"""Terms of the field in a line each, for who meets them for the first time. English and French.

A key is "term " and the term as it stands on the pages.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "terms": ("Terms on this page", "Termes de cette page"),
    "term HPH": (
        "full hours of the high season, November to March; above 50 kV weekdays from 7 to 23 h",
        "heures pleines de saison haute, novembre à mars ; au-dessus de 50 kV les jours ouvrés de 7 à 23 h",
    ),
    "term HCH": (
        "off-peak hours of the high season; above 50 kV nights, weekends and public holidays",
        "heures creuses de saison haute ; au-dessus de 50 kV nuits, week-ends et jours fériés",
    ),
    "term HPB": (
        "full hours of the low season, April to October",
        "heures pleines de saison basse, avril à octobre",
    ),
    "term HCB": ("off-peak hours of the low season", "heures creuses de saison basse"),
    "term CTA": (
        "levy on the fixed part of the grid tariff that pays pensions of the energy branch",
        "contribution tarifaire d’acheminement : part du tarif fixe de réseau, pour les retraites de la branche",
    ),
    "term TURPE": ("tariff for the use of public electricity grids", "tarif d’utilisation des réseaux publics"),
    "term LU": (
        "long use: the version of the tariff for sites that draw most of the year",
        "longue utilisation : version du tarif pour un site qui soutire presque toute l’année",
    ),
    "term PUE": (
        "power usage effectiveness: energy at the meter over energy of the IT; 1 is the least",
        "efficacité énergétique : énergie au compteur sur énergie de l’IT ; 1 est le minimum",
    ),
    "term WUE": (
        "water usage effectiveness: litres of water for a kWh of the IT",
        "efficacité de l’eau : litres d’eau par kWh de l’IT",
    ),
    "term DSCR": (
        "debt service cover: cash available in a period over interest and principal due in it",
        "couverture du service de la dette : trésorerie disponible d’une période sur intérêts et principal dus",
    ),
    "term LLCR": (
        "present value of cash available over the life of the loan, over the debt left",
        "valeur actuelle de la trésorerie disponible sur la vie du prêt, sur la dette restante",
    ),
    "term PPA": (
        "contract to buy power ahead, often of one wind or solar farm",
        "contrat d’achat d’électricité à terme, souvent d’un parc éolien ou solaire",
    ),
    "term NPV": (
        "net present value: all cash of the horizon, discounted to the day of the plan",
        "valeur actuelle nette : tous les flux de l’horizon, actualisés au jour du plan",
    ),
}
