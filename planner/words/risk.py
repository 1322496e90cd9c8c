"""Plans under uncertainty. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "page risk": ("Risk", "Risque"),
    "this plan": ("This plan", "Ce plan"),
    "known path": ("Had the path been known", "Si la trajectoire était connue"),
    "expected": ("Expected", "Espérance"),
    "all paths": ("Mean", "Moy."),
    "probability axis": ("Probability, worst path first", "Probabilité, pire trajectoire d’abord"),
    "npv axis": ("Net present value, M€", "Valeur actuelle nette, M€"),
    "cost axis": ("Present cost, M€, as a loss", "Coût actualisé, M€, en perte"),
    "value finding": ("Worth {low} to {high} over {paths} paths", "De {low} à {high} sur {paths} trajectoires"),
    "value note": (
        "Each bar is a path, as wide as it is likely. Orders up to {until} are the same on all; later ones follow "
        "the path. Dots: racks in parts, so a dot may lie a little above what whole racks can reach.",
        "Chaque barre est une trajectoire, large comme sa probabilité. Les commandes jusqu’à {until} sont communes ; "
        "les suivantes s’y adaptent. Points : racks fractionnaires, donc parfois un peu au-dessus du possible.",
    ),
    "order in": ("Order in", "Date"),
    "robust column": ("In every good plan", "Dans tout bon plan"),
    "own column": ("Ordered if path known", "Si connue, commandé"),
    "waiting column": ("Expected cost of waiting", "Coût attendu d’attendre"),
    "impossible": ("no plan without", "aucun plan sans"),
    "orders finding": (
        "Of {all} racks ordered before the path is known, {sure} are in every good plan",
        "Sur {all} racks commandés avant de savoir, {sure} sont dans tout bon plan",
    ),
    "no common orders": ("Nothing is ordered before the path is known", "Rien n’est commandé avant de savoir"),
    "orders note": (
        "A good plan costs no more than 0.5% above the best. Waiting: the batch is not ordered then, later orders "
        "are free. One batch alone is often cheap to leave out, as others can take its place.",
        "Un bon plan coûte au plus 0,5 % de plus que le meilleur. Attendre : le lot n’est pas commandé alors, les "
        "commandes suivantes sont libres. Un lot seul coûte souvent peu, car d’autres le remplacent.",
    ),
    "waiting finding": (
        "Not ordering {batch} in {period} would cost {cost} on average",
        "Ne pas commander {batch} en {period} coûterait {cost} en moyenne",
    ),
    "no waiting": ("No batch to wait with", "Aucun lot à différer"),
    "waiting note": (
        "M€ by batch and path, worst path on the left. Orange: waiting would have paid.",
        "M€ par lot et trajectoire, la pire à gauche. Orange : attendre aurait payé.",
    ),
    "unserved finding": (
        "{workload} goes unserved in part more likely than not in {count} of {all} periods; most, {share}, in {period}",
        "{workload} : en partie non servi, plus probablement que non, dans {count} périodes sur {all} ; au plus "
        "{share}, en {period}",
    ),
    "served finding": (
        "{workload} is likely to be served in all periods; most unserved: {share} in {period}",
        "{workload} sera probablement servi à toutes les périodes ; au plus {share} non servi en {period}",
    ),
    "unserved note": (
        "Probability that any of the work goes unserved. What a path asks beyond the volume under contract is a "
        "workload of its own in the table.",
        "Probabilité qu’une part du travail ne soit pas servie. Le volume au-delà des contrats est une charge à part "
        "dans le tableau.",
    ),
    "connection finding": (
        "The connection limits most likely in {period}: with probability {probability}; expected peak {peak} of it",
        "Le raccordement limite le plus en {period} : probabilité de {probability} ; pointe attendue {peak}",
    ),
    "connection note": (
        "Probability that in some hour of the period the site takes all that the connection gives.",
        "Probabilité qu’à une heure de la période le site tire tout ce que le raccordement donne.",
    ),
    "path": ("Path", "Traj."),
    "regret here": ("Regret of this plan", "Regret de ce plan"),
    "regret mean": ("Regret of the plan for the mean path", "Regret du plan de la trajectoire moyenne"),
    "regret finding": (
        "Regret: at most {worst} on any path, {mean} on average",
        "Regret : au plus {worst}, {mean} en moyenne",
    ),
    "tried two-stage": ("For all paths", "Pour toutes les trajectoires"),
    "tried scenario as certain": ("For the scenario as if certain", "Pour le scénario comme certain"),
    "mean": ("Mean value", "Valeur moyenne"),
    "trial range": ("Eight in ten lie between", "Huit sur dix sont entre"),
    "P95": ("One in twenty is below", "Une sur vingt en dessous"),
    "tail": ("Mean of the worst tail", "Moyenne de la queue"),
    "unserved tokens": ("Tokens unserved", "Tokens non servis"),
    "trial better": (
        "On {paths} fresh paths this plan is worth {by} more on average than the scenario’s own",
        "Sur {paths} trajectoires neuves, ce plan vaut {by} de plus en moyenne que celui du scénario",
    ),
    "trial worse": (
        "On {paths} fresh paths this plan is worth {by} less on average than the scenario’s own",
        "Sur {paths} trajectoires neuves, ce plan vaut {by} de moins en moyenne que celui du scénario",
    ),
    "no trial": ("Not tried on fresh paths yet", "Pas encore essayé sur des trajectoires neuves"),
    "no trial note": (
        "planner solve SCENARIO --paths 12 --trial 200 tries the plan, and the scenario’s own, on paths drawn anew.",
        "planner solve SCENARIO --paths 12 --trial 200 essaie ce plan et celui du scénario sur de nouveaux tirages.",
    ),
    "drawn finding": ("What was drawn for each path", "Ce qui a été tiré pour chaque trajectoire"),
    "drawn note": (
        "Means over workloads and periods, as factors on the scenario; delays in quarters. {paths} paths stand for "
        "{draws} draws; reduction error {error} of the distance to a single path.",
        "Moyennes sur charges et périodes, en facteurs du scénario ; retards en trimestres. {paths} trajectoires "
        "pour {draws} tirages ; erreur de réduction {error} de la distance à une seule trajectoire.",
    ),
    "drawn demand": ("Demand", "Demande"),
    "drawn power_price": ("Power price", "Prix de l’électricité"),
    "drawn token_price": ("Token price", "Prix des tokens"),
    "drawn efficiency": ("Tokens per rack", "Tokens par rack"),
    "drawn time_per_token": ("Time per token", "Temps par token"),
    "spread": ("Over the paths", "Sur les trajectoires"),
    "spread finding": (
        "From P10 to P90 over the paths planned for: so few say little of the tails, a trial on fresh paths says more",
        "De P10 à P90 sur les trajectoires planifiées : si peu disent mal les extrêmes, un essai en dit plus",
    ),
    "spread npv_meur": ("Net present value", "Valeur actuelle nette"),
    "spread cost_meur": ("Cost", "Coût"),
    "spread lcot_eur_per_mtoken": ("EUR per million tokens", "EUR par million de tokens"),
    "spread racks_ordered": ("Racks ordered", "Baies commandées"),
    "measure first": (
        "Which measurement first: worth of knowing before the first order",
        "Quelle mesure d’abord : valeur de savoir avant la première commande",
    ),
    "measure first finding": (
        "Measure {model} on {rack} first: knowing it before ordering is worth {worth}",
        "Mesurer d’abord {model} sur {rack} : le savoir avant de commander vaut {worth}",
    ),
    "measure first note": (
        "Expected value of knowing one time per token before the first orders, all others as predicted. One run "
        "tells it: planner calibrate.",
        "Valeur espérée de connaître un temps par token avant les premières commandes, les autres comme prédits. "
        "Un essai suffit : planner calibrate.",
    ),
    "measure first, not worked out": (
        "Which measurement first: not worked out. planner measure-first {run}, or the button on page Risk, does it.",
        "Quelle mesure d’abord : pas calculé. planner measure-first {run}, ou le bouton de la page Risque, le fait.",
    ),
    "measure first, nothing predicted": (
        "Which measurement first: nothing to price, as no time per token of this scenario is predicted.",
        "Quelle mesure d’abord : rien à estimer, car aucun temps par token de ce scénario n’est prédit.",
    ),
    "measure first start": ("Which measurement first?", "Quelle mesure d’abord ?"),
    "measure first running": (
        "Each predicted time is priced in the background; minutes.",
        "Chaque temps prédit est estimé en arrière-plan ; quelques minutes.",
    ),
    "measured model": ("Model", "Modèle"),
    "worth of measuring": ("Worth of knowing", "Valeur de savoir"),
    "time P90": ("P90 of its time, ×", "P90 de son temps, ×"),
    "orders now": ("First orders", "Premières commandes"),
    "orders if_slow": ("If slow", "Si lent"),
    "orders if_fast": ("If fast", "Si rapide"),
    "drawn rack_delay_quarters": ("Racks late", "Racks en retard"),
    "drawn connection_delay_quarters": ("Connection late", "Raccordement en retard"),
    "npv expected": ("Expected value", "Valeur espérée"),
    "npv tail": ("Worst {tail}", "Les {tail} pires"),
    "evpi": ("Worth of knowing", "Valeur de savoir"),
    "evpi help": (
        "Expected value of perfect information: what it would be worth to know the path before the first order.",
        "Valeur espérée de l’information parfaite : connaître la trajectoire avant la première commande.",
    ),
    "vss": ("Gain on one forecast", "Gain sur une prévision"),
    "vss help": (
        "Value of the stochastic solution: what orders for all paths save against orders for the mean path.",
        "Valeur de la solution stochastique : gain sur les commandes faites pour la seule trajectoire moyenne.",
    ),
    "worst regret": ("Worst regret", "Pire regret"),
    "plan for": ("Plan for what may come", "Planifier l’incertain"),
    "which": ("Plan under uncertainty", "Plan sous incertitude"),
    "paths count": ("Paths", "Trajectoires"),
    "fresh count": ("Fresh paths to try it on", "Trajectoires d’essai"),
    "plan now": ("Plan", "Planifier"),
    "no risk yet": ("No plan under uncertainty yet", "Pas encore de plan sous incertitude"),
    "no risk yet note": (
        "Choose a scenario with a section uncertainty and plan for a few paths: about two minutes on two cores.",
        "Choisissez un scénario avec une section uncertainty et planifiez : environ deux minutes sur deux cœurs.",
    ),
    "no uncertain scenario": (
        "No scenario file has a section uncertainty; scenarios/les-ulis-uncertain.yaml shows one.",
        "Aucun scénario n’a de section uncertainty ; scenarios/les-ulis-uncertain.yaml en montre une.",
    ),
    "uncertain runs": ("Plans under uncertainty", "Plans sous incertitude"),
    "uncertain runs note": ("They open on the page Risk.", "Ils s’ouvrent à la page Risque."),
    "value column": ("Expected value, M€", "Valeur espérée, M€"),
    "risk ready": ("{scenario}: planned for its paths. See the page Risk.", "{scenario} : planifié. Voir Risque."),
    "uncertain headline": (
        "Order {orders} {when}; worth {value} on average, {bad} in the worst {tail} of cases.",
        "Commander {orders} {when} ; {value} en moyenne, {bad} dans les {tail} de cas les pires.",
    ),
    "uncertain headline, no orders": (
        "Order nothing yet; worth {value} on average, {bad} in the worst {tail} of cases.",
        "Ne rien commander encore ; {value} en moyenne, {bad} dans les {tail} de cas les pires.",
    ),
    "uncertain headline, impossible": (
        "{why} The site is worth {value} on average, {bad} in the worst {tail} of cases.",
        "{why} Le site vaut {value} en moyenne, {bad} dans les {tail} de cas les pires.",
    ),
    "in periods": ("in {periods}", "en {periods}"),
    "in span": ("in {first} to {last}", "en {first} à {last}"),
    "uncertain runs, page": ("Plans under uncertainty (page Risk)", "Plans sous incertitude (page Risque)"),
    "order robust": ("robust", "sûr"),
    "order partly robust": ("partly robust", "sûr en partie"),
    "order wait and see": ("can wait", "peut attendre"),
    "order not known": ("not known: stopped before", "pas connu : arrêté avant"),
    # The report of a plan for several paths.
    "npv P50": ("Value, P50", "Valeur, P50"),
    "lcot P50": ("A million tokens, P50", "Un million de tokens, P50"),
    "P10 to P90": ("P10 to P90: {low} to {high}", "P10 à P90 : {low} à {high}"),
    "first orders": ("Orders decided now", "Commandes décidées maintenant"),
    "own first orders": (
        "racks, the same on every path; a path known from the start would order {low} to {high}",
        "racks, communs à toutes les trajectoires ; chacune, connue d’avance, en commanderait {low} à {high}",
    ),
    "first orders caption": (
        "Orders before the path is known, the same on every path",
        "Commandes avant de connaître la trajectoire, communes à toutes",
    ),
    "paths paths": ("The paths", "Les trajectoires"),
    "paths waiting": ("Order now or wait", "Commander ou attendre"),
    "paths unserved": ("Work unserved", "Travail non servi"),
    "paths connection": ("The connection", "Le raccordement"),
    "paths worth": ("What not knowing costs", "Ce que coûte de ne pas savoir"),
    "paths drawn": ("What may come", "Ce qui peut advenir"),
    "least of paths": ("least of a path", "au moins, une trajectoire"),
    "most of paths": ("most of a path", "au plus, une trajectoire"),
    "likely unserved": ("Periods with work likely unserved", "Périodes au travail probablement non servi"),
    "most in": ("Most in", "Au plus en"),
    "expected share": ("expected share", "part attendue"),
    "worst share": ("on the worst path", "sur la pire trajectoire"),
    "expected peak": ("Peak over connection, expected", "Pointe sur raccordement, attendue"),
    "worth caption": (
        "Expected costs of ways to decide, less is better; a negative cost is a value",
        "Coûts attendus selon la façon de décider, le moins est le mieux ; un coût négatif est une valeur",
    ),
    "worth here and now": ("Common decisions: this plan", "Décisions communes : ce plan"),
    "worth wait and see": ("Each path known from the start", "Chaque trajectoire connue d’avance"),
    "worth expected plan, promised": (
        "The plan for the mean path, as it promises",
        "Le plan de la trajectoire moyenne, ce qu’il promet",
    ),
    "worth expected plan, tried": (
        "The plan for the mean path, on all paths",
        "Le plan de la trajectoire moyenne, sur toutes",
    ),
    "worth value of perfect information": ("Worth of knowing the path", "Valeur de connaître la trajectoire"),
    "worth value of the stochastic solution": (
        "Gain on the plan for the mean path",
        "Gain sur le plan de la trajectoire moyenne",
    ),
    "trial caption": ("Tried on fresh paths", "Essai sur des trajectoires neuves"),
    "not included": ("What is not in this report", "Ce que ce rapport ne contient pas"),
    "not in paths report": (
        "Power, bill, carbon and hours of one future: a path has no tables of its own. Solve the scenario without "
        "--paths for them.",
        "Puissance, facture, carbone et heures d’un seul avenir : une trajectoire n’a pas de tables à elle. Calculer "
        "le scénario sans --paths pour les avoir.",
    ),
    "few days for paths": (
        "Days: {days} real days per period stand for all; the orders are best checked on every day.",
        "Jours : {days} jours réels par période valent pour tous ; vérifier les commandes sur tous les jours.",
    ),
    "not drawn": (
        "Not drawn, but as in the scenario: {names}.",
        "Non tiré, mais comme dans le scénario : {names}.",
    ),
    "racks in parts": (
        "Differences between plans (waiting, regret, worth of knowing and of measuring) count racks in parts; what is "
        "ordered is whole.",
        "Les écarts entre plans (attente, regret, valeur de savoir et de mesurer) comptent des fractions de racks ; "
        "les commandes sont entières.",
    ),
    "paths of draws": ("{paths}, for {draws} draws", "{paths}, pour {draws} tirages"),
    "reduction error": ("Reduction error, of the distance to a single path", "Erreur de réduction, sur une seule"),
    "paths proof caption": (
        "The solver’s proof, and all that is needed to do it again",
        "La preuve du solveur, et de quoi refaire le calcul",
    ),
    "assumptions gone": (
        "This plan was made before its assumptions were kept with it: solve it again to list them",
        "Ce plan date d’avant que ses hypothèses ne l’accompagnent : le recalculer pour les lister",
    ),
    "log time sigma": ("σ of ln time", "σ du ln du temps"),
    "paths hours left out": (
        "Every table of the plan is here; power, bill and hours are those of single futures, which a plan without "
        "paths has.",
        "Toutes les tables du plan sont ici ; puissance, facture et heures sont celles d’un seul avenir : un plan sans "
        "trajectoires les a.",
    ),
}
