"""Who buys and who works here. Names are common ones, addresses made up; telephone numbers and mail domains are
those set aside for fiction and examples (ARCEP, Ofcom, RFC 2606), so that nobody can be reached by them."""

import unicodedata
from dataclasses import dataclass
from random import Random

from estafette.customers.types import ConsentInput, ContactInput, CustomerDraft, ReferenceInput
from estafette.testing.demo.cities import STORES, Site

FIRST = {
    "FR": """Camille Louise Emma Chloé Léa Manon Inès Jade Alice Lina Juliette Sarah Zoé Anaïs Clémence Margot Noémie
        Hugo Lucas Louis Gabriel Arthur Jules Adam Raphaël Paul Antoine Maxime Nathan Théo Clément Mathis Bastien
        Fatou Mehdi Yasmine Karim Aïcha Mamadou Thi-Mai Nadia""",
    "GB": """Amelia Olivia Isla Grace Freya Poppy Alfie Oliver Harry George Noah Callum Priya Imran Zara Owen""",
    "DE": """Anna Lena Mia Johanna Greta Jonas Felix Lukas Emil Moritz Ayşe Deniz""",
    "ES": """Lucía Martina Carmen Elena Pablo Álvaro Diego Javier""",
    "IT": """Giulia Sofia Chiara Martina Lorenzo Matteo Marco Davide""",
    "NL": """Sanne Lotte Fleur Daan Bram Sem""",
    "PT": """Inês Beatriz Leonor Tiago Diogo Rui""",
}  # fmt: skip
LAST = {
    "FR": """Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux
        David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Faure Mercier
        Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas
        Diallo Benali Nguyen Traoré Da-Silva Haddad Lopez""",
    "GB": """Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker Khan Evans Hughes Green""",
    "DE": """Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Yılmaz Koch""",
    "ES": """García Fernández González Rodríguez Martínez Sánchez Pérez Gómez""",
    "IT": """Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci""",
    "NL": """De-Jong Jansen De-Vries Bakker Visser Smit""",
    "PT": """Silva Santos Ferreira Pereira Oliveira Costa""",
}  # fmt: skip
LIKE = {"BE": "FR", "LU": "FR", "AT": "DE", "IE": "GB"}
"""Countries whose people get the names of another."""
STREETS = {
    "FR": """rue de la République|rue Victor-Hugo|avenue Jean-Jaurès|rue des Lilas|place du Marché|rue Pasteur
        |boulevard Gambetta|rue du Moulin|chemin des Vignes|rue des Écoles|impasse des Acacias|quai de la Gare""",
    "GB": "Church Lane|Station Road|Mill Street|Victoria Road|Park Avenue|Queen Street",
    "DE": "Hauptstraße|Gartenstraße|Bahnhofstraße|Lindenallee|Schulstraße",
    "ES": "Calle Mayor|Calle del Sol|Avenida de la Paz|Calle de la Luna",
    "IT": "Via Garibaldi|Via Mazzini|Corso Italia|Via Dante",
    "NL": "Kerkstraat|Dorpsstraat|Molenweg",
    "PT": "Rua da Alegria|Rua do Comércio|Travessa das Flores",
}
LANGUAGES = {
    "FR": "fr",
    "BE": "fr",
    "LU": "fr",
    "DE": "de",
    "AT": "de",
    "ES": "es",
    "IT": "it",
    "NL": "nl",
    "PT": "pt",
}
PARTICLES = str.maketrans("-", " ")


@dataclass(frozen=True, slots=True)
class Person:
    """One customer: how to reach them, and the draft by which they are created."""

    name: str
    email: str
    phone: str
    street: str
    extra: str
    site: Site
    language: str
    draft: CustomerDraft


@dataclass(frozen=True, slots=True)
class Colleague:
    """One user of the demo: role, name, language, and the place and channels that they are limited to (empty: none)."""

    role: str
    email: str
    name: str
    language: str
    place: str = ""
    channels: tuple[str, ...] = ()


PASSWORD = "lantern-relay-orchard"
"""Of all users of the demo, and written in the documentation: a shop made by `estafette up` has none of them."""
ADMINISTRATOR = Colleague("administrator", "admin@orvane.example", "Hélène Vasseur", "en")
COLLEAGUES = (
    Colleague("operations", "operations@orvane.example", "Idris Benali", "fr"),
    Colleague(
        "store_manager", "lyon@orvane.example", "Clara Perrin", "fr", "LYO-PRESQU", ("STORES", "WEB-FR")
    ),
    Colleague("associate", "marais@orvane.example", "Yann Le Goff", "fr", "PAR-MARAIS", ("STORES",)),
    Colleague("agent", "service@orvane.example", "Amelia Hughes", "en"),
    Colleague("buyer", "buying@orvane.example", "Margot Fontaine", "fr"),
    Colleague("accountant", "accounts@orvane.example", "Paul Lambert", "fr"),
    Colleague("viewer", "guest@orvane.example", "Guest", "en"),
)


def make_people(*, count: int, rng: Random) -> list[Person]:
    """`count` customers; two thirds live in France, all near a city of ours."""
    french = [site for site in STORES if site.country == "FR"]
    others = [site for site in STORES if site.country != "FR"]
    return [_person(n + 1, rng.choice(french if rng.random() < 0.68 else others), rng) for n in range(count)]


def _person(number: int, site: Site, rng: Random) -> Person:
    land = LIKE.get(site.country, site.country)
    first, last = rng.choice(FIRST[land].split()), rng.choice(LAST[land].split())
    name = f"{first} {last.translate(PARTICLES)}"
    email = (
        f"{_ascii(first)}.{_ascii(last)}{number}@{rng.choice(('example.com', 'example.org', 'example.net'))}"
    )
    phone = f"+447700900{rng.randint(0, 999):03d}" if land == "GB" else f"+3363998{rng.randint(0, 9999):04d}"
    street = rng.choice([part.strip() for part in STREETS[land].split("|")])
    house = rng.randint(1, 140)
    street = f"{house} {street}" if land in ("FR", "GB") else f"{street} {house}"
    extra = f"Appartement {rng.randint(1, 60)}" if land == "FR" and rng.random() < 0.3 else ""
    language = LANGUAGES.get(site.country, "en")
    contact = ContactInput(
        name=name, email=email, phone=phone, street1=street, street2=extra, postcode=site.postcode,
        city=site.city, country=site.country,
    )  # fmt: skip
    consents = (
        (ConsentInput(purpose="newsletter", medium="email", granted=rng.random() < 0.7, source="checkout"),)
        if rng.random() < 0.6
        else ()
    )
    draft = CustomerDraft(
        language=language,
        references=(ReferenceInput(source="crm", ref=f"C{20_000 + number}"),),
        contacts=(contact,),
        consents=consents,
    )
    return Person(name, email, phone, street, extra, site, language, draft)


def _ascii(text: str) -> str:
    plain = text.lower().replace("ı", "i").replace("ß", "ss")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
