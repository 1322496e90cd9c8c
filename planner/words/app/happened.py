"""A plan against what happened. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "page happened": ("Plan and actuals", "Prévu et réalisé"),
    "happened lead": (
        "What the plan said of past months, and what they were",
        "Ce que le plan disait des mois passés, et ce qu’ils ont été",
    ),
    "happened none off": (
        "No assumption that these months can be held against was off.",
        "Aucune hypothèse que ces mois permettent de vérifier n’était fausse.",
    ),
    "happened off": (
        "{assumption}{of}: {plan}{unit} planned, {actual}{unit} in {months} months; see {path}.",
        "{assumption}{of} : {plan}{unit} prévu, {actual}{unit} sur {months} mois ; voir {path}.",
    ),
    "happened of": (" of {workload}", " de {workload}"),
    "assumption pue": ("PUE", "PUE"),
    "assumption rate": ("Work of a kWh that serves", "Travail d’un kWh qui sert"),
    "assumption demand": ("Demand", "Demande"),
    "assumption growth": ("Growth of demand in a year", "Croissance annuelle de la demande"),
    "assumption power price": ("Price of power, all in", "Prix de l’électricité, tout compris"),
    "assumption token price": ("Price of tokens", "Prix des tokens"),
    "happened file": ("Past months (CSV or .xlsx)", "Mois passés (CSV ou .xlsx)"),
    "happened none": (
        "No past months of this plan are here yet. docs/actuals.md says what the file holds.",
        "Pas encore de mois passés pour ce plan. docs/actuals.md dit ce que contient le fichier.",
    ),
    "happened viewer": (
        "Who may solve may hand in past months.",
        "Qui peut calculer peut déposer des mois passés.",
    ),
    "happened months": ("Tracking error by month", "Écart par mois"),
    "happened tracking": ("Tracking error of each figure", "Écart de chaque grandeur"),
    "happened month": ("Month", "Mois"),
    "happened figure": ("Figure", "Grandeur"),
    "happened plan": ("Plan", "Prévu"),
    "happened actual": ("Actual", "Réalisé"),
    "happened error": ("Error", "Écart"),
    "happened bias": ("All months together", "Tous mois confondus"),
    "happened count": ("Months", "Mois"),
    "figure demand": ("Demand", "Demande"),
    "figure served": ("Served, here or rented", "Servi, ici ou loué"),
    "figure served_here": ("Served here", "Servi ici"),
    "figure energy": ("Energy at the meter", "Énergie au compteur"),
    "figure it_energy": ("IT energy", "Énergie informatique"),
    "figure average": ("Mean power", "Puissance moyenne"),
    "figure peak": ("Peak power", "Puissance maximale"),
    "figure bill": ("Power bill", "Facture d’électricité"),
    "figure revenue": ("Invoices to customers", "Factures aux clients"),
    "figure racks": ("Invoices for racks", "Factures de racks"),
}
