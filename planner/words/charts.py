"""The words on charts, in English and French."""

from __future__ import annotations

from planner.words import formats

WORDS: dict[str, tuple[str, str]] = {
    "it": ("IT", "Informatique"),
    "cooling": ("Cooling", "Refroidissement"),
    "losses": ("Losses, auxiliaries", "Pertes, auxiliaires"),
    "losses short": ("Losses, aux.", "Pertes, aux."),
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
    "connection": ("Connection", "Raccordement"),
    "subscribed": ("Subscribed", "Souscrit"),
    "firm": ("Firm part", "Part ferme"),
    "peak": ("Peak hour", "Heure de pointe"),
    "racks": ("racks", "racks"),
    "retired": ("sold or scrapped", "vendus ou retirés"),
    "installed": ("installed", "installés"),
    "period": ("Period", "Période"),
    "year": ("Year", "Année"),
    "rack": ("Rack", "Rack"),
    "workload": ("Workload", "Charge"),
    "date": ("Date", "Date"),
    "hour": ("Hour", "Heure"),
    "unit": ("Unit", "Unité"),
    "basis": ("Known from", "Connu par"),
    "measured": ("measured", "mesuré"),
    "estimated": ("estimated", "estimé"),
    "served": ("Served", "Servi"),
    "unserved": ("Unserved", "Non servi"),
    "demand": ("Asked", "Demandé"),
    "served here": ("Served here", "Servi ici"),
    "rented": ("Rented elsewhere", "Loué ailleurs"),
    "tokens": ("tokens", "tokens"),
    "all workloads": ("All workloads", "Toutes charges"),
    "average": ("Average", "Moyenne"),
    "price": ("Energy, all in, €/MWh", "Énergie, tout compris, €/MWh"),
    "power": ("Power, MW", "Puissance, MW"),
    "pue": ("PUE", "PUE"),
    "backlog": ("Waiting, h", "En attente, h"),
    "racks by workload": ("Racks by workload", "Racks par charge"),
    "cumulated": ("Cumulated, M€", "Cumulé, M€"),
    "per period": ("Per period, M€", "Par période, M€"),
    "net": ("Net", "Net"),
    "other": ("Other", "Autres"),
    "revenue": ("Revenue", "Revenus"),
    "capex": ("Racks and site", "Racks et site"),
    "opex": ("Operation", "Exploitation"),
    "energy": ("Energy", "Énergie"),
    "tariff": ("Grid tariff", "Acheminement"),
    "tax": ("Electricity taxes", "Taxes d’électricité"),
    "burst": ("Rented elsewhere", "Loué ailleurs"),
    "penalty": ("Penalties", "Pénalités"),
    "resale": ("Racks sold", "Racks vendus"),
    "terminal": ("Value at the end", "Valeur finale"),
    "lost load": ("Lost load", "Charge perdue"),
    "model error": ("Overrun: model minus official", "Dépassement : modèle moins officiel"),
    "residual": ("Not explained", "Non expliqué"),
    "tightest": ("Load when nearest", "Charge au plus près"),
    "share of hours": ("Share of the hours", "Part des heures"),
    "load": ("Load, MW, mean of the day", "Charge, MW, moyenne du jour"),
    "spot": ("Spot price, €/MWh", "Prix spot, €/MWh"),
    "carbon intensity": ("Carbon of the grid, g CO2e/kWh", "Carbone du réseau, g CO2e/kWh"),
    "supply": ("Supply", "Fourniture"),
    "network, fixed": ("Network, fixed", "Réseau, part fixe"),
    "network, energy": ("Network, by energy", "Réseau, énergie"),
    "network, overrun": ("Network, overrun", "Réseau, dépassements"),
    "taxes and levies": ("Taxes and levies", "Taxes et contributions"),
    "location": ("Energy, by location", "Énergie, selon le lieu"),
    "market": ("Energy, by contract", "Énergie, selon les contrats"),
    "embodied": ("Equipment and building", "Équipements et bâtiment"),
    "sheddable": ("MW that can be shed", "MW effaçables"),
    "worth": ("Worth at least, €/MWh", "À partir de, €/MWh"),
    "interpolated": ("interpolated", "interpolé"),
    "predicted": ("predicted", "prédit"),
    "derived": ("derived", "déduit"),
    "specification ratio": ("data sheets", "fiches techniques"),
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
}
WORKLOADS_FR = {
    "assistant": "Assistant",
    "enterprise": "Entreprises",
    "coding": "Agents de code",
    "small-model-api": "API petit modèle",
    "document-batch": "Lots de documents",
    "fine-tuning": "Affinage",
    "simulation": "Simulation",
    "parked": "En veille",
    "idle": "Au repos",
}
WORKLOADS_EN = {"fine-tuning": "Fine-tuning", "coding": "Coding agents", "small-model-api": "Small-model API"}
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
}
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "fr": ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
}


def say(key: str, locale: str) -> str:
    """The word for `key`; KeyError where there is none."""
    return WORDS[key][formats.language(locale) == "fr"]


def workload_name(name: str, locale: str) -> str:
    """A workload as people read it: small-model-api → Small-model API, API petit modèle."""
    known = WORKLOADS_FR if formats.language(locale) == "fr" else WORKLOADS_EN
    plain = name.replace("-", " ")
    return known.get(name, plain[:1].upper() + plain[1:])


def within_text(name: str) -> str:
    """A name inside a sentence: Coding agents → coding agents; API petit modèle stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def tokens_text(mtokens: float, locale: str) -> str:
    """An amount of tokens, given in millions: 412 bn tokens, 412 Md de tokens."""
    french = formats.language(locale) == "fr"
    units = ((1e6, "trillion tokens", "billions de tokens"), (1e3, "bn tokens", "Md de tokens"))
    for size, english, other in units:
        if abs(mtokens) >= size:
            return f"{formats.significant(mtokens / size, 3, locale)}{formats.NO_BREAK}{other if french else english}"
    word = "M de tokens" if french else "M tokens"
    return f"{formats.significant(mtokens, 3, locale)}{formats.NO_BREAK}{word}"
