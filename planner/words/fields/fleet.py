"""What the fields of the fleet mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "Racks there and to come.": "Racks présents et à venir.",
    "Share of installed racks that work at any time.": "Part des racks installés qui fonctionnent à tout moment.",
    "Maintenance and support a year, as a share of the rack's price.": (
        "Maintenance et support par an, en part du prix du rack."
    ),
    "Network and storage bought with racks, as a share of the price paid for them; not sold again.": (
        "Réseau et stockage achetés avec les racks, en part du prix payé ; non revendus."
    ),
    "Share of the price paid at order; the rest at delivery.": (
        "Part du prix payée à la commande ; le reste à la livraison."
    ),
    "What used racks bring.": "Ce que rapportent les racks d’occasion.",
    "Share of the price paid that a rack brings when new.": "Part du prix payé que vaut un rack neuf à la revente.",
    "Share of its resale value that a rack keeps each year.": (
        "Part de sa valeur de revente qu’un rack garde chaque année."
    ),
    "Discounts on large orders.": "Remises sur les grandes commandes.",
    "Smallest order that gets the discount.": "Plus petite commande qui obtient la remise.",
    "Discount on every rack of the order.": "Remise sur chaque rack de la commande.",
    "Rack products that can be ordered.": "Modèles de racks qui peuvent être commandés.",
    "First quarter in which the product can be ordered.": "Premier trimestre où le modèle peut être commandé.",
    "Last quarter in which it can be ordered; null: no end.": (
        "Dernier trimestre où il peut être commandé ; null : sans fin."
    ),
    "Months from order to live.": "Mois entre la commande et la mise en service.",
    "Most racks that can be ordered in a quarter.": "Nombre de racks que l’on peut commander au plus par trimestre.",
    "Supply from supply_later_from on.": "Offre à partir de supply_later_from.",
    "First quarter with the later supply.": "Premier trimestre de l’offre ultérieure.",
    "Price of a rack or server; null: the catalogue's.": "Prix d’un rack ou d’un serveur ; null : celui du catalogue.",
    "CPU, network cards and chassis, as a share of the price; 0 for whole racks.": (
        "CPU, cartes réseau et châssis, en part du prix ; 0 pour les racks entiers."
    ),
    "Change of the price each quarter; -0.02 is 2 % less.": "Variation du prix par trimestre ; -0.02 est 2 % de moins.",
    "Quarter from which the price changes.": "Trimestre à partir duquel le prix varie.",
    "Years after which the rack is taken out.": "Années après lesquelles le rack est retiré.",
    "Largest power of the rack; null: the catalogue's.": "Plus grande puissance du rack ; null : celle du catalogue.",
    "Power while serving, as a share of nameplate: of GPU-hours, and of tokens with the rule nearest-row.": (
        "Puissance en service, en part de la puissance nominale : pour les heures GPU, et pour les tokens avec la"
        " règle nearest-row."
    ),
    "Power while idle with the model loaded, as a share of nameplate.": (
        "Puissance à vide, modèle chargé, en part de la puissance nominale."
    ),
    "Power while parked, as a share of nameplate.": "Puissance en veille, en part de la puissance nominale.",
    "Network and storage for the rack, always on.": "Réseau et stockage du rack, toujours en marche.",
    "Floor positions the rack takes; 0.25: four share one.": (
        "Emplacements au sol que prend le rack ; 0.25 : quatre en partagent un."
    ),
    "Share of its heat that leaves through the liquid circuit.": "Part de sa chaleur qui part par le circuit liquide.",
    "Weight of the rack.": "Poids du rack.",
    "Racks that run when the plan starts.": "Racks en service au début du plan.",
    "Product, one of fleet.racks.": "Modèle, l’un de fleet.racks.",
    "How many run.": "Combien sont en service.",
    "Quarter since which they run; their age counts from there.": (
        "Trimestre depuis lequel ils servent ; leur âge se compte de là."
    ),
    "Racks ordered before the plan is made that are still to come.": (
        "Racks commandés avant la date du plan et encore à venir."
    ),
    "How many come.": "Combien arrivent.",
    "Day of delivery; they serve from the first period that begins then or later.": (
        "Jour de livraison ; ils servent dès la première période qui commence alors ou plus tard."
    ),
    "What is still to be paid for each of them, on delivery.": "Ce qui reste à payer pour chacun, à la livraison.",
    (
        "What the opening fleet enters the net present value at: resale, what it would fetch on the day of the plan "
        "(horizon.as_of, else the first day), or free."
    ): (
        "À quelle valeur la flotte d’ouverture entre dans la valeur actuelle nette : resale, ce qu’elle "
        "rapporterait le jour du plan (horizon.as_of, sinon le premier jour), ou free, rien."
    ),
    "Where tokens per second and kilowatts of a rack come from.": (
        "D’où viennent les tokens par seconde et les kilowatts d’un rack."
    ),
    "predicted: measured, else interpolated, else predicted; nearest-row: the benchmark of the nearest model.": (
        "predicted : mesuré, sinon interpolé, sinon prédit ; nearest-row : la mesure publiée du modèle le plus proche."
    ),
    "Multi-token prediction: none or mtp; null: not stated, answered without it, the interval wider.": (
        "Prédiction de plusieurs tokens : none ou mtp ; null : non dit, calculé sans, avec un intervalle plus large."
    ),
    "one: the same GPUs read prompts and write; two: apart. Null: not stated, answered as one.": (
        "one : les mêmes GPU lisent et écrivent ; two : séparément. Null : non dit, calculé comme one."
    ),
    "GPUs of a replica, or of a decode worker with two pools; null: the best, the interval wider.": (
        "GPU d’une réplique, ou d’un poste d’écriture avec deux groupes ; null : le meilleur, avec un intervalle "
        "plus large."
    ),
    "Engine that serves; null: the mean of those that were run with the model.": (
        "Moteur d’inférence ; null : la moyenne de ceux mesurés avec le modèle."
    ),
    "Date of the engine, for its yearly gain in speed; null: as the benchmark rows, February 2026.": (
        "Date du moteur, pour son gain de vitesse annuel ; null : celle des mesures publiées, février 2026."
    ),
    "Caps of GPU power, as shares of its rating, at which racks may also run.": (
        "Plafonds de puissance des GPU, en parts de leur puissance nominale, auxquels les racks peuvent aussi tourner."
    ),
    "Power that the feeds of racks carry, as a share of nameplate; below 1 is oversubscribed.": (
        "Puissance que portent les départs des racks, en part de la puissance nominale ; sous 1 : surallocation."
    ),
    "Own measurements, which win; a file may name a CSV file or workbook of its folder instead.": (
        "Mesures propres, qui l’emportent ; un fichier peut nommer à la place un CSV ou un classeur de son dossier."
    ),
    "Product measured, as named in the catalogue.": "Modèle mesuré, tel que le catalogue le nomme.",
    "Workload measured; null: all that serve model in precision.": (
        "Charge mesurée ; null : toutes celles qui servent ce modèle dans cette précision."
    ),
    "Model measured, where no workload is named.": "Modèle mesuré, quand aucune charge n’est nommée.",
    "Number format measured, where no workload is named.": "Format numérique mesuré, quand aucune charge n’est nommée.",
    "Output tokens a second and GPU.": "Tokens produits par seconde et par GPU.",
    "The same of the whole server or rack.": "Le même pour tout le serveur ou le rack.",
    "Output each user got.": "Débit reçu par chaque utilisateur.",
    "Server or rack at the wall, network not counted.": "Serveur ou rack à la prise, réseau non compris.",
    "One GPU board, as NVML or DCGM reads it.": "Une carte GPU, telle que NVML ou DCGM la lit.",
    "What the figures are: output tokens, never input or total; kW with rack_kw, W with gpu_watts.": (
        "Ce que sont les chiffres : tokens produits, jamais lus ni totaux ; kW avec rack_kw, W avec gpu_watts."
    ),
    "Day of the measurement.": "Jour de la mesure.",
    "Who measured, with what.": "Qui a mesuré, avec quoi.",
}
