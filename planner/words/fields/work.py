"""What the fields of demand and workloads mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "How demand grows.": "Comment la demande croît.",
    "Growth of the levels.": "Croissance des niveaux.",
    "Growth factors of token workloads.": "Facteurs de croissance des charges en tokens.",
    "Growth factors of GPU-hour workloads.": "Facteurs de croissance des charges en heures GPU.",
    "Scales what each growth factor has above 1.": "Multiplie ce que chaque facteur de croissance a au-dessus de 1.",
    "Local time of the daily trough, as hours:minutes.": "Heure locale du creux quotidien, en heures:minutes.",
    (
        "Probability that capacity holds at any moment inside the hour; headroom is then learned from request rates. "
        "Null: headroom as each workload gives it."
    ): (
        "Probabilité que la capacité suffise à tout instant de l’heure ; la marge est alors apprise des taux de "
        "requêtes. Null : la marge donnée par chaque charge."
    ),
    "What is asked of the site, by name.": "Ce qui est demandé au site, par nom.",
    "Short name: small letters, digits, hyphens.": "Nom court : petites lettres, chiffres, traits d’union.",
    "Name as shown.": "Nom affiché.",
    "What the work is counted in.": "Unité dans laquelle le travail est compté.",
    "Number format that the work needs.": "Format numérique que demande le travail.",
    "How long work may wait; 0: interactive.": "Combien de temps le travail peut attendre ; 0 : interactif.",
    "True if the work must never be rented elsewhere.": "Vrai si le travail ne doit jamais être loué ailleurs.",
    "Day and week shape: a class of the request-rate data, or flat.": (
        "Forme du jour et de la semaine : une classe des données de requêtes, ou flat."
    ),
    "Shares of its demand by country (ISO 3166), for public holidays; none: all in France.": (
        "Parts de sa demande par pays (ISO 3166), pour les jours fériés ; aucune : tout en France."
    ),
    "Share of it that may wait though the rest may not; null: none.": (
        "Part qui peut attendre quand le reste ne le peut pas ; null : aucune."
    ),
    "How long that share may wait.": "Combien de temps cette part peut attendre.",
    "Spare capacity for bursts inside the hour, as a share of demand.": (
        "Capacité de réserve pour les pointes à l’intérieur de l’heure, en part de la demande."
    ),
    "Change of its price each year, of tokens or of GPU-hours; -0.25 is 25 % less.": (
        "Variation de son prix par an, des tokens ou des heures GPU ; -0.25 est 25 % de moins."
    ),
    (
        "What unserved uncommitted work owes, as a multiple of its price, without a cap: the credit of a workload "
        "whose customers are not given as offers."
    ): (
        "Ce que doit le travail non servi hors contrat, en multiple de son prix, sans plafond : l’avoir d’une "
        "charge dont les clients ne sont pas donnés en offres."
    ),
    "Share of its demand sold as it comes, under no contract.": (
        "Part de sa demande vendue au fil de l’eau, sans contrat."
    ),
    "Contracts with customers, signed or offered, by name.": "Contrats avec des clients, signés ou proposés, par nom.",
    "Name as shown, such as customer and product.": "Nom affiché, par exemple client et produit.",
    "True: signed before the plan; false: open, for the plan to sign or decline.": (
        "Vrai : signé avant le plan ; faux : ouvert, au plan de signer ou de décliner."
    ),
    "True: signed, ended and broken as a whole; false: in any part.": (
        "Vrai : signé, terminé et rompu en entier ; faux : pour une part quelconque."
    ),
    "Last day to sign or decline; null: the day before the term.": (
        "Dernier jour pour signer ou décliner ; null : la veille du début."
    ),
    "First quarter of the term.": "Premier trimestre du contrat.",
    "Length of the term.": "Durée du contrat.",
    "Contracted mean, as a share of the demand of the workload in each quarter; or give the mean.": (
        "Moyenne contractée, en part de la demande de la charge à chaque trimestre ; ou donner la moyenne."
    ),
    "Contracted mean of output tokens: one number, or one for each quarter of the term.": (
        "Moyenne contractée de tokens produits : un nombre, ou un par trimestre du contrat."
    ),
    "Contracted mean of GPUs at work: one number, or one for each quarter of the term.": (
        "Moyenne contractée de GPU au travail : un nombre, ou un par trimestre du contrat."
    ),
    "Mean use, as a share of the contracted mean.": "Usage moyen, en part de la moyenne contractée.",
    "Most that is served in an hour, as a multiple of the contracted mean; the rest is throttled.": (
        "Le plus servi en une heure, en multiple de la moyenne contractée ; le reste est bridé."
    ),
    "Share of the contracted volume that is paid whether used or not.": (
        "Part du volume contracté payée, utilisée ou non."
    ),
    "Price per million output tokens, input included, or per GPU-hour, in the first quarter; null: price_share.": (
        "Prix du million de tokens produits, entrée comprise, ou de l’heure GPU, au premier trimestre ; null : "
        "price_share."
    ),
    "Price as a share of the workload's own in the first quarter of the term.": (
        "Prix en part de celui de la charge au premier trimestre du contrat."
    ),
    "Change of the price each year of the term; null: as the workload's own price.": (
        "Variation du prix par an du contrat ; null : comme le prix de la charge."
    ),
    "Credit owed for unserved work, as a share of its price.": (
        "Avoir dû pour le travail non servi, en part de son prix."
    ),
    "Most credit of a month, as a share of its fee; needed where a credit is owed.": (
        "Plus grand avoir d’un mois, en part de sa redevance ; nécessaire quand un avoir est dû."
    ),
    "Fee for ending the contract early, as a share of the fees left; null: it cannot be ended.": (
        "Indemnité de fin anticipée, en part des redevances restantes ; null : il ne peut être terminé."
    ),
    "Days from the end of a month to its payment; null: finance.payments.days_to_be_paid.": (
        "Jours de la fin du mois à son paiement ; null : finance.payments.days_to_be_paid."
    ),
    "Share of its invoices that is not expected to be paid: credit quality.": (
        "Part de ses factures dont le paiement n’est pas attendu : qualité de crédit."
    ),
    "True: the customer is rated investment grade; margin_contracted of a loan counts on it.": (
        "Vrai : le client est noté investment grade ; margin_contracted d’un prêt en tient compte."
    ),
    "Model served, as named in the model catalogue.": "Modèle servi, tel que le catalogue des modèles le nomme.",
    "Output tokens a second, average of the first quarter.": (
        "Tokens produits par seconde, moyenne du premier trimestre."
    ),
    "Mean input of a request.": "Entrée moyenne d’une requête.",
    "Mean output of a request.": "Sortie moyenne d’une requête.",
    "Share of the input found in the cache.": "Part de l’entrée trouvée dans le cache.",
    "Price of cached input, as a share of the input price.": "Prix de l’entrée en cache, en part du prix de l’entrée.",
    "Slowest output a user accepts; null: any speed.": (
        "Débit le plus lent qu’accepte un utilisateur ; null : tout débit."
    ),
    "Multi-token prediction for its model: none or mtp; null: as fleet.operating_points.": (
        "Prédiction de plusieurs tokens pour son modèle : none ou mtp ; null : comme fleet.operating_points."
    ),
    "Prompts and tokens on the same GPUs (one) or apart (two); null: as fleet.operating_points.": (
        "Lecture et écriture sur les mêmes GPU (one) ou séparées (two) ; null : comme fleet.operating_points."
    ),
    "GPUs of a replica of its model; null: as fleet.operating_points.": (
        "GPU d’une réplique de son modèle ; null : comme fleet.operating_points."
    ),
    "Engine that serves it; null: as fleet.operating_points.": (
        "Moteur qui le sert ; null : comme fleet.operating_points."
    ),
    "Date of that engine; null: as fleet.operating_points.": "Date de ce moteur ; null : comme fleet.operating_points.",
    "Model of the price list whose prices apply.": "Modèle du tarif public dont les prix s’appliquent.",
    "Price of input; null: the price list's.": "Prix de l’entrée ; null : celui du tarif public.",
    "Price of output; null: the price list's.": "Prix de la sortie ; null : celui du tarif public.",
    (
        "Currency that its price is agreed in: what is agreed in USD moves with finance.usd_per_eur_by_year; null: "
        "USD for tokens, EUR for GPU-hours."
    ): (
        "Devise dans laquelle son prix est convenu : ce qui l’est en USD suit finance.usd_per_eur_by_year ; null "
        ": USD pour les tokens, EUR pour les heures GPU."
    ),
    "Share of the price that comes in as revenue.": "Part du prix qui entre en revenu.",
    "Product whose GPU the demand is counted in.": "Modèle dont le GPU sert à compter la demande.",
    "Arithmetic on each byte of memory traffic; null: bound by compute alone.": (
        "Calcul par octet de trafic mémoire ; null : limité par le calcul seul."
    ),
    "GPUs at work, average of the first quarter.": "GPU au travail, moyenne du premier trimestre.",
    "Revenue of a GPU-hour.": "Revenu d’une heure GPU.",
}
