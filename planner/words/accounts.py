"""The words of the pages on power, bill and contracts, carbon and reporting, in English and French."""

from __future__ import annotations

ACCOUNT_WORDS: dict[str, tuple[str, str]] = {
    "page power": ("Power", "Puissance"),
    "page bill": ("Bill and contracts", "Facture et contrats"),
    "page carbon": ("Carbon and reporting", "Carbone et déclarations"),
    "part of a year": ("The plan covers {year} in part.", "Le plan ne couvre {year} qu’en partie."),
    "days dispatched": (
        "Only {days} real days of the horizon were dispatched; each stands for others.",
        "Seuls {days} jours réels de l’horizon sont calculés ; chacun en représente d’autres.",
    ),
    "days filled in": (
        "Only {days} real days of the horizon were dispatched; the other days of the year take the nearest one like "
        "them, so this bill is an estimate.",
        "Seuls {days} jours réels de l’horizon sont calculés ; les autres reprennent le plus proche semblable, cette "
        "facture est donc une estimation.",
    ),
    "by hour note": (
        "By class of the grid tariff and hour of the day: the load when it came nearest to what was subscribed.",
        "Par classe du tarif et heure de la journée : la charge au plus près du souscrit.",
    ),
    "duration note": ("Hours of the year, from the highest load down.", "Heures de l’année, par charge décroissante."),
    "one axis note": ("Mean of each dispatched day.", "Moyenne de chaque jour calculé."),
    "shed note": (
        "Mean over the year. First what may wait, then batch, then interactive work by revenue; sovereign work only "
        "ever waits. Worth: revenue lost per MWh at the meter.",
        "Moyenne de l’année. D’abord ce qui peut attendre, puis les lots, puis l’interactif par revenu ; le souverain "
        "ne fait qu’attendre. Valeur : revenu perdu par MWh au compteur.",
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
        "des centimes si chaque jour est calculé, sinon les jours complétés et la formule officielle des dépassements.",
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
    "spot": ("Spot then, €/MWh", "Spot alors, €/MWh"),
    "against spot": ("Gain against spot, k€", "Gain sur le spot, k€"),
    "in period": ("Period", "Période"),
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
    "no level": ("not found", "introuvable"),
    "line": ("Line", "Ligne"),
    "total": ("Total", "Total"),
    "version": ("Version", "Version"),
    "ours": ("planned with", "celle du plan"),
    "as subscribed": ("as subscribed in the plan", "puissance souscrite du plan"),
    "fixed": ("Fixed", "Fixe"),
    "by energy": ("Energy", "Énergie"),
    "overrun": ("Overrun", "Dépassement"),
    "co2 location": ("CO2e by location", "CO2e selon le lieu"),
    "co2 market": ("CO2e by contract", "CO2e selon les contrats"),
    "co2 embodied": ("CO2e of equipment", "CO2e des équipements"),
    "grid free": ("Carbon-free grid", "Réseau décarboné"),
    "co2 cost": ("Carbon, if priced", "Carbone, s’il était payé"),
    "at price": ("at {price}, not in the plan", "à {price}, hors plan"),
    "carbon note": (
        "By location: the grid of each hour. By contract: what is not covered, at the assumed residual mix. Equipment: "
        "an assumption, spread over its life.",
        "Selon le lieu : le réseau de l’heure. Selon les contrats : le non couvert, au mix résiduel supposé. "
        "Équipements : hypothèse, étalée sur leur vie.",
    ),
    "conditions note": (
        "Conditions of L312-70, and two duties of the energy code. The decree’s limits were not found; enter them "
        "under power.reporting.",
        "Conditions de l’article L312-70, et deux obligations du code de l’énergie. Les seuils du décret n’ont pas été "
        "trouvés ; à saisir dans power.reporting.",
    ),
    "to file": ("What the site would file for {year}", "Ce que le site déclarerait pour {year}"),
    "to file note": (
        "Delegated Regulation (EU) 2024/1364 and EN 50600-4; a dash is what a plan cannot know.",
        "Règlement délégué (UE) 2024/1364 et EN 50600-4 ; un tiret : ce qu’un plan ne peut savoir.",
    ),
    "condition": ("Condition", "Condition"),
    "value and limit": ("Value / limit", "Valeur / limite"),
    "inputs": ("From", "À partir de"),
    "none found": ("limit not found", "seuil inconnu"),
    "figure": ("Figure", "Indicateur"),
    "formula": ("Formula", "Formule"),
    "article": ("Article", "Article"),
    "state met": ("met", "remplie"),
    "state not met": ("not met", "non remplie"),
    "state to be confirmed": ("to be confirmed", "à confirmer"),
    "state due by 15 May": ("due by 15 May", "avant le 15 mai"),
    "condition more than 1 GWh a year": ("More than 1 GWh a year", "Plus de 1 GWh par an"),
    "condition building given over to digital data": ("Building given over to data", "Bâtiment dédié aux données"),
    "condition energy management system": ("Energy management system", "Système de management de l’énergie"),
    "condition best-practice programme": ("Best-practice programme", "Programme de bonnes pratiques"),
    "condition waste heat used, or PUE below limit": (
        "Waste heat used, or PUE below limit",
        "Chaleur valorisée, ou PUE sous le seuil",
    ),
    "condition cooling water below limit": ("Cooling water below limit", "Eau de refroidissement sous le seuil"),
    "condition electro-sensitive activity": ("Electro-sensitive activity", "Activité électro-sensible"),
    "condition yearly report, from 500 kW of IT": ("Yearly report, from 500 kW", "Déclaration annuelle, dès 500 kW"),
    "condition waste heat put to use, from 1 MW": ("Waste heat put to use, from 1 MW", "Chaleur valorisée, dès 1 MW"),
}
