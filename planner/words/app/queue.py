"""Solves that wait, run and stop. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "queue": ("Solves", "Calculs lancés"),
    "queue note": (
        "{running} running, {waiting} waiting; {most} run at once. They go on when this page is left.",
        "{running} en cours, {waiting} en attente ; {most} à la fois. Ils continuent si vous quittez la page.",
    ),
    "job queued": ("waiting, number {place}", "en attente, numéro {place}"),
    "job done": ("done", "terminé"),
    "job stopped": ("stopped", "arrêté"),
    "job failed": ("failed", "échoué"),
    "waits": ("waits for its turn", "attend son tour"),
    "take out": ("Take out of the queue", "Retirer de la file"),
    "stop none": ("Stop; there is nothing to keep yet", "Arrêter ; rien à garder encore"),
    "stop now": ("Stop at once, keep nothing", "Arrêter sans rien garder"),
    "keeping": (
        "Keeping the best so far ({best}, gap {gap}): every hour is worked out once more, then it is saved, without "
        "what its orders are worth.",
        "Le meilleur jusqu’ici ({best}, écart {gap}) est gardé : chaque heure est recalculée une fois, puis il est "
        "enregistré, sans la valeur de ses commandes.",
    ),
    "stop help": (
        "The best plan so far is worked out for every hour and saved, in seconds to a minute; what its orders are "
        "worth against buying nothing is left out.",
        "Le meilleur plan jusqu’ici est recalculé pour chaque heure et enregistré, en quelques secondes à une minute ; "
        "la valeur de ses commandes face à ne rien acheter n’est pas calculée.",
    ),
    "stop none help": (
        "No plan of whole racks has been worked out yet, so nothing would be kept.",
        "Aucun plan en racks entiers n’a encore été calculé : rien ne serait gardé.",
    ),
    "stop now help": (
        "The plan that is being saved is given up.",
        "Le plan en cours d’enregistrement est abandonné.",
    ),
    "take out help": (
        "The solve leaves the queue without having begun.",
        "Le calcul quitte la file sans avoir commencé.",
    ),
    "keeping short": ("keeping the best so far", "le meilleur jusqu’ici est gardé"),
    "stopped nothing": (
        "{scenario} was stopped before there was a whole plan; nothing was kept.",
        "{scenario} a été arrêté avant d’avoir un plan entier ; rien n’a été gardé.",
    ),
    "elapsed seconds": ("Seconds", "Secondes"),
    "progress none": ("No plan to compare with yet.", "Pas encore de plan à comparer."),
    "progress finding": (
        "The best plan is within {gap} of what no plan can beat; {asked} is asked.",
        "Le meilleur plan est à {gap} de ce qu’aucun plan ne dépasse ; {asked} est demandé.",
    ),
}
