"""The invented world of generate.py: markets, shops, people's names, streets, goods, devices.

No person, street or place is meant to exist. E-mail addresses end in the reserved domains of RFC 2606, IP addresses are those
of RFC 5737 and RFC 3849, phone numbers come from ranges set aside for fiction or start with the unassigned country code 999.
"""

import random
from bisect import bisect_right
from typing import NamedTuple, Tuple


class Table:
    """Values with weights (a dictionary or pairs), drawn by a number from 0 (included) to 1."""

    def __init__(self, weights):
        pairs = list(weights.items() if isinstance(weights, dict) else weights)
        self.values = [value for value, _ in pairs]
        total = 0
        sums = []
        for _, weight in pairs:
            total += weight
            sums.append(total)
        self.bounds = [part / total for part in sums[:-1]]

    def at(self, number):
        return self.values[bisect_right(self.bounds, number)]


class People(NamedTuple):
    first_names: Tuple[str, ...]
    last_names: Tuple[str, ...]
    streets: Tuple[str, ...]
    cities: Tuple[str, ...]


class Market(NamedTuple):
    code: str
    country: str
    currency: str
    zone: str
    hours_east: int      # of UTC, in winter
    locale: str
    people: People
    number_first: bool   # the house number stands before the street
    postal: str          # "#" stands for any digit, A for any letter
    phone: str           # "#" stands for any digit
    tax_percent: int
    shipping: int        # in cents
    free_from: int       # in cents
    terms: Tuple[int, ...]


class Shop(NamedTuple):
    """A shop system: what it sells and what it can and cannot send."""
    name: str
    assortments: Table
    utc: bool             # times are written with Z
    nulls: bool           # missing fields are written as null instead of left out
    history_delay: int    # age of customer_history, in seconds
    absent: frozenset     # parts this system never sends


class Article(NamedTuple):
    item_id: str
    fields: dict          # of a cart line that are the same for every sale; missing ones left out
    sizes: Tuple[str, ...]
    colours: Tuple[str, ...]
    offers: dict          # currency -> three pairs (list price, price) in cents; the later two are on sale


def words(text):
    return tuple(word.replace("_", " ") for word in text.split())


GERMAN = People(
    words("Mara Jonas Lene Till Svea Ruben Greta Malte Ida Henrik Nele Bastian Frieda Lasse Tilda Anton Yasemin Emre Olga Milan"),
    words("Lindner Ahrens Brückmann Dornfeld Eschweg Falkner Grünau Hollmer Immenhof Jessner Kaltenbach Lohrmann Mühlfeld "
          "Nordhoff Overbeck Pfeilschmied Rautenberg Steinwender Tannhof Uhlbrand Yıldırım Kowalke von_der_Heyde"),
    words("Ahornweg Lindenallee Am_Mühlbach Birkenstraße Kastanienweg Hafengasse Sternstraße Rosenhang Schulstraße "
          "Zum_Alten_Speicher Ulmenring Fichtenweg Marktgasse Weidendamm"),
    words("Neuental Altbrück Lindhafen Oberwalde Steinfurth Moorkirchen Ahrenfeld Grünmünster Seehaupt Talheim-Nord"))
DUTCH = People(
    words("Sanne Bram Femke Joris Lieke Thijs Noor Sem Anouk Daan Fleur Koen Isa Ruud Fatima Youssef"),
    words("van_der_Linden de_Waal Hoekstra van_den_Bosch Dijkveld Meerman Zandstra Vlietman Korenaar ter_Braak Molenkamp Bakhuis"),
    words("Lindelaan Molenweg Kanaalstraat Beukenhof Havenkade Wilgenpad Dorpsstraat Tulpstraat Zandpad Oude_Gracht"),
    words("Nieuwdam Oosterveen Lindewijk Zandhoven Waterbrug Molendijk Hoogerbeek"))
FRENCH = People(
    words("Élodie Rémi Camille Théo Maëlle Bastien Inès Loïc Manon Yanis Clémence Gaël Aïcha Hugo Noémie Étienne"),
    words("Delorme Vauclair Lefranc Montreuil Garance Boisvert Chambrun Duvallet Fontanier L'Héritier Roussillon N'Diaye Saint-Aubin "
          "Vernay"),
    words("rue_des_Tilleuls avenue_du_Moulin chemin_des_Vignes rue_de_la_Gare place_du_Marché allée_des_Érables "
          "boulevard_des_Quais impasse_du_Lavoir"),
    words("Valmont-sur-Arre Saint-Lunel Montclair Pontville Bellerive Aubrac-le-Neuf Roquefeuille"))
POLISH = People(
    words("Zofia Jakub Agnieszka Łukasz Kinga Paweł Małgorzata Wojciech Hanna Michał Bożena Tymon"),
    words("Lipowska Zawadzki Brzezińska Dąbek Górska Jastrzębski Klonowska Łąkowy Morawiec Sosnowski Wiśniowa Żurawik"),
    words("ul._Lipowa ul._Młyńska ul._Kwiatowa ul._Dębowa al._Parkowa ul._Słoneczna ul._Leśna ul._Dworcowa"),
    words("Nowolas Lipogród Dębowiec_Nowy Jeziorna_Wola Kamionek Brzozów_Górny"))
SWEDISH = People(
    words("Elin Axel Saga Viggo Tuva Nils Åsa Örjan Maja Love Signe Amir"),
    words("Lindström Åkerfeldt Björkman Ekdahl Granlund Hällberg Nyqvist Sjögren Öster Vallin"),
    words("Lindvägen Storgatan Björkstigen Hamngatan Kvarnvägen Skolgatan"),
    words("Nyköpa Lindvik Älvsta Björkhamn Stenviken"))

# Weights are shares of orders.
MARKETS = Table({
    Market("DE", "DE", "EUR", "Europe/Berlin", 1, "de-DE", GERMAN, False, "#####", "+493023125###", 19, 490, 7900, (14, 30)): 42,
    Market("AT", "AT", "EUR", "Europe/Vienna", 1, "de-AT", GERMAN, False, "####", "+99943######", 20, 590, 8900, (14, 30)): 10,
    Market("CH", "CH", "CHF", "Europe/Zurich", 1, "de-CH", GERMAN, False, "####", "+99941######", 8, 790, 9900, (30,)): 7,
    Market("CH-FR", "CH", "CHF", "Europe/Zurich", 1, "fr-CH", FRENCH, False, "####", "+99941######", 8, 790, 9900, (30,)): 3,
    Market("NL", "NL", "EUR", "Europe/Amsterdam", 1, "nl-NL", DUTCH, False, "#### AA", "+99931######", 21, 495, 6900, (14, 30)): 15,
    Market("FR", "FR", "EUR", "Europe/Paris", 1, "fr-FR", FRENCH, True, "#####", "+3363998####", 20, 490, 7900, (14, 30)): 11,
    Market("PL", "PL", "PLN", "Europe/Warsaw", 1, "pl-PL", POLISH, False, "##-###", "+99948######", 23, 1499, 19900, (14, 30)): 8,
    Market("SE", "SE", "SEK", "Europe/Stockholm", 1, "sv-SE", SWEDISH, False, "### ##", "+99946######", 25, 4900, 59900, (14, 30)): 4,
})

# What one euro is worth, roughly, so that "a large order" means the same in every market.
PER_EURO = {"EUR": 1.0, "CHF": 0.95, "PLN": 4.3, "SEK": 11.0}

SHOPS = Table({
    Shop("main", Table({"fashion": 80, "home": 12, "beauty": 8}), False, False, 60, frozenset()): 50,
    Shop("living", Table({"home": 85, "electronics": 15}), False, False, 3600, frozenset({"attempt", "cookie_age", "gift"})): 18,
    Shop("tech", Table({"electronics": 90, "home": 10}), True, False, 0, frozenset({"address_checks"})): 14,
    Shop("outlet", Table({"fashion": 95, "home": 5}), False, True, 86400, frozenset({"velocity", "bureau"})): 18,
})

ODD_NAMES = (
    ("Zoë", "Nguyễn Thị Ánh"), ("Ægir", "Þórsdóttir"), ("Дарья", "Соколовская"), ("Ελένη", "Καραλή"), ("山田", "太郎"), ("ليلى", "حداد"),
    ("Jose\u0301", "Pen\u0303a"), ("Anna\u00a0Maria", "de\u00a0la\u00a0Fuente"), ("LEA", "MARQUARDT"), ("bo", "li"), ("Y", "O"),
    ("Noa 🌻", "Winter"), ("İpek", "Şahin"), ("Ann-Kathrin Sophie Charlotte", "Freifrau zu Grünfelsen-Hohentalberg"),
)

EMAIL_DOMAINS = Table({
    "gmail.com": 33, "web.de": 9, "gmx.de": 9, "gmx.net": 3, "outlook.com": 7, "hotmail.com": 6, "yahoo.com": 3, "t-online.de": 5,
    "freenet.de": 1.5, "arcor.de": 0.7, "orange.fr": 2, "btinternet.com": 0.3, "example.org": 8, "example.com": 5, "example.net": 3,
    "mail.example.org": 1.5, "campus.example.edu": 1.2, "physics.example.ac.uk": 0.3,
})
DISPOSABLE = ("mailinator.com", "guerrillamail.com", "10minutemail.com")
RESERVED_DOMAINS = ("example.org", "example.com", "example.net")
RESALE = frozenset(("electronics", "gift_cards", "jewellery", "phones", "watches"))

DEVICES = Table({
    ("mobile", "android", "chrome",
     "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Mobile Safari/537.36"): 34,
    ("mobile", "ios", "safari",
     "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 "
     "Safari/604.1"): 26,
    ("desktop", "windows", "chrome",
     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36"): 17,
    ("desktop", "windows", "firefox", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0"): 6,
    ("desktop", "macos", "safari",
     "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15"): 8,
    ("desktop", "linux", "firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"): 2,
    ("tablet", "ios", "safari",
     "Mozilla/5.0 (iPad; CPU OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/604.1"): 6,
    ("tv", "other", None, None): 0.2,
    ("unknown", None, None, None): 0.8,
})
LATE_DEVICE = ("mobile", "harmonyos", "other", "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) ArkWeb/4.1")

# Shares by local hour.
HOURS = Table(dict(enumerate((1.3, 0.8, 0.5, 0.4, 0.4, 0.6, 1.4, 2.6, 4.0, 5.0, 5.6, 5.7, 5.9, 5.6, 5.2, 5.2, 5.5, 6.0, 6.7, 7.8, 8.7,
                              7.6, 4.8, 2.7))))

CLOTHES = words("XS S M L XL XXL")
SHOES = words("36 37 38 39 40 41 42 43 44 45")
COLOURS = words("black white navy grey sand olive burgundy sky_blue")
ONE_SIZE = ()

# Assortment -> goods: path, share, price from, price to (euro), sizes, share of pieces sent back, digital.
GOODS = {
    "fashion": (
        ("shoes/sneakers", 13, 50, 160, SHOES, 0.42, False), ("shoes/boots", 7, 70, 220, SHOES, 0.47, False),
        ("shoes/sandals", 4, 25, 90, SHOES, 0.44, False), ("women/dresses", 12, 30, 180, CLOTHES, 0.58, False),
        ("women/tops", 12, 10, 60, CLOTHES, 0.44, False), ("women/trousers", 8, 30, 120, CLOTHES, 0.52, False),
        ("men/shirts", 9, 20, 90, CLOTHES, 0.38, False), ("men/jeans", 8, 40, 130, CLOTHES, 0.43, False),
        ("men/jackets", 5, 60, 320, CLOTHES, 0.41, False), ("kids/shirts", 6, 8, 30, CLOTHES, 0.27, False),
        ("underwear", 6, 8, 45, CLOTHES, 0.14, False), ("bags", 4, 30, 260, ONE_SIZE, 0.29, False),
        ("watches/quartz", 2, 60, 480, ONE_SIZE, 0.18, False), ("jewellery/rings", 2, 30, 900, ONE_SIZE, 0.19, False),
        ("gift_cards", 2, 20, 100, ONE_SIZE, None, True)),
    "home": (
        ("furniture/chairs", 10, 60, 320, ONE_SIZE, 0.16, False), ("furniture/sofas", 4, 350, 1900, ONE_SIZE, 0.09, False),
        ("furniture/shelves", 8, 40, 400, ONE_SIZE, 0.12, False), ("lamps", 14, 20, 240, ONE_SIZE, 0.14, False),
        ("textiles/bedding", 18, 15, 130, ONE_SIZE, 0.11, False), ("kitchen/pots", 16, 15, 190, ONE_SIZE, 0.08, False),
        ("kitchen/machines", 8, 60, 700, ONE_SIZE, 0.10, False), ("decoration", 20, 5, 70, ONE_SIZE, 0.12, False)),
    "electronics": (
        ("phones/smartphones", 16, 180, 1300, ONE_SIZE, 0.08, False), ("phones/cases", 18, 10, 45, ONE_SIZE, 0.13, False),
        ("electronics/headphones", 20, 25, 350, ONE_SIZE, 0.12, False), ("electronics/laptops", 7, 400, 2200, ONE_SIZE, 0.07, False),
        ("electronics/consoles", 8, 250, 650, ONE_SIZE, 0.05, False), ("watches/smart", 8, 90, 500, ONE_SIZE, 0.11, False),
        ("cables", 15, 5, 35, ONE_SIZE, 0.06, False), ("gift_cards", 4, 15, 150, ONE_SIZE, None, True),
        ("software", 4, 20, 180, ONE_SIZE, None, True)),
    "beauty": (
        ("beauty/perfume", 40, 25, 150, ONE_SIZE, 0.06, False), ("beauty/care", 45, 6, 60, ONE_SIZE, 0.04, False),
        ("beauty/make-up", 15, 6, 45, ONE_SIZE, 0.05, False)),
}
# Sold only in the last fifth of the time, so that a model trained earlier has not seen it.
LATE_GOODS = (("outdoor/tents", 50, 70, 500, ONE_SIZE, 0.17, False), ("outdoor/stoves", 50, 20, 150, ONE_SIZE, 0.09, False))

BRANDS = words("northfell kardamom Vela&Finch ostrava_works ÅLVA lumière_nord Brückner_&_Töchter tinkerhaus zephyr9 molto Kiez casa_lino "
               "orbit_audio voltane heron's PIXELOT grauwald mira_sol kettu 2nd_nature Żabka_Home basalt")


def ending(cents, currency):
    """The nearest price that a shop of that currency would print."""
    if currency == "SEK":
        return max(1900, (cents + 500) // 1000 * 1000 - 100)
    whole = max(200, (cents + 50) // 100 * 100)
    if currency == "PLN":
        return whole - 1
    if currency == "CHF":
        return whole if whole % 500 == 0 else whole - 10
    return whole - (1, 5, 5, 0)[whole // 100 % 4]


def article(draw, goods):
    path, _, low, high, sizes, rate, digital = goods
    span = draw() * draw()
    euros = low + (high - low) * span
    offers = {}
    for currency, per_euro in PER_EURO.items():
        full = int(euros) * 100 if digital else int(euros * 100)
        prices = [int(full * share * per_euro) for share in (1, 0.8, 0.55)]
        shown = [(price + 50) // 100 * 100 if digital else ending(price, currency) for price in prices]
        offers[currency] = tuple((shown[0], min(shown[0], price)) for price in (shown[:1] * 3 if digital else shown))
    brand = None if digital or draw() < 0.07 else BRANDS[int(draw() * draw() * len(BRANDS))]
    item = "%s%03d%s" % (path[:2].upper(), int(draw() * 1000), "".join(chr(65 + int(draw() * 26)) for _ in range(4)))
    fields = {
        "name": path.split("/")[-1].replace("_", " ") + " " + item[-4:].lower(), "category": None if draw() < 0.02 else path, "brand": brand,
        "is_digital": True if digital else None,
        "seller_id": "seller-%d" % int(draw() * 40) if draw() < 0.08 else None,
        "return_rate": None if rate is None or draw() < 0.15 else int(1000 * rate * (0.7 + 0.6 * draw())) / 1000,
    }
    colours = () if digital else COLOURS[int(draw() * 5):][:3]
    return Article(item, {name: value for name, value in fields.items() if value is not None}, sizes, colours, offers)


def catalogue():
    """Assortment -> table of articles. The same for every seed: what is seeded is who buys what when."""
    draw = random.Random(20240701).random
    return {assortment: Table([(article(draw, group), group[1] / (rank + 3)) for group in goods for rank in range(30)])
            for assortment, goods in list(GOODS.items()) + [("late", LATE_GOODS)]}
