"""What the fields of horizon, objective and site mean: the English of the schema, and its French."""

from __future__ import annotations

FRENCH: dict[str, str] = {
    "Time that is planned.": "Période planifiée.",
    "First quarter of the plan.": "Premier trimestre du plan.",
    "Last quarter of the plan, included.": "Dernier trimestre du plan, inclus.",
    (
        "Day the plan is made: nothing is ordered before it, and present values are those of this day; null: orders "
        "from the first period on, present values of the first day."
    ): (
        "Jour où le plan est fait : rien n’est commandé avant, et les valeurs actuelles sont celles de ce jour ; "
        "null : commandes dès la première période, valeurs du premier jour."
    ),
    "Length of a planning period.": "Durée d’une période de planification.",
    "What the optimiser is asked for.": "Ce que l’on demande à l’optimiseur.",
    "Serve what pays (maximise_npv) or serve the demand (minimise_cost).": (
        "Servir ce qui rapporte (maximise_npv) ou servir la demande (minimise_cost)."
    ),
    "With minimise_cost, unserved work costs this multiple of its revenue.": (
        "Avec minimise_cost, le travail non servi coûte ce multiple de son revenu."
    ),
    "The building and what it is connected to.": "Le bâtiment et ses raccordements.",
    "Name of the site.": "Nom du site.",
    "Latitude, north positive.": "Latitude, positive au nord.",
    "Longitude, east positive.": "Longitude, positive à l’est.",
    "Grid connection at the meter with all phases open.": (
        "Raccordement au compteur quand toutes les phases sont ouvertes."
    ),
    "Most of the connection that is ever drawn: operators keep a margin below their contract.": (
        "Part du raccordement jamais dépassée : les exploitants gardent une marge sous leur contrat."
    ),
    "Phases of the site, in the order in which they must open.": (
        "Phases du site, dans l’ordre où elles doivent ouvrir."
    ),
    "Share of the connection that this phase brings.": "Part du raccordement qu’apporte cette phase.",
    "First quarter in which the phase can be open.": "Premier trimestre où la phase peut être ouverte.",
    "Quarters by which the phase is late; a variant says so.": (
        "Trimestres de retard de la phase ; une variante l’indique."
    ),
    "Part of its connection that is always there; null: all that is not flexible.": (
        "Part de son raccordement toujours disponible ; null : tout ce qui n’est pas flexible."
    ),
    "Part of its connection that may be taken away, see site.curtailment.": (
        "Part de son raccordement qui peut être retirée, voir site.curtailment."
    ),
    "True if the phase opens at its earliest quarter whatever the plan says.": (
        "Vrai si la phase ouvre à son premier trimestre quoi que dise le plan."
    ),
    "Investment paid when the phase opens.": "Investissement payé à l’ouverture de la phase.",
    "Floor positions for racks.": "Emplacements au sol pour les racks.",
    "Heat that the liquid circuit can carry away.": "Chaleur que le circuit liquide peut évacuer.",
    "Weight of racks that the floor can carry.": "Poids de racks que le plancher peut porter.",
    "When the flexible part of the connection is taken away; null: never.": (
        "Quand la part flexible du raccordement est retirée ; null : jamais."
    ),
    "Hours a year in which it may be taken away.": "Heures par an où elle peut être retirée.",
    (
        "highest-price: the dearest hours of the year; winter-evenings: the dearest evening peak hours of November to"
        " March; agreed-evenings: the site chooses among these, and sheds as much energy."
    ): (
        "highest-price : les heures les plus chères de l’année ; winter-evenings : les plus chères des pointes du"
        " soir de novembre à mars ; agreed-evenings : le site choisit parmi celles-ci et efface autant d’énergie."
    ),
    "Transformers between connection and site; null: they bound nothing.": (
        "Transformateurs entre le raccordement et le site ; null : ils ne limitent rien."
    ),
    "How many there are.": "Leur nombre.",
    "Rating of each.": "Puissance nominale de chacun.",
    "Power factor of the load.": "Facteur de puissance de la charge.",
    "True: the site never draws more than is left with one lost; false: this is only reported.": (
        "Vrai : le site ne dépasse jamais ce qui reste avec un transformateur perdu ; faux : c’est seulement signalé."
    ),
    "Days on which less of the connection is left, by name.": "Jours où le raccordement est réduit, par nom.",
    "First day, local time.": "Premier jour, heure locale.",
    "Last day, local time.": "Dernier jour, heure locale.",
    "Power left at the meter on these days.": "Puissance qui reste au compteur ces jours-là.",
    "IT and cooling power over power at the meter.": (
        "Puissance informatique et froid rapportés à la puissance au compteur."
    ),
    (
        "simple: electrical_efficiency at any load. load-dependent: losses of transformers, UPS and busway by their "
        "load (docs/cooling.md), in place of electrical_efficiency."
    ): (
        "simple : electrical_efficiency à toute charge. load-dependent : pertes des transformateurs, onduleurs et"
        " canalisations selon leur charge (docs/cooling.md), à la place d’electrical_efficiency."
    ),
    "Load expected, share of the open connection: losses and cooling are straight lines through it.": (
        "Charge attendue, part du raccordement ouvert : les pertes et le froid sont des droites qui passent par là."
    ),
    "Lighting, offices, security: always on.": "Éclairage, bureaux, sécurité : toujours en marche.",
    "Cooling power from the weather.": "Puissance de froid selon la météo.",
    "Cooling power per IT power with free cooling: pumps and fans.": (
        "Puissance de froid par puissance informatique en refroidissement naturel : pompes et ventilateurs."
    ),
    "Wet-bulb temperature up to which cooling is free.": "Température humide jusqu’à laquelle le froid est naturel.",
    "Cooling power per IT power that each degree above adds.": (
        "Puissance de froid par puissance informatique qu’ajoute chaque degré au-dessus."
    ),
    "Largest cooling power per IT power: the chillers at full load.": (
        "Plus grande puissance de froid par puissance informatique : groupes froids à pleine charge."
    ),
    (
        "Where cooling and water come from: simple is the straight line of the fields above and of site.water; the "
        "others are plants with a liquid and an air loop (docs/cooling.md)."
    ): (
        "D’où viennent le froid et l’eau : simple est la droite des champs ci-dessus et de site.water ; les "
        "autres sont des installations à boucle liquide et à boucle d’air (docs/cooling.md)."
    ),
    "Share of IT heat expected in the liquid loop, for which the loops of a design are built.": (
        "Part de la chaleur informatique attendue dans la boucle liquide, pour laquelle les boucles sont construites."
    ),
    (
        "What racks are charged for cooling: the mean of the site, or what the loops draw that their own heat goes to"
        " (needs a design)."
    ): (
        "Froid imputé aux racks : la moyenne du site, ou ce que tirent les boucles où va leur chaleur (demande "
        "une conception)."
    ),
    "Water that liquid-cooled racks are given.": "Eau fournie aux racks à refroidissement liquide.",
    "Share of the liquid loop's heat that can be handed to a heat network.": (
        "Part de la chaleur de la boucle liquide qui peut être remise à un réseau de chaleur."
    ),
    "Water use from the weather.": "Consommation d’eau selon la météo.",
    "Wet-bulb temperature at which evaporation starts.": "Température humide à laquelle l’évaporation commence.",
    "Wet-bulb temperature from which evaporation is full.": (
        "Température humide à partir de laquelle l’évaporation est totale."
    ),
    "Water per kWh of IT energy at full evaporation.": "Eau par kWh informatique à pleine évaporation.",
    "Fit-out of each MW of connection that opens after the plan is made, paid then.": (
        "Aménagement de chaque MW de raccordement ouvert après la date du plan, payé à ce moment."
    ),
    (
        "Months of the shell's rent left as a deposit when a phase opens after the plan is made; given back when the "
        "horizon ends."
    ): (
        "Mois de loyer du bâtiment laissés en dépôt quand une phase ouvre après la date du plan ; rendus à la fin"
        " de l’horizon."
    ),
    "Staff, maintenance and insurance of the site.": "Personnel, maintenance et assurance du site.",
    "Rent of the shell per MW of open connection.": "Loyer du bâtiment par MW de raccordement ouvert.",
}
