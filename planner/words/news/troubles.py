"""What goes wrong. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # What goes wrong.
    "trouble not taken": (
        "{word}: {last} of the work in {last_year} ({first} in {first_year}{most}), {now} of revenue not taken that "
        "year, {all} over the horizon",
        "{word} : {last} du travail en {last_year} ({first} en {first_year}{most}), {now} de revenus manqués cette "
        "année-là, {all} sur l’horizon",
    ),
    "trouble not taken|short": (
        "{word} {last} of the work in {last_year} ({first} in {first_year}{most}): {all} of revenue, not profit, not "
        "taken over the horizon",
        "{word} {last} du travail en {last_year} ({first} en {first_year}{most}) : {all} de revenus, non de profit, "
        "manqués sur l’horizon",
    ),
    "trouble rented|short": (
        "{word} {last} in {last_year} ({first} in {first_year}{most}): {all} over the horizon",
        "{word} {last} en {last_year} ({first} en {first_year}{most}) : {all} sur l’horizon",
    ),
    "trouble no price": (
        "{word}: {last} of the work in {last_year} ({first} in {first_year}{most}); no price is known for it",
        "{word} : {last} du travail en {last_year} ({first} en {first_year}{most}) ; aucun prix connu",
    ),
    "trouble rented": (
        "{word}: {last} of the work in {last_year} ({first} in {first_year}{most}), for {now} that year, {all} over "
        "the horizon",
        "{word} : {last} du travail en {last_year} ({first} en {first_year}{most}), pour {now} cette année-là, {all} "
        "sur l’horizon",
    ),
    "trouble most": (", most {share} in {year}", ", au plus {share} en {year}"),
    "trouble gpu-hours": ("; of GPU-hours {last} ({first})", " ; des heures GPU {last} ({first})"),
    "trouble breach": (
        "Contracts in breach: {count}, the first in {when}; {amount} of caps paid",
        "Contrats en défaut : {count}, le premier en {when} ; {amount} de plafonds payés",
    ),
    "trouble ended": (
        "Contracts ended early: {count}, the first in {when}; {amount} of fees",
        "Contrats résiliés : {count}, le premier en {when} ; {amount} d’indemnités",
    ),
    "trouble credits": (
        "Credits and penalties: {amount} over the horizon, most in {when}",
        "Avoirs et pénalités : {amount} sur l’horizon, surtout en {when}",
    ),
    "trouble idle": (
        "Opening fleet idle: {share} of its GPUs in {when}, {amount} of what it would fetch",
        "Flotte de départ au repos : {share} de ses GPU en {when}, {amount} de sa valeur de revente",
    ),
    "trouble idle, no worth": (
        "Opening fleet idle: {share} of its GPUs in {when}",
        "Flotte de départ au repos : {share} de ses GPU en {when}",
    ),
    "trouble npv of orders, lost": (
        "The orders lose {amount} against buying nothing",
        "Les commandes perdent {amount} par rapport à ne rien acheter",
    ),
    "trouble npv of site, lost": (
        "The site loses {amount}, net present value",
        "Le site perd {amount} en valeur actuelle",
    ),
    "trouble not proven": (
        "Stopped before its proof: up to {amount} better may exist",
        "Arrêté avant la preuve : il peut exister mieux, jusqu’à {amount}",
    ),
    "trouble not proven, unknown": (
        "Stopped before its proof: how much better may exist is not known",
        "Arrêté avant la preuve : on ne sait pas combien mieux il peut exister",
    ),
    "trouble loss": (
        "Running costs more than it earns: {amount} in {count} of the years, worst in {when}",
        "L’exploitation coûte plus qu’elle ne rapporte : {amount} sur {count} des années, au pire en {when}",
    ),
    "trouble covenant": (
        "{covenant}: the covenant is broken, at worst in {when}, where {amount} are missing",
        "{covenant} : le covenant est rompu, au pire en {when}, où il manque {amount}",
    ),
    "trouble payback": (
        "Not paid back within the horizon: {amount} are still missing at its end",
        "Non remboursé sur l’horizon : il manque encore {amount} à sa fin",
    ),
    "trouble quarter late": (
        "Orders that are late: a quarter’s delay costs at least about {amount}",
        "Commandes en retard : un trimestre de retard coûte au moins {amount} environ",
    ),
    "trouble none": (
        "Nothing in this plan: all work on offer is served here and nothing is owed",
        "Rien dans ce plan : tout le travail proposé est servi ici et rien n’est dû",
    ),
    "troubles all": ("All that goes wrong, the dearest first", "Tout ce qui va mal, le plus cher d’abord"),
    "troubles note": (
        "Euros over the horizon, not discounted except net present values; of different kinds, so they do not add up. "
        "Revenue not taken is at the price of what is served; serving it would have cost racks and power.",
        "Euros sur l’horizon, non actualisés sauf les valeurs actuelles ; de natures différentes, ils ne "
        "s’additionnent pas. Les revenus manqués sont au prix de ce qui est servi ; le servir aurait coûté racks et "
        "puissance.",
    ),
    "facts table": ("All facts of these sentences", "Tous les faits de ces phrases"),
    "part of horizon": (
        "{year} is covered in part, {periods}: its figures are of that part.",
        "{year} n’est couvert qu’en partie, {periods} : ses chiffres sont de cette partie.",
    ),
}
