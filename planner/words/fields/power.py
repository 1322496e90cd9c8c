"""What the fields of what power costs and how it is bought mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "What electricity costs and emits.": "Ce que l’électricité coûte et émet.",
    "Day-ahead price.": "Prix du marché du jour pour le lendemain.",
    "First day of the real prices that give the shape.": "Premier jour des prix réels qui donnent la forme.",
    "Last day of the real prices that give the shape.": "Dernier jour des prix réels qui donnent la forme.",
    "Scales all prices.": "Multiplie tous les prix.",
    "A real year that gives shape and level instead; null: none.": (
        "Une année réelle qui donne forme et niveau à la place ; null : aucune."
    ),
    "Mean price of each year.": "Prix moyen de chaque année.",
    "Change a year after the last forward.": "Variation par an après le dernier prix à terme.",
    "Grid tariff.": "Tarif de réseau.",
    "Voltage domain of the connection.": "Domaine de tension du raccordement.",
    "Short, medium or long use of the subscribed power.": (
        "Courte, moyenne ou longue utilisation de la puissance souscrite."
    ),
    "True if the rates follow inflation.": "Vrai si les tarifs suivent l’inflation.",
    "How often subscribed power may change; a new phase of the connection may raise it at any time.": (
        "À quelle fréquence la puissance souscrite peut changer ; une nouvelle phase du raccordement peut la "
        "relever à tout moment."
    ),
    "Month from which a yearly change holds, 1 to 12; the tariff is revised in August.": (
        "Mois à partir duquel vaut un changement annuel, 1 à 12 ; le tarif est révisé en août."
    ),
    "True if a change may lower subscribed power too.": (
        "Vrai si un changement peut aussi baisser la puissance souscrite."
    ),
    "Taxes on electricity.": "Taxes sur l’électricité.",
    "Excise duty on electricity.": "Accise sur l’électricité.",
    "Contribution (CTA) on the fixed part of the grid tariff.": (
        "Contribution (CTA) sur la part fixe du tarif de réseau."
    ),
    "Capacity levy; null: none is paid.": "Prélèvement de capacité ; null : aucun n’est payé.",
    "Price of a kW of that mean, each winter from November 2026.": (
        "Prix d’un kW de cette moyenne, chaque hiver dès novembre 2026."
    ),
    "Working days signalled from November to March, 7-10 h and 17-20 h on each.": (
        "Jours ouvrés signalés de novembre à mars, de 7 h à 10 h et de 17 h à 20 h chacun."
    ),
    "Capacity rented elsewhere.": "Capacité louée ailleurs.",
    "Product that is rented, one of fleet.racks.": "Modèle loué, l’un de fleet.racks.",
    "Rent of a GPU for an hour, on demand.": "Loyer d’un GPU pour une heure, à la demande.",
    "Change of the rent each year.": "Variation du loyer par an.",
    "Most GPUs on demand at a time; 0: none; null: as many as wanted.": (
        "GPU à la demande au plus à la fois ; 0 : aucun ; null : autant que voulu."
    ),
    "Rent of a GPU reserved for a whole period, as a share of that on demand; null: none can be.": (
        "Loyer d’un GPU réservé pour une période entière, en part de celui à la demande ; null : aucun ne peut l’être."
    ),
    "Most GPUs reserved at a time; null: as many as wanted.": (
        "GPU réservés au plus à la fois ; null : autant que voulu."
    ),
    "Carbon intensity of the grid.": "Intensité carbone du réseau.",
    "First day of the real intensities that give the shape.": (
        "Premier jour des intensités réelles qui donnent la forme."
    ),
    "Last day of the real intensities that give the shape.": (
        "Dernier jour des intensités réelles qui donnent la forme."
    ),
    "Mean intensity.": "Intensité moyenne.",
    "Market-based intensity of what neither contract nor guarantee covers.": (
        "Intensité fondée sur le marché de ce que ne couvre ni contrat ni garantie."
    ),
    "Share of the consumption covered by guarantees of origin.": (
        "Part de la consommation couverte par des garanties d’origine."
    ),
    "CO2e of making a GPU with its part of the server.": "CO2e de fabrication d’un GPU avec sa part de serveur.",
    "CO2e of building the site, per MW of connection.": "CO2e de construction du site, par MW de raccordement.",
    "Years over which the building's CO2e is spread.": "Années sur lesquelles le CO2e du bâtiment est réparti.",
    "Cap on the CO2e of a calendar year; null: none.": "Plafond du CO2e d’une année civile ; null : aucun.",
    "Most CO2e of a calendar year.": "CO2e d’une année civile au plus.",
    (
        "What is counted: the grid's intensity hour by hour, or the residual mix for what neither carbon-free "
        "contracts nor guarantees of origin cover."
    ): (
        "Ce qui est compté : l’intensité du réseau heure par heure, ou le mix résiduel de ce que ne couvrent ni "
        "contrats décarbonés ni garanties d’origine."
    ),
    "Carbon price that is reported, not paid.": "Prix du carbone publié, non payé.",
    "Supply contracts on offer or signed, by name; without any, all is bought at spot.": (
        "Contrats de fourniture proposés ou signés, par nom ; sans aucun, tout est acheté au marché."
    ),
    "Name as shown, such as seller and product.": "Nom affiché, par exemple vendeur et produit.",
    "Flat block, block of Monday to Friday 08:00 to 20:00 local time, or output of a plant of this sort.": (
        "Bloc plat, bloc du lundi au vendredi de 8 h à 20 h heure locale, ou production d’une centrale de ce type."
    ),
    "Solar, wind, nuclear: output hour by hour, or its mean of each calendar month. Null for blocks.": (
        "Solaire, éolien, nucléaire : production heure par heure, ou sa moyenne de chaque mois civil. Null pour "
        "les blocs."
    ),
    "First day of delivery, local time.": "Premier jour de livraison, heure locale.",
    "Last day of delivery, local time.": "Dernier jour de livraison, heure locale.",
    "Day of signature, when the prepayment is due; null: the first day.": (
        "Jour de signature, où l’acompte est dû ; null : le premier jour."
    ),
    "Least volume: block MW, or MW of plant.": "Plus petit volume : MW du bloc, ou MW de centrale.",
    "Largest volume: block MW, or MW of plant.": "Plus grand volume : MW du bloc, ou MW de centrale.",
    "True: no volume at all, or at least min_mw.": "Vrai : aucun volume, ou au moins min_mw.",
    "Price of a MWh on the first day; 60 is 6 cents a kWh.": (
        "Prix d’un MWh le premier jour ; 60, c’est 6 centimes le kWh."
    ),
    "Share of inflation that the price follows, each anniversary.": (
        "Part de l’inflation que suit le prix, à chaque anniversaire."
    ),
    "Solar, wind, nuclear: output of a year per MW of plant. Null for blocks.": (
        "Solaire, éolien, nucléaire : production d’une année par MW de centrale. Null pour les blocs."
    ),
    "Paid at signature for each MW.": "Payé à la signature pour chaque MW.",
    "How much of the consumption is bought ahead.": "Part de la consommation achetée d’avance.",
    "Least share of the expected consumption under contract.": (
        "Plus petite part de la consommation attendue sous contrat."
    ),
    "Largest share of the expected consumption under contract; null: no bound.": (
        "Plus grande part de la consommation attendue sous contrat ; null : sans limite."
    ),
    "First quarter of the least share; null: the whole horizon.": (
        "Premier trimestre de la plus petite part ; null : tout l’horizon."
    ),
    "Mean power expected at the meter over the open connection; needed for the bounds.": (
        "Puissance moyenne attendue au compteur sur le raccordement ouvert ; nécessaire aux limites."
    ),
    "Products by which load that could be shed earns money, by name; none unless given.": (
        "Produits par lesquels une charge effaçable rapporte, par nom ; aucun sauf indication."
    ),
    "Name as shown, such as buyer and product.": "Nom affiché, par exemple acheteur et produit.",
    (
        "Contract of interruption; automatic or manual reserve that takes load off (aFRR, mFRR up); complementary "
        "reserve. A name: what the model does follows from the fields below."
    ): (
        "Contrat d’interruption ; réserve automatique ou manuelle à la baisse (aFRR, mFRR) ; réserve "
        "complémentaire. Un nom : ce que fait le modèle suit des champs ci-dessous."
    ),
    "Paid for each MW and hour on offer, at the start.": "Payé pour chaque MW et heure offerts, au début.",
    "Change of the price a year, nominal.": "Variation du prix par an, nominale.",
    "Most that may be offered.": "Offre la plus grande possible.",
    "Whole hours for which a call must be kept up.": "Heures entières pendant lesquelles un appel doit être tenu.",
    "Whether each hour has an offer of its own, or one offer holds for all open hours of a day.": (
        "Si chaque heure a son offre, ou si une offre vaut pour toutes les heures ouvertes du jour."
    ),
    "First quarter in which the site may offer it, once it is certified.": (
        "Premier trimestre où le site peut l’offrir, une fois certifié."
    ),
    "Months in which it is bought, 1 to 12.": "Mois où il est acheté, 1 à 12.",
    "First local hour of a day in which it is bought.": "Première heure locale du jour où il est acheté.",
    "Local hour at which it ends, 24 for midnight.": "Heure locale où cela finit, 24 pour minuit.",
    "Days of the week on which it is bought, Monday 0 to Sunday 6; public holidays are as others.": (
        "Jours de la semaine où il est acheté, lundi 0 à dimanche 6 ; les jours fériés sont comme les autres."
    ),
    "Workloads that may be cut off though they cannot wait for so long.": (
        "Charges qui peuvent être coupées bien qu’elles ne puissent attendre aussi longtemps."
    ),
}
