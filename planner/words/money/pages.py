"""The pages Money and Statements. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "page money": ("Money", "Finances"),
    "page statements": ("Statements", "États financiers"),
    "fund headline": ("Peak funding is {amount}, in {when}.", "Le besoin de financement atteint {amount}, en {when}."),
    "fund none": ("No funding is ever needed.", "Aucun financement n’est nécessaire."),
    "debt none": ("The plan has no debt.", "Le plan n’a pas de dette."),
    "service none": (
        "No interest or principal falls due within the horizon.",
        "Ni intérêt ni principal n’est dû dans l’horizon.",
    ),
    "cover lowest": (
        "The lowest debt service cover is {value}, in {when}",
        "Le DSCR le plus bas est {value}, en {when}",
    ),
    "covenant none": ("; no covenant is set.", " ; aucun covenant n’est fixé."),
    "covenant met": ("; every covenant is met.", " ; tous les covenants sont respectés."),
    "covenant broken": (
        "; a covenant is broken, first in {when}.",
        " ; un covenant est rompu, d’abord en {when}.",
    ),
    "peak card": ("Peak funding", "Besoin de financement maximal"),
    "peak before": ("before tax and financing", "avant impôt et financement"),
    "peak never": ("cash never below zero", "trésorerie jamais négative"),
    "lowest dscr": ("Lowest DSCR", "DSCR le plus bas"),
    "no debt": ("No debt", "Pas de dette"),
    "equity pays": ("equity pays for all", "tout en fonds propres"),
    "covenant at": (
        "{when} · covenant {limit}, tested at {tested} at the lowest",
        "{when} · covenant {limit}, testé à {tested} au plus bas",
    ),
    "covenant not set": ("{when} · no covenant", "{when} · sans covenant"),
    "irr none": ("none", "aucun"),
    "paid irr": ("as paid {rate}", "aux dates de paiement {rate}"),
    "orders irr": ("orders {rate}", "commandes {rate}"),
    "paid npv": ("as paid {amount}", "aux dates de paiement {amount}"),
    "equity card": ("Equity paid in", "Apports en fonds propres"),
    "paid back by": ("paid back in {when}", "remboursé en {when}"),
    "fund by equity": (
        "Equity pays in {equity}; {end} of cash at the end",
        "Les fonds propres apportent {equity} ; {end} de trésorerie à la fin",
    ),
    "fund by both": (
        "Debt reaches {debt} and equity pays in {equity}; {end} of cash at the end",
        "La dette atteint {debt}, les fonds propres apportent {equity} ; {end} de trésorerie à la fin",
    ),
    "fund note": (
        "M€, by month. Black: before tax and financing, counted from nothing; diamond: its lowest day, when what is "
        "due is paid before anything is received. The others are balances at the end of each month.",
        "M€, par mois. Noir : avant impôt et financement, à partir de rien ; losange : son jour le plus bas, le dû "
        "étant payé avant tout encaissement. Les autres sont des soldes de fin de mois.",
    ),
    "fund cumulated": ("Before tax and financing", "Avant impôt et financement"),
    "fund cash": ("Cash", "Trésorerie"),
    "fund debt": ("Debt", "Dette"),
    "fund equity": ("Equity paid in", "Apports"),
    "fund peak": ("peak funding {amount}", "besoin maximal {amount}"),
    "cover note": (
        "Cash available after tax over interest, fees and scheduled principal, by quarter; balloons apart. Bars above "
        "5 are cut.",
        "Flux disponible après impôt sur intérêts, commissions et principal prévu, par trimestre, hors in fine. Barres "
        "coupées à 5.",
    ),
    "cover note sculpted": (
        "Repayment is sculpted to {value}: a target, no covenant.",
        "Remboursement profilé à {value} : une cible, pas un covenant.",
    ),
    "cover of the quarter": ("Of the quarter", "Du trimestre"),
    "cover tested": ("As the covenant tests it", "Tel que testé"),
    "cover covenant": ("Covenant", "Covenant"),
    "cover sculpted": ("Sculpted to", "Profil visé"),
    "no debt note": (
        "Every payment is made from receipts and equity: there is no debt service to cover. Loans are terms of the "
        "scenario, under finance.debt.",
        "Tout est payé par les recettes et les fonds propres : aucun service de dette à couvrir. Les prêts se "
        "saisissent sous finance.debt.",
    ),
    "covenant": ("Covenant", "Covenant"),
    "covenant quarter": ("Tightest in", "Le plus serré en"),
    "covenant limit": ("Limit", "Limite"),
    "covenant headroom": ("Left, in money", "Marge, en argent"),
    "covenant holds": ("met", "respecté"),
    "covenant is broken": ("broken", "rompu"),
    "covenant minimum_dscr": ("Debt service cover (DSCR)", "Couverture du service de la dette (DSCR)"),
    "covenant planned_dscr": (
        "Debt service cover before tax, as planned",
        "Couverture du service de la dette avant impôt, telle que planifiée",
    ),
    "covenant minimum_llcr": ("Loan life cover (LLCR)", "Couverture sur la durée du prêt (LLCR)"),
    "covenant highest_gearing": ("Gearing", "Levier"),
    "covenant least_cash_meur": ("Least cash", "Trésorerie minimale"),
    "cost finding": (
        "A million tokens cost {total} €; {part}: {share}",
        "Un million de tokens coûte {total} € ; {part} : {share}",
    ),
    "cost none": ("No tokens are served", "Aucun token n’est servi"),
    "cost note": (
        "Levelised over the horizon: what racks and kWh cost, spread over the tokens that they serve here. Debt and "
        "tax are not in it.",
        "Actualisé sur l’horizon : le coût des racks et des kWh, réparti sur les tokens servis ici. Hors dette et "
        "impôt.",
    ),
    "cost of electricity": ("Electricity and grid", "Électricité et réseau"),
    "cost of racks and site": ("Racks and site, capital", "Racks et site, capital"),
    "cost of operation": ("Operation", "Exploitation"),
    "cost of rent": ("Rent", "Loyer"),
    "cost of a Mtoken": ("A million tokens", "Un million de tokens"),
    "cost price": ("Costs", "Coûte"),
    "cost need": ("Serves or needs", "Sert ou consomme"),
    "kwh a Mtoken": ("{amount} kWh a Mtoken", "{amount} kWh par Mtoken"),
    "keur a rack": ("{amount} k€ a rack a year", "{amount} k€ par rack et par an"),
    "tokens a rack": ("{tokens} a rack a year", "{tokens} par rack et par an"),
    "by workload": ("What a unit of work costs, earns and leaves", "Coût, revenu et marge d’une unité de travail"),
    "by workload note": (
        "€ per Mtoken or GPU-hour, levelised, all costs by use; idle racks and rented work are apart, so these differ "
        "from the walk above.",
        "€ par Mtoken ou heure GPU, actualisé, tous coûts selon l’usage ; racks inactifs et travail loué à part, d’où "
        "l’écart avec la décomposition.",
    ),
    "costs": ("Costs", "Coûte"),
    "earns": ("Earns", "Rapporte"),
    "leaves": ("Leaves", "Laisse"),
    "worth what": ("What it is worth", "Ce que cela vaut"),
    "worth what note": (
        "Before tax and financing. First as the optimiser counts, in the middle of each period; then as paid, on the "
        "days on which money moves. Orders: the site less the same site without them.",
        "Avant impôt et financement. D’abord selon l’optimiseur, au milieu de chaque période ; puis aux dates de "
        "paiement. Commandes : le site moins le même site sans elles.",
    ),
    "measure npv_meur": ("NPV, as the optimiser counts it", "VAN, selon l’optimiseur"),
    "measure npv_as_paid_meur": ("NPV, as money is paid", "VAN, aux dates de paiement"),
    "measure irr_as_paid": ("IRR, as money is paid", "TRI, aux dates de paiement"),
    "measure payback": ("Paid back by the end of", "Remboursé fin"),
    "measure peak_funding_by_month_meur": ("Peak funding", "Besoin de financement maximal"),
    "measure break_even_price": ("Break-even factor on all prices", "Facteur de prix au point mort"),
    "measure npv_per_mw_meur": ("NPV per MW", "VAN par MW"),
    "measure irr_of_equity": ("IRR of equity, after tax and debt", "TRI des fonds propres, après impôt et dette"),
    "measure break_even_discount_rate": ("Break-even discount rate", "Taux d’actualisation au point mort"),
    "measure break_even_token_price": ("Break-even price of tokens", "Prix des tokens au point mort"),
    "measure break_even_use": ("Break-even factor on all work", "Facteur d’activité au point mort"),
    "measure break_even_utilisation": ("Break-even utilisation of GPUs", "Utilisation des GPU au point mort"),
    "measure none": ("not defined", "non défini"),
    "all measures": ("All measures, with notes", "Toutes les mesures, avec notes"),
    "statements lead": (
        "From {first} to {last}: {revenue} of revenue, {profit} of net profit, {cash} of cash at the end.",
        "De {first} à {last} : {revenue} de chiffre d’affaires, {profit} de résultat net, {cash} de trésorerie en fin.",
    ),
    "statements note": (
        "M€, income positive; of {whose}. Select a line to see how it is made and what it rests on.",
        "M€, recettes positives ; {whose}. Sélectionner une ligne pour voir sa composition et ses hypothèses.",
    ),
    "view site": ("the site", "pour le site"),
    "view group": ("the group", "pour le groupe"),
    "every quarter": ("Quarters", "Trimestres"),
    "every year": ("Years", "Années"),
    "excel": ("Excel with live formulas", "Excel avec formules"),
    "line at the start": ("At the start of the period", "Au début de la période"),
    "line rows": ("{count} rows of: {kind}", "{count} lignes de : {kind}"),
    "line how": ("How it is made", "Composition"),
    "line rests on": (
        "{count} assumptions feed it, all in the scenario",
        "{count} hypothèses l’alimentent, toutes dans le scénario",
    ),
    "line rests on none": (
        "It rests on no assumption of its own: open the lines it is made of",
        "Aucune hypothèse propre : ouvrir les lignes qui la composent",
    ),
    "line chosen": ("Line", "Ligne"),
}
