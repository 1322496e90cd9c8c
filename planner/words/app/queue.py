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
        "Keeping the best so far ({best}, gap {gap}): it is being made a plan of whole racks, and saved.",
        "Le meilleur jusqu’ici ({best}, écart {gap}) est gardé : un plan en racks entiers en est fait, et enregistré.",
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
