"""Why there is no plan: limits, what they lack, and ways out. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "no plan": ("No plan exists.", "Aucun plan n’existe."),
    "no plan on few days": (
        "No plan exists on the few days chosen. Every day of the horizon was tried: on all days there is one.",
        "Aucun plan n’existe sur les quelques jours choisis. Tous les jours ont été essayés : avec eux il y en a un.",
    ),
    "no plan all days": ("solve on all days (--days all).", "calculez sur tous les jours (--days all)."),
    "no plan reason": (
        "In {period}{site}, {limit}: {needed} {unit} needed, {available} {unit} available.",
        "En {period}{site}, {limit} : il faut {needed} {unit}, {available} {unit} disponibles.",
    ),
    "no plan site": (" at {site}", " à {site}"),
    "no plan ways": (
        "each of these was tried and gives a plan:",
        "chacune de ces modifications a été essayée et donne un plan :",
    ),
    "no plan change": ("{path} {new} instead of {old}", "{path} {new} au lieu de {old}"),
    "no plan limit unit MW": ("MW", "MW"),
    "no plan limit unit GWh": ("GWh", "GWh"),
    "no plan limit unit M€": ("M€", "M€"),
    "no plan limit unit t": ("t", "t"),
    "no plan limit unit positions": ("positions", "emplacements"),
    "no plan limit unit phase": ("phase", "phase"),
    "no plan limit connection": (
        "power at the meter for the parked fleet and the auxiliaries",
        "puissance au compteur pour le parc en veille et les auxiliaires",
    ),
    "no plan limit connection cure": (
        "raise site.connection_mw, open a phase earlier, or lower site.auxiliaries_mw",
        "augmentez site.connection_mw, ouvrez une phase plus tôt, ou baissez site.auxiliaries_mw",
    ),
    "no plan limit rack_positions": ("rack positions", "emplacements de racks"),
    "no plan limit rack_positions cure": (
        "raise rack_positions of a phase, or open it earlier",
        "augmentez rack_positions d’une phase, ou ouvrez-la plus tôt",
    ),
    "no plan limit liquid_cooling": ("liquid cooling", "refroidissement liquide"),
    "no plan limit liquid_cooling cure": (
        "raise liquid_cooling_mw of a phase, or open it earlier",
        "augmentez liquid_cooling_mw d’une phase, ou ouvrez-la plus tôt",
    ),
    "no plan limit floor_load": ("floor load", "charge au sol"),
    "no plan limit floor_load cure": (
        "raise floor_load_t of a phase, or open it earlier",
        "augmentez floor_load_t d’une phase, ou ouvrez-la plus tôt",
    ),
    "no plan limit phases": ("the phase before one that is committed", "la phase qui précède une phase engagée"),
    "no plan limit phases cure": (
        "open the phase before it earlier, or make the later one optional",
        "ouvrez plus tôt la phase précédente, ou rendez la suivante facultative",
    ),
    "no plan limit firm_part": (
        "power of the firm part for the parked fleet and the auxiliaries",
        "puissance de la part ferme pour le parc en veille et les auxiliaires",
    ),
    "no plan limit firm_part cure": (
        "lower flexible_mw of a phase, or site.curtailment.hours_per_year to 0",
        "baissez flexible_mw d’une phase, ou mettez site.curtailment.hours_per_year à 0",
    ),
    "no plan limit n_minus_1": (
        "power with one transformer lost, for the parked fleet and the auxiliaries",
        "puissance avec un transformateur perdu, pour le parc en veille et les auxiliaires",
    ),
    "no plan limit transformers": (
        "power of all transformers, for the parked fleet and the auxiliaries",
        "puissance de tous les transformateurs, pour le parc en veille et les auxiliaires",
    ),
    "no plan limit maintenance": (
        "power left by works on the connection, for the parked fleet and the auxiliaries",
        "puissance laissée par les travaux sur le raccordement, pour le parc en veille et les auxiliaires",
    ),
    "no plan limit n_minus_1 cure": (
        "raise mva_each of the transformers or their count",
        "augmentez mva_each des transformateurs ou leur nombre",
    ),
    "no plan limit transformers cure": (
        "raise mva_each of the transformers or their count",
        "augmentez mva_each des transformateurs ou leur nombre",
    ),
    "no plan limit maintenance cure": (
        "raise mw_left of a maintenance window",
        "augmentez mw_left d’une période de travaux",
    ),
    "no plan limit carbon": (
        "CO2e of the parked fleet and the auxiliaries under the cap of its year",
        "CO2e du parc en veille et des auxiliaires sous le plafond de l’année",
    ),
    "no plan limit carbon cure": (
        "raise power.carbon.cap.t_per_year, or offer carbon-free contracts if its basis is the market",
        "augmentez power.carbon.cap.t_per_year, ou proposez des contrats sans carbone si sa base est le marché",
    ),
    "no plan limit capital": (
        "capital for the phases and equipment that must be built",
        "capital pour les phases et les équipements à construire",
    ),
    "no plan limit capital cure": (
        "raise finance.capital_budget_meur of that year, or make a phase optional",
        "augmentez finance.capital_budget_meur de cette année, ou rendez une phase facultative",
    ),
    "no plan limit loan": (
        "term loan for its share of the phases, equipment and racks that must be paid",
        "prêt à terme pour sa part des phases, des équipements et des racks à payer",
    ),
    "no plan limit loan cure": (
        "raise finance.debt.term_loan.amount_meur or lower its share_of_investment",
        "augmentez finance.debt.term_loan.amount_meur ou baissez share_of_investment",
    ),
    "no plan limit covenant": (
        "cash available before tax for its debt service, as often as the covenant says",
        "trésorerie disponible avant impôt pour le service de la dette, autant de fois que le covenant l’exige",
    ),
    "no plan limit covenant cure": (
        "lower finance.debt.planning.minimum_dscr, set its first_test later, or lower term_loan.share_of_investment",
        "baissez finance.debt.planning.minimum_dscr, retardez first_test, ou baissez term_loan.share_of_investment",
    ),
    "no plan limit least_hedge": ("energy under contract", "énergie sous contrat"),
    "no plan limit least_hedge cure": (
        "lower power.hedge.min_share, set min_share_from later, or raise max_mw of a contract that delivers then",
        "baissez power.hedge.min_share, retardez min_share_from, ou augmentez max_mw d’un contrat qui livre alors",
    ),
    "no plan limit most_hedge": (
        "expected consumption for the contracts that must be taken",
        "consommation attendue pour les contrats à prendre",
    ),
    "no plan limit most_hedge cure": (
        "raise power.hedge.max_share, or lower min_mw of a contract that delivers then",
        "augmentez power.hedge.max_share, ou baissez min_mw d’un contrat qui livre alors",
    ),
}
