"""A scenario as a workbook to edit and bring back: sheets, cells, the page. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "book title": ("Scenario: {title}", "Scénario : {title}"),
    "book how": (
        "Change yellow cells in Excel or LibreOffice, save as .xlsx, and bring the file back: on the page Scenario, or "
        "with planner scenario from-workbook. Each changed cell is then listed, old and new; nothing is solved yet.",
        "Modifiez les cellules jaunes dans Excel ou LibreOffice, enregistrez en .xlsx et rapportez le fichier : sur la "
        "page Scénario, ou par planner scenario from-workbook. Chaque cellule changée y est listée, avant et après.",
    ),
    "book how rows": (
        "Rows may be sorted. In a table, fill in a free row to add a rack, an offer or a contract; delete a row to "
        "take one away. The first column keeps the order and may stay empty in a new row.",
        "Les lignes se trient. Dans un tableau, remplissez une ligne libre pour ajouter un rack, une offre ou un "
        "contrat ; supprimez une ligne pour en retirer un. La première colonne garde l’ordre ; elle peut rester vide.",
    ),
    "book how values": (
        "An empty cell means none (null, where a meaning speaks of it), where that is allowed. A formula counts by its "
        "result. A part that is TRUE is there; set FALSE, and all below it goes.",
        "Une cellule vide veut dire aucun (null, dans les sens), là où c’est permis. Une formule compte par son "
        "résultat. Une partie à VRAI existe ; mettez FAUX, et tout ce qui est dessous disparaît.",
    ),
    "book how sources": (
        "Say where a new value comes from in Kind, Source and Reason; a value that is changed without them counts as "
        "changed by hand.",
        "Dites d’où vient une nouvelle valeur dans Nature, Source et Raison ; sinon, elle est dite changée à la main.",
    ),
    "book how back": (
        "Keep names of sheets, heads and fields as they are. Sheets and columns of your own may stand beside; they are "
        "not read.",
        "Gardez les noms des feuilles, des colonnes et des champs. Vos feuilles et colonnes peuvent s’y ajouter ; "
        "elles ne sont pas lues.",
    ),
    "book aspect kind": ("kind", "nature"),
    "book aspect source": ("source", "source"),
    "book aspect reason": ("reason", "raison"),
    "book aspect order": ("order", "ordre"),
    "book cell": ("Cell", "Cellule"),
    "book old": ("Old", "Avant"),
    "book new": ("New", "Maintenant"),
    "book no change": ("No cell was changed.", "Aucune cellule n’a changé."),
    "book down and up": (
        "Workbook (Excel, LibreOffice): down and up",
        "Classeur (Excel, LibreOffice), aller-retour",
    ),
    "book page note": (
        "Download the scenario, change yellow cells, bring the file back: it becomes a draft, and each changed cell is "
        "listed, old and new.",
        "Téléchargez le scénario, modifiez les cellules jaunes, rapportez le fichier : il devient un brouillon, et "
        "chaque cellule changée est listée, avant et après.",
    ),
    "book down": ("Download as workbook", "Télécharger en classeur"),
    "book up": ("Upload a workbook (.xlsx)", "Envoyer un classeur (.xlsx)"),
    "book changes": ("{count} cells changed in {file}", "{count} cellules changées dans {file}"),
    "book parent changed": (
        "{parent} is another scenario than when this workbook was downloaded: the draft holds the workbook’s values, "
        "and what differs from the parent may be more than the cells changed.",
        "{parent} n’est plus le scénario dont ce classeur a été tiré : le brouillon a les valeurs du classeur, et ce "
        "qui diffère du parent peut dépasser les cellules changées.",
    ),
    "book not read": ("Not read: {what}.", "Non lu : {what}."),
    "book may be typed": ("may be typed into", "modifiable"),
    "book field": ("Field", "Champ"),
    "book allowed": ("Allowed", "Permis"),
    "book number head": ("no.", "n°"),
    "book fields note": (
        "Yellow cells may be changed; kind, source and reason too. Names as in the scenario file.",
        "Les cellules jaunes se modifient ; nature, source et raison aussi. Noms comme dans le fichier de scénario.",
    ),
    "book table note": (
        "A row each. Fill in a free row to add one; delete a row to take one away; several items of one cell stand "
        "between semicolons.",
        "Une ligne par élément. Remplissez une ligne libre pour ajouter ; supprimez une ligne pour retirer ; plusieurs "
        "valeurs d’une cellule se séparent par des points-virgules.",
    ),
    "book years about": ("Values by calendar year", "Valeurs par année civile"),
    "book years note": (
        "An empty cell: the year is not given. Fill in a free row to add a year.",
        "Cellule vide : année non donnée. Remplissez une ligne libre pour ajouter une année.",
    ),
    "book lists about": ("Lists of numbers", "Listes de nombres"),
    "book lists note": (
        "Items from left to right, none left out; fill in the next cell to add one.",
        "De gauche à droite, sans trou ; remplissez la cellule suivante pour ajouter.",
    ),
    "book part": ("TRUE: part of the scenario; FALSE: not", "VRAI : dans le scénario ; FAUX : absent"),
    "book absent": ("FALSE: add the part in the app first", "FAUX : ajoutez d’abord la partie dans l’application"),
    "book list of": ("items between semicolons; each {what}", "séparés par des points-virgules ; chacun {what}"),
    "book or nothing": ("{what}; or empty", "{what} ; ou vide"),
    "book whole": ("whole number", "nombre entier"),
    "book number": ("number", "nombre"),
    "book boolean": ("TRUE or FALSE", "VRAI ou FAUX"),
    "book boolean format": ('"TRUE";"TRUE";"FALSE"', '"VRAI";"VRAI";"FAUX"'),
    "book True": ("TRUE", "VRAI"),
    "book False": ("FALSE", "FAUX"),
    "book default": ("{what}; default {value}", "{what} ; {value} par défaut"),
    "book day": ("date", "date"),
    "book quarter": ("quarter such as 2026-Q4", "trimestre comme 2026-Q4"),
    "book clock": ("time such as 04:30", "heure comme 04:30"),
    "book text": ("text", "texte"),
    "book not allowed": ("Not allowed", "Non permis"),
    "book tab first": ("Read me", "Lisez-moi"),
    "book tab general": ("General", "Général"),
    "book tab site": ("Site", "Site"),
    "book tab site.phases": ("Phases", "Phases"),
    "book tab site.maintenance": ("Maintenance", "Maintenance"),
    "book tab fleet": ("Fleet", "Parc"),
    "book tab fleet.volume_tiers": ("Discounts", "Remises"),
    "book tab fleet.racks": ("Racks", "Racks"),
    "book tab fleet.opening": ("Racks there", "Racks en place"),
    "book tab fleet.on_order": ("Racks on order", "Racks commandés"),
    "book tab fleet.operating_points.measurements": ("Measurements", "Mesures"),
    "book tab workloads": ("Workloads", "Charges"),
    "book tab workloads.*.customers": ("Customers", "Clients"),
    "book tab workloads.*.offers": ("Offers", "Offres"),
    "book tab power": ("Power", "Électricité"),
    "book tab power.contracts": ("Contracts", "Contrats"),
    "book tab power.grid_support": ("Grid support", "Soutien au réseau"),
    "book tab finance": ("Money and debt", "Finance et dette"),
    "book tab finance.opening.fleet": ("Opening books", "Bilan d’ouverture"),
    "book tab years": ("By year", "Par année"),
    "book tab lists": ("Lists", "Listes"),
    "book tab forecast": ("Forecast", "Prévision"),
    "book tab forecast.correlations": ("Forecast correlations", "Corrélations prévision"),
    "book tab forecast.workloads": ("Forecast by workload", "Prévision par charge"),
    "book tab forecast.workloads.*.drivers.contracts": ("Forecast contracts", "Prévision contrats"),
    "book tab forecast.workloads.*.drivers.model_switches": ("Model switches", "Changements de modèle"),
    "book tab uncertainty": ("Uncertainty", "Incertitude"),
    "book tab uncertainty.demand.sigma_per_year_of": ("Spread by workload", "Écart par charge"),
    "book tab uncertainty.correlations": ("Correlations", "Corrélations"),
}
