"""Schedules: mails, alerts and the page. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "page schedules": ("Schedules", "Calendrier"),
    "mail subject": ("Plan: {titles}, {date}", "Plan : {titles}, {date}"),
    "mail changed": ("Changed since {run}:", "Changé depuis {run} :"),
    "mail link": ("Reports: {link}", "Rapports : {link}"),
    "mail failed": ("{scenario} was not planned: {problem}", "{scenario} n’a pas été planifié : {problem}"),
    "mail foot": (
        "Sent by the planner, schedule {schedule}, of {date}.",
        "Envoyé par le planner, calendrier {schedule}, du {date}.",
    ),
    "alert failed": ("Plan {schedule} failed, {date}", "Le plan {schedule} a échoué, {date}"),
    "alert guard": ("Plan {schedule}: look at this, {date}", "Plan {schedule} : à vérifier, {date}"),
    "guard gap": (
        "{title}: the proof leaves {gap} open, more than the {limit} allowed.",
        "{title} : la preuve laisse {gap} ouvert, plus que les {limit} permis.",
    ),
    "guard change": (
        "{title} moved by {share} against {before}, more than the {limit} allowed.",
        "{title} a bougé de {share} par rapport à {before}, plus que les {limit} permis.",
    ),
    "schedules lead": (
        "What is solved and sent by itself, and how it went the last time.",
        "Ce qui se calcule et s’envoie tout seul, et comment cela s’est passé la dernière fois.",
    ),
    "schedules none": (
        "There is no {file} here. docs/schedules.md shows how to write one.",
        "Il n’y a pas de {file} ici. docs/schedules.md montre comment l’écrire.",
    ),
    "schedules late": (
        "Nothing seems to keep the timetable: {names} should have run. Start planner schedule run.",
        "Rien ne semble tenir le calendrier : {names} aurait dû s’exécuter. Lancer planner schedule run.",
    ),
    "schedule name": ("Schedule", "Calendrier"),
    "schedule next": ("Next", "Prochain"),
    "schedule last": ("Last", "Dernier"),
    "schedule seconds": ("Took (s)", "Durée (s)"),
    "schedule result": ("Result", "Résultat"),
    "schedule waiting": ("Not yet delivered", "Pas encore livrés"),
    "schedule message": ("Message", "Message"),
    "schedule letters": ("Deliveries", "Livraisons"),
    "schedule target": ("To", "À"),
    "schedule sent": ("Sent", "Envoyé"),
    "schedule tries": ("Attempts", "Essais"),
    "result never": ("never ran", "jamais exécuté"),
    "result running": ("running", "en cours"),
    "result ok": ("done", "fait"),
    "result guard": ("done, with an alert", "fait, avec une alerte"),
    "result failed": ("failed", "échoué"),
    "result retry": ("failed, tried again", "échoué, nouvel essai"),
    "result stopped": ("stopped", "arrêté"),
    "letter waiting": ("waiting", "en attente"),
    "letter sent": ("sent", "envoyé"),
    "letter failed": ("given up", "abandonné"),
}
