"""What nearly won, and why a rack is not bought. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "alternatives": ("What nearly won", "Ce qui a failli gagner"),
    "alternatives ask": (
        "Not worked out yet: plans within 1, 2 and 5 % of the best that differ most from it, the range of every order "
        "within 1 %, and the price at which each rack is ordered, on {days} real days per period. Some minutes in the "
        "background; kept with the run.",
        "Pas encore calculé : les plans à 1, 2 et 5 % du meilleur qui en diffèrent le plus, l’intervalle de chaque "
        "commande à 1 %, et le prix auquel chaque rack est commandé, sur {days} jours réels par période. Quelques "
        "minutes en arrière-plan ; gardé avec le calcul.",
    ),
    "alternatives start": ("Look for what nearly won", "Chercher ce qui a failli gagner"),
    "near note": (
        "{share} of {value} is {room}. Stands on {days}, on which the best plan is worth {value}, proven within {gap}; "
        "it may order otherwise than a plan on other days. Every plan counted was dispatched on these days.",
        "{share} de {value} font {room}. Repose sur {days} ; le meilleur plan y vaut {value}, prouvé à {gap} près ; il "
        "peut commander autrement qu’un plan sur d’autres jours. Chaque plan compté a été simulé sur ces jours.",
    ),
    "near note cost": (
        "{share} of {value} is {room}. Stands on {days}, on which the best plan costs {value}, proven within {gap}; it "
        "may order otherwise than a plan on other days. Every plan counted was dispatched on these days.",
        "{share} de {value} font {room}. Repose sur {days} ; le meilleur plan y coûte {value}, prouvé à {gap} près ; "
        "il peut commander autrement qu’un plan sur d’autres jours. Chaque plan compté a été simulé sur ces jours.",
    ),
    "near all days": ("every real day", "tous les jours réels"),
    "near one day": ("one real day per period", "un jour réel par période"),
    "near few days": ("{days} real days per period", "{days} jours réels par période"),
    "near stopped": (
        "Stopped before its end: what was not looked at by then is missing.",
        "Arrêté avant la fin : ce qui n’avait pas été examiné manque.",
    ),
    "near sure": (
        "In every plan within {share} of the best: {sure} of {all} orders ({orders}).",
        "Commandes qui sont dans tous les plans à {share} du meilleur : {sure} sur {all} ({orders}).",
    ),
    "near sure none": (
        "In every plan within {share} of the best: 0 of {all} orders, as far as is proven.",
        "Commandes qui sont dans tous les plans à {share} du meilleur : 0 sur {all}, pour autant que ce soit prouvé.",
    ),
    "near sure nothing": (
        "The best plan on these days orders nothing.",
        "Le meilleur plan sur ces jours ne commande rien.",
    ),
    "near sure order": (
        "at least {least} of {best} {rack} in {period}",
        "au moins {least} des {best} {rack} en {period}",
    ),
    "near range": ("{rack} between {least} and {most}", "{rack} entre {least} et {most}"),
    "near range one": ("{rack} always {least}", "{rack} toujours {least}"),
    "near ranges": ("Racks within {share}: {ranges}.", "Racks à {share} près : {ranges}."),
    "near never": ("In no plan within {share}, proven: {racks}.", "Dans aucun plan à {share}, c’est prouvé : {racks}."),
    "near first": (
        "{rack}: first ordered in {earliest} to {latest}.",
        "{rack} : première commande de {earliest} à {latest}.",
    ),
    "near first same": ("{rack}: first ordered in {earliest}.", "{rack} : première commande en {earliest}."),
    "near first open": (
        "{rack}: first ordered in {earliest} or later, or not at all.",
        "{rack} : première commande en {earliest} ou plus tard, ou aucune.",
    ),
    "near farthest": (
        "Within {share} a plan that moves {racks} racks ({months} MW-months) is worth {loss} less.",
        "À {share} près, un plan qui déplace {racks} racks ({months} MW-mois) vaut {loss} de moins.",
    ),
    "near farthest cost": (
        "Within {share} a plan that moves {racks} racks ({months} MW-months) costs {loss} more.",
        "À {share} près, un plan qui déplace {racks} racks ({months} MW-mois) coûte {loss} de plus.",
    ),
    "near alone": (
        "No other plan was found within {share}.",
        "Aucun autre plan n’a été trouvé à {share} près.",
    ),
    "near what": ("What", "Quoi"),
    "near best": ("Best plan", "Meilleur plan"),
    "near least": ("Least", "Minimum"),
    "near most": ("Most", "Maximum"),
    "near proven": ("{proven} proven", "{proven} prouvé"),
    "near within": ("Within", "À moins de"),
    "near loss": ("Loses", "Perd"),
    "near moved": ("Racks moved", "Racks déplacés"),
    "near orders": ("Orders", "Commandes"),
    "near batch": ("{racks} {rack} {period}", "{racks} {rack} {period}"),
    "near axis": ("Racks", "Racks"),
    "near reached": ("reached by a plan", "atteint par un plan"),
    "near not excluded": ("not excluded", "non exclu"),
    "near racks": ("Why a rack is bought, or not", "Pourquoi un rack est acheté, ou non"),
    "near racks note": (
        "Price of a rack in the first quarter, with its upkeep and resale in proportion; all else as in the scenario. "
        "Up to the first price every best plan orders it, from the second on none is better for having one; between "
        "them the proofs do not tell.",
        "Prix d’un rack au premier trimestre, son entretien et sa revente en proportion ; le reste comme au scénario. "
        "Jusqu’au premier prix tout meilleur plan le commande ; à partir du second aucun n’est meilleur avec ; entre "
        "les deux, les preuves ne tranchent pas.",
    ),
    "near rack": ("Rack", "Rack"),
    "near price": ("Price", "Prix"),
    "near ordered to": ("Ordered up to", "Commandé jusqu’à"),
    "near not from": ("Not from", "Plus à partir de"),
    "near why": ("What it says", "Ce que cela dit"),
    "near kept": (
        "{racks} ordered; without it the site loses {loss}",
        "{racks} commandés ; sans lui le site perd {loss}",
    ),
    "near kept always": ("{racks} ordered; no plan is possible without it", "{racks} commandés ; aucun plan sans lui"),
    "near left": ("not ordered: one would lose {loss}", "non commandé : un seul perdrait {loss}"),
    "near left even": (
        "not ordered: one loses nothing that the proof would see",
        "non commandé : un seul ne perd rien que la preuve verrait",
    ),
    "near no supply": ("cannot be ordered: no supply", "ne peut être commandé : pas d’offre"),
    "near not on sale": (
        "cannot be ordered: not on sale within the horizon",
        "ne peut être commandé : pas en vente sur l’horizon",
    ),
    "near too late": (
        "cannot be ordered: it would come after the horizon",
        "ne peut être commandé : il arriverait après l’horizon",
    ),
    "near no room": (
        "cannot be ordered: no plan has room for one ({limits})",
        "ne peut être commandé : aucun plan n’a de place pour un ({limits})",
    ),
    "near dollars": ("{millions} M$", "{millions} M$"),
    "near change": ("{price} ({change})", "{price} ({change})"),
}
