"""Two to five plans side by side. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "choose several": ("Choose two to five", "Choisir deux à cinq calculs"),
    "tick several": ("Two to five runs to compare", "Deux à cinq calculs à comparer"),
    "tick hint": (
        "Choose two to five runs above: the first is the reference. The address of the page is a link to them.",
        "Choisir deux à cinq calculs : le premier est la référence. L’adresse de la page y mène.",
    ),
    "too many compared": (
        "The link compares {count} runs; shown are the first {most}.",
        "Le lien compare {count} calculs ; les {most} premiers sont affichés.",
    ),
    "compared days": (
        "These plans do not stand on the same days, so part of every difference comes from that and not from the "
        "inputs: {days}.",
        "Ces plans ne reposent pas sur les mêmes jours : une partie de chaque différence en vient, et non des "
        "entrées : {days}.",
    ),
    "compared days of": ("{name}: {days}", "{name} : {days}"),
    "compared proofs": (
        "Each plan is proven within its own gap; differences smaller than that may be none: {gaps}.",
        "Chaque plan est prouvé à son propre écart près ; une différence plus petite peut être nulle : {gaps}.",
    ),
    "best of compared": (
        "{best} is worth most, {amount}: {by} more than {first}",
        "{best} vaut le plus, {amount} : {by} de plus que {first}",
    ),
    "first is best": ("{first} is worth most, {amount}", "{first} vaut le plus, {amount}"),
    "by driver": ("The same, driver by driver", "Le même passage, facteur par facteur"),
    "bridge ask": (
        "Not worked out yet: one driver after the other takes the value it has in the second plan, and the site is "
        "solved again. A minute or more in the background; kept with the second run.",
        "Pas encore calculé : un facteur après l’autre prend la valeur du second plan, et le site est recalculé. Une "
        "minute ou plus en arrière-plan ; gardé avec le second calcul.",
    ),
    "bridge start": ("Work it out by driver", "Calculer par facteur"),
    "by driver volume": ("Volume of demand", "Volume de la demande"),
    "by driver token price": ("Token prices", "Prix des tokens"),
    "by driver rates": ("Rates of racks", "Débit des racks"),
    "by driver rack price": ("Rack prices", "Prix des racks"),
    "by driver power": ("Electricity and cooling", "Électricité et froid"),
    "by driver grid": ("Grid and connection", "Réseau et raccordement"),
    "by driver contracts": ("Contracts with customers", "Contrats avec les clients"),
    "by driver capital": ("Capital and rates of discount", "Capital et taux"),
    "by driver timing": ("Dates and delays", "Dates et retards"),
    "by driver other": ("Everything else", "Tout le reste"),
    "by driver residual": ("Proofs and days, not inputs", "Preuves et jours, pas les entrées"),
    "bridge to": ("Bridge from {first} to", "Passage de {first} à"),
    "overlaid cash": ("Cumulative cash before debt", "Trésorerie cumulée avant dette"),
    "overlaid gpus": ("GPUs on the site", "GPU sur le site"),
    "overlaid power": ("Average power at the meter", "Puissance moyenne au compteur"),
    "overlaid tokens": ("Tokens served, here or rented", "Tokens servis, ici ou loués"),
}
