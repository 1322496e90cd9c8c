"""From electrons to tokens, days and racks. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "it": ("IT", "Informatique"),
    "cooling": ("Cooling", "Refroidissement"),
    "losses": ("Losses, auxiliaries", "Pertes, auxiliaires"),
    "losses|short": ("Losses, aux.", "Pertes, aux."),
    "electrical losses": ("Electrical losses", "Pertes électriques"),
    "auxiliaries": ("Auxiliaries", "Auxiliaires"),
    "grid": ("Grid", "Réseau"),
    "meter": ("From the grid", "Du réseau"),
    "site supply": ("Site supply", "Alimentation du site"),
    "pv": ("PV", "Photovoltaïque"),
    "genset": ("Back-up sets", "Groupes électrogènes"),
    "battery losses": ("Battery losses", "Pertes de la batterie"),
    "network": ("Network, storage", "Réseau interne, stockage"),
    "idle": ("Idle or parked", "Au repos, en veille"),
    "idle only": ("Idle", "Au repos"),
    "parked": ("Parked", "En veille"),
    "serving": ("Serving", "En service"),
    "price": ("Energy, all in, €/MWh", "Énergie, tout compris, €/MWh"),
    "pue": ("PUE", "PUE"),
    "backlog": ("Waiting, h", "En attente, h"),
    "racks by workload": ("Racks by workload", "Racks par charge"),
    "power from wall": ("power measured at the wall", "puissance mesurée à la prise"),
    "power from board": ("power from measured GPU boards", "puissance d’après les cartes mesurées"),
    "power from model": ("power modelled, not measured", "puissance modélisée, non mesurée"),
    "cap axis": ("power cap, % of GPU rating", "plafond, % de la puissance du GPU"),
    "share of full": ("share of full power", "part du plein régime"),
    "cap tokens per kwh": ("tokens/kWh of the rack", "tokens/kWh du rack"),
    "cap tokens per s": ("tokens/s of the rack", "tokens/s du rack"),
    "no rack serves": ("No rack of the scenario can serve this", "Aucun rack du scénario ne peut servir cela"),
    "ranking finding one": (
        "{workload}: {cheap} is cheapest and yields most, {eur}\u00a0€/Mtoken and {tokens} tokens/kWh",
        "{workload} : {cheap} est le moins cher et rend le plus, {eur}\u00a0€/Mtoken et {tokens} tokens/kWh",
    ),
    "ranking finding": (
        "{workload}: {cheap} is cheapest, {eur}\u00a0€/Mtoken; {lean} yields most, {tokens} tokens/kWh",
        "{workload} : {cheap} est le moins cher, {eur}\u00a0€/Mtoken ; {lean} rend le plus, {tokens} tokens/kWh",
    ),
    "span": ("Years", "Années"),
    "all years": ("all years", "toutes"),
    "sankey": ("Where the electricity goes", "Où va l’électricité"),
    "sankey table": ("Where the electricity goes, as a table", "Où va l’électricité, en tableau"),
    "chain": ("Where the next percent is", "Où est le prochain pour cent"),
    "chain note": (
        "Best seen: the best period of this plan. Links multiply, so gains do too.",
        "Meilleur vu : la meilleure période de ce plan. Les maillons se multiplient, les gains aussi.",
    ),
    "calibrate": ("Calibrate with one run", "Calibrer avec un essai"),
    "calibrate note": (
        "One measured point of a model on a rack moves its whole front and narrows its interval. Commands for vLLM, "
        "SGLang and TensorRT-LLM, and the columns: docs/operating-points.md. In a terminal: planner calibrate.",
        "Un point mesuré d’un modèle sur un rack déplace tout son front et resserre son intervalle. Commandes pour "
        "vLLM, SGLang et TensorRT-LLM, et colonnes : docs/operating-points.md. Au terminal : planner calibrate.",
    ),
    "calibrate file": ("Measured runs (CSV or Excel)", "Essais mesurés (CSV ou Excel)"),
    "calibrate example": ("An example of the table", "Un exemple du tableau"),
    "calibrate finding": (
        "{cell}: times per token × {factor} on the whole front; 80 % interval of time from ×/÷ {before} to ×/÷ {after}",
        "{cell} : temps par token × {factor} sur tout le front ; intervalle à 80 % de ×/÷ {before} à ×/÷ {after}",
    ),
    "calibrate speed": ("Tokens/s per user", "Tokens/s par utilisateur"),
    "calibrate measured": ("Measured, tokens/s per GPU", "Mesuré, tokens/s par GPU"),
    "calibrate predicted": ("Predicted", "Prédit"),
    "calibrate calibrated": ("With the run", "Avec l’essai"),
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
        "{energy} €/MWh) ÷ tokens par heure. Prix catalogue du jour, plein régime, chaque heure disponible en "
        "service. {factor} : alimentation du site sur racks en service ; tokens/kWh au compteur. Énergie avec "
        "acheminement et taxes, moyenne des années affichées. Entretien et bâtiment exclus.",
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
    "calendar line": (
        "{quarter} · {mean}\u00a0MW on average, most on {day} ({most}\u00a0MW)",
        "{quarter} · {mean}\u00a0MW en moyenne, le plus le {day} ({most}\u00a0MW)",
    ),
    "pick day": ("Day", "Jour"),
    "no such day": (
        "{day} was not dispatched in this run; the nearest day that was is shown.",
        "Le {day} n’est pas dans ce calcul ; le jour calculé le plus proche est affiché.",
    ),
    "yield rises": (
        "A kWh yields {change} more tokens in {last} than in {first}",
        "Un kWh donne {change} de tokens de plus en {last} qu’en {first}",
    ),
    "yield falls": (
        "A kWh yields {change} fewer tokens in {last} than in {first}",
        "Un kWh donne {change} de tokens de moins en {last} qu’en {first}",
    ),
    "link electrical": ("Electrical chain", "Chaîne électrique"),
    "link cooling": ("Cooling and auxiliaries", "Refroidissement et auxiliaires"),
    "link serving": ("Racks serving", "Racks en service"),
    "link operating_point": ("Right rack for the work", "Le bon rack pour chaque charge"),
    "reach electrical": (
        "set by transformer, UPS and busway",
        "fixée par transformateur, onduleurs et jeux de barres",
    ),
    "reach cooling": (
        "keep cooling as in {period}, the coolest period",
        "refroidir comme en {period}, la période la plus fraîche",
    ),
    "reach serving": (
        "keep racks as busy as in {period}: batch work at night, park or sell idle racks",
        "occuper les racks comme en {period} : lots la nuit, mettre en veille ou vendre le reste",
    ),
    "reach operating_point": (
        "each workload on its best rack, mostly {rack}",
        "chaque charge sur son meilleur rack, surtout {rack}",
    ),
    "reached": ("reached", "déjà atteint"),
    "chain link": ("Chain link", "Maillon"),
    "now": ("Now", "Actuel"),
    "best seen": ("Best seen", "Meilleur vu"),
    "if reached": ("If reached, tokens/kWh", "Si atteint, tokens/kWh"),
    "what would do it": ("What would do it", "Comment"),
    "tokens per s per user": ("tokens/s per user", "tokens/s par utilisateur"),
    "tokens per s per kw": ("tokens/s per kW", "tokens/s par kW"),
    "rank": ("Rank", "Rang"),
    "rank in tokens per kwh": ("Rank, tokens/kWh", "Rang, tokens/kWh"),
    "of it rack": ("of it rack, €", "dont rack, €"),
    "of it energy": ("of it energy, €", "dont énergie, €"),
    "kwh becomes tokens": (
        "1\u00a0kWh from the grid becomes {many} tokens; {share} of it reaches a GPU that is serving.",
        "1\u00a0kWh du réseau devient {many} tokens ; {share} atteint un GPU en service.",
    ),
    "leading rack": (
        "{lead} gives most tokens per kWh on {wins} of {of} workloads",
        "{lead} donne le plus de tokens par kWh pour {wins} charges sur {of}",
    ),
    "busiest day": (
        "Busiest day {busiest} with {high}, quietest {quietest} with {low}",
        "Jour le plus chargé {busiest}, {high} ; le plus calme {quietest}, {low}",
    ),
    "day in short": (
        "{when}: {low} to {high}\u00a0MW while a MWh costs {cheap} to {dear}\u00a0€",
        "{when} : de {low} à {high}\u00a0MW, le MWh coûtant de {cheap} à {dear}\u00a0€",
    ),
    "no tokens here": ("No tokens are served here", "Aucun token n’est servi ici"),
    "tokens per kwh at the meter": ("Tokens per kWh at the meter", "Tokens par kWh au compteur"),
    "no day dispatched": ("No day was dispatched", "Aucun jour calculé"),
    "eur per mtoken": ("€/Mtoken", "€/Mtoken"),
    "tokens per kwh": ("tokens/kWh", "tokens/kWh"),
}
