"""What the fields of what may be built on the site for power mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "Battery that may be built; null: none.": "Batterie qui peut être construite ; null : aucune.",
    "First quarter in which the battery can be in use.": "Premier trimestre où la batterie peut servir.",
    "Power that must be there from then on.": "Puissance qui doit être là à partir de ce moment.",
    "Most power there can be.": "Plus grande puissance possible.",
    "Energy that must be there from then on.": "Énergie qui doit être là à partir de ce moment.",
    "Most energy there can be.": "Plus grande énergie possible.",
    "Price of converter and connection, at the start.": "Prix du convertisseur et du raccordement, au début.",
    "Price of cells and their enclosure, at the start.": "Prix des cellules et de leur enveloppe, au début.",
    "Change of both prices a year, nominal.": "Variation des deux prix par an, nominale.",
    "Upkeep a year, share of the price of the converter.": "Entretien par an, en part du prix du convertisseur.",
    "Life of the converter.": "Durée de vie du convertisseur.",
    "Life of the cells with their augmentation.": "Durée de vie des cellules avec leur renfort.",
    "Energy discharged over energy charged.": "Énergie rendue sur énergie chargée.",
    "Ageing by use, per MWh discharged.": "Vieillissement par l’usage, par MWh rendu.",
    "Energy lost a year by age; replaced each year at the price of cells.": (
        "Énergie perdue par an avec l’âge ; remplacée chaque année au prix des cellules."
    ),
    "Worth at the end of the horizon, share of price times life left.": (
        "Valeur à la fin de l’horizon, part du prix multipliée par la vie restante."
    ),
    "Photovoltaics that may be built; null: none.": "Photovoltaïque qui peut être construit ; null : aucun.",
    "First quarter in which PV can be in use.": "Premier trimestre où le photovoltaïque peut servir.",
    "Peak power that must be there from then on.": "Puissance crête qui doit être là à partir de ce moment.",
    "Most peak power the surface has room for.": "Plus grande puissance crête pour laquelle il y a la place.",
    "Price per kW of peak power, at the start.": "Prix par kW de puissance crête, au début.",
    "Upkeep a year, share of the price.": "Entretien par an, en part du prix.",
    "Life of the panels.": "Durée de vie des panneaux.",
    "Tilt of the panels; 0: flat.": "Inclinaison des panneaux ; 0 : à plat.",
    "Where the panels face; 180: south, 90: east.": "Orientation des panneaux ; 180 : sud, 90 : est.",
    "Losses of inverter, wiring, dirt, shade and age.": (
        "Pertes d’onduleur, de câblage, de salissure, d’ombre et d’âge."
    ),
    "Back-up sets; null: left out of costs and emissions.": "Groupes de secours ; null : hors coûts et émissions.",
    "Power of all sets.": "Puissance de tous les groupes.",
    "True if the sets may feed the site beside the grid.": (
        "Vrai si les groupes peuvent alimenter le site à côté du réseau."
    ),
    "Price of fuel per MWh of its heat.": "Prix du combustible par MWh de chaleur.",
    "Electricity over heat of the fuel.": "Électricité sur chaleur du combustible.",
    "Wear per MWh of electricity.": "Usure par MWh d’électricité.",
    "Hours of tests a year.": "Heures d’essais par an.",
    "Load during the tests, on a load bank.": "Charge pendant les essais, sur banc de charge.",
    "Upkeep a year.": "Entretien par an.",
    "CO2 per MWh of heat of the fuel.": "CO2 par MWh de chaleur du combustible.",
    "Thermal store for cooling that may be built; null: none.": (
        "Stock de froid qui peut être construit ; null : aucun."
    ),
    "First quarter in which the store can be in use.": "Premier trimestre où le stock peut servir.",
    "Power, of heat taken away, that must be there from then on.": (
        "Puissance, en chaleur évacuée, qui doit être là à partir de ce moment."
    ),
    "Most power, of heat taken away.": "Plus grande puissance, en chaleur évacuée.",
    "Cold, of heat taken away, that must be there from then on.": (
        "Froid, en chaleur évacuée, qui doit être là à partir de ce moment."
    ),
    "Most cold there can be, of heat taken away.": "Plus grand stock de froid possible, en chaleur évacuée.",
    "Price of exchangers, pumps and chillers to charge it, at the start.": (
        "Prix des échangeurs, pompes et groupes qui le chargent, au début."
    ),
    "Price of tanks and their content, at the start.": "Prix des cuves et de leur contenu, au début.",
    "Upkeep a year, share of both prices.": "Entretien par an, en part des deux prix.",
    "Life of the store.": "Durée de vie du stock.",
    "Share of the cold that is lost in an hour.": "Part du froid perdue en une heure.",
    "Electricity of its pumps per MWh of cold put in.": "Électricité de ses pompes par MWh de froid stocké.",
    "What the regulator asks for beyond the plan.": "Ce que demande le régulateur au-delà du plan.",
    "Heat put to use outside the site over energy at the meter.": (
        "Chaleur utilisée hors du site sur énergie au compteur."
    ),
    "Whether the building is given over to digital data, with secured access and controls of its own.": (
        "Si le bâtiment est consacré aux données numériques, avec accès sécurisé et régulation propre."
    ),
    "Whether there is an energy management system.": "S’il y a un système de management de l’énergie.",
    "Whether the site has joined a recognised best-practice programme.": (
        "Si le site a rejoint un programme reconnu de bonnes pratiques."
    ),
    "Whether the activity is electro-sensitive; unknown: as the plan works it out.": (
        "Si l’activité est électro-sensible ; unknown : comme le plan le calcule."
    ),
    "Limit of PUE for the reduced excise rate; null: not known.": (
        "Limite de PUE pour l’accise réduite ; null : inconnue."
    ),
    "Limit of cooling water for the reduced excise rate; null: not known.": (
        "Limite d’eau de refroidissement pour l’accise réduite ; null : inconnue."
    ),
}
