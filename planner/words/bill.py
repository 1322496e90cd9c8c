"""The bill, contracts, and what a bill assumes. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "supply": ("Supply", "Fourniture"),
    "network, fixed": ("Network, fixed", "Réseau, part fixe"),
    "network, energy": ("Network, by energy", "Réseau, énergie"),
    "network, overrun": ("Network, overrun", "Réseau, dépassements"),
    "taxes and levies": ("Taxes and levies", "Taxes et contributions"),
    "page bill": ("Bill and contracts", "Facture et contrats"),
    "days filled in": (
        "Only {days} real days of the horizon were dispatched; the other days of the year take the nearest one like "
        "them, so this bill is an estimate.",
        "Seuls {days} jours réels de l’horizon sont calculés ; les autres reprennent le plus proche semblable, cette "
        "facture est donc une estimation.",
    ),
    "no bill": ("No bill can be worked out for {year}.", "La facture {year} ne peut pas être établie."),
    "bill note": (
        "Before VAT. Energy under contract at its strike, the rest at the spot price of each hour.",
        "Hors TVA. Énergie sous contrat à son prix, le reste au prix spot de l’heure.",
    ),
    "by item": ("By line of the bill", "Par ligne de facture"),
    "every line": (
        "Every line of every month, with base, rate and source",
        "Chaque ligne de chaque mois, et sa source",
    ),
    "against plan": (
        "The plan’s own accounts hold {paid} for supply, network and taxes; the bill differs by {difference}: "
        "nothing but cents where every day is dispatched, else the days filled in and the official overrun formula.",
        "Les comptes du plan portent {paid} pour fourniture, réseau et taxes ; la facture diffère de {difference} : "
        "des centimes si chaque jour est calculé, sinon les jours complétés et la formule officielle des "
        "dépassements.",
    ),
    "versions note": (
        "Network, CTA and excise for this load, each version at the one subscribed power that is best all year. The "
        "plan’s own may step up within the year, and be cheaper for it.",
        "Réseau, CTA et accise pour cette charge, chaque version à la meilleure puissance souscrite constante sur "
        "l’année. Celle du plan peut monter en cours d’année, et coûter moins.",
    ),
    "no contracts": (
        "The plan holds no supply contract: all energy is bought at the spot price of its hour.",
        "Le plan n’a pas de contrat : toute l’énergie est achetée au prix spot de l’heure.",
    ),
    "grid support note": (
        "Load that could be shed and battery power on offer; prices are assumptions. Not part of the bill.",
        "Charge effaçable et puissance de batterie offertes ; les prix sont des hypothèses. Hors facture.",
    ),
    "product": ("Product", "Produit"),
    "contract": ("Contract", "Contrat"),
    "strike": ("Strike, €/MWh", "Prix du contrat, €/MWh"),
    "spot then": ("Spot then, €/MWh", "Spot alors, €/MWh"),
    "against spot": ("Gain against spot, k€", "Gain sur le spot, k€"),
    "mean mw": ("Mean MW", "MW moyens"),
    "highest mw": ("Highest MW", "MW au plus haut"),
    "not certain": ("What the bill assumes or could not find", "Ce que la facture suppose ou n’a pas trouvé"),
    "item energy_spot": ("Energy at spot", "Énergie au spot"),
    "item energy_sold_back": ("Contract surplus sold at spot", "Surplus des contrats revendu au spot"),
    "item contract": ("Contract", "Contrat"),
    "item prepayment": ("Prepayment", "Avance"),
    "item management": ("Management", "Gestion"),
    "item metering": ("Metering", "Comptage"),
    "item subscribed_power": ("Subscribed power", "Puissance souscrite"),
    "item energy": ("Network energy", "Énergie acheminée"),
    "item overrun": ("Overrun", "Dépassement"),
    "item cta": ("CTA", "CTA"),
    "item excise": ("Excise, normal rate", "Accise, taux normal"),
    "item excise_data_centre": ("Excise, data-centre rate", "Accise, taux centre de données"),
    "item capacity": ("Capacity", "Capacité"),
    "item guarantees_of_origin": ("Guarantees of origin", "Garanties d’origine"),
    "item vnu": ("Nuclear payment (VNU)", "Versement nucléaire (VNU)"),
    "level unknown": ("not found", "introuvable"),
    "version": ("Version", "Version"),
    "ours": ("planned with", "celle du plan"),
    "as subscribed": ("as subscribed in the plan", "puissance souscrite du plan"),
    "fixed": ("Fixed", "Fixe"),
    "by energy": ("Energy", "Énergie"),
    "overrun": ("Overrun", "Dépassement"),
    "flag class hours not verified": (
        "class hours not verified in the official text",
        "heures des classes non vérifiées sur le texte officiel",
    ),
    "flag no signalled day": (
        "no signalled day was given, so no hour of mobile peak is billed",
        "aucun jour signalé n’est donné : aucune heure de pointe mobile n’est facturée",
    ),
    "flag level carried on": (
        "no newer level was found, that of {day} is kept",
        "pas de niveau plus récent trouvé, celui du {day} est gardé",
    ),
    "flag rates carried on": (
        "no newer rates are known, those of {day} are kept",
        "pas de tarif plus récent connu, celui du {day} est gardé",
    ),
    "flag rates moved": (
        "rates of {day} moved by {yearly_share} a year for {years} years",
        "tarif du {day} porté de {yearly_share} par an pendant {years}\u00a0ans",
    ),
    "flag rates moved once": (
        "rates of {day} moved by {yearly_share} a year for 1 year",
        "tarif du {day} porté de {yearly_share} par an pendant 1\u00a0an",
    ),
    "flag one level for all meters": (
        "one level for all meters was found; that of a meter owned by the user may be lower",
        "un seul niveau trouvé pour tous les compteurs ; celui d’un compteur à soi peut être plus bas",
    ),
    "flag confidence": ("confidence of the level: {confidence}", "confiance dans le niveau : {confidence}"),
    "flag level ended": (
        "level after {day} not found, the last known one is kept",
        "niveau après le {day} introuvable, le dernier connu est gardé",
    ),
    "flag reduced rate not checked": (
        "conditions of the reduced rate not checked",
        "conditions du taux réduit non vérifiées",
    ),
    "flag levy without level": (
        "omitted: the level of the levy was not found",
        "omis : niveau de la contribution introuvable",
    ),
    "flag price spread": (
        "price of the year over its {months} months, an assumption",
        "prix de l’année réparti sur ses {months} mois, une hypothèse",
    ),
    "flag middle of auction": (
        "middle of {low} and {high} EUR/MWh at auction",
        "milieu de {low} et {high} EUR/MWh aux enchères",
    ),
    "flag no nuclear estimate": (
        "omitted: no estimate of the nuclear revenue of this year was found",
        "omis : aucune estimation du revenu nucléaire de l’année trouvée",
    ),
    "flag nuclear share not found": (
        "omitted: revenue of {revenue} is above {threshold} EUR/MWh, its share per MWh not found",
        "omis : le revenu de {revenue} dépasse {threshold} EUR/MWh, sa part par MWh est introuvable",
    ),
    "flag no nuclear payment": (
        "expected revenue {revenue} below the threshold of {threshold} EUR/MWh: no payment expected",
        "revenu attendu de {revenue}, sous le seuil de {threshold} EUR/MWh : aucun versement attendu",
    ),
    "confidence low": ("low", "faible"),
    "confidence medium": ("medium", "moyenne"),
    "confidence high": ("high", "élevée"),
    "electricity costs": (
        "Electricity costs {amount} in {year}, {each}; {share} of it is network and taxes.",
        "L’électricité coûte {amount} en {year}, {each} ; {share} vont au réseau et aux taxes.",
    ),
    "largest of bill": ("{name} is {share} of the bill", "{name} : {share} de la facture"),
    "version cheapest": (
        "Version {mine} of the grid tariff is the cheapest, by {gain} a year",
        "La version {mine} du tarif est la moins chère, de {gain} par an",
    ),
    "contracts deliver": (
        "Contracts deliver {covered} of the consumption; at least {exposed} is exposed to the spot price",
        "Les contrats livrent {covered} de la consommation ; au moins {exposed} est exposé au prix spot",
    ),
    "grid support earns": (
        "Grid support earns {earned} with {mw} on offer on average",
        "Le soutien au réseau rapporte {earned} avec {mw} offerts en moyenne",
    ),
    "version would save": (
        "Version {lead} of the grid tariff would save {gain} a year",
        "La version {lead} du tarif ferait gagner {gain} par an",
    ),
    "version as cheap": (
        "Version {mine} of the grid tariff is as cheap as any other this year",
        "Aucune version du tarif n’est nettement moins chère que {mine} cette année",
    ),
    "no contract": (
        "No contract: all of the consumption is exposed to the spot price",
        "Aucun contrat : toute la consommation est exposée au prix spot",
    ),
    "contracts begin later": (
        "No contract delivers in {year}: all of the consumption is exposed to the spot price; the plan’s contracts "
        "run from {first} on",
        "Aucun contrat ne livre en {year} : toute la consommation est exposée au prix spot ; ceux du plan commencent "
        "en {first}",
    ),
}
