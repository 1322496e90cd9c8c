"""The what-if bar of the pages Plan and Electrons. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "what-if": ("What if", "Et si"),
    "what-if head": ("What if: another scenario, not this plan", "Et si : un autre scénario, pas ce plan"),
    "what-if note": (
        "Each turn of a slider decides everything again, on {days} real days per period. Beside it stands the "
        "unchanged scenario on the same {days} days, so its figures are not those of the page.",
        "Chaque réglage redécide tout, sur {days} jours réels par période. À côté, le scénario inchangé sur les "
        "mêmes {days} jours : ses chiffres ne sont donc pas ceux de la page.",
    ),
    "what-if least cost": (
        "A what-if needs the scenario of the plan, and a plan of greatest value: {problem}",
        "Un « et si » demande le scénario du plan, et un plan de valeur maximale : {problem}",
    ),
    "lever connection": ("Connection", "Raccordement"),
    "lever rack price": ("Rack prices", "Prix des racks"),
    "lever power price": ("Power price", "Prix de l’électricité"),
    "lever demand": ("Demand", "Demande"),
    "lever price": ("Token prices", "Prix des tokens"),
    "lever rate": ("Rate of models", "Débit des modèles"),
    "lever delay": ("Delay of {rack}", "Retard de {rack}"),
    "unit quarters": ("quarters", "trimestres"),
    "quarters later": ("{count} quarters later", "de {count} trimestres"),
    "rate of": ("Rate of which model", "Débit de quel modèle"),
    "rate of all": ("all workloads", "toutes les charges"),
    "what-if reset": ("Reset", "Remettre à zéro"),
    "what-if stop": ("Stop", "Arrêter"),
    "what-if starting": (
        "Solving the unchanged scenario on few days first: {seconds} s. It stays ready: the next answers come faster.",
        "Calcul du scénario inchangé sur peu de jours d’abord : {seconds} s. Il reste prêt, la suite va plus vite.",
    ),
    "what-if solving": ("Solving: {seconds} s.", "Calcul : {seconds} s."),
    "what-if ready": ("Ready. Turn a slider.", "Prêt. Réglez un curseur."),
    "what-if stopped": ("Stopped. Turn a slider to solve again.", "Arrêté. Réglez un curseur pour recalculer."),
    "what-if ended": (
        "The process that solves what-ifs has ended. Turn a slider to start it again.",
        "Le processus qui calcule s’est terminé. Réglez un curseur pour le relancer.",
    ),
    "what-if no plan": ("With this there is no plan: {problem}", "Ainsi il n’y a pas de plan : {problem}"),
    "what-if better": (
        "{wish}: the site is worth {by} more (between {low} and {high} M€).",
        "{wish} : le site vaut {by} de plus (entre {low} et {high} M€).",
    ),
    "what-if worse": (
        "{wish}: the site is worth {by} less (between {low} and {high} M€).",
        "{wish} : le site vaut {by} de moins (entre {low} et {high} M€).",
    ),
    "what-if open": (
        "{wish}: whether the site is worth more or less is within the proof ({low} to {high} M€).",
        "{wish} : que le site vaille plus ou moins reste dans la marge de preuve ({low} à {high} M€).",
    ),
    "what-if site": ("Value of the whole site", "Valeur du site entier"),
    "what-if orders": ("Value that the orders bring", "Valeur apportée par les commandes"),
    "what-if unchanged": ("Unchanged", "Inchangé"),
    "what-if changed": ("What if", "Et si"),
    "what-if coming": ("being solved", "en calcul"),
    "what-if none": ("no plan without orders", "pas de plan sans commandes"),
    "points": ("{points} points", "{points} points"),
    "what-if moved": ("Orders that would move", "Commandes qui changeraient"),
    "what-if none moved": ("No order would move.", "Aucune commande ne changerait."),
    "what-if moved note": (
        "Orders that are worth about the same may move within the proof.",
        "Des commandes de valeur proche peuvent changer dans la marge de preuve.",
    ),
    "what-if fleet": ("GPUs on the site, if so", "GPU sur le site, dans ce cas"),
    "what-if yield": ("Tokens per kWh at the meter, if so", "Tokens par kWh au compteur, dans ce cas"),
    "what-if name": ("Name of the scenario", "Nom du scénario"),
    "what-if title": ("{title}: {wish}", "{title} : {wish}"),
    "what-if exact": ("Make it exact", "Calculer exactement"),
    "what-if exact help": (
        "Solves it on every day in the background; the plan then stands among the runs under this name.",
        "Le calcule sur tous les jours en arrière-plan ; le plan figure ensuite parmi les calculs sous ce nom.",
    ),
    "what-if keep": ("Keep as scenario", "Garder comme scénario"),
    "what-if keep help": (
        "Solves it on {days} days per period in the background and keeps it among the runs under this name.",
        "Le calcule sur {days} jours par période en arrière-plan et le garde parmi les calculs sous ce nom.",
    ),
    "what-if rate only": (
        "Rates come from measurements, not from the scenario: a what-if of rates cannot be kept. Put the rate back to "
        "keep the rest, or give the measurement in fleet.operating_points.measurements.",
        "Les débits viennent de mesures, pas du scénario : un « et si » sur un débit ne peut pas être gardé. Remettez "
        "le débit pour garder le reste, ou donnez la mesure dans fleet.operating_points.measurements.",
    ),
}
