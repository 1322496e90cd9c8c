"""The words of the page on demand, in English and French."""

from __future__ import annotations

DEMAND_WORDS: dict[str, tuple[str, str]] = {
    "page demand": ("Demand", "Demande"),
    "demand of": ("Scenario", "Scénario"),
    "demand of run": ("of the run shown", "du calcul affiché"),
    "forecasting": ("Forecasting", "Prévision en cours"),
    "no forecast": (
        "This scenario names no source of a forecast: demand is as given. A section forecast in its file adds history, "
        "drivers or growth priors; docs/forecast.md shows how.",
        "Ce scénario ne nomme aucune source de prévision : la demande est telle que donnée. Une section forecast dans "
        "son fichier ajoute historique, facteurs ou lois de croissance ; docs/forecast.md montre comment.",
    ),
    "fan note": (
        "Mean of the quarter; band from P10 to P90 of {draws} sample paths, line P50, dashes: the scenario. A forecast "
        "changes no plan by itself.",
        "Moyenne du trimestre ; bande de P10 à P90 de {draws} trajectoires, ligne P50, tirets : le scénario. Une "
        "prévision ne change à elle seule aucun plan.",
    ),
    "given note": (
        "Mean of the quarter, as the scenario gives it.",
        "Moyenne du trimestre, telle que le scénario la donne.",
    ),
    "fan output": ("Output tokens", "Tokens produits"),
    "fan input": ("Input tokens", "Tokens reçus"),
    "fan gpus": ("GPUs at work", "GPU au travail"),
    "shape note": (
        "Demand over its mean by local hour. Real request rates of another service, turned to the night of the site.",
        "Demande rapportée à sa moyenne, heure locale. Débits réels d’un autre service, calés sur la nuit du site.",
    ),
    "sources title": (
        "Where the bands come from: a mixture of sources, rank correlation {low} to {high}",
        "D’où viennent les bandes : un mélange de sources, corrélation de rang {low} à {high}",
    ),
    "sources note": (
        "Each path is a path of one source. Correlation between workloads is stated, not measured.",
        "Chaque trajectoire vient d’une seule source. La corrélation entre charges est posée, non mesurée.",
    ),
    "findings title": (
        "{count} things were wrong in the histories", "{count} défauts trouvés dans les historiques",
    ),
    "findings note": ("With dates, and what was done.", "Avec leurs dates, et ce qui a été fait."),
    "contracts title": (
        "Contracts that may be signed: {expected} expected of {all} at full use",
        "Contrats possibles : {expected} attendus sur {all} à plein usage",
    ),
    "probability": ("Probability", "Probabilité"),
    "from quarter": ("From", "Dès"),
    "full use": ("Full use", "Plein usage"),
    "backtest note": (
        "Rolling origin, each method judged by what came after. MASE: error over that of seasonal naive before; WQL: "
        "weighted quantile loss; 80 % bands should cover 80 %. Every series: docs/forecast.md.",
        "Origine glissante, chaque méthode jugée sur la suite. MASE : erreur sur celle de la naïve auparavant ; WQL : "
        "perte quantile pondérée ; les bandes à 80 % devraient couvrir 80 %. Toutes les séries : docs/forecast.md.",
    ),
}  # fmt: skip
