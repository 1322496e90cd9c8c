"""What a plan must tell: decision, cost, what goes wrong, what limits, what would change it. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # Heads of the lines, in the order in which they stand.
    "news orders": ("Then", "Ensuite"),
    "news offers": ("Offers", "Offres"),
    "news late": ("Already late", "Déjà en retard"),
    "news cost": ("What it costs", "Ce que cela coûte"),
    "news trouble": ("What goes wrong", "Ce qui va mal"),
    "news paths": ("Against the paths", "Face aux trajectoires"),
    "news limit": ("What limits us", "Ce qui nous limite"),
    "news change": ("What would change it most", "Ce qui le changerait le plus"),
    # The decision.
    "order of day": ("{what} by {by}", "{what} avant le {by}"),
    "orders more": ("{count} more orders, the last by {by}", "{count} autres commandes, la dernière avant le {by}"),
    "offers to sign": ("to sign: {offers}", "à signer : {offers}"),
    "offer of day": ("{offer} by {by}", "{offer} avant le {by}"),
    "offers to decline": ("to decline: {offers}", "à refuser : {offers}"),
    "and more": ("{count} more", "{count} de plus"),
    "no order, no supply": (
        "Nothing can be ordered: the scenario offers no racks.",
        "Rien ne peut être commandé : le scénario ne propose aucun rack.",
    ),
    "no order, too late": (
        "Nothing can be ordered: no rack would come before the horizon ends.",
        "Rien ne peut être commandé : aucun rack n’arriverait avant la fin de l’horizon.",
    ),
    "no order, no capital": (
        "Nothing can be ordered: the budget of no year pays for a rack.",
        "Rien ne peut être commandé : le budget d’aucune année ne paie un rack.",
    ),
    "no order, stopped": (
        "The best plan so far orders nothing; it was stopped before it was proven.",
        "Le meilleur plan jusqu’ici ne commande rien ; il a été arrêté avant la preuve.",
    ),
    "no order, unclear": ("This plan orders nothing.", "Ce plan ne commande rien."),
    # Orders that are late.
    "late order": ("{what}, due {by}, {days} days ago", "{what}, à commander le {by}, il y a {days} jours"),
    "quarter late, estimated": (
        "a quarter’s delay of these costs at least about {amount} (estimate from the plan’s own marginal values)",
        "un trimestre de retard de ces commandes coûte au moins {amount} environ (estimation, valeurs marginales du plan)",
    ),
    "quarter late, solved again": (
        "all orders a quarter later cost {amount} (solved again)",
        "toutes les commandes un trimestre plus tard coûtent {amount} (recalculé)",
    ),
    "quarter late, gain": (
        "a quarter’s delay of these costs nothing by this plan’s marginal values",
        "un trimestre de retard de ces commandes ne coûte rien selon les valeurs marginales du plan",
    ),
    "quarter late, how": (
        'what a quarter costs is worked out with: planner one-more {run} --only "lead time"',
        'ce que coûte un trimestre se calcule avec : planner one-more {run} --only "lead time"',
    ),
    # What it costs.
    "cost capital": ("{amount} for {racks} racks", "{amount} pour {racks} racks"),
    "cost no capital": ("no capital for racks", "aucun capital pour des racks"),
    "cost deepest": (
        "at the deepest {amount} must be funded, in {month}",
        "au plus profond {amount} à financer, en {month}",
    ),
    "cost no funding": ("nothing must be funded", "rien n’est à financer"),
    "cost orders": (
        "The orders are worth {orders} against buying nothing; the site {site} with them, {without} without",
        "Les commandes valent {orders} par rapport à ne rien acheter ; le site {site} avec elles, {without} sans",
    ),
    "cost site": (
        "The site is worth {site}; what of it the orders bring is not in this run: solve it again",
        "Le site vaut {site} ; la part des commandes n’est pas dans ce calcul : le relancer",
    ),
    "cost band": (
        "Over {paths} paths the site is worth {low} (P10) to {high} (P90)",
        "Sur {paths} trajectoires le site vaut de {low} (P10) à {high} (P90)",
    ),
    "cost band below": (
        "the scenario as it stands lies below that band: the page Risk says what the paths hold",
        "le scénario tel quel est sous cette fourchette : la page Risque dit ce que sont les trajectoires",
    ),
    "cost band above": (
        "the scenario as it stands lies above that band: the page Risk says what the paths hold",
        "le scénario tel quel est au-dessus de cette fourchette : la page Risque dit ce que sont les trajectoires",
    ),
    "no band, not described": (
        "No band is known: the scenario has no section uncertainty; with one, planner solve … --paths 12 gives it",
        "Aucune fourchette connue : le scénario n’a pas de section uncertainty ; avec elle, planner solve … --paths 12 "
        "la donne",
    ),
    "no band, not solved": (
        "No band is known yet: planner solve … --paths 12 gives it (page Risk)",
        "Aucune fourchette connue pour l’instant : planner solve … --paths 12 la donne (page Risque)",
    ),
    "no band, no scenario": (
        "No band is known: this run holds no scenario",
        "Aucune fourchette connue : ce calcul ne contient pas de scénario",
    ),
    # What goes wrong.
    "trouble not taken": (
        "{word}: {last} of the work in {last_year} ({first} in {first_year}{most}), {now} of revenue not taken that "
        "year, {all} over the horizon",
        "{word} : {last} du travail en {last_year} ({first} en {first_year}{most}), {now} de revenus manqués cette "
        "année-là, {all} sur l’horizon",
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
    "trouble most": ("; most {share} in {year}", " ; au plus {share} en {year}"),
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
    "trouble more": ("{count} more below", "{count} autres plus bas"),
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
    # What limits.
    "limit in": ("{periods}: {limit}", "{periods} : {limit}"),
    "limit since": ("from {period}: {limit}", "à partir de {period} : {limit}"),
    "limit more": ("{count} changes between", "{count} changements entre-temps"),
    # What would change it.
    "change decide": (
        "{thing}, {side}: {amount} of net present value",
        "{thing}, {side} : {amount} de valeur actuelle",
    ),
    "change measure": (
        "a measured run of {what}: worth {amount} to know before ordering",
        "une mesure de {what} : vaut {amount} à savoir avant de commander",
    ),
    "change no decision": (
        "which decision is not worked out yet: planner one-more {run}",
        "quelle décision : pas encore calculé : planner one-more {run}",
    ),
    "change no measurement": (
        "which measurement is not worked out: planner solve … --paths 12 --measure-first",
        "quelle mesure : pas encore calculé : planner solve … --paths 12 --measure-first",
    ),
    "change no measurement, not worked out": (
        "which measurement is not worked out yet: planner measure-first {run}",
        "quelle mesure : pas encore calculé : planner measure-first {run}",
    ),
    "change no measurement, nothing predicted": (
        "no measurement: nothing in this plan is predicted",
        "aucune mesure : rien dans ce plan n’est prédit",
    ),
    # Cards: the first year and the last.
    "first to last": ("{first} → {last}", "{first} → {last}"),
    "card years": ("{label}, {first} → {last}", "{label}, {first} → {last}"),
    "card orders npv": ("NPV of the orders", "VAN des commandes"),
    "card site npv": ("NPV of the site", "VAN du site"),
    "card irr": ("IRR of the orders", "TRI des commandes"),
    "card deepest": ("Deepest funding", "Financement au plus profond"),
    "card dscr": ("Lowest DSCR", "DSCR minimal"),
    "card break-even": ("Break-even price", "Prix au point mort"),
    "card break-even note": (
        "of all prices: there the site is worth nothing",
        "de tous les prix : le site ne vaut alors plus rien",
    ),
    "card served here": ("Served here", "Servi ici"),
    "card other words": ("Declined · rented · unserved", "Refusé · loué · non servi"),
    "card kw": ("kW per GPU", "kW par GPU"),
    "card of site": ("of the site {amount}", "du site {amount}"),
    "card without": ("without orders {amount}", "sans commandes {amount}"),
    "card against nothing": ("against buying nothing", "par rapport à ne rien acheter"),
    "card of work": ("of the work on offer", "du travail proposé"),
    "card first year": ("in {year}: {shares}", "en {year} : {shares}"),
    "card no rate": ("none", "aucun"),
    "card no debt": ("no debt", "sans dette"),
    "card in": ("in {when}", "en {when}"),
    "card all years": ("{share} over the horizon", "{share} sur l’horizon"),
    # Sentences that relate two pages.
    "no racks": ("no racks", "aucun rack"),
    "relation same": (
        "Planned for {paths} paths, the orders until {until} are the same: {theirs}. On average of the paths the site "
        "is worth {mean}, here, on the scenario as it stands, {plan_npv}.",
        "Planifié pour {paths} trajectoires, les commandes jusqu’à {until} sont les mêmes : {theirs}. En moyenne des "
        "trajectoires le site vaut {mean}, et sur le scénario tel quel {plan_npv}.",
    ),
    "relation other": (
        "Planned for {paths} paths, the orders until {until} are {theirs}; for the scenario as it stands alone they "
        "are {ours}: one must be good on every path, the other on one. On average of the paths the site is worth "
        "{mean}, on the scenario alone {plan_npv}.",
        "Planifié pour {paths} trajectoires, les commandes jusqu’à {until} sont : {theirs} ; pour le seul scénario tel "
        "quel : {ours}. Les unes doivent convenir à toutes, les autres à une seule. En moyenne des trajectoires le "
        "site vaut {mean}, et sur le seul scénario {plan_npv}.",
    ),
    "relation none": (
        "No plan of the scenario as it stands alone is in the store: the page Plan shows another scenario.",
        "Aucun plan du seul scénario tel quel n’est enregistré : la page Plan montre un autre scénario.",
    ),
    "relation racks": (
        "The plan orders {ours}. This rank is of a rack that works every hour; orders also weigh supply, lead time, "
        "what racks fetch later, and which work is left for them.",
        "Le plan commande : {ours}. Ce rang est celui d’un rack occupé à toute heure ; les commandes tiennent aussi "
        "compte de l’offre, des délais, de la revente et du travail qui reste.",
    ),
    "touches connection": (
        "Peak power first touches the connection in {first}, too briefly or too cheaply to limit what is served",
        "La pointe touche le raccordement d’abord en {first}, trop peu pour limiter ce qui est servi",
    ),
    "below but limits": (
        "Power stays {room}\u00a0MW or more below the whole connection; the part of it that may be used limits from "
        "{first}",
        "La puissance reste à {room}\u00a0MW au moins du raccordement entier ; la part utilisable limite à partir de "
        "{first}",
    ),
    "contradiction": ("Two figures here do not agree: {text}", "Deux chiffres ici ne concordent pas : {text}"),
    "contradiction words": (
        "the five words of {year} add up to {sum}",
        "les cinq mots de {year} font {sum}",
    ),
    "contradiction years": (
        "a figure is of {year}, outside the horizon",
        "un chiffre est de {year}, hors de l’horizon",
    ),
    "contradiction orders": (
        "{one} racks are to be ordered, {other} are paid for",
        "{one} racks à commander, {other} payés",
    ),
    "contradiction served": (
        "of the work asked in {year}, {one} is done by the five words and {other} by the indicator",
        "du travail demandé en {year}, {one} est fait selon les cinq mots et {other} selon l’indicateur",
    ),
    "contradiction value": (
        "site {site} is not orders {orders} and {without} without them",
        "le site {site} n’est pas commandes {orders} plus {without} sans elles",
    ),
}
