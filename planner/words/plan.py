"""The plan: orders, what limits it, money, cautions. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "racks counted": ("racks", "racks"),
    "retired": ("sold or scrapped", "vendus ou retirés"),
    "served": ("Served", "Servi"),
    "cumulated": ("Cumulated, M€", "Cumulé, M€"),
    "per period": ("Per period, M€", "Par période, M€"),
    "revenue": ("Revenue", "Revenus"),
    "public figure site power per GPU": ("Site power per GPU", "Puissance du site par GPU"),
    "public figure revenue per megawatt": ("Revenue per megawatt", "Revenus par mégawatt"),
    "public figure revenue per GPU-hour": ("Revenue per GPU-hour", "Revenus par heure GPU"),
    "unit kW": ("kW", "kW"),
    "unit M€/MW/year": ("M€/MW/year", "M€/MW/an"),
    "unit €/GPU-hour": ("€/GPU-hour", "€/heure GPU"),
    "public range": ("Public figures", "Chiffres publics"),
    "low to high": ("{low} to {high}", "{low} à {high}"),
    "plausible": ("Is this plausible?", "Est-ce plausible ?"),
    "plausible all inside": (
        "Power per GPU and revenue lie inside what is public",
        "La puissance par GPU et les revenus restent dans les chiffres publics",
    ),
    "plausible none": ("Nothing runs that could be compared", "Rien ne tourne qui puisse être comparé"),
    "plausible outside": ("Outside what is public:", "En dehors des chiffres publics :"),
    "plausible above": (
        "{figure}, up to {value} {unit} in {years} (public: at most {limit})",
        "{figure}, jusqu’à {value} {unit} en {years} (public : au plus {limit})",
    ),
    "plausible below": (
        "{figure}, down to {value} {unit} in {years} (public: at least {limit})",
        "{figure}, jusqu’à {value} {unit} en {years} (public : au moins {limit})",
    ),
    "plausible note": (
        "Work served here, over the connection of the open phases and the GPUs installed. Public figures are of clouds "
        "that rent GPUs and of announced sites; each with its source in the table",
        "Travail servi ici, rapporté au raccordement des phases ouvertes et aux GPU installés. Les chiffres publics "
        "sont ceux de clouds qui louent des GPU et de sites annoncés ; chacun avec sa source dans le tableau",
    ),
    "plausible caption": (
        "Work served here, over the connection of the open phases and the GPUs installed, beside public figures",
        "Travail servi ici, rapporté au raccordement des phases ouvertes et aux GPU installés, et chiffres publics",
    ),
    "public figures": ("Public figures, with source and date", "Chiffres publics, avec source et date"),
    "capex": ("Racks and site", "Racks et site"),
    "opex": ("Operation", "Exploitation"),
    "energy": ("Energy", "Énergie"),
    "tariff": ("Grid tariff", "Acheminement"),
    "tax": ("Electricity taxes", "Taxes d’électricité"),
    "burst": ("Rented", "Loué"),
    "penalty": ("Penalties", "Pénalités"),
    "resale": ("Racks sold", "Racks vendus"),
    "terminal": ("Value at the end", "Valeur finale"),
    "lost load": ("Lost load", "Charge perdue"),
    "model error": ("Overrun: model minus official", "Dépassement : modèle moins officiel"),
    "residual": ("Not explained", "Non expliqué"),
    "orders": ("Orders", "Commandes"),
    "all orders": ("All {count} orders", "Les {count} commandes"),
    "no orders": ("No order pays within the horizon.", "Aucune commande n’est rentable sur l’horizon."),
    "value of the orders": ("value of the orders", "valeur des commandes"),
    "against": ("Against what?", "Par rapport à quoi ?"),
    "against finding": (
        "The orders are worth {orders}; without them the site is worth {reference}",
        "Les commandes valent {orders} ; sans elles le site vaut {reference}",
    ),
    "against note": (
        "Reference: the best plan of the same scenario that orders nothing and serves with the racks there and on "
        "order. Revenue, rents and capital are present values; tokens and GPU-hours those served here",
        "Référence : le meilleur plan du même scénario sans aucune commande, servi par les racks présents ou déjà "
        "commandés. Revenus, locations et capital en valeur actuelle ; tokens et heures GPU servis ici",
    ),
    "against none": (
        "This run was saved before plans had a reference; solve it again to have one.",
        "Ce calcul date d’avant la référence ; relancez-le pour l’obtenir.",
    ),
    "against left out": (
        "What the orders are worth was not worked out, as the solve was stopped; solve it again to have it.",
        "La valeur des commandes n’a pas été calculée, car le calcul a été arrêté ; relancez-le pour l’obtenir.",
    ),
    "against impossible": (
        "Without orders this scenario breaks a limit, so there is nothing to set the orders against.",
        "Sans commandes, ce scénario dépasse une limite : il n’y a rien à quoi comparer les commandes.",
    ),
    "against site": ("Site", "Site"),
    "against reference": ("Without orders", "Sans commandes"),
    "against orders": ("Orders", "Commandes"),
    "against npv_meur": ("Net present value", "Valeur actuelle nette"),
    "against irr": ("Internal rate of return", "Taux de rentabilité interne"),
    "against peak_funding_meur": (
        "Peak funding, by period, with the opening fleet",
        "Besoin de financement, par période, avec la flotte",
    ),
    "against revenue_meur": ("Revenue", "Revenus"),
    "against rented_meur": ("Rented elsewhere", "Loué ailleurs"),
    "against capex_meur": ("Capital", "Capital"),
    "against mtokens": ("Tokens, trillions", "Tokens, billions"),
    "against gpu_hours": ("GPU-hours, millions", "Heures GPU, millions"),
    "against lcot_eur_per_mtoken": ("€/Mtoken", "€/Mtoken"),
    "against cost_eur_per_gpu_hour": ("€/GPU-hour", "€/heure GPU"),
    "orders npv": ("of it the orders {amount}", "dont commandes {amount}"),
    "one more of it": ("More, or earlier", "De plus, ou plus tôt"),
    "one less of it": ("Less, or later", "De moins, ou plus tard"),
    "side more": ("more", "de plus"),
    "side less": ("less", "de moins"),
    "side earlier": ("earlier", "plus tôt"),
    "side later": ("later", "plus tard"),
    "worth of connection": ("{step} MW of connection", "{step} MW de raccordement"),
    "worth of supply": ("{step} {item} a quarter", "{step} {item} par trimestre"),
    "worth of lead time": ("All orders, {step} quarter", "Toutes les commandes, {step} trimestre"),
    "worth of on order": ("Racks on order, {step} quarter", "Racks déjà commandés, {step} trimestre"),
    "worth of phase": ("{item}, {step} quarter", "{item}, {step} trimestre"),
    "worth of rate": ("{step} % of the rate of all racks", "{step} % du débit de tous les racks"),
    "worth of price": ("{step} % of all prices", "{step} % de tous les prix"),
    "worth of demand": ("{step} % of all demand", "{step} % de toute la demande"),
    "worth impossible": ("no plan exists", "aucun plan n’existe"),
    "worth holds": ("holds to {step}", "valable jusqu’à {step}"),
    "worth larger": ("{step}: {value}", "{step} : {value}"),
    "worth how": (
        "Change of the net present value, solved again with it, net of what it costs; in brackets what is proven. "
        "{days} real days per period",
        "Variation de la valeur actuelle nette, recalculée, net de ce que cela coûte ; entre parenthèses ce qui est "
        "prouvé. {days} jours réels par période",
    ),
    "worth start": ("Work it out", "Calculer"),
    "worth again": ("Work it out again", "Recalculer"),
    "worth ask": (
        "Each is a solve of its own, on {days} real days per period; values show as they come.",
        "Un calcul par valeur, sur {days} jours réels par période ; elles s’affichent au fur et à mesure.",
    ),
    "worth running": (
        "More values are on their way: {count} so far",
        "D’autres valeurs arrivent : {count} pour l’instant",
    ),
    "worth failed": ("The values could not be worked out:", "Les valeurs n’ont pas pu être calculées :"),
    "one more": ("What one more is worth", "Ce que vaut un de plus"),
    "not served": ("What is not served", "Ce qui n’est pas servi"),
    "rests on": ("Rests on", "Repose sur"),
    "see scenario": ("every number with its source", "chaque nombre et sa source"),
    "cash": ("Cash", "Trésorerie"),
    "cash note": (
        "Cash, M€, by period, with the opening fleet counted at what it would fetch; what must be funded is counted by "
        "month, as cash is paid (page Money)",
        "Trésorerie, M€, par période, flotte de départ comptée à sa valeur de revente ; ce qu’il faut financer est "
        "compté par mois, selon les paiements (page Finances)",
    ),
    "before price": (
        "Shadow prices: the most that one more unit saves in dispatch, with the fleet held, before its own price",
        "Prix duaux : le plus qu’une unité de plus épargne en exploitation, à flotte inchangée, avant son propre prix",
    ),
    "quick alone": (
        "This plan was solved on {days} real days per period. No run on every day of the same scenario exists yet.",
        "Ce plan est calculé sur {days} jours réels par période. Aucun calcul sur tous les jours n’existe encore.",
    ),
    "quick against full": (
        "This plan was solved on {days} real days per period. Against the run on every day its NPV is {npv} {sign}, "
        "and {orders}.",
        "Ce plan est calculé sur {days} jours réels par période. Face au calcul sur tous les jours, sa VAN est "
        "{sign} de {npv}, et {orders}.",
    ),
    "higher": ("higher", "supérieure"),
    "lower": ("lower", "inférieure"),
    "orders same": ("all orders are the same", "toutes les commandes sont les mêmes"),
    "orders differ": ("{count} orders differ, by {racks} racks", "{count} commandes diffèrent, de {racks} racks"),
    "show full": ("Show the run on every day", "Afficher le calcul sur tous les jours"),
    "unserved in": ("Unserved in {year}: {workloads}", "Non servi en {year} : {workloads}"),
    "always served": ("; always served: {workloads}", " ; toujours servis : {workloads}"),
    "bridge more": ("{end} is worth {amount} more than {start}", "{end} vaut {amount} de plus que {start}"),
    "bridge less": ("{end} is worth {amount} less than {start}", "{end} vaut {amount} de moins que {start}"),
    "order": ("Order {what} by {by}.", "Commander {what} au plus tard le {by}."),
    "order at once": (
        "Order {what} now: the plan counts on an order of {by}.",
        "Commander {what} maintenant : le plan compte sur une commande du {by}.",
    ),
    "now, was due": ("now ({date})", "maintenant ({date})"),
    "and": (" and ", " et "),
    "limit until, then": (
        "{first} until the end of {period}; {then}.",
        "{first} jusqu’à {period} inclus\u202f; {then}.",
    ),
    "limit from": ("from {period} {limit}", "à partir de {period}, {limit}"),
    "limit throughout": ("{limit} throughout.", "{limit} sur tout l’horizon."),
    "limit connection": ("the {mw} MW connection limits us", "le raccordement de {mw} MW nous limite"),
    "limit supply": ("the supply of racks limits us", "la livraison des racks nous limite"),
    "limit positions": ("the room for racks limits us", "la place pour les racks nous limite"),
    "limit budget": ("the budget of capital limits us", "le budget d’investissement nous limite"),
    "limit debt": ("the terms of the loan limit us", "les conditions du prêt nous limitent"),
    "limit demand": ("all demand is served", "toute la demande est servie"),
    "limit capital": ("more racks would not pay", "d’autres racks ne seraient pas rentables"),
    "portfolio headline": (
        "{mw} MW at {sites} sites by {period}, {racks} racks ordered for {capital}; net present value {npv}.",
        "{mw} MW sur {sites} sites en {period}, {racks} racks commandés pour {capital}, valeur actuelle nette {npv}.",
    ),
    "proven of the best": ("proven within {gap} of the best", "à {gap} au plus de l’optimum, prouvé"),
    "stopped at gap": (
        "stopped early: at most {gap} from the best",
        "arrêté avant la fin : à {gap} au plus de l’optimum",
    ),
    "stopped unproven": (
        "stopped early: how far from the best is not known yet",
        "arrêté avant la fin : écart à l’optimum pas encore connu",
    ),
    "caution nearest rows": (
        "Tokens per second are those of the nearest benchmark rows. Predicted ones differ, and may give another "
        "plan: docs/base-case.md shows both.",
        "Les tokens par seconde sont ceux des mesures publiées les plus proches. Ceux d’une prédiction diffèrent et "
        "peuvent donner un autre plan : docs/base-case.md montre les deux.",
    ),
    "caution few days": (
        "Only a few real days of each period are dispatched; figures differ from a full dispatch.",
        "Seuls quelques jours réels de chaque période sont calculés ; un calcul sur tous les jours diffère.",
    ),
    "caution tariff hours": (
        "The hours of the tariff classes are not yet checked against the official text.",
        "Les heures des classes du tarif ne sont pas encore vérifiées sur le texte officiel.",
    ),
    "power below until": (
        "Power stays below the connection until {first}",
        "La puissance reste sous le raccordement jusqu’à {first}",
    ),
    "fleet grows": (
        "From {start} to {end} GPUs; {lead} is {share} of them at the end",
        "De {start} à {end} GPU ; {lead} en fait {share} à la fin",
    ),
    "cash below zero": (
        "Cumulated cash is lowest in {when}, at {deep}; by {end} it is {total}",
        "La trésorerie cumulée est au plus bas en {when}, à {deep} ; en {end} elle atteint {total}",
    ),
    "numbers by kind": (
        "{measured} measured · {estimated} estimated · {assumed} assumed numbers",
        "{measured} nombres mesurés · {estimated} estimés · {assumed} supposés",
    ),
    "power below throughout": (
        "Power stays below the connection throughout, by {room}\u00a0MW at the least",
        "La puissance reste sous le raccordement, d’au moins {room}\u00a0MW",
    ),
    "power at connection": (
        "Peak power is at the connection from the start",
        "La pointe atteint le raccordement dès le début",
    ),
    "no racks at the end": ("No racks are held at the end", "Plus aucun rack à la fin"),
    "all served": ("All that is asked in {year} is served", "Tout ce qui est demandé en {year} est servi"),
    "cash above zero": (
        "Cash never goes below zero and adds up to {total} by {end}",
        "La trésorerie ne passe jamais sous zéro et atteint {total} en {end}",
    ),
    "bridge largest": ("; most of it is {group} ({signed})", " ; l’essentiel vient de : {group} ({signed})"),
}
