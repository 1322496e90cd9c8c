"""What a bill assumes, in French. The bill engine says it in English."""

from __future__ import annotations

import re

from planner.words import formats

FRENCH = (
    (r"class hours not verified in the official text", r"heures des classes non vérifiées sur le texte officiel"),
    (r"no newer level was found, that of (\S+) is kept", r"pas de niveau plus récent trouvé, celui du \1 est gardé"),
    (r"no newer rates are known, those of (\S+) are kept", r"pas de tarif plus récent connu, celui du \1 est gardé"),
    (
        r"rates of (\S+) moved by (\S+)% a year for (\d+) years?",
        "tarif du \\1 porté de \\2\u202f% par an pendant \\3\u00a0an(s)",
    ),
)


def told(flag: str, locale: str) -> str:
    """One flag as people read it; as it is where we have no French for it."""
    if formats.language(locale) == "en":
        return flag.replace("for 1 years", "for 1 year")
    for english, french in FRENCH:
        match = re.fullmatch(english, flag)
        if match:
            said = match.expand(french).replace(".", ",")
            return said.replace("1\u00a0an(s)", "1\u00a0an").replace("an(s)", "ans")
    return flag
