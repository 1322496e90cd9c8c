"""Power, connection and what can be shed. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "connection": ("Connection", "Raccordement"),
    "subscribed": ("Subscribed", "Souscrit"),
    "firm": ("Firm part", "Part ferme"),
    "power mw": ("Power, MW", "Puissance, MW"),
    "tightest": ("Load when nearest", "Charge au plus près"),
    "share of hours": ("Share of the hours", "Part des heures"),
    "load": ("Load, MW, mean of the day", "Charge, MW, moyenne du jour"),
    "spot price": ("Spot price, €/MWh", "Prix spot, €/MWh"),
    "carbon intensity": ("Carbon of the grid, g CO2e/kWh", "Carbone du réseau, g CO2e/kWh"),
    "sheddable": ("MW that can be shed", "MW effaçables"),
    "page power": ("Power", "Puissance"),
    "part of a year": ("The plan covers {year} in part.", "Le plan ne couvre {year} qu’en partie."),
    "days dispatched": (
        "Only {days} real days of the horizon were dispatched; each stands for others.",
        "Seuls {days} jours réels de l’horizon sont calculés ; chacun en représente d’autres.",
    ),
    "by hour note": (
        "By class of the grid tariff and hour of the day: the load when it came nearest to what was subscribed.",
        "Par classe du tarif et heure de la journée : la charge au plus près du souscrit.",
    ),
    "duration note": (
        "Hours of the year, from the highest load down.",
        "Heures de l’année, par charge décroissante.",
    ),
    "one axis note": ("Mean of each dispatched day.", "Moyenne de chaque jour calculé."),
    "shed note": (
        "Mean over the year. First what may wait, then batch, then interactive work by revenue; sovereign work only "
        "ever waits. Worth: revenue lost per MWh at the meter.",
        "Moyenne de l’année. D’abord ce qui peut attendre, puis les lots, puis l’interactif par revenu ; le "
        "souverain ne fait qu’attendre. Valeur : revenu perdu par MWh au compteur.",
    ),
    "quantity firm_mw": ("Firm part", "Part ferme"),
    "quantity flexible_mw": ("Flexible part", "Part flexible"),
    "quantity curtailed_hours": ("Curtailed", "Effacée"),
    "quantity curtailed_mwh": ("Curtailed energy", "Énergie effacée"),
    "quantity shedding_eur_per_mwh": ("Worth of a MWh less to shed", "Valeur d’un MWh de moins à effacer"),
    "quantity headroom_n_minus_1_mw": ("Room with one transformer lost", "Marge avec un transformateur perdu"),
    "quantity limited_hours": ("Bounded by transformers or works", "Limité par transformateurs ou travaux"),
    "quantity carbon_t": ("CO2e under the cap", "CO2e sous plafond"),
    "quantity carbon_eur_per_t": ("Shadow price of CO2e", "Prix dual du CO2e"),
    "quantity": ("Quantity", "Grandeur"),
    "part curtailed": (
        "{mwh}\u00a0MWh of the flexible part are curtailed ({hours}\u00a0h)",
        "{mwh}\u00a0MWh de la part flexible sont effacés ({hours}\u00a0h)",
    ),
    "transformer lost, room": (
        "with one transformer lost {mw}\u00a0MW are left at the peak",
        "un transformateur perdu, il reste {mw}\u00a0MW à la pointe",
    ),
    "transformer lost, short": (
        "with one transformer lost {mw}\u00a0MW are missing at the peak",
        "un transformateur perdu, il manque {mw}\u00a0MW à la pointe",
    ),
    "carbon counts": (
        "{tonnes}\u00a0t of CO2e count, a tonne more would be worth €{price}",
        "{tonnes}\u00a0t de CO2e comptent, une tonne de plus vaudrait {price}\u00a0€",
    ),
    "works bound": ("works bound the connection", "des travaux limitent le raccordement"),
    "semicolon": ("; ", "\u00a0; "),
    "year says": ("{year}: {text}", "{year}\u00a0: {text}"),
    "for hours": ("For", "Durée"),
    "mw nothing lost": ("MW, nothing lost", "MW, sans perte"),
    "mw in all": ("MW, in all", "MW, en tout"),
    "eur per mwh lost": ("€/MWh lost, from", "€/MWh perdu"),
    "power of year": (
        "In {year} the site draws {mean} on average, {used} of its {connection} connection, and {peak} at the peak.",
        "En {year}, le site appelle {mean} en moyenne, {used} de son raccordement de {connection}, et {peak} en "
        "pointe.",
    ),
    "no overrun": ("No hour is above what is subscribed", "Aucune heure ne dépasse le souscrit"),
    "connection full": (
        "The connection is full in {shown} of the hours",
        "Le raccordement est plein {shown} des heures",
    ),
    "spot paid": (
        "The site pays {paid} at spot where the mean hour costs {usual} ({days} days shown)",
        "Le site paie {paid} au spot, l’heure moyenne {usual} ({days} jours affichés)",
    ),
    "can wait at no loss": (
        "{free} can wait for an hour at no loss; beyond that a MWh shed loses {worth} of revenue or more",
        "{free} peuvent attendre une heure sans perte ; au-delà, un MWh effacé coûte au moins {worth} de revenus",
    ),
    "hours of overrun": (
        "About {count} hours are above what is subscribed, most of them in {name}",
        "Environ {count} heures dépassent le souscrit, surtout en {name}",
    ),
    "connection never full": ("The connection is never full", "Le raccordement n’est jamais plein"),
    "can wait": ("{free} can wait for an hour", "{free} peuvent attendre une heure"),
}
