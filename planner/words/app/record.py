"""The plan of record, its trail, links, and figures beside other plans. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "door shut": (
        "This app listens at an address of the network and asks nobody who they are, so it shows nothing. Configure a "
        "login (docs/people.md), listen at localhost, or say that all who reach it may come in: {variable}=yes.",
        "Cette application écoute à une adresse du réseau et ne demande à personne qui il est : elle ne montre rien. "
        "Configurez une connexion (docs/people.md), écoutez à localhost, ou dites que tous ceux qui l’atteignent "
        "peuvent entrer : {variable}=yes.",
    ),
    "login": ("Please log in", "Connectez-vous"),
    "login why": (
        "Plans of this site are for people it knows. After a pause you may be asked again; nothing is lost by it.",
        "Les plans de ce site sont pour les personnes qu’il connaît. Après une pause, la question peut revenir ; rien "
        "n’est perdu.",
    ),
    "login now": ("Log in", "Se connecter"),
    "login with": ("Log in with {provider}", "Se connecter avec {provider}"),
    "logout": ("Log out", "Se déconnecter"),
    "front none": (
        "No plan of record: nobody has locked one, and no plan is proven on every day yet.",
        "Pas de plan de référence : personne n’en a verrouillé, et aucun plan n’est prouvé sur tous les jours.",
    ),
    "front none next": (
        "The newest run is {title}, {how}. It is no plan to decide on.",
        "Le calcul le plus récent est {title}, {how}. Ce n’est pas un plan sur lequel décider.",
    ),
    "front none show": ("Show it all the same", "L’afficher quand même"),
    "front newest": (
        "Draft: newest plan, nobody has locked one.",
        "Brouillon : plan le plus récent, personne n’en a verrouillé.",
    ),
    "front gone": (
        "The plan of record, {run}, is locked but no longer in the store. Bring its folder back, or unlock it: "
        "planner record unlock {run} --comment WHY. Another run can be chosen above.",
        "Le plan de référence, {run}, est verrouillé mais n’est plus dans le dépôt. Remettez son dossier, ou "
        "déverrouillez-le : planner record unlock {run} --comment POURQUOI. Un autre calcul se choisit ci-dessus.",
    ),
    "not of record": (
        "This is not the plan of record. That is {title}, locked on {when} by {who}.",
        "Ceci n’est pas le plan de référence. Celui-ci est {title}, verrouillé le {when} par {who}.",
    ),
    "show record": ("Show the plan of record", "Afficher le plan de référence"),
    "show front": ("Show the first page", "Afficher la première page"),
    "risk newest": ("Show the newest", "Afficher le plus récent"),
    "no such run": (
        "The link asks for the run {run}, which is not in this store: it was removed, or is in another store. "
        "Nothing else is shown in its place.",
        "Le lien demande le calcul {run}, qui n’est pas dans ce dépôt : il a été supprimé, ou se trouve ailleurs. "
        "Rien d’autre n’est affiché à sa place.",
    ),
    "no such compared": (
        "The link compares runs that are not in this store: {runs}. Nothing is compared in their place.",
        "Le lien compare des calculs qui ne sont pas dans ce dépôt : {runs}. Rien n’est comparé à leur place.",
    ),
    "no such choice": (
        "The link asks for {value}, which is not there in this plan; what follows is for {shown}.",
        "Le lien demande {value}, que ce plan n’a pas ; ce qui suit vaut pour {shown}.",
    ),
    "choose a run": ("Choose a run", "Choisir un calcul"),
    "record draft": ("draft", "brouillon"),
    "record candidate": ("candidate", "candidat"),
    "record locked": ("plan of record", "plan de référence"),
    "record superseded": ("superseded", "remplacé"),
    "record candidate by": ("proposed on {when} by {who}", "proposé le {when} par {who}"),
    "record locked by": ("locked on {when} by {who}", "verrouillé le {when} par {who}"),
    "record superseded by": ("since {when}, by {who}", "depuis le {when}, par {who}"),
    "record draft by": ("withdrawn on {when} by {who}", "retiré le {when} par {who}"),
    "owner": ("Owner", "Auteur"),
    "owned by": ("owner {who}", "auteur {who}"),
    "age": ("Age (days)", "Âge (jours)"),
    "age none": ("solved today", "calculé aujourd’hui"),
    "age one": ("1 day old", "âgé d’un jour"),
    "age days": ("{days} days old", "âgé de {days} jours"),
    "proof column": ("Proof", "Preuve"),
    "inputs column": ("Inputs", "Entrées"),
    "inputs now": ("as now", "actuelles"),
    "inputs older": ("older", "anciennes"),
    "older value": (
        "Solved with older inputs: {file} says something else now for one value.",
        "Calculé avec d’anciennes entrées : {file} dit maintenant autre chose pour une valeur.",
    ),
    "older values": (
        "Solved with older inputs: {file} says something else now for {count} values.",
        "Calculé avec d’anciennes entrées : {file} dit maintenant autre chose pour {count} valeurs.",
    ),
    "older data": (
        "Solved with older inputs: the data files have changed since.",
        "Calculé avec d’anciennes entrées : les fichiers de données ont changé depuis.",
    ),
    "record": ("Plan of record", "Plan de référence"),
    "record note": (
        "As {person}. A comment is required; it stays in the trail.",
        "En tant que {person}. Un commentaire est nécessaire ; il reste dans le journal.",
    ),
    "record comment": ("Why", "Pourquoi"),
    "record refused": ("It cannot be locked: {why}", "Il ne peut pas être verrouillé : {why}"),
    "refused days": (
        "it stands on {days} days per period; a plan of record stands on every day.",
        "il repose sur {days} jours par période ; un plan de référence repose sur tous les jours.",
    ),
    "refused stopped": (
        "it was stopped before it was proven.",
        "il a été arrêté avant d’être prouvé.",
    ),
    "refused best_found": (
        "it is the best plan found, not proven within its gap.",
        "c’est le meilleur plan trouvé, non prouvé à l’écart demandé.",
    ),
    "record may not": (
        "{person} is {role} and may not change which plan is of record.",
        "{person} est {role} et ne peut pas changer le plan de référence.",
    ),
    "role viewer": ("a viewer", "lecteur"),
    "role planner": ("a planner", "planificateur"),
    "role approver": ("an approver", "approbateur"),
    "action propose": ("Propose", "Proposer"),
    "action withdraw": ("Withdraw", "Retirer"),
    "action lock": ("Lock", "Verrouiller"),
    "action unlock": ("Unlock", "Déverrouiller"),
    "trail": ("Who did what", "Qui a fait quoi"),
    "trail empty": (
        "Nothing was recorded yet: no run was proposed or locked.",
        "Rien n’a encore été noté : aucun calcul n’a été proposé ni verrouillé.",
    ),
    "trail damaged": (
        "The trail has lines that cannot be read ({lines}); what they recorded is not counted.",
        "Le journal a des lignes illisibles ({lines}) ; ce qu’elles notaient n’est pas compté.",
    ),
    "trail when": ("When (UTC)", "Quand (UTC)"),
    "trail who": ("Who", "Qui"),
    "trail action": ("Action", "Action"),
    "trail idle": ("{action}, without effect", "{action}, sans effet"),
    "beside nothing": ("vs buying nothing {difference}", "face à ne rien acheter {difference}"),
    "beside locked": ("vs plan of record {difference}", "face à la référence {difference}"),
    "beside last month": ("vs last month’s {difference}", "face à celle du mois dernier {difference}"),
    "beside same": ("same", "égal"),
}
