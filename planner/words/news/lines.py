"""The decision, what it costs, what limits, what would change it. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # Heads of the lines, in the order in which they stand.
    "in short": ("In short", "En bref"),
    "news orders": ("Then", "Ensuite"),
    "news late": ("Already late", "Déjà en retard"),
    "news cost": ("What it costs", "Ce que cela coûte"),
    "news trouble": ("What goes wrong", "Ce qui va mal"),
    "news band": ("How sure", "À quel point c’est sûr"),
    "news limit": ("What limits us", "Ce qui nous limite"),
    "news change": ("What would change it most", "Ce qui le changerait le plus"),
    # The decision.
    "order of day": ("{what} by {by}", "{what} avant le {by}"),
    "orders more": ("{count} more orders, the last by {by}", "{count} autres commandes, la dernière avant le {by}"),
    "offers to sign": ("to sign: {offers}", "à signer : {offers}"),
    "offer of day": ("{offer} by {by}", "{offer} avant le {by}"),
    "offers to decline": ("to decline: {offers}", "à refuser : {offers}"),
    "and more": ("{count} more", "{count} de plus"),
    "no order, no supply": (
        "Nothing can be ordered: the scenario offers no racks.",
        "Rien ne peut être commandé : le scénario ne propose aucun rack.",
    ),
    "no order, too late": (
        "Nothing can be ordered: no rack would come before the horizon ends.",
        "Rien ne peut être commandé : aucun rack n’arriverait avant la fin de l’horizon.",
    ),
    "no order, no room": (
        "Nothing can be ordered: the site has no room, cooling, floor or power for a single rack on offer.",
        "Rien ne peut être commandé : le site n’a ni place, ni refroidissement, ni sol, ni puissance pour un seul rack "
        "proposé.",
    ),
    "no order, no capital": (
        "Nothing can be ordered: the budget of no year pays for a rack.",
        "Rien ne peut être commandé : le budget d’aucune année ne paie un rack.",
    ),
    "no order, stopped": (
        "The best plan so far orders nothing; it was stopped before it was proven.",
        "Le meilleur plan jusqu’ici ne commande rien ; il a été arrêté avant la preuve.",
    ),
    "no order, unclear": ("This plan orders nothing.", "Ce plan ne commande rien."),
    # Orders that are late.
    "late order": ("{what}, due {by}, {days} days ago", "{what}, à commander le {by}, il y a {days} jours"),
    "quarter late, estimated": (
        "a quarter’s delay of these costs at least about {amount} (estimate from the plan’s own marginal values)",
        "un trimestre de retard de ces commandes coûte au moins {amount} environ (estimation, valeurs marginales du "
        "plan)",
    ),
    "quarter late, solved again": (
        "all orders a quarter later cost {amount} (solved again)",
        "toutes les commandes un trimestre plus tard coûtent {amount} (recalculé)",
    ),
    "quarter late, gain": (
        "a quarter’s delay of these costs nothing by this plan’s marginal values",
        "un trimestre de retard de ces commandes ne coûte rien selon les valeurs marginales du plan",
    ),
    "quarter late, how": (
        'what a quarter costs is worked out with: planner one-more {run} --only "lead time"',
        'ce que coûte un trimestre se calcule avec : planner one-more {run} --only "lead time"',
    ),
    # What it costs.
    "cost capital": ("{amount} for {racks} racks", "{amount} pour {racks} racks"),
    "cost no capital": ("no capital for racks", "aucun capital pour des racks"),
    "cost deepest": (
        "at the deepest {amount} must be funded, in {month}",
        "au plus profond {amount} à financer, en {month}",
    ),
    "cost no funding": ("nothing must be funded", "rien n’est à financer"),
    "cost orders": (
        "The orders are worth {orders} against buying nothing; the site {site} with them, {without} without",
        "Les commandes valent {orders} par rapport à ne rien acheter ; le site {site} avec elles, {without} sans",
    ),
    "cost site": (
        "The site is worth {site}; what of it the orders bring is not in this run: solve it again",
        "Le site vaut {site} ; la part des commandes n’est pas dans ce calcul : le relancer",
    ),
    "cost band": (
        "Over {paths} paths the site is worth {low} (P10) to {high} (P90)",
        "Sur {paths} trajectoires le site vaut de {low} (P10) à {high} (P90)",
    ),
    "cost band below": (
        "the scenario as it stands lies below that band: the page Risk says what the paths hold",
        "le scénario tel quel est sous cette fourchette : la page Risque dit ce que sont les trajectoires",
    ),
    "cost band above": (
        "the scenario as it stands lies above that band: the page Risk says what the paths hold",
        "le scénario tel quel est au-dessus de cette fourchette : la page Risque dit ce que sont les trajectoires",
    ),
    "no band, not described": (
        "No band is known: the scenario has no section uncertainty; with one, planner solve … --paths 12 gives it",
        "Aucune fourchette connue : le scénario n’a pas de section uncertainty ; avec elle, planner solve … --paths 12 "
        "la donne",
    ),
    "no band, not solved": (
        "No band is known yet: planner solve … --paths 12 gives it (page Risk)",
        "Aucune fourchette connue pour l’instant : planner solve … --paths 12 la donne (page Risque)",
    ),
    "no band, no scenario": (
        "No band is known: this run holds no scenario",
        "Aucune fourchette connue : ce calcul ne contient pas de scénario",
    ),
    # What limits.
    "limit in": ("{periods}: {limit}", "{periods} : {limit}"),
    "limit since": ("from {period}: {limit}", "à partir de {period} : {limit}"),
    "limit more": ("{count} changes between", "{count} changements entre-temps"),
    # What would change it.
    "change decide": (
        "{thing}, {side}: {amount} of net present value",
        "{thing}, {side} : {amount} de valeur actuelle",
    ),
    "change measure": (
        "a measured run of {what}: worth {amount} to know before ordering",
        "une mesure de {what} : vaut {amount} à savoir avant de commander",
    ),
    "change no decision": (
        "which decision is not worked out yet: planner one-more {run}",
        "quelle décision : pas encore calculé : planner one-more {run}",
    ),
    "change no measurement": (
        "which measurement is not worked out: planner solve … --paths 12 --measure-first",
        "quelle mesure : pas encore calculé : planner solve … --paths 12 --measure-first",
    ),
    "change no measurement, not worked out": (
        "which measurement is not worked out yet: planner measure-first {run}",
        "quelle mesure : pas encore calculé : planner measure-first {run}",
    ),
    "change no measurement, nothing predicted": (
        "no measurement: nothing in this plan is predicted",
        "aucune mesure : rien dans ce plan n’est prédit",
    ),
}
