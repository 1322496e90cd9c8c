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
    "one more": ("What one more would be worth", "Ce que vaudrait un de plus"),
    "not served": ("What is not served", "Ce qui n’est pas servi"),
    "rests on": ("Rests on", "Repose sur"),
    "see scenario": ("every number with its source", "chaque nombre et sa source"),
    "cash": ("Cash", "Trésorerie"),
    "before price": (
        "saved in dispatch, before the price of that unit",
        "gain d’exploitation, avant le prix de l’unité",
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
    "one mw": ("1\u00a0MW of connection", "1\u00a0MW de raccordement"),
    "one more worth": ("{what} in {year}: {worth}\u00a0M€ a year", "{what} en {year}\u00a0: {worth}\u00a0M€ par an"),
    "one more nothing": ("{what}: nothing in any year", "{what}\u00a0: rien, quelle que soit l’année"),
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
        "At most {deep} must be funded, in {when}; by {end} cash adds up to {total}",
        "Au plus {deep} à financer, en {when} ; en {end} le cumul atteint {total}",
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
    "peak funding|short": ("peak funding {amount}", "à financer {amount}"),
}
