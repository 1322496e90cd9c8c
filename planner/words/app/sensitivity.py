"""The page Sensitivity and why. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "page sensitivity": ("Sensitivity", "Sensibilité"),
    "sensitivity lead": (
        "What moves the value of this plan most, and why",
        "Ce qui change le plus la valeur de ce plan, et pourquoi",
    ),
    "sensitivity ask": (
        "Not worked out yet: each driver at a low and a high value, then the two that move most together, each time "
        "solved again on {days} real days per period. Takes a few minutes in the background; kept with the run.",
        "Pas encore calculé : chaque facteur à une valeur basse et une haute, puis les deux qui comptent le plus "
        "ensemble, chaque fois recalculé sur {days} jours réels par période. Quelques minutes en arrière-plan ; gardé "
        "avec le calcul.",
    ),
    "sensitivity note": (
        "Everything is decided again at each end, on {days} real days per period, against the scenario on the same "
        "days. M€ of present value of the site.",
        "Tout est redécidé à chaque extrémité, sur {days} jours réels par période, face au scénario sur les mêmes "
        "jours. M€ de valeur actuelle du site.",
    ),
    "sensitivity start": ("Work it out", "Le calculer"),
    "sensitivity again": ("Work it out again", "Le recalculer"),
    "sensitivity running": (
        "Being worked out; you can leave this page and come back.",
        "En calcul ; vous pouvez quitter cette page et revenir.",
    ),
    "sensitivity failed": ("It could not be worked out.", "Le calcul a échoué."),
    "sensitivity without": (
        "This run was saved without its scenario, so nothing can be turned.",
        "Ce calcul a été gardé sans son scénario : rien ne peut être modifié.",
    ),
    "tornado finding": (
        "{driver}: what moves the value of the site most, {ends}",
        "{driver} : ce qui change le plus la valeur du site, {ends}",
    ),
    "tornado end": ("{amount} at {value}", "{amount} à {value}"),
    "tornado low": ("low end", "valeur basse"),
    "tornado high": ("high end", "valeur haute"),
    "two-way finding": (
        "{one} and {other} together: the site is worth {low} to {high}",
        "{one} et {other} ensemble : le site vaut de {low} à {high}",
    ),
    "two-way note": (
        "Value of the site in M€ with both turned, on {days} real days per period; white is zero.",
        "Valeur du site en M€ avec les deux, sur {days} jours réels par période ; le blanc est zéro.",
    ),
    "driver price": ("Token prices", "Prix des tokens"),
    "driver demand": ("Demand", "Demande"),
    "driver rate": ("Rates of racks", "Débit des racks"),
    "driver rack price": ("Rack prices", "Prix des racks"),
    "driver power price": ("Power price", "Prix de l’électricité"),
    "driver grid": ("Grid tariff", "Tarif du réseau"),
    "driver rent": ("Rent of the shell", "Loyer du bâtiment"),
    "driver connection": ("Connection", "Raccordement"),
    "driver discount": ("Discount rate", "Taux d’actualisation"),
    "why": ("Why: what limits the plan, and when", "Pourquoi : ce qui limite le plan, et quand"),
    "why note": (
        "The limit that matters most in each stretch of time; all that bind, period by period, are in the table below.",
        "La limite qui compte le plus à chaque époque ; toutes celles qui jouent sont dans le tableau ci-dessous.",
    ),
    "binds": ("What limits", "Ce qui limite"),
    "binds from": ("From", "De"),
    "binds to": ("To", "À"),
    "binds connection": ("the connection to the grid", "le raccordement au réseau"),
    "binds supply": ("supply of racks, or the wait for them", "l’offre de racks, ou leur attente"),
    "binds positions": (
        "room, cooling or floor for another rack",
        "place, refroidissement ou sol pour un rack de plus",
    ),
    "binds budget": ("the budget of capital", "le budget d’investissement"),
    "binds debt": ("the loan and its covenants", "le prêt et ses engagements"),
    "binds demand": ("demand: all of it is served here", "la demande : tout est servi ici"),
    "binds capital": ("nothing: more racks would not pay", "rien : plus de racks ne rapporteraient pas"),
}
