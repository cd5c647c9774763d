"""Where the demo shop is: cities with their coordinates (WGS 84) and time zones, and streets for its stores.

Stores stand in order of importance: a shop with fewer stores takes the first ones. The coordinates are those of
the quarter, the house numbers are made up.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Site:
    """One place: the end of its code, its name, address, coordinates and time zone."""

    code: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    latitude: Decimal
    longitude: Decimal
    time_zone: str = "Europe/Paris"


def _site(row: str) -> Site:
    code, name, street, postcode, city, country, latitude, longitude, *zone = (
        part.strip() for part in row.split("|")
    )
    return Site(
        code, name, street, postcode, city, country, Decimal(latitude), Decimal(longitude),
        zone[0] if zone else "Europe/Paris",
    )  # fmt: skip


def _sites(table: str) -> tuple[Site, ...]:
    return tuple(_site(row) for row in table.strip().splitlines())


STORES = _sites("""
PAR-MARAIS | Paris Marais | 41 rue des Francs-Bourgeois | 75004 | Paris | FR | 48.857200 | 2.360500
LYO-PRESQU | Lyon Presqu'île | 68 rue Président-Édouard-Herriot | 69002 | Lyon | FR | 45.763200 | 4.834600
LON-MARYLE | London Marylebone | 83 Marylebone High Street | W1U 4QW | London | GB | 51.520200 | -0.152100 | Europe/London
BRU-IXELLE | Bruxelles Louise | 112 avenue Louise | 1050 | Bruxelles | BE | 50.833500 | 4.357300 | Europe/Brussels
BOR-INTEND | Bordeaux Intendance | 25 cours de l'Intendance | 33000 | Bordeaux | FR | 44.842200 | -0.577700
MAR-PARADI | Marseille Paradis | 54 rue Paradis | 13006 | Marseille | FR | 43.291200 | 5.379300
MAD-SALAMA | Madrid Salamanca | Calle de Claudio Coello 47 | 28001 | Madrid | ES | 40.426800 | -3.686400 | Europe/Madrid
BER-MITTE | Berlin Mitte | Rosenthaler Straße 36 | 10178 | Berlin | DE | 52.526900 | 13.402000 | Europe/Berlin
PAR-STGERM | Paris Saint-Germain | 96 rue de Rennes | 75006 | Paris | FR | 48.850300 | 2.329400
LIL-VIEUX | Lille Vieux-Lille | 19 rue de la Grande-Chaussée | 59800 | Lille | FR | 50.639300 | 3.062900
NAN-CREBIL | Nantes Crébillon | 14 rue Crébillon | 44000 | Nantes | FR | 47.213700 | -1.561400
TOU-CAPITO | Toulouse Capitole | 31 rue Saint-Rome | 31000 | Toulouse | FR | 43.602600 | 1.443300
NIC-MASSEN | Nice Masséna | 22 rue de la Liberté | 06000 | Nice | FR | 43.698300 | 7.267900
STR-GUTENB | Strasbourg Gutenberg | 7 rue des Hallebardes | 67000 | Strasbourg | FR | 48.581200 | 7.749700
PAR-PASSY | Paris Passy | 63 rue de Passy | 75016 | Paris | FR | 48.857800 | 2.279500
PAR-OPERA | Paris Opéra | 18 boulevard Haussmann | 75009 | Paris | FR | 48.872600 | 2.337800
MPL-COMEDI | Montpellier Comédie | 11 rue de la Loge | 34000 | Montpellier | FR | 43.609400 | 3.877900
REN-LAFAYE | Rennes La Fayette | 9 rue La-Fayette | 35000 | Rennes | FR | 48.110400 | -1.678800
GRE-BONNE | Grenoble Bonne | 26 rue de Bonne | 38000 | Grenoble | FR | 45.188400 | 5.726000
DIJ-LIBERT | Dijon Liberté | 48 rue de la Liberté | 21000 | Dijon | FR | 47.322100 | 5.039000
ANG-ALSACE | Angers Alsace | 12 rue d'Alsace | 49100 | Angers | FR | 47.470900 | -0.550300
AIX-MIRABE | Aix-en-Provence Mirabeau | 33 cours Mirabeau | 13100 | Aix-en-Provence | FR | 43.526600 | 5.449800
REI-VESLE | Reims Vesle | 57 rue de Vesle | 51100 | Reims | FR | 49.254200 | 4.030200
TLN-ALGER | Toulon Alger | 17 rue d'Alger | 83000 | Toulon | FR | 43.122700 | 5.930600
STE-FOY | Saint-Étienne Général-Foy | 8 rue du Général-Foy | 42000 | Saint-Étienne | FR | 45.438500 | 4.387400
LEH-PARIS | Le Havre Paris | 71 rue de Paris | 76600 | Le Havre | FR | 49.490400 | 0.107700
CLF-BLATIN | Clermont-Ferrand Blatin | 20 rue Blatin | 63000 | Clermont-Ferrand | FR | 45.776700 | 3.079900
TRS-NATION | Tours Nationale | 36 rue Nationale | 37000 | Tours | FR | 47.394100 | 0.686800
AMI-CAILLO | Amiens Trois-Cailloux | 44 rue des Trois-Cailloux | 80000 | Amiens | FR | 49.892500 | 2.299600
NCY-STJEAN | Nancy Saint-Jean | 29 rue Saint-Jean | 54000 | Nancy | FR | 48.689700 | 6.180300
MTZ-SERPEN | Metz Serpenoise | 15 rue Serpenoise | 57000 | Metz | FR | 49.116700 | 6.174500
ROU-GROSHO | Rouen Gros-Horloge | 88 rue du Gros-Horloge | 76000 | Rouen | FR | 49.441600 | 1.091300
CAE-STPIER | Caen Saint-Pierre | 62 rue Saint-Pierre | 14000 | Caen | FR | 49.183400 | -0.363800
BES-GRANGE | Besançon Granges | 23 rue des Granges | 25000 | Besançon | FR | 47.239400 | 6.025200
ORL-REPUBL | Orléans République | 39 rue de la République | 45000 | Orléans | FR | 47.904900 | 1.904300
MUL-SAUVAG | Mulhouse Sauvage | 13 rue du Sauvage | 68100 | Mulhouse | FR | 47.747400 | 7.339200
BRE-SIAM | Brest Siam | 50 rue de Siam | 29200 | Brest | FR | 48.386300 | -4.490900
LIM-CLOCHE | Limoges Clocher | 10 rue du Clocher | 87000 | Limoges | FR | 45.831000 | 1.258800
ANN-ROYALE | Annecy Royale | 16 rue Royale | 74000 | Annecy | FR | 45.900600 | 6.125500
PER-MAILLY | Perpignan Mailly | 21 rue Mailly | 66000 | Perpignan | FR | 42.698900 | 2.896400
AVI-REPUBL | Avignon République | 34 rue de la République | 84000 | Avignon | FR | 43.946500 | 4.805500
LRO-PALAIS | La Rochelle Palais | 27 rue du Palais | 17000 | La Rochelle | FR | 46.159500 | -1.153700
BIA-GAMBET | Biarritz Gambetta | 6 rue Gambetta | 64200 | Biarritz | FR | 43.480900 | -1.559600
AJA-FESCH | Ajaccio Fesch | 45 rue Cardinal-Fesch | 20000 | Ajaccio | FR | 41.921300 | 8.737500
ANT-SCHUTT | Antwerpen Schuttershof | Schuttershofstraat 24 | 2000 | Antwerpen | BE | 51.215800 | 4.406500 | Europe/Brussels
LUX-GRAND | Luxembourg Grand-Rue | 52 Grand-Rue | 1660 | Luxembourg | LU | 49.611700 | 6.128900 | Europe/Luxembourg
AMS-NEGEN | Amsterdam Negen Straatjes | Hartenstraat 18 | 1016 CB | Amsterdam | NL | 52.371500 | 4.886300 | Europe/Amsterdam
KOL-EHREN | Köln Ehrenstraße | Ehrenstraße 55 | 50672 | Köln | DE | 50.938600 | 6.940600 | Europe/Berlin
HAM-NEUER | Hamburg Neuer Wall | Neuer Wall 42 | 20354 | Hamburg | DE | 53.551600 | 9.989600 | Europe/Berlin
MUN-SENDLI | München Sendlinger | Sendlinger Straße 29 | 80331 | München | DE | 48.135200 | 11.568900 | Europe/Berlin
WIE-NEUBAU | Wien Neubau | Neubaugasse 33 | 1070 | Wien | AT | 48.200600 | 16.348900 | Europe/Vienna
BCN-EIXAMP | Barcelona Eixample | Rambla de Catalunya 91 | 08008 | Barcelona | ES | 41.393000 | 2.162400 | Europe/Madrid
VAL-COLON | Valencia Colón | Carrer de Colón 30 | 46004 | Valencia | ES | 39.469000 | -0.372800 | Europe/Madrid
MIL-BRERA | Milano Brera | Via Brera 12 | 20121 | Milano | IT | 45.471000 | 9.187800 | Europe/Rome
TOR-LAGRAN | Torino Lagrange | Via Lagrange 19 | 10123 | Torino | IT | 45.066700 | 7.684300 | Europe/Rome
LIS-CHIADO | Lisboa Chiado | Rua Garrett 61 | 1200-203 | Lisboa | PT | 38.710700 | -9.140600 | Europe/Lisbon
DUB-CLAREN | Dublin Clarendon | 17 South William Street | D02 | Dublin | IE | 53.341900 | -6.262900 | Europe/Dublin
LON-SPITAL | London Spitalfields | 31 Commercial Street | E1 6LS | London | GB | 51.516900 | -0.073300 | Europe/London
EDI-GEORGE | Edinburgh George Street | 76 George Street | EH2 3BU | Edinburgh | GB | 55.953200 | -3.198700 | Europe/London
MAN-KINGST | Manchester King Street | 40 King Street | M2 6BA | Manchester | GB | 53.481300 | -2.245900 | Europe/London
""")

WAREHOUSES = _sites("""
ORLEANS | Entrepôt d'Orléans | 2 rue des Pelletiers | 45770 | Saran | FR | 47.951700 | 1.876900
LYON | Entrepôt de Lyon | 14 avenue du Parc-Technologique | 69800 | Saint-Priest | FR | 45.694800 | 4.944900
LILLE | Entrepôt de Lille | 5 rue du Chemin-de-Fer | 59810 | Lesquin | FR | 50.587500 | 3.112900
DAVENTRY | Daventry warehouse | 8 Drayton Fields | NN11 8RB | Daventry | GB | 52.272000 | -1.166000 | Europe/London
""")

SUPPLIERS = _sites("""
VOSGES | Ébénisterie des Hautes-Vosges | 30 route de Gérardmer | 88250 | La Bresse | FR | 48.004600 | 6.875100
ALENTEJO | Cerâmicas do Alentejo | Rua dos Oleiros 9 | 7000-850 | Évora | PT | 38.571400 | -7.913500 | Europe/Lisbon
""")

LOGISTICIANS = _sites("""
VENLO | Venlo Logistics | Columbusweg 20 | 5928 LA | Venlo | NL | 51.392600 | 6.106200 | Europe/Amsterdam
""")

PICKUP_POINTS = _sites("""
PAR-MONTPA | Relais Montparnasse | 9 rue du Départ | 75014 | Paris | FR | 48.842100 | 2.321900
PAR-BELLEV | Relais Belleville | 74 rue de Belleville | 75020 | Paris | FR | 48.874900 | 2.385400
LYO-CROIXR | Relais Croix-Rousse | 21 grande rue de la Croix-Rousse | 69004 | Lyon | FR | 45.775300 | 4.830900
MAR-PLAINE | Relais de la Plaine | 38 place Jean-Jaurès | 13005 | Marseille | FR | 43.294600 | 5.386900
BOR-CHARTR | Relais des Chartrons | 65 rue Notre-Dame | 33000 | Bordeaux | FR | 44.853300 | -0.570700
LIL-WAZEMM | Relais Wazemmes | 28 rue Gambetta | 59000 | Lille | FR | 50.628600 | 3.053600
NAN-ILE | Relais de l'Île | 12 boulevard de la Prairie-au-Duc | 44200 | Nantes | FR | 47.205300 | -1.560700
TOU-CARMES | Relais des Carmes | 5 place des Carmes | 31000 | Toulouse | FR | 43.597800 | 1.445300
STR-KRUTEN | Relais de la Krutenau | 40 rue de Zurich | 67000 | Strasbourg | FR | 48.579900 | 7.758800
BRU-FLAGEY | Relais Flagey | 18 place Eugène-Flagey | 1050 | Bruxelles | BE | 50.827600 | 4.372200 | Europe/Brussels
LON-ANGEL | Angel locker | 60 Upper Street | N1 0NY | London | GB | 51.534800 | -0.104200 | Europe/London
BER-KREUZB | Kreuzberg Schließfach | Bergmannstraße 70 | 10961 | Berlin | DE | 52.489400 | 13.394300 | Europe/Berlin
""")
