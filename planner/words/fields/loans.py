"""What the fields of loans and dividends mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "Loans; null: equity pays for all.": "Prêts ; null : les fonds propres paient tout.",
    "Floating base rate a year, by calendar year; years after the last keep it.": (
        "Taux de base variable par an, par année civile ; les années après la dernière le gardent."
    ),
    "Share of the term loan whose base rate is swapped.": "Part du prêt à terme dont le taux de base est échangé.",
    "Fixed rate a year of the swap.": "Taux fixe par an de l’échange.",
    "Least cash at the end of a month.": "Trésorerie la plus basse à la fin d’un mois.",
    "Loan for the investment; null: none.": "Prêt pour l’investissement ; null : aucun.",
    "Most that is drawn in all.": "Le plus qui soit tiré en tout.",
    "Share of each payment for racks, site and equipment that it pays.": (
        "Part de chaque paiement de racks, de site et d’équipement qu’il paie."
    ),
    "Last quarter with draws; null: the horizon.": "Dernier trimestre avec des tirages ; null : l’horizon.",
    "Years from each draw to its maturity.": "Années de chaque tirage à son échéance.",
    "Quarter at whose end all draws are due; null: each by its years.": (
        "Trimestre à la fin duquel tous les tirages sont dus ; null : chacun selon ses années."
    ),
    (
        "How a draw is paid back: at maturity, in equal parts, in equal payments, or at the end of quarters, so that "
        "cash available is dscr times the debt service."
    ): (
        "Comment un tirage est remboursé : à l’échéance, en parts égales, en paiements égaux, ou en fin de "
        "trimestre, de sorte que la trésorerie disponible soit dscr fois le service de la dette."
    ),
    "Months after a draw in which only interest is paid.": "Mois après un tirage où seul l’intérêt est payé.",
    "Cash available over debt service, where repayment is sculpted.": (
        "Trésorerie disponible sur service de la dette, quand le remboursement est sculpté."
    ),
    "Margin a year over the base rate.": "Marge par an au-dessus du taux de base.",
    "Margin on the share of the year's revenue that contracts with investment_grade customers bring; null: margin.": (
        "Marge sur la part du revenu de l’année qu’apportent les contrats avec des clients investment_grade ; "
        "null : margin."
    ),
    "Fee on the amount, paid in the first month.": "Commission sur le montant, payée le premier mois.",
    "Fee a year on what may still be drawn.": "Commission par an sur ce qui peut encore être tiré.",
    "Credit line; null: none.": "Ligne de crédit ; null : aucune.",
    "Most that is owed on it.": "Le plus qui soit dû sur elle.",
    "Fee a year on what is not drawn.": "Commission par an sur ce qui n’est pas tiré.",
    "Debt service reserve account; null: none.": "Compte de réserve du service de la dette ; null : aucun.",
    "Months of service of the term loan that it holds.": "Mois de service du prêt à terme qu’il contient.",
    "What fills it: further draws of the term loan while these last, or cash above its least.": (
        "Ce qui le remplit : d’autres tirages du prêt à terme tant qu’il en reste, ou la trésorerie au-dessus de "
        "son minimum."
    ),
    "Covenants; null: none.": "Clauses financières ; null : aucune.",
    "Least cash available over debt service.": "Plus petite trésorerie disponible sur service de la dette.",
    "Months that this cover looks back on; fewer at first.": "Mois que ce ratio regarde en arrière ; moins au début.",
    "Least cover of the term loan over its life.": "Plus petite couverture du prêt à terme sur sa durée.",
    "Most debt over debt and equity.": "Plus grande dette sur dette et fonds propres.",
    "What of the term loan holds back orders; null: nothing, loans follow the plan.": (
        "Ce qui, du prêt à terme, retient les commandes ; null : rien, les prêts suivent le plan."
    ),
    (
        "Least cover of the debt service by what the site earns before tax, with which racks may be ordered; null: "
        "only the amount of the loan holds orders back."
    ): (
        "Plus petite couverture du service de la dette par ce que le site gagne avant impôt, avec laquelle des "
        "racks peuvent être commandés ; null : seul le montant du prêt les retient."
    ),
    "Months that each test of this cover looks back on; fewer at first.": (
        "Mois que chaque test de ce ratio regarde en arrière ; moins au début."
    ),
    "First quarter at whose end cover is tested; null: the first of the horizon.": (
        "Premier trimestre à la fin duquel le ratio est testé ; null : le premier de l’horizon."
    ),
    "Dividends; null: profits are kept.": "Dividendes ; null : les bénéfices sont gardés.",
    "Month in which they are paid, from 1 to 12.": "Mois où ils sont payés, de 1 à 12.",
    "Share of the profits kept that is paid out.": "Part des bénéfices gardés qui est versée.",
    "Nothing is paid out after a year whose debt service cover was less; 0: always.": (
        "Rien n’est versé après une année dont la couverture du service de la dette était moindre ; 0 : toujours."
    ),
}
