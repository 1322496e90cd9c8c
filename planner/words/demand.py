"""Demand: forecasts, their sources, what was wrong in histories. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # What becomes of work: these five words, everywhere.
    "served here": ("Served here", "Servi ici"),
    "rented": ("Rented", "Loué"),
    "declined": ("Declined", "Refusé"),
    "throttled": ("Throttled", "Bridé"),
    "unserved": ("Unserved", "Non servi"),
    "five words": (
        "Served here: by our racks. Rented: by GPUs of others that we pay. Declined: of offers not signed, "
        "or of contracts ended. Throttled: above the peak of a contract, never owed. Unserved: asked of us "
        "and not done.",
        "Servi ici : par nos racks. Loué : par des GPU d’autrui que nous payons. Refusé : des offres non signées "
        "ou des contrats résiliés. Bridé : au-dessus de la pointe d’un contrat, jamais dû. Non servi : demandé "
        "et non fait.",
    ),
    "customers": ("Customers and what we promise", "Clients et ce que nous promettons"),
    "work on offer": ("In {year}, of the work on offer: {parts}", "En {year}, du travail proposé : {parts}"),
    "work on offer all here": (
        "In {year} all the work on offer is served here",
        "En {year}, tout le travail proposé est servi ici",
    ),
    "clause": ("; ", "\u202f; "),
    "rent costs": ("rent costs {amount}", "la location coûte {amount}"),
    "promises cost": ("credits and fees cost {amount}", "avoirs et indemnités coûtent {amount}"),
    "work by word caption": (
        "What becomes of the work on offer, by year; rent, credits and fees in M€",
        "Ce que devient le travail proposé, par année ; location, avoirs et indemnités en M€",
    ),
    "offers caption": (
        "Contracts signed and on offer; revenue over the horizon, not discounted",
        "Contrats signés et proposés ; revenus sur l’horizon, non actualisés",
    ),
    "rent": ("Rent, M€", "Location, M€"),
    "credits": ("Credits and fees, M€", "Avoirs et indemnités, M€"),
    "decision": ("Decision", "Décision"),
    "decision signed before": ("signed before", "déjà signé"),
    "decision signed now": ("sign by {by}", "signer avant le {by}"),
    "decision signed in part": ("sign {share} by {by}", "signer {share} avant le {by}"),
    "decision declined": ("decline", "refuser"),
    "in breach": ("in breach: {periods}", "en défaut : {periods}"),
    "ended": ("ended {period}", "résilié {period}"),
    "term": ("Term", "Durée"),
    "contracted": ("Contracted", "Contracté"),
    "contract price": ("Price", "Prix"),
    "contract revenue": ("Revenue, M€", "Revenus, M€"),
    "unit €/Mtoken": ("€/Mtoken", "€/Mtoken"),
    "gpu hours of year": ("{year}, GPUh", "{year}, h\u00a0GPU"),
    "contracts in full": ("Contracts, all figures", "Contrats, tous les chiffres"),
    "rented and reserved": ("GPUs rented, by period", "GPU loués, par période"),
    "offers signed": ("open offers signed: {signed} of {all}", "offres signées : {signed} sur {all}"),
    "rented much": (
        "up to {share} of the work is rented, in {period}",
        "jusqu’à {share} du travail est loué, en {period}",
    ),
    "page demand": ("Demand", "Demande"),
    "demand of run": ("of the run shown", "du calcul affiché"),
    "forecasting": ("Forecasting", "Prévision en cours"),
    "no forecast": (
        "This scenario names no source of a forecast: demand is as given. A section forecast in its file adds "
        "history, drivers or growth priors; docs/forecast.md shows how.",
        "Ce scénario ne nomme aucune source de prévision : la demande est telle que donnée. Une section forecast "
        "dans son fichier ajoute historique, facteurs ou lois de croissance ; docs/forecast.md montre comment.",
    ),
    "fan note": (
        "Mean of the quarter; band from P10 to P90 of {draws} sample paths, line P50, dashes: the scenario. A "
        "forecast changes no plan by itself.",
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
    "findings title": ("{count} things were wrong in the histories", "{count} défauts trouvés dans les historiques"),
    "findings note": ("With dates, and what was done.", "Avec leurs dates, et ce qui a été fait."),
    "contracts title": (
        "Contracts that may be signed: {expected} expected of {all} at full use",
        "Contrats possibles : {expected} attendus sur {all} à plein usage",
    ),
    "from quarter": ("From", "Dès"),
    "full use": ("Full use", "Plein usage"),
    "backtest note": (
        "Rolling origin, each method judged by what came after. MASE: error over that of seasonal naive before; WQL: "
        "weighted quantile loss; 80 % bands should cover 80 %. Every series: docs/forecast.md.",
        "Origine glissante, chaque méthode jugée sur la suite. MASE : erreur sur celle de la naïve auparavant ; WQL "
        ": perte quantile pondérée ; les bandes à 80 % devraient couvrir 80 %. Toutes les séries : docs/forecast.md.",
    ),
    "series": ("Series", "Série"),
    "ahead": ("Ahead", "À l’avance"),
    "method": ("Method", "Méthode"),
    "origins": ("Origins", "Origines"),
    "mase": ("MASE", "MASE"),
    "wql": ("WQL", "WQL"),
    "coverage": ("80 % covers", "80 % couvre"),
    "finding": ("Found", "Trouvé"),
    "since": ("From", "Du"),
    "until": ("To", "Au"),
    "count": ("Count", "Nombre"),
    "text read": ("Read", "Lu"),
    "remedy": ("Done", "Fait"),
    "history hour": ("hour", "heure"),
    "history 10 minutes": ("10 minutes", "10 minutes"),
    "history 1 hour": ("1 hour", "1 heure"),
    "history 3 hours": ("3 hours", "3 heures"),
    "history 1 day": ("1 day", "1 jour"),
    "history 7 days": ("7 days", "7 jours"),
    "history next report": ("next report", "publication suivante"),
    "history combined": ("combined", "combinée"),
    "history equal weights": ("equal weights", "poids égaux"),
    "history seasonal naive": ("seasonal naive", "naïve saisonnière"),
    "history drift": ("drift", "dérive"),
    "history growth prior": ("growth prior", "loi de croissance"),
    "history given": ("given", "donnée"),
    "history history": ("history", "historique"),
    "history drivers": ("drivers", "facteurs"),
    "history growth": ("growth", "croissance"),
    "history gap": ("gap", "trou"),
    "history zero": ("zero", "zéro"),
    "history negative": ("negative", "négatif"),
    "history duplicate": ("duplicate", "doublon"),
    "history mixed units": ("mixed units", "unités mêlées"),
    "history unit jump": ("unit jump", "saut d’unité"),
    "history level break": ("level break", "rupture de niveau"),
    "history part of a week": ("part of a week", "semaine incomplète"),
    "history converted to one unit": ("converted to one unit", "ramené à une unité"),
    "history counted once": ("counted once", "compté une fois"),
    "history all left out, the day is a gap": ("all left out, the day is a gap", "tous écartés, le jour est un trou"),
    "history left out, a gap": ("left out, a gap", "écarté, un trou"),
    "history left out": ("left out", "écarté"),
    "history cut off": ("cut off", "coupé"),
    "history bridged, straight in the logarithm": (
        "bridged, straight in the logarithm",
        "comblé, droit dans le logarithme",
    ),
    "history too long to bridge: only what comes after it is used": (
        "too long to bridge: only what comes after it is used",
        "trop long à combler : seule la suite sert",
    ),
    "history only what comes after it is used": ("only what comes after it is used", "seule la suite sert"),
    "given": ("given", "donnée"),
    "demand band": (
        "{name} asks for {low} to {high} in {quarter}, {middle} at the median: a factor of {apart}.",
        "{name} demande {low} à {high} au {quarter}, {middle} en médiane : un facteur {apart}.",
    ),
    "given inside band": (
        "The demand given is ×{ratio} the median of the last quarter, inside the band",
        "La demande donnée est ×{ratio} la médiane du dernier trimestre, dans la bande",
    ),
    "busiest hour": (
        "The busiest hour of the week is ×{high} its mean, the quietest ×{low}",
        "L’heure la plus chargée vaut ×{high} la moyenne, la plus calme ×{low}",
    ),
    "back-test error": (
        "Tried on real request rates, the error is ×{day_ahead} that of seasonal naive one day ahead, ×{week_ahead} "
        "seven days ahead",
        "Essayée sur de vrais débits, l’erreur vaut ×{day_ahead} celle de la naïve saisonnière à un jour, "
        "×{week_ahead} à sept jours",
    ),
    "demand certain": (
        "{name}: {middle} in {quarter}, as the scenario gives it; no source says otherwise.",
        "{name} : {middle} au {quarter}, comme le scénario le donne ; aucune source ne dit autre chose.",
    ),
    "demand from to": ("From {start} in {since} to {end} in {until}", "De {start} au {since} à {end} au {until}"),
    "given above band": ("The scenario plans above the band", "Le scénario prévoit au-dessus de la bande"),
    "given below band": ("The scenario plans below the band", "Le scénario prévoit au-dessous de la bande"),
    "hours alike": ("Every hour is alike", "Toutes les heures se ressemblent"),
    "growth reports": ("Growth reports", "Volumes publiés"),
    "nothing asked": ("Nothing is asked", "Rien n’est demandé"),
}
