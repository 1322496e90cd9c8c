"""Drafts of scenarios: fields, tables, files, two people at one draft. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "variant of": ("{parent} · variant", "{parent} · variante"),
    "clone of": ("{title} · copy", "{title} · copie"),
    "draft label": ("draft: {title} · {who} · {when}", "brouillon : {title} · {who} · {when}"),
    "draft saved": (
        "Draft saved at {when}, by {who}; revision {revision}. Anyone who opens it sees it.",
        "Brouillon enregistré à {when}, par {who} ; révision {revision}. Qui l’ouvre le voit.",
    ),
    "draft unsaved": (
        "The first change makes a draft of this; what it starts from stays as it is.",
        "Le premier changement en fait un brouillon ; ce dont il part reste tel quel.",
    ),
    "draft beside": (
        "{who} saved {title} at {when}, while you had it open. Nothing is lost: your version goes on here as {own}, "
        "and the other can be chosen above.",
        "{who} a enregistré {title} à {when}, pendant que vous l’aviez ouvert. Rien n’est perdu : votre version "
        "continue ici sous {own}, et l’autre se choisit ci-dessus.",
    ),
    "draft newer": (
        "{who} saved this draft at {when}; this is that version.",
        "{who} a enregistré ce brouillon à {when} ; voici cette version.",
    ),
    "draft gone": (
        "This draft is not in the store: it was removed, or its file is damaged.",
        "Ce brouillon n’est pas dans le dépôt : il a été supprimé, ou son fichier est abîmé.",
    ),
    "draft not removed": (
        "The draft was not removed: somebody has saved it since.",
        "Le brouillon n’a pas été supprimé : quelqu’un l’a enregistré depuis.",
    ),
    "parent gone": (
        "The draft starts from {parent}, which is no longer among the scenario files. Put it back to go on.",
        "Le brouillon part de {parent}, qui n’est plus parmi les fichiers de scénario. Remettez-le pour continuer.",
    ),
    "work may not": (
        "{person} is a viewer: drafts can be read, not changed or solved.",
        "{person} est lecteur : les brouillons se lisent, sans les changer ni les calculer.",
    ),
    "title length": (
        "The name has {count} characters; 1 to {most} are allowed. The draft keeps the name it had.",
        "Le nom a {count} caractères ; de 1 à {most} sont permis. Le brouillon garde son nom.",
    ),
    "undo": ("Undo", "Annuler"),
    "redo": ("Redo", "Rétablir"),
    "clone": ("Clone", "Cloner"),
    "remove": ("Delete", "Supprimer"),
    "difference finding": ("What differs from the parent", "Ce qui diffère du parent"),
    "section": ("Part of the scenario", "Partie du scénario"),
    "section key": ("Key values", "Valeurs clés"),
    "section horizon": ("Horizon", "Horizon"),
    "section objective": ("Aim", "Objectif"),
    "section site": ("Site", "Site"),
    "section fleet": ("Racks", "Racks"),
    "section demand": ("Demand", "Demande"),
    "section workloads": ("Workloads and offers", "Charges et offres"),
    "section power": ("Power and contracts", "Électricité et contrats"),
    "section finance": ("Money and debt", "Finance et dette"),
    "section forecast": ("Forecast", "Prévision"),
    "section uncertainty": ("Uncertainty", "Incertitude"),
    "field empty": ("none", "aucun"),
    "parent had": ("changed; the parent has {value}", "changé ; le parent a {value}"),
    "default of schema": ("default of the schema", "valeur par défaut du schéma"),
    "kind fact": ("fact", "fait"),
    "kind data": ("data", "donnée"),
    "kind assumption": ("assumption", "hypothèse"),
    "more problems": ("And {count} more.", "Et {count} de plus."),
    "row name": ("name", "nom"),
    "of catalogue": ("catalogue [{unit}]", "catalogue [{unit}]"),
    "table help": (
        "Add a row below, or select rows to take them away. Blocks of cells can be pasted from Excel; 3,5 and 3.5 are "
        "one number.",
        "Ajoutez une ligne en bas, ou cochez des lignes pour les retirer. On peut coller des cellules d’Excel ; 3,5 et "
        "3.5 sont un même nombre.",
    ),
    "inside row": ("Inside", "À l’intérieur de"),
    "add part": ("Add, as {file} has it", "Ajouter, comme dans {file}"),
    "remove part": ("Take this part away", "Retirer cette partie"),
    "no part": (
        "Not part of this scenario, and no scenario file at hand has it.",
        "Absent de ce scénario, et aucun fichier de scénario ne l’a.",
    ),
    "yaml down": ("Download as YAML", "Télécharger en YAML"),
    "yaml up": ("Upload a scenario file (YAML)", "Envoyer un fichier de scénario (YAML)"),
    "yaml refused": (
        "The file was not taken over; the draft is as it was.",
        "Le fichier n’a pas été repris ; le brouillon est tel qu’il était.",
    ),
    "keep file": ("Keep as file", "Garder en fichier"),
    "keep file help": (
        "Writes {file} beside the other scenario files.",
        "Écrit {file} à côté des autres fichiers de scénario.",
    ),
    "file there": (
        "there is a scenario file of this name already; it was not overwritten. Give the variant another name.",
        "un fichier de scénario porte déjà ce nom ; il n’a pas été remplacé. Donnez un autre nom à la variante.",
    ),
    "file written": ("{file} is written.", "{file} est écrit."),
    "futures": ("Plan for", "Planifier pour"),
    "futures one": ("this future", "cet avenir"),
    "futures many": ("{count} paths", "{count} trajectoires"),
    "futures help": (
        "Weighted paths of what may come otherwise; a scenario that does not say how it may is given the spread of a "
        "scenario file that does. The plan is shown on the page Risk.",
        "Trajectoires pondérées de ce qui peut différer ; un scénario qui ne le dit pas reçoit l’incertitude d’un "
        "fichier qui le dit. Le plan s’affiche sur la page Risque.",
    ),
    "futures refused": (
        "This scenario cannot be planned for several paths.",
        "Ce scénario ne peut pas être planifié pour plusieurs trajectoires.",
    ),
    "futures no pattern": (
        "This scenario says nothing of what may come otherwise, and no scenario file at hand does.",
        "Ce scénario ne dit rien de ce qui peut différer, et aucun fichier de scénario ne le dit.",
    ),
}
