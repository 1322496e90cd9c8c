"""What the fields of forecast and uncertainty mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "Forecast of demand; null: demand is as given.": (
        "Prévision de la demande ; null : la demande est telle que donnée."
    ),
    "Sample paths drawn.": "Trajectoires tirées.",
    "Seed of the draws.": "Graine des tirages.",
    "Rank correlation of two workloads, unless given below.": (
        "Corrélation de rang de deux charges, sauf indication ci-dessous."
    ),
    "Pairs that differ from it.": "Paires qui s’en écartent.",
    "A workload of the forecast.": "Une charge de la prévision.",
    "Another one.": "Une autre.",
    "Rank correlation of their demand.": "Corrélation de rang de leur demande.",
    "Sources by workload.": "Sources par charge.",
    "How much each source counts.": "Combien compte chaque source.",
    "Weight of the scenario's own demand.": "Poids de la demande du scénario.",
    "Weight of the forecast from history.": "Poids de la prévision d’après l’historique.",
    "Weight of the drivers.": "Poids des facteurs explicatifs.",
    "Weight of the growth prior.": "Poids de la croissance a priori.",
    "Past demand; null: none.": "Demande passée ; null : aucune.",
    "CSV file in the folder of this file, or below; its text is read into csv.": (
        "Fichier CSV dans le dossier de ce fichier, ou dessous ; son texte est lu dans csv."
    ),
    "The text of the CSV file.": "Le texte du fichier CSV.",
    "What makes demand; null: not modelled.": "Ce qui fait la demande ; null : non modélisé.",
    "Users and their requests; null: none.": "Utilisateurs et leurs requêtes ; null : aucun.",
    "Active users in the first quarter.": "Utilisateurs actifs au premier trimestre.",
    "Growth factors of users, year after year; the last one repeats.": (
        "Facteurs de croissance des utilisateurs, année après année ; le dernier se répète."
    ),
    "Requests of an active user.": "Requêtes d’un utilisateur actif.",
    "Customers and their seats; null: none.": "Clients et leurs postes ; null : aucun.",
    "Customers in the first quarter.": "Clients au premier trimestre.",
    "Customers won in a quarter, on average; drawn as a Poisson number.": (
        "Clients gagnés en un trimestre, en moyenne ; tirés selon une loi de Poisson."
    ),
    "Share of the customers lost in a quarter.": "Part des clients perdue en un trimestre.",
    "Mean seats of a customer.": "Postes d’un client, en moyenne.",
    "Requests of a seat, mean over all days.": "Requêtes d’un poste, moyenne de tous les jours.",
    "Contracts that may be signed, by name.": "Contrats qui peuvent être signés, par nom.",
    "Probability that it is signed.": "Probabilité qu’il soit signé.",
    "First quarter of use, if signed.": "Premier trimestre d’usage, s’il est signé.",
    "Quarters until full use, in equal steps.": "Trimestres jusqu’au plein usage, par pas égaux.",
    "Output at full use.": "Production au plein usage.",
    "Last quarter of use; null: beyond the horizon.": "Dernier trimestre d’usage ; null : au-delà de l’horizon.",
    "Change of demand in percent for a price 1 % higher; the price moves as the workload's.": (
        "Variation de la demande en pour cent pour un prix 1 % plus haut ; le prix évolue comme celui de la charge."
    ),
    "Switches of model, in order of time.": "Changements de modèle, dans l’ordre du temps.",
    "Day of the switch.": "Jour du changement.",
    "Output tokens of a request after over before.": "Tokens produits d’une requête, après sur avant.",
    "Input tokens of a request after over before.": "Tokens lus d’une requête, après sur avant.",
    "Standard deviation of the logarithm of the output factor.": "Écart type du logarithme du facteur de production.",
    "Standard deviation of the logarithm of the level today.": "Écart type du logarithme du niveau d’aujourd’hui.",
    "Standard deviation of the logarithm after a year; grows with the root of time.": (
        "Écart type du logarithme après un an ; croît avec la racine du temps."
    ),
    "Growth prior; null: none.": "Croissance a priori ; null : aucune.",
    "Series of data/demand/token_growth.csv to fit; empty: all that report two figures or more.": (
        "Séries de data/demand/token_growth.csv à ajuster ; vide : toutes celles qui donnent deux chiffres ou plus."
    ),
    "Standard deviation of the logarithm after a year, around the curve; null: as fitted.": (
        "Écart type du logarithme après un an, autour de la courbe ; null : tel qu’ajusté."
    ),
    "Ceilings above this multiple of the first quarter are cut.": (
        "Les plafonds au-dessus de ce multiple du premier trimestre sont coupés."
    ),
    "What may come otherwise, and how a plan weighs it; null: plans take the scenario as it is.": (
        "Ce qui peut venir autrement, et comment un plan le pèse ; null : les plans prennent le scénario tel quel."
    ),
    "Weighted paths that the plan is made for.": "Trajectoires pondérées pour lesquelles le plan est fait.",
    "Draws that the paths are chosen from.": "Tirages parmi lesquels les trajectoires sont choisies.",
    "Seed of the draws: the same seed gives the same paths.": (
        "Graine des tirages : la même graine donne les mêmes trajectoires."
    ),
    "Last quarter whose orders and contracts are the same on all paths; null: the first quarter.": (
        "Dernier trimestre dont commandes et contrats sont les mêmes sur toutes les trajectoires ; null : le "
        "premier trimestre."
    ),
    "expectation, with the weight of CVaR; or the least regret on the path where it is greatest.": (
        "expectation, avec le poids de la CVaR ; ou le plus petit regret sur la trajectoire où il est le plus grand."
    ),
    "Weight of CVaR; the rest is on the expectation.": "Poids de la CVaR ; le reste est sur l’espérance.",
    "CVaR is the mean cost beyond this quantile.": "La CVaR est le coût moyen au-delà de ce quantile.",
    "Demand of the workloads.": "Demande des charges.",
    "sigma: as given here; forecast: sample paths of the forecast, one row of all workloads at a time.": (
        "sigma : telle que donnée ici ; forecast : trajectoires de la prévision, une ligne de toutes les charges "
        "à la fois."
    ),
    "Standard deviation of its logarithm after a year.": "Écart type de son logarithme après un an.",
    "The same for single workloads, by name.": "Le même pour des charges seules, par nom.",
    "Speed at which it returns to the scenario; 0: a random walk.": (
        "Vitesse à laquelle elle revient au scénario ; 0 : une marche aléatoire."
    ),
    "Correlation of the logarithms of any two workloads.": "Corrélation des logarithmes de deux charges quelconques.",
    "Whether the scenario's demand is the middle of what may come, or its mean.": (
        "Si la demande du scénario est le milieu de ce qui peut venir, ou sa moyenne."
    ),
    "Spot price of electricity.": "Prix spot de l’électricité.",
    "Price of tokens.": "Prix des tokens.",
    "Standard deviation of the logarithm of tokens per rack and watt on the scenario's.": (
        "Écart type du logarithme des tokens par rack et watt sur ceux du scénario."
    ),
    (
        "Scale of the standard deviation of ln time of predicted operating points, drawn once for each model and GPU;"
        " 0: none is drawn."
    ): (
        "Échelle de l’écart type de ln temps des points prédits, tiré une fois par modèle et GPU ; 0 : rien n’est tiré."
    ),
    "Probability that racks ordered come 0, 1, 2, ... quarters late.": (
        "Probabilité que les racks commandés arrivent avec 0, 1, 2, … trimestres de retard."
    ),
    "Probability that phases still to open come 0, 1, 2, ... quarters late.": (
        "Probabilité que les phases encore à ouvrir arrivent avec 0, 1, 2, … trimestres de retard."
    ),
    "Pairs that move together; all others are independent.": (
        "Paires qui évoluent ensemble ; toutes les autres sont indépendantes."
    ),
    "What is drawn.": "Ce qui est tiré.",
    "What moves with it.": "Ce qui évolue avec.",
    "Correlation of their normal scores; of workloads, that of their common part.": (
        "Corrélation de leurs scores normaux ; pour les charges, celle de leur part commune."
    ),
}
