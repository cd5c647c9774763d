"""Scales of variants: sizes and colors in both languages, and the names of styles.

Every value is (code, French, English). The code goes into SKU codes; the English word is the variant's option.
"""

Value = tuple[str, str, str]


def _values(table: str) -> tuple[Value, ...]:
    rows = (tuple(part.strip() for part in row.split("/")) for row in table.strip().split(","))
    return tuple((code, french, english) for code, french, english in rows)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _plain(text: str) -> tuple[Value, ...]:
    return tuple((each.replace("×", "X"), each, each) for each in text.split())


def _counted(numbers: tuple[int, ...], letter: str, french: str, english: str) -> tuple[Value, ...]:
    return tuple((f"{n}{letter}", f"{n} {french}", f"{n} {english}") for n in numbers)


SIZES: dict[str, tuple[Value, ...]] = {
    "none": (),
    "women": _plain("34 36 38 40 42 44"),
    "alpha": _plain("XS S M L XL"),
    "mens": _plain("S M L XL XXL"),
    "collar": _plain("38 39 40 41 42 43"),
    "waist": _plain("26 28 30 32 34 36"),
    "shoes": _plain("36 37 38 39 40 41"),
    "mensshoes": _plain("40 41 42 43 44 45"),
    "kidsshoes": _plain("24 26 28 30 32"),
    "belt": _counted((80, 90, 100), "CM", "cm", "cm"),
    "chain": _counted((42, 50), "CM", "cm", "cm"),
    "ages": _counted((2, 4, 6, 8, 10), "A", "ans", "years"),
    "months": _counted((3, 6, 12, 18), "M", "mois", "months"),
    "duvet": _plain("140×200 200×200 240×220 260×240"),
    "pillow": _plain("50×70 65×65"),
    "towel": _plain("50×100 70×140 100×150"),
    "cushion": _plain("45×45 40×60"),
    "cloth": _plain("140×140 150×250 170×300"),
    "rug": _plain("120×180 160×230 200×290"),
    "perfume": _counted((30, 50, 100), "ML", "ml", "ml"),
    "tube": _counted((30, 75), "ML", "ml", "ml"),
    "pot": _counted((14, 20, 28), "CM", "cm", "cm"),
}

PALETTES: dict[str, tuple[Value, ...]] = {
    "none": (),
    "soft": _values(
        "IVO/ivoire/ivory, NOI/noir/black, NUI/bleu nuit/midnight blue, SAU/vert sauge/sage green,"
        " TER/terracotta/terracotta, LIL/lilas/lilac, SAB/sable/sand"
    ),
    "classic": _values(
        "BLA/blanc/white, NOI/noir/black, MAR/bleu marine/navy, KAK/kaki/khaki, CAM/camel/camel,"
        " CIE/bleu ciel/sky blue, BOR/bordeaux/burgundy"
    ),
    "warm": _values(
        "ECR/écru/ecru, GRI/gris chiné/heather gray, CAM/camel/camel, SAP/vert sapin/fir green,"
        " MAR/bleu marine/navy, BRI/brique/brick"
    ),
    "bright": _values(
        "JAU/jaune soleil/sun yellow, COR/corail/coral, CIE/bleu ciel/sky blue, MEN/vert menthe/mint green,"
        " ROS/rose poudré/powder pink, MAR/bleu marine/navy"
    ),
    "pastel": _values(
        "BLA/blanc/white, ROS/rose poudré/powder pink, CIE/bleu ciel/sky blue, SAU/vert sauge/sage green"
    ),
    "denim": _values("BRU/brut/raw, STO/bleu délavé/stonewashed, NOI/noir/black, ECR/écru/ecru"),
    "leather": _values("NOI/noir/black, COG/cognac/cognac, CHO/chocolat/chocolate, BOR/bordeaux/burgundy"),
    "metal": _values("DOR/doré/gold, ARG/argenté/silver"),
    "home": _values(
        "BLA/blanc/white, LIN/lin naturel/natural linen, TER/terracotta/terracotta, OLI/vert olive/olive green,"
        " ARD/gris ardoise/slate gray, NUI/bleu nuit/midnight blue, OCR/ocre/ocher"
    ),
    "wood": _values("NAT/naturel/natural, NOI/noir/black, MIE/miel/honey"),
    "clear": _values("CLA/transparent/clear, FUM/fumé/smoked, AMB/ambre/amber"),
    "scent": _values(
        "FIG/figuier/fig tree, CED/cèdre/cedar, ORA/fleur d'oranger/orange blossom, LAV/lavande/lavender,"
        " VER/verveine/verbena, AMB/ambre/amber"
    ),
    "flavor": _values(
        "NAT/nature/plain, CAR/caramel/caramel, ORA/orange/orange, MEN/menthe/mint, GIN/gingembre/ginger"
    ),
    "fruit": _values(
        "ABR/abricot/apricot, FRA/fraise/strawberry, MUR/mûre/blackberry, FIG/figue/fig, ORA/orange/orange"
    ),
    "vintage": _values("2021/2021/2021, 2022/2022/2022, 2023/2023/2023"),
}

OPTIONS: dict[str, str] = {"scent": "scent", "flavor": "flavor", "fruit": "fruit", "vintage": "vintage"}
"""What the variants of a palette differ in, where it is not the color."""

NAMES: tuple[str, ...] = _words(
    """
    Céleste Marceau Opale Lubéron Margaux Solène Cassis Balthazar Aurore Belleville Camargue Delphine
    Églantine Faubourg Garance Honorine Iris Joséphine Kerguelen Léontine Mistral Nacre Ondine Palmyre
    Quiberon Rosalie Séraphine Tamaris Ulysse Valmy Ysée Zélie Alizé Brocéliande Capucine Dune Étretat
    Flore Giverny Hortense Île-aux-Moines Jasmin Lison Maelle Noirmoutier Orsay Pervenche Reine Sauvage
    Tourmaline Ursuline Vendôme Ardèche Bruyère Corentin Dorian Esterel Félicien Gaspard Hélios Isidore
    Jonas Lazare Melchior Néron Octave Perceval Quentin Romarin Saturnin Théodore Urbain Victor Alba
    Bergame Cyprès Dahlia Écume Fougère Genêt Houblon Indigo Jonquille Laurier Mélisse Nigelle Olivier
    Passerose Réséda Sureau Thym Verveine Absinthe Béryl Calanque Dolmen Embrun Falaise Grève Horizon
    Islande Jetée Lagune Marée Nordet Ouessant Phare Récif Sirocco
    """
)

GROWTH: dict[str, int] = {
    "duvet": 22, "pillow": 15, "towel": 60, "cushion": 20, "cloth": 45, "rug": 70, "perfume": 45, "tube": 70,
    "pot": 50, "chain": 10,
}  # fmt: skip
"""By how many percent of the smallest a size is dearer and heavier than the one before it."""
