"""Key figures, sentences that relate two pages, and what does not agree. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # Cards: the first year and the last.
    "first to last": ("{first} → {last}", "{first} → {last}"),
    "card years": ("{label}, {first} → {last}", "{label}, {first} → {last}"),
    "card orders npv": ("NPV of the orders", "VAN des commandes"),
    "card site npv": ("NPV of the site", "VAN du site"),
    "card irr": ("IRR of the orders", "TRI des commandes"),
    "card deepest": ("Deepest funding", "Financement au plus profond"),
    "card dscr": ("Lowest DSCR", "DSCR minimal"),
    "card break-even": ("Break-even price", "Prix au point mort"),
    "card break-even note": (
        "of all prices: there the site is worth nothing",
        "de tous les prix : le site ne vaut alors plus rien",
    ),
    "card served here": ("Served here", "Servi ici"),
    "card other words": ("Declined · rented · unserved", "Refusé · loué · non servi"),
    "card kw": ("kW per GPU", "kW par GPU"),
    "card of site": ("of the site {amount}", "du site {amount}"),
    "card without": ("without orders {amount}", "sans commandes {amount}"),
    "card against nothing": ("against buying nothing", "par rapport à ne rien acheter"),
    "card of work": ("of the work on offer", "du travail proposé"),
    "card first year": ("in {year}: {shares}", "en {year} : {shares}"),
    "card public": ("public figures {low} to {high}", "chiffres publics {low} à {high}"),
    "card no rate": ("none", "aucun"),
    "card in": ("in {when}", "en {when}"),
    "card all years": ("{share} over the horizon", "{share} sur l’horizon"),
    # Sentences that relate two pages.
    "no racks": ("no racks", "aucun rack"),
    "relation same": (
        "Planned for {paths} paths, the orders until {until} are the same: {theirs}. On average of the paths the site "
        "is worth {mean}, here, on the scenario as it stands, {plan_npv}.",
        "Planifié pour {paths} trajectoires, les commandes jusqu’à {until} sont les mêmes : {theirs}. En moyenne des "
        "trajectoires le site vaut {mean}, et sur le scénario tel quel {plan_npv}.",
    ),
    "relation other": (
        "Planned for {paths} paths, the orders until {until} are {theirs}; for the scenario as it stands alone they "
        "are {ours}: one must be good on every path, the other on one. On average of the paths the site is worth "
        "{mean}, on the scenario alone {plan_npv}.",
        "Planifié pour {paths} trajectoires, les commandes jusqu’à {until} sont : {theirs} ; pour le seul scénario tel "
        "quel : {ours}. Les unes doivent convenir à toutes, les autres à une seule. En moyenne des trajectoires le "
        "site vaut {mean}, et sur le seul scénario {plan_npv}.",
    ),
    "relation none": (
        "No plan of the scenario as it stands alone is in the store: the page Plan shows another scenario.",
        "Aucun plan du seul scénario tel quel n’est enregistré : la page Plan montre un autre scénario.",
    ),
    "relation racks": (
        "The plan orders {ours}. This rank is of a rack that works every hour; orders also weigh supply, lead time, "
        "what racks fetch later, and which work is left for them.",
        "Le plan commande : {ours}. Ce rang est celui d’un rack occupé à toute heure ; les commandes tiennent aussi "
        "compte de l’offre, des délais, de la revente et du travail qui reste.",
    ),
    "touches connection": (
        "Peak power first touches the connection in {first}, too briefly or too cheaply to limit what is served",
        "La pointe touche le raccordement d’abord en {first}, trop peu pour limiter ce qui est servi",
    ),
    "below but limits": (
        "Power stays {room}\u00a0MW or more below the whole connection; the part of it that may be used limits from "
        "{first}",
        "La puissance reste à {room}\u00a0MW au moins du raccordement entier ; la part utilisable limite à partir de "
        "{first}",
    ),
    "contradiction": ("Two figures here do not agree: {text}", "Deux chiffres ici ne concordent pas : {text}"),
    "contradiction words": (
        "the five words of {year} add up to {sum}",
        "les cinq mots de {year} font {sum}",
    ),
    "contradiction years": (
        "a figure is of {year}, outside the horizon",
        "un chiffre est de {year}, hors de l’horizon",
    ),
    "contradiction orders": (
        "{one} racks are to be ordered, {other} are paid for",
        "{one} racks à commander, {other} payés",
    ),
    "contradiction served": (
        "of the work asked in {year}, {one} is done by the five words and {other} by the indicator",
        "du travail demandé en {year}, {one} est fait selon les cinq mots et {other} selon l’indicateur",
    ),
    "contradiction value": (
        "site {site} is not orders {orders} and {without} without them",
        "le site {site} n’est pas commandes {orders} plus {without} sans elles",
    ),
}
