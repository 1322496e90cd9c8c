"""The words of the pages, in English and French."""

from __future__ import annotations

from planner.words import formats
from planner.words.accounts import ACCOUNT_WORDS
from planner.words.demand import DEMAND_WORDS

WORDS: dict[str, tuple[str, str]] = {
    # pages and frame
    "page plan": ("Plan", "Plan"),
    "page electrons": ("Electrons to tokens", "Des électrons aux tokens"),
    "page scenario": ("Scenario", "Scénario"),
    "page runs": ("Runs", "Calculs"),
    "run": ("Run shown", "Calcul affiché"),
    "language": ("Language", "Langue"),
    "solved": ("solved {when} UTC", "calculé le {when} UTC"),
    "every hour": ("every hour to {end}", "toutes les heures jusqu’à {end}"),
    "few days": ("{days} real days per period", "{days} jours réels par période"),
    "proven": ("proven within {gap} of the best possible", "prouvé à {gap} près du meilleur possible"),
    "stopped early": ("stopped early", "arrêté avant la fin"),
    "table": ("Table and CSV", "Tableau et CSV"),
    "csv": ("Download CSV", "Télécharger le CSV"),
    # solving
    "solving": ("Solving {scenario}, {days}", "Calcul de {scenario}, {days}"),
    "on days": ("{days} days per quarter", "{days} jours par trimestre"),
    "on all": ("every day", "tous les jours"),
    "phase": ("Now", "Étape"),
    "elapsed": ("Time", "Temps"),
    "best": ("Best plan", "Meilleur plan"),
    "bound": ("No plan beats", "Aucun plan ne dépasse"),
    "gap": ("Gap", "Écart"),
    "stop": ("Stop and keep the best", "Arrêter et garder le meilleur"),
    "stopping": ("Stopping; the best plan so far is being saved.", "Arrêt en cours ; le meilleur plan est enregistré."),
    "leave": (
        "You can leave this page and come back: the solve goes on.",
        "Vous pouvez quitter cette page et revenir : le calcul continue.",
    ),
    "finished": ("{scenario}, {days}, is solved.", "{scenario}, {days} : calcul terminé."),
    "show": ("Show it", "L’afficher"),
    "failed": ("{scenario} could not be solved.", "{scenario} n’a pas pu être calculé."),
    "again": ("Try again", "Réessayer"),
    "dismiss": ("Close", "Fermer"),
    "first": (
        "No plan yet. The base scenario is being solved on 3 real days per quarter; then on all of them.",
        "Pas encore de plan. Le scénario de base est calculé sur 3 jours réels par trimestre, puis sur tous les jours.",
    ),
    "no base": (
        "No plan yet, and no scenario file {file}. Write one, or solve one with: planner solve SCENARIO.",
        "Pas encore de plan, ni de fichier {file}. Écrivez-en un, ou lancez : planner solve SCENARIO.",
    ),
    "start": ("Solve the base scenario", "Calculer le scénario de base"),
    # plan
    "orders": ("Orders", "Commandes"),
    "decide by": ("Decide by", "Décider avant"),
    "live": ("Live", "En service"),
    "what": ("What", "Quoi"),
    "all orders": ("All {count} orders", "Les {count} commandes"),
    "no orders": ("No order pays within the horizon.", "Aucune commande n’est rentable sur l’horizon."),
    "one more": ("What one more would be worth", "Ce que vaudrait un de plus"),
    "not served": ("What we do not serve", "Ce que nous ne servons pas"),
    "rests on": ("Rests on", "Repose sur"),
    "see scenario": ("every number with its source", "chaque nombre et sa source"),
    "cash": ("Cash", "Trésorerie"),
    "before price": (
        "saved in dispatch, before the price of that unit",
        "gain d’exploitation, avant le prix de l’unité",
    ),
    "quick": (
        "This plan was solved on {days} real days per period. No run on every day of the same scenario exists yet.",
        "Ce plan est calculé sur {days} jours réels par période. Aucun calcul sur tous les jours n’existe encore.",
    ),
    "quick against full": (
        "This plan was solved on {days} real days per period. Against the run on every day its NPV is {npv} {sign}, "
        "and {orders}.",
        "Ce plan est calculé sur {days} jours réels par période. Face au calcul sur tous les jours, sa VAN est {sign} "
        "de {npv}, et {orders}.",
    ),
    "higher": ("higher", "supérieure"),
    "lower": ("lower", "inférieure"),
    "orders same": ("all orders are the same", "toutes les commandes sont les mêmes"),
    "orders differ": ("{count} orders differ, by {racks} racks", "{count} commandes diffèrent, de {racks} racks"),
    "show full": ("Show the run on every day", "Afficher le calcul sur tous les jours"),
    # electrons
    "span": ("Years", "Années"),
    "all years": ("all years", "toutes"),
    "sankey": ("Where the electricity goes", "Où va l’électricité"),
    "sankey table": ("Where the electricity goes, as a table", "Où va l’électricité, en tableau"),
    "chain": ("Where the next percent is", "Où est le prochain pour cent"),
    "chain note": (
        "Best seen: the best period of this plan. Links multiply, so gains do too.",
        "Meilleur vu : la meilleure période de ce plan. Les maillons se multiplient, les gains aussi.",
    ),
    "racks": ("Racks and workloads", "Racks et charges"),
    "dots": (
        "Tokens per kWh of rack power while serving; full dot: measured, hollow: estimated.",
        "Tokens par kWh de rack en service ; point plein : mesuré, vide : estimé.",
    ),
    "by period": ("Over time, at the meter", "Dans le temps, au compteur"),
    "joules": ("Where the {joules} J of an output token go", "Où vont les {joules} J d’un token produit"),
    "joules note": (
        "J per output token, from the site supply to the racks that serve; GPU-hour work carries its own share.",
        "J par token produit, de l’alimentation du site aux racks en service ; les heures GPU portent leur part.",
    ),
    "racks in depth": (
        "Racks in depth: ranking, speed against efficiency, power caps",
        "Les racks en détail : classement, vitesse et rendement, plafonds de puissance",
    ),
    "workload": ("Workload", "Charge"),
    "no scenario in run": (
        "This run was solved without a scenario file, so its racks and workloads are not known here.",
        "Ce calcul n’a pas de fichier de scénario : ses racks et charges ne sont pas connus ici.",
    ),
    "no token workload": ("No workload of this scenario makes tokens.", "Aucune charge ne produit de tokens."),
    "ranking note": (
        "€/Mtoken = (price spread over {life} at {interest} a year ÷ (8,760 h × {availability}) + kW × {factor} × "
        "{energy} €/MWh) ÷ tokens an hour. List price of today, full power, every available hour serving. {factor}: "
        "site supply over serving racks; tokens/kWh is at the meter. Energy with tariff and taxes, mean of the years "
        "shown. Upkeep and building left out.",
        "€/Mtoken = (prix étalé sur {life} à {interest} par an ÷ (8 760 h × {availability}) + kW × {factor} × "
        "{energy} €/MWh) ÷ tokens par heure. Prix catalogue du jour, plein régime, chaque heure disponible en service. "
        "{factor} : alimentation du site sur racks en service ; tokens/kWh au compteur. Énergie avec acheminement et "
        "taxes, moyenne des années affichées. Entretien et bâtiment exclus.",
    ),
    "life years": ("the rack’s life", "la vie du rack"),
    "fronts": (
        "{model}: the faster each user is served, the fewer tokens a kW gives",
        "{model} : plus chaque utilisateur est servi vite, moins un kW donne de tokens",
    ),
    "fronts own": (
        "Lines: predicted, with the 80 % band. Full dots: measured on this model, in the lengths and precision "
        "nearest to the workload. Dotted line: the speed the workload asks.",
        "Lignes : prédiction et bande à 80 %. Points pleins : mesures de ce modèle, aux longueurs et à la précision "
        "les plus proches. Pointillé : vitesse demandée par la charge.",
    ),
    "fronts relative": (
        "Lines: predicted, with the 80 % band. This model was never measured; hollow dots: its nearest measured "
        "relative ({relative}), which need not lie on the lines. Dotted line: the speed the workload asks.",
        "Lignes : prédiction et bande à 80 %. Ce modèle n’a pas de mesure ; points vides : son plus proche parent "
        "mesuré ({relative}), qui peut s’écarter des lignes. Pointillé : vitesse demandée par la charge.",
    ),
    "measured rows": ("Measured points and CSV", "Points mesurés et CSV"),
    "caps": (
        "{rack} capped at {cap}: {rate} of the tokens/s, {gain} of the tokens/kWh",
        "{rack} plafonné à {cap} : {rate} des tokens/s, {gain} des tokens/kWh",
    ),
    "caps note": (
        "Every user keeps the speed asked for: under a cap fewer share a GPU. 100 % is the rack at full power.",
        "Chaque utilisateur garde la vitesse demandée : sous plafond, moins se partagent un GPU. 100 % : plein régime.",
    ),
    "caps none": ("{rack} cannot serve this workload.", "{rack} ne peut pas servir cette charge."),
    "any day": ("Any real day", "N’importe quel jour réel"),
    "calendar note": (
        "Mean power of each day; pick one below.",
        "Puissance moyenne de chaque jour ; choisir ci-dessous.",
    ),
    "pick day": ("Day", "Jour"),
    "no such day": (
        "{day} was not dispatched in this run; the nearest day that was is shown.",
        "Le {day} n’est pas dans ce calcul ; le jour calculé le plus proche est affiché.",
    ),
    # scenario
    "parent": ("Start from", "Partir de"),
    "of run": ("the run shown ({run})", "le calcul affiché ({run})"),
    "scenario lead": ("What we assume, and says who", "Ce que nous supposons, et qui le dit"),
    "headline values": ("Change the main assumptions", "Changer les hypothèses principales"),
    "site and market": ("Site, market, money", "Site, marché, finance"),
    "racks table": ("Racks", "Racks"),
    "workloads table": ("Workloads", "Charges"),
    "changed": ("{count} changes against {parent}", "{count} changements par rapport à {parent}"),
    "one change": ("1 change against {parent}", "1 changement par rapport à {parent}"),
    "unchanged": ("No change against {parent}", "Aucun changement par rapport à {parent}"),
    "value": ("Value", "Valeur"),
    "path": ("Name", "Nom"),
    "unit": ("Unit", "Unité"),
    "meaning": ("Meaning", "Sens"),
    "kind": ("Kind", "Nature"),
    "source": ("Source", "Source"),
    "reason": ("Reason", "Raison"),
    "where": ("Where", "Où"),
    "parent value": ("Parent", "Parent"),
    "new value": ("Now", "Maintenant"),
    "reset": ("Undo all changes", "Annuler les changements"),
    "solve": ("Solve", "Calculer"),
    "solve days": ("Days to dispatch", "Jours à calculer"),
    "name": ("Name of the variant", "Nom de la variante"),
    "started": (
        "The solve has started; it shows on every page.",
        "Le calcul a commencé ; il s’affiche sur chaque page.",
    ),
    "every value": ("Every assumption", "Toutes les hypothèses"),
    "search": ("Search names, values, sources", "Chercher un nom, une valeur, une source"),
    "found": ("{count} of {total} values", "{count} valeurs sur {total}"),
    "no scenarios": (
        "There is no scenario file in {folder} and no run. Add a scenario file to begin.",
        "Aucun fichier de scénario dans {folder} et aucun calcul. Ajoutez un fichier pour commencer.",
    ),
    "kept": ("Changes are kept while you look at other pages.", "Les changements restent si vous changez de page."),
    "wrong": ("This is not allowed yet; what you typed is kept.", "Ceci n’est pas permis ; votre saisie est gardée."),
    "measured": ("measured", "mesuré"),
    "estimated": ("estimated", "estimé"),
    "assumed": ("assumed", "supposé"),
    # runs
    "runs lead": ("What we tried, and how two differ", "Ce que nous avons essayé, et ce qui diffère"),
    "no runs": (
        "No run yet. Open the page Plan to solve the base scenario, or Scenario to solve a variant.",
        "Aucun calcul. Ouvrez la page Plan pour le scénario de base, ou Scénario pour une variante.",
    ),
    "choose two": ("Choose two", "Choisir deux calculs"),
    "tick two": ("Two runs to compare", "Deux calculs à comparer"),
    "tick hint": (
        "Choose two runs above: the first is the reference.",
        "Choisir deux calculs : le premier est la référence.",
    ),
    "inputs differ": ("Inputs that differ", "Entrées qui diffèrent"),
    "no inputs differ": ("All inputs are the same.", "Toutes les entrées sont identiques."),
    "kpis side": ("Indicators side by side", "Indicateurs côte à côte"),
    "orders moved": ("Orders that moved", "Commandes déplacées"),
    "no orders moved": ("All orders are the same.", "Toutes les commandes sont identiques."),
    "bridge": ("Net present value, from one to the other", "Valeur actuelle nette, de l’un à l’autre"),
    "indicator": ("Indicator", "Indicateur"),
    "difference": ("Difference", "Différence"),
    "period": ("Ordered in", "Commande"),
    "rack": ("Rack", "Rack"),
    "run name": ("Run", "Calcul"),
    "run id": ("Name in the store", "Nom dans le dépôt"),
    "solved on": ("Solved (UTC)", "Calculé (UTC)"),
    "days": ("Days", "Jours"),
    "every": ("every day", "tous"),
    "state": ("State", "État"),
    "optimal_within_gap": ("proven", "prouvé"),
    "best_found": ("best found", "meilleur trouvé"),
    "stopped": ("stopped", "arrêté"),
    "broken": ("This run cannot be shown.", "Ce calcul ne peut pas être affiché."),
    # indicators
    "tokens_per_kwh": ("tokens/kWh", "tokens/kWh"),
    "lcot_eur_per_mtoken": ("€/Mtoken", "€/Mtoken"),
    "npv_meur": ("Net present value", "Valeur actuelle nette"),
    "npv short": ("NPV, M€", "VAN, M€"),
    "served_share": ("Demand served", "Demande servie"),
    "pue": ("PUE", "PUE"),
    "wue_l_per_kwh": ("WUE, l/kWh", "WUE, l/kWh"),
    "irr": ("IRR", "TRI"),
    "peak_funding_meur": ("Peak funding, M€", "Besoin de financement, M€"),
    "gco2e_per_mtoken": ("gCO2e/Mtoken", "gCO2e/Mtoken"),
    "l_per_mtoken": ("l/Mtoken", "l/Mtoken"),
    "cue_kg_per_kwh": ("CUE, kgCO2e/kWh", "CUE, kgCO2e/kWh"),
    "connection_used_share": ("Connection used", "Raccordement utilisé"),
    "connection_peak_share": ("Peak / connection", "Pointe / raccordement"),
    "cost_eur_per_gpu_hour": ("€/GPU-hour", "€/GPU-heure"),
    **ACCOUNT_WORDS,
    **DEMAND_WORDS,
}
PHASES_FR = {
    "starting": "démarrage",
    "reading the scenario": "lecture du scénario",
    "few days": "quelques jours",
    "all days": "tous les jours",
    "whole racks": "racks entiers",
    "final dispatch": "dernier passage",
}


def say(key: str, locale: str, **values: object) -> str:
    """The words for `key` with its values filled in; KeyError where there are none."""
    return WORDS[key][formats.language(locale) == "fr"].format(**values)


def phase_name(phase: str, locale: str) -> str:
    """A phase of a solve as people read it."""
    return PHASES_FR.get(phase, phase) if formats.language(locale) == "fr" else phase


def indicator_name(kpi: str, locale: str) -> str:
    """An indicator as people read it; its own name where we have no better one."""
    return say(kpi, locale) if kpi in WORDS else kpi
