"""The report as HTML, PDF and workbook. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "site": ("Site", "Site"),
    "scenario named": ("scenario {name}", "scénario {name}"),
    "quick look": (
        "This plan was solved on {days} real days per period, chosen and weighted, not on every day. It is a quick "
        "look: solve the scenario on every day before ordering.",
        "Ce plan est calculé sur {days} jours réels par période, choisis et pondérés, et non sur tous les jours. "
        "C’est un aperçu : calculer le scénario sur tous les jours avant de commander.",
    ),
    "stopped early caution": (
        "The solve was stopped early. A better plan may exist: the best possible is at most {gap} better.",
        "Le calcul a été arrêté avant la fin. Un meilleur plan peut exister, de {gap} au plus.",
    ),
    "to keep in mind": ("To keep in mind", "À garder à l’esprit"),
    "contents": ("Contents", "Sommaire"),
    "key figures": ("Key figures", "Chiffres clés"),
    "orders heading": ("What to order, by when", "Que commander, et quand"),
    "orders caption": (
        "Orders, the next decision first. The date is the last on which the racks can be ordered and still go live "
        "as planned.",
        "Commandes, la prochaine décision en tête. La date est la dernière à laquelle commander pour une mise en "
        "service comme prévu.",
    ),
    "discount": ("Discount", "Remise"),
    "at order": ("at order, M€", "à la commande, M€"),
    "at delivery": ("at delivery, M€", "à la livraison, M€"),
    "cost": ("Cost, M€", "Coût, M€"),
    "chart fleet": ("Fleet", "Parc"),
    "chart fleet measure": (
        "GPUs installed by rack product, by period; sold or scrapped below zero",
        "GPU installés par type de rack et par période ; vendus ou retirés sous zéro",
    ),
    "chart electrons": ("From electrons to tokens", "Des électrons aux tokens"),
    "power table": ("Power by period, MW", "Puissance par période, MW"),
    "fleet table": (
        "Racks installed, a row for each period in which they change",
        "Racks installés, une ligne par période où ils changent",
    ),
    "electrons table": ("Where the energy goes, whole horizon", "Où va l’énergie, sur tout l’horizon"),
    "from": ("From", "De"),
    "to": ("To", "Vers"),
    "share of grid": ("Share of grid", "Part du réseau"),
    "serves": ("Serves", "Sert"),
    "not served caption": (
        "Share of demand not served, by workload and year, and share rented elsewhere over the horizon",
        "Part de la demande non servie, par charge et par année, et part louée ailleurs sur l’horizon",
    ),
    "indicators": ("Indicators by year", "Indicateurs par année"),
    "indicators caption": (
        "Indicators, whole horizon and calendar years; formulas and standards below",
        "Indicateurs, horizon entier et années civiles ; formules et normes ci-dessous",
    ),
    "horizon": ("Horizon", "Horizon"),
    "regulator": ("What the site would file", "Ce que le site déclarerait"),
    "regulator caption": (
        "EU data-centre report and EN 50600-4, {span}; a dash is what a plan cannot know",
        "Déclaration européenne et EN 50600-4, {span} ; un tiret : ce qu’un plan ne peut savoir",
    ),
    "formulas": ("Formulas and standards", "Formules et normes"),
    "proof": ("Why to believe it", "Pourquoi y croire"),
    "proof caption": (
        "The solver’s proof, our own check, and all that is needed to do it again",
        "La preuve du solveur, notre contrôle, et de quoi refaire le calcul",
    ),
    "status": ("Status", "État"),
    "objective": ("Objective", "Objectif"),
    "objective maximise_npv": ("net present value, maximised", "valeur actuelle nette, maximisée"),
    "objective minimise_cost": ("cost of serving the demand, minimised", "coût pour servir la demande, minimisé"),
    "objective value": ("Value of this plan", "Valeur de ce plan"),
    "gaps": ("Gap, proven / asked", "Écart, prouvé / demandé"),
    "residuals": (
        "Largest violation of any constraint, recomputed: absolute / relative",
        "Plus grande violation d’une contrainte, recalculée : absolue / relative",
    ),
    "money residual": (
        "Cash flow, added up, against the objective: relative difference",
        "Flux de trésorerie additionnés face à l’objectif : écart relatif",
    ),
    "dispatched": ("Dispatched", "Calculé"),
    "days and hours": ("{days} days, {hours} hours", "{days} jours, {hours} heures"),
    "seconds": ("Time", "Durée"),
    "scenario hash": ("Scenario (SHA-256)", "Scénario (SHA-256)"),
    "data hash": ("Data (SHA-256)", "Données (SHA-256)"),
    "versions": ("Versions", "Versions"),
    "assumptions lead": (
        "Every number the plan rests on. The note gives source and reason, as the scenario and the data give them.",
        "Tous les nombres du plan. La note donne source et raison, telles que dans le scénario et les données.",
    ),
    "group scenario": ("Horizon and objective", "Horizon et objectif"),
    "group site": ("Site", "Site"),
    "group fleet": ("Fleet: rules and opening fleet", "Parc : règles et parc de départ"),
    "group racks": ("Racks on offer", "Racks proposés"),
    "group demand": ("Demand", "Demande"),
    "group workloads": ("Workloads", "Charges"),
    "group power": ("Electricity", "Électricité"),
    "group finance": ("Finance", "Finance"),
    "group data": ("Catalogues and measurements", "Catalogues et mesures"),
    "group other": ("Other", "Autres"),
    "source and reason": ("Source and reason", "Source et raison"),
    "left empty": (
        "Left empty in the scenario, so that the catalogue or no limit applies:",
        "Laissés vides dans le scénario : le catalogue ou aucune limite s’applique :",
    ),
    "summary": ("Summary", "Synthèse"),
    "headline": ("What to do", "Que faire"),
    "about it": ("About the run", "Le calcul"),
    "rows": ("{count} rows", "{count} lignes"),
    "hours left out": (
        "The hourly tables are too long for a workbook: they are in the folder of run {run}, as Parquet.",
        "Les tables horaires sont trop longues pour un classeur : voir le dossier du calcul {run}, en Parquet.",
    ),
    "sheet table": ("Table {table} of the plan", "Table {table} du plan"),
    "bill": ("Bill by year", "Facture par année"),
    "bill caption": (
        "Electricity bill by line item and calendar year, nominal EUR without VAT; by month in table bill",
        "Facture d’électricité par poste et année civile, EUR courants hors TVA ; par mois dans la table bill",
    ),
    "line item": ("Line item", "Poste"),
    "excise": ("Reduced excise rate", "Accise à taux réduit"),
    "excise caption": (
        "Conditions of the reduced excise rate for data centres, {span}",
        "Conditions du taux réduit d’accise pour les centres de données, {span}",
    ),
    "assumptions caption": (
        "Every number the plan rests on. Trust: measured (a source gives it), estimated (worked out from one), assumed",
        "Tous les nombres du plan. Confiance : mesuré (une source le donne), estimé (calculé à partir d’une), supposé",
    ),
    "group": ("Group", "Groupe"),
    "trust": ("Trust", "Confiance"),
    "made by": ("Made by the planner from run {run}.", "Fait par le planificateur à partir du calcul {run}."),
    "report menu": ("Report", "Rapport"),
    "report html": ("Page (HTML)", "Page (HTML)"),
    "report pdf": ("To print (PDF)", "À imprimer (PDF)"),
    "report xlsx": ("Workbook (Excel)", "Classeur (Excel)"),
    "report menu note": (
        "Made when you click; a PDF takes some seconds.",
        "Fait au clic ; un PDF demande quelques secondes.",
    ),
    "report menu no browser": (
        "No browser is there to print a PDF: open the page and print that.",
        "Aucun navigateur pour imprimer un PDF : ouvrir la page et l’imprimer.",
    ),
}
