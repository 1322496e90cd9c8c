"""What the fields of finance, payments, accounts and tax mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "Rates that turn amounts into present euros.": "Taux qui ramènent les montants en euros d’aujourd’hui.",
    "Exchange rate.": "Taux de change.",
    (
        "Exchange rate by calendar year: racks, rented GPUs and prices in USD follow it, those in EUR do not; years "
        "after the last keep it, years before the first have usd_per_eur."
    ): (
        "Taux de change par année civile : racks, GPU loués et prix en USD le suivent, ceux en EUR non ; les "
        "années après la dernière le gardent, celles avant la première ont usd_per_eur."
    ),
    "Discount rate a year, nominal, before tax.": "Taux d’actualisation par an, nominal, avant impôt.",
    "Inflation a year.": "Inflation par an.",
    "Share of the customer's price that pays for model, sales and support and does not reach the site.": (
        "Part du prix du client qui paie modèle, vente et support et n’arrive pas au site."
    ),
    (
        "Most that may be paid by calendar year for racks, phases and equipment ordered by this plan; years that are "
        "not named have no limit."
    ): (
        "Le plus qui puisse être payé par année civile pour racks, phases et équipements commandés par ce plan ; "
        "les années non nommées sont sans limite."
    ),
    "Whose money is counted: the site's, without cost_of_sales_share, or the group's, with all the customer pays.": (
        "De qui l’argent est compté : du site, sans cost_of_sales_share, ou du groupe, avec tout ce que paie le client."
    ),
    (
        "Share of the customer's price that the group pays the site, in the statements of the group; null: all but "
        "cost_of_sales_share."
    ): (
        "Part du prix du client que le groupe paie au site, dans les comptes du groupe ; null : tout sauf "
        "cost_of_sales_share."
    ),
    "When what is earned and owed is paid.": "Quand ce qui est gagné et dû est payé.",
    "Days from the end of a month to the payment of its work; a contract may have its own.": (
        "Jours de la fin du mois au paiement de son travail ; un contrat peut avoir les siens."
    ),
    "Days to the payment of upkeep and of GPUs rented elsewhere.": (
        "Jours jusqu’au paiement de l’entretien et des GPU loués ailleurs."
    ),
    "Days to the payment of electricity and grid.": "Jours jusqu’au paiement de l’électricité et du réseau.",
    "Months of rent that are paid at once, in advance.": "Mois de loyer payés en une fois, d’avance.",
    (
        "VAT on domestic sales and purchases, settled with the State in the month after; 0 leaves VAT out. Imports "
        "are self-assessed and never cost cash."
    ): (
        "TVA sur ventes et achats intérieurs, réglée avec l’État le mois suivant ; 0 l’ignore. Les importations "
        "sont autoliquidées et ne coûtent jamais de trésorerie."
    ),
    "Share of sales that VAT is charged on; the rest is sold abroad.": (
        "Part des ventes soumise à la TVA ; le reste est vendu à l’étranger."
    ),
    "Balance sheet on the first day of the horizon.": "Bilan au premier jour de l’horizon.",
    "Racks that run, by product of fleet.opening.": "Racks en service, par modèle de fleet.opening.",
    "Book value of all of them on the first day of the horizon.": (
        "Valeur comptable de tous au premier jour de l’horizon."
    ),
    "Months over which the rest is written off.": "Mois sur lesquels le reste est amorti.",
    "Paid ahead for racks of fleet.on_order.": "Payé d’avance pour les racks de fleet.on_order.",
    "Deposit left with the landlord.": "Dépôt laissé au bailleur.",
    "Cash.": "Trésorerie.",
    "Owed by customers, paid within days_to_be_paid.": "Dû par les clients, payé sous days_to_be_paid.",
    "Owed to suppliers, paid within days_to_pay_suppliers.": "Dû aux fournisseurs, payé sous days_to_pay_suppliers.",
    "Debt that is there, paid back in equal parts.": "Dette existante, remboursée en parts égales.",
    "Months over which that debt is paid back.": "Mois sur lesquels cette dette est remboursée.",
    "Interest a year on that debt.": "Intérêt par an sur cette dette.",
    "Tax losses carried forward.": "Déficits fiscaux reportés.",
    "Corporate tax of the year before, paid in full; the instalments of the first year follow it.": (
        "Impôt sur les sociétés de l’année d’avant, payé en entier ; les acomptes de la première année le suivent."
    ),
    "Years over which what is bought is written off.": "Années sur lesquelles les achats sont amortis.",
    "Racks with their network and storage.": "Racks avec leur réseau et leur stockage.",
    "Site phases, fit-out, battery, PV and stores.": "Phases du site, aménagement, batterie, photovoltaïque et stocks.",
    "The rent of the shell in the accounts.": "Le loyer du bâtiment dans les comptes.",
    (
        "rent: a cost of its month, as in French law. right-of-use: asset and debt in the balance sheet, as in IFRS "
        "16; tax, dividends and cash available for debt follow the rent in either case."
    ): (
        "rent : une charge de son mois, comme en droit français. right-of-use : actif et dette au bilan, comme en"
        " IFRS 16 ; impôt, dividendes et trésorerie pour la dette suivent le loyer dans les deux cas."
    ),
    "Borrowing rate a year that the rents to come are discounted at.": (
        "Taux d’emprunt par an auquel les loyers à venir sont actualisés."
    ),
    "Last quarter of the lease; null: the last of the horizon.": (
        "Dernier trimestre du bail ; null : le dernier de l’horizon."
    ),
    "Corporate and local taxes.": "Impôts sur les sociétés et locaux.",
    "True: corporate tax is worked out and paid.": "Vrai : l’impôt sur les sociétés est calculé et payé.",
    "Months of the instalments, equal parts of the tax of the year before.": (
        "Mois des acomptes, parts égales de l’impôt de l’année d’avant."
    ),
    "Month in which the rest of a year's tax is paid, the year after.": (
        "Mois où le solde de l’impôt d’une année est payé, l’année suivante."
    ),
    "Turnover in France of the rest of the tax group: the surtax counts it.": (
        "Chiffre d’affaires en France du reste du groupe fiscal : la surtaxe le compte."
    ),
    "Local taxes (CFE, land tax; CVAE unless cvae), paid in December.": (
        "Impôts locaux (CFE, taxe foncière ; CVAE sauf cvae), payés en décembre."
    ),
    (
        "True: CVAE on value added is worked out, at each year's rate for a turnover above 50 MEUR (too high below), "
        "and paid in June and September."
    ): (
        "Vrai : la CVAE sur la valeur ajoutée est calculée, au taux de chaque année pour un chiffre d’affaires "
        "au-dessus de 50 M€ (trop haut en dessous), et payée en juin et septembre."
    ),
}
