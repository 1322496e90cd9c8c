"""What changed between two runs. English and French."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "changed head": ("What changed", "Ce qui a changé"),
    "changed since": ("Compared with {title}, solved on {day}.", "Comparé à {title}, calculé le {day}."),
    "changed column": ("Change", "Changement"),
    "changed effect column": ("Effect", "Effet"),
    "changed none": ("Nothing changed.", "Rien n’a changé."),
    "changed proofs": (
        "The difference, {amount}, is within what both proofs leave open ({open}).",
        "La différence, {amount}, est dans ce que les deux preuves laissent ouvert ({open}).",
    ),
    "changed runs": (
        "The effects are taken from both runs as they are saved; nothing was solved again.",
        "Les effets sont tirés des deux calculs enregistrés ; rien n’a été recalculé.",
    ),
    "changed solved": (
        "Each effect is that of one driver alone, solved again; the rest is what they do together.",
        "Chaque effet est celui d’un seul facteur, recalculé ; le reste vient de leur combinaison.",
    ),
    "changed open": (
        "Several drivers differ, so what each does alone is not in both runs: planner changed {a} {b} --exact solves "
        "for it.",
        "Plusieurs facteurs diffèrent : l’effet de chacun seul n’est pas dans les deux calculs ; planner changed {a} "
        "{b} --exact le calcule.",
    ),
    "cause volume": ("Volume", "Volume"),
    "cause token price": ("Token prices", "Prix des tokens"),
    "cause rates": ("Rates of racks", "Débit des racks"),
    "cause rack price": ("Rack prices", "Prix des racks"),
    "cause power": ("Power and cooling", "Électricité et froid"),
    "cause grid": ("Connection and grid", "Raccordement et réseau"),
    "cause contracts": ("Contracts with customers", "Contrats clients"),
    "cause capital": ("Site and capital", "Site et capital"),
    "cause timing": ("Dates and supply", "Dates et livraisons"),
    "cause other": ("Other inputs", "Autres entrées"),
    "cause run": ("Days or data of the run", "Jours ou données du calcul"),
    "cause together": ("Together", "Ensemble"),
    "cause residual": ("Not explained", "Non expliqué"),
    "cause effect": (
        "{cause} ({fields}): {amount} of net present value.",
        "{cause} ({fields}) : {amount} de valeur actuelle nette.",
    ),
    "cause without": (
        "{cause} ({fields}): its effect alone is not worked out.",
        "{cause} ({fields}) : son effet seul n’est pas calculé.",
    ),
    "cause rest": ("{cause}: {amount} of net present value.", "{cause} : {amount} de valeur actuelle nette."),
    "cause fields more": ("{first} and {count} more", "{first} et {count} de plus"),
    "move earlier": (
        "{racks} {rack} are ordered in {to}, earlier than {period} ({amount}).",
        "{racks} {rack} sont commandés au {to}, plus tôt qu’au {period} ({amount}).",
    ),
    "move later": (
        "{racks} {rack} are ordered in {to}, later than {period} ({amount}).",
        "{racks} {rack} sont commandés au {to}, plus tard qu’au {period} ({amount}).",
    ),
    "move more": (
        "{racks} {rack} more are ordered in {period} ({amount}).",
        "{racks} {rack} de plus sont commandés au {period} ({amount}).",
    ),
    "move fewer": (
        "{racks} {rack} fewer are ordered in {period} ({amount}).",
        "{racks} {rack} de moins sont commandés au {period} ({amount}).",
    ),
    "move other rack": (
        "{other_racks} {other_rack} are ordered in {period} instead of {racks} {rack} ({amount}).",
        "{other_racks} {other_rack} sont commandés au {period} au lieu de {racks} {rack} ({amount}).",
    ),
    "offer signed": ("{offer} is signed now ({amount} of revenue).", "{offer} est signé ({amount} de revenus)."),
    "offer not signed": (
        "{offer} is not signed any more ({amount} of revenue).",
        "{offer} n’est plus signé ({amount} de revenus).",
    ),
    "offer larger share": (
        "A larger share of {offer} is signed ({amount} of revenue).",
        "Une plus grande part de {offer} est signée ({amount} de revenus).",
    ),
    "offer smaller share": (
        "A smaller share of {offer} is signed ({amount} of revenue).",
        "Une plus petite part de {offer} est signée ({amount} de revenus).",
    ),
    "money moved": ("{group}: {amount}, present value.", "{group} : {amount}, valeur actuelle."),
    "offers moved": ("Contracts with customers that differ", "Contrats clients qui diffèrent"),
}
