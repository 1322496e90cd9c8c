"""The cases a lender asks for, on the page Money. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "lenders": ("What a lender asks: the plan in other cases", "Ce que demande un prêteur : le plan dans d’autres cas"),
    "lenders ask": (
        "Not worked out yet: orders and signatures are held, every hour is decided again in each of seven cases, on "
        "the days of this plan. Takes some minutes in the background; kept with the run.",
        "Pas encore calculé : commandes et signatures sont tenues, chaque heure est redécidée dans chacun de sept cas, "
        "sur les jours de ce plan. Quelques minutes en arrière-plan ; gardé avec le calcul.",
    ),
    "lenders note": (
        "Orders, signatures and the debt service of the base are held; every hour is decided again. P50 and P90 are of "
        "each column by itself. DSCR before the lender's own adjustments.",
        "Commandes, signatures et service de la dette du cas de base sont tenus ; chaque heure est redécidée. P50 et "
        "P90 se lisent colonne par colonne. DSCR avant les ajustements du prêteur.",
    ),
    "lenders start": ("Work the cases out", "Calculer les cas"),
    "lenders finding": (
        "Debt service is covered {base} times at least; {case}: {least}",
        "Le service de la dette est couvert au moins {base} fois ; {case} : {least}",
    ),
    "lenders finding value": (
        "Nothing is owed; the site is worth least in this case: {case}, {npv} M€",
        "Aucune dette ; le site vaut le moins dans ce cas : {case}, {npv} M€",
    ),
    "lenders case": ("Case", "Cas"),
    "lenders npv": ("NPV, M€", "VAN, M€"),
    "lenders difference": ("Against base", "Face à la base"),
    "lenders dscr_least": ("Least DSCR", "DSCR minimum"),
    "lenders dscr_average": ("Mean DSCR", "DSCR moyen"),
    "lenders weakest": ("Weakest quarter", "Trimestre le plus faible"),
    "lenders shortfall": ("Not paid, M€", "Non payé, M€"),
    "lenders case base": ("base", "base"),
    "lenders case contracted revenue only": ("contracted revenue only", "revenus sous contrat seulement"),
    "lenders case largest customer lost": ("largest customer lost", "plus grand client perdu"),
    "lenders case racks a quarter late": ("racks a quarter late", "racks un trimestre en retard"),
    "lenders case market rents only": ("market rents only", "loyers de marché seulement"),
}
