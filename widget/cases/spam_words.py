"""Words of sellers and words of customers, in search form: small letters without accents.

They are looked for as whole words, so that "refunding" is no "funding", "updating" no "dating" and
the Spanish "deseo" no "seo". A star stands for whatever the word goes on with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# What sellers, lenders, gamblers and extortioners write, and customers of a small shop hardly do.
# One of them can stand in any text; two different ones are a sign.
PITCH = (
    # To be found and seen
    "seo", "backlink*", "back link", "link building", "link insertion", "do-follow", "dofollow",
    "search engine", "first page", "page one", "rank*", "outrank*", "organic traffic",
    "more traffic",
    "website traffic", "real visitors", "more visitors", "domain authority", "da 70", "keywords",
    "google ads", "google map", "google my business", "adsense", "impressions", "lead generation",
    "qualified leads", "new leads", "guest post", "sponsored post", "press release", "featured in",
    "media data", "media kit", "influencer", "ambassador", "followers", "social media",
    "star reviews", "trustpilot", "your reach", "go viral", "conversion rate", "online presence",
    "visibility", "brand awareness", "web directory", "submit your site", "content writ*",
    # Whom they speak to, and what about
    "your business", "your company", "your brand", "your sales", "your revenue", "your store",
    "your industry", "your niche", "your team", "your audience", "your customers on",
    "business owner", "shop owners", "small business", "decision maker", "hiring manager",
    "we offer", "we provide", "we help", "we build", "we sell", "we buy", "we specialize",
    "we specialise", "we are a leading", "we are the number one", "we can help", "our service",
    "our platform", "our tool", "our app", "our software", "our company", "our factory",
    "our product range", "our new ai", "i built a tool", "i offer", "my services", "my portfolio",
    "portfolio", "cv attached", "my resume", "remote staff", "years of experience", "reputation",
    # What it costs, and what to do now
    "per month", "a month from", "monthly fee", "first month", "low fees", "for a fee",
    "the fee of",
    "pay the fee", "starting from", "starts at", "prices start", "from only", "best price",
    "ask for an offer", "ask for the brochure", "brochure", "demo", "calendar", "call now",
    "contact on", "contact us today", "dm me", "text me on", "would you be interested",
    "are you interested", "could i show", "can we talk", "shall we talk", "shall we", "short chat",
    "positive response", "awaiting your", "waiting for your", "looking forward to your",
    "let me know your", "watch the", "read the prophecy", "share it with", "confirm within",
    "confirm your", "update your card", "payment failed", "has been locked", "incomplete",
    "nominated", "award", "trophy", "please publish", "add your shop", "list of the best",
    # What they can do for you
    "web design", "website design", "redesign*", "web develop*", "app development", "mobile app",
    "digital marketing", "marketing agency", "our agency", "our team of", "our experts",
    "virtual assistant", "outsourc*", "data entry", "bulk email", "email list", "mailing list",
    "email marketing", "explainer video", "promo video", "voice over", "chatbot", "ai tool",
    "translate your website*", "grow your business", "your business grow", "small shops to grow",
    "increase your sales", "increase your revenue", "boost your", "your competitors", "case study",
    "short call", "quick call", "quick question", "book a call", "free audit", "free quote",
    "free trial", "free consultation", "free demo", "no obligation", "proposal", "price list",
    "our prices", "affordable", "special offer", "limited time", "half price", "act now",
    "sign up today", "join now", "reply yes", "reply for", "shall i send", "interested in buying",
    "who handles your", "visit our website", "visit my website", "check out my", "click here",
    "unsubscribe", "opt out", "results only", "money back guarantee", "came across your",
    "found your website", "looking at your website", "your website is", "your site is",
    "your website does", "errors on your", "dear sir", "dear owner", "dear website owner",
    "dear business owner", "dear webmaster", "purchasing manager", "hope you are doing well",
    "hope this email finds", "i represent", "on behalf of our client", "certified", "offshore",
    # Services for shops
    "accessibility", "compliance", "gdpr", "you can be fined", "install ours", "plugin",
    "wordpress",
    "hosting", "ssl certificate", "malware", "vulnerabilit*", "bug bounty",
    "responsible disclosure",
    "payment provider", "merchant", "payout", "fulfilment", "fulfillment", "warehouse", "logistics",
    "freight", "pallet", "bookkeep*", "tax advis*", "solar", "photovoltai*", "heat pump",
    "insurance", "energy costs", "office supplies", "toner", "trade fair", "exhibition", "booth",
    "crm", "erp", "pos system", "loyalty program*", "it support", "recruit*", "candidates",
    "visa sponsorship", "abandoned carts", "recover", "real estate", "flats in", "plots of land",
    "houses for cash", "brochure today", "title deed", "versicherung", "stromkosten", "leasing",
    "messestand", "burobedarf", "zeitarbeit", "pozycjonowani*", "wycena", "pozyczk*",
    "vrijblijvend",
    "wij bieden", "eerste pagina", "prima pagina", "vaccine", "prophecy", "blessing",
    "spell caster",
    "ex lover", "lonely", "housewives", "nude", "cams", "meet tonight", "stars",
    # Goods by the container
    "wholesale", "factory", "manufacturer", "moq", "alibaba", "shenzhen", "yiwu", "guangzhou",
    "target price", "catalogue", "samples", "we export", "we supply", "kindly reply",
    "distributor*", "oem", "restposten", "sonderposten", "preisliste",
    # Money
    "crypto*", "bitcoin", "ethereum", "usdt", "nft", "forex", "token", "ico", "wallet", "trading",
    "investment", "investor", "invest in", "passive income", "make money", "earn money", "earn up",
    "per day", "from home", "business loan", "loan", "lender", "funding", "credit line",
    "working capital", "collateral", "finance stock", "approved", "apply today", "no experience",
    "guaranteed", "win rate", "licences left", "million", "donate", "widow", "cancer", "charity",
    "lottery", "prize", "claim your", "congratulations", "beneficiary", "inheritance",
    "next of kin",
    "telegram", "whatsapp", "paypal at once", "valuation", "dropshipping", "survey", "giveaway",
    "get rich", "financial freedom", "doubled", "profit*",
    # Games, pills, flesh, copies
    "casino", "betting", "poker", "slots bonus", "slot gacor", "jackpot", "bonus code", "viagra",
    "cialis", "pharmacy", "pills", "weight loss", "keto", "cbd", "replica", "rolex", "dating",
    "singles in", "hot girls", "porn", "xxx", "escort", "essay", "dissertation", "diplom*",
    # Threats
    "copyright infringement*", "licence fee", "we have hacked", "your databases",
    "this is not a joke", "we will publish", "domain expires", "domain renewal",
    "renew your domain", "registration fee*", "mailbox storage", "sign in at", "verify your",
    "keep your messages", "debt collection", "or i sue", "fines are", "final notice",
    "unpaid invoice", "download it at", "account suspended", "your account will",
    # German
    "suchmaschin*", "google platz", "platz 1", "bei google", "mehr besucher", "mehr kunden",
    "neue kunden", "ihre webseite wird", "ihre website wird", "webseite angesehen",
    "website angesehen", "texte fur ihre", "werbevideo", "werbefilm", "werbung fur ihr",
    "kostenloses angebot", "unverbindliches angebot", "unverbindlich", "monatlich kundbar",
    "ruckruf genugt", "garantiert*", "kredit ohne", "schufa", "selbstandige*", "auf dem konto",
    "jetzt anfragen", "geld verdienen", "gewinnspiel", "krypto*", "sehr geehrter inhaber",
    "haben sie schon an", "wir bieten", "wir kaufen", "unser team", "unsere agentur",
    "sichtbarkeit", "umsatz steigern", "erstgesprach",
    # French, Spanish, Italian
    "referencement", "premiere page", "plus de clients", "votre site n apparait", "refonte",
    "devis", "notre agence", "nous proposons", "cher proprietaire", "gagner de l argent",
    "depuis chez soi", "methode eprouvee", "inscrivez*", "pret rapide", "credit rapide",
    "visibilite", "posicionamiento", "primera pagina", "mas clientes", "he visto su sitio",
    "ofrecemos", "presupuesto", "sin compromiso", "ganar dinero", "prestamo rapido",
    "sin papeleo", "autonomos", "visibilidad", "vostro sito", "aumentare", "nuovi clienti",
    "guadagnare", "preventivo", "visibilita",
)  # fmt: skip

# What a customer speaks of: what came or did not, how it was, what became of the money. Words that
# sellers use as well ("delivery", "order", "product", "money back") are not among them.
ORDERS = (
    # English
    "my order", "our order", "i ordered", "we ordered", "ordered the", "ordered a", "order no",
    "my parcel", "the parcel", "parcel*", "package was", "package arriv", "the package", "courier*",
    "was delivered", "delivered", "my delivery", "the delivery", "your driver", "the driver",
    "arriv*", "tracking", "postman", "refund*", "broke*", "break*", "crack*", "damag*", "missing",
    "wrong size", "wrong colour", "wrong item", "too small", "too big", "too tight", "exchange it",
    "replacement", "cancel my", "cancel please", "please cancel", "charged", "i received",
    "we received", "i bought", "we bought", "bought", "i returned", "send back", "customs", "torn",
    "tore", "rip", "leak*", "melted", "chipped", "stale", "mould", "smell*", "scratch*", "stain",
    "bent", "burn", "faded", "hole", "empty", "dead", "rust", "loose", "shrunk", "shrank",
    "doesn t", "didn t", "won t", "stopped working", "the box", "the lid", "the zip", "the colour",
    "the wrong", "been waiting", "where is", "still nothing", "never came", "came late",
    "splinter*",
    "spelling mistake", "not as described", "half of it", "pieces", "envelope", "my address",
    "my flat", "my card", "my money", "you sent", "you charged", "you sell me", "sent me",
    "come back",
    "wear", "size", "fit", "colour", "warranty", "guarantee period", "a repair", "repaired",
    "return it",
    "invoice", "voucher code", "discount code", "subscription", "cancel*", "a gift", "as a gift",
    "gift for", "present for",
    "birthday", "wedding", "allerg*", "expired", "out of date", "label", "instructions", "manual",
    "queue", "on the phone", "nobody answers", "no answer", "no reply", "third time", "complain*",
    "disappointed", "promised", "for shipping", "postage", "deposit", "workshop", "my booking",
    # German
    "bestell*", "mein paket", "das paket", "paket*", "sendung*", "geliefert", "lieferdienst",
    "angekommen", "ankam", "gekommen", "kam erst", "kaputt", "gebrochen", "zerbrochen", "gerissen",
    "beschadigt*", "fehlt", "fehlen", "umtausch*", "tauschen", "rucksend*", "retoure", "erstatt*",
    "stornier*", "widerruf*", "falsche", "grosse 3", "grosse 4", "umgezogen", "bekommen",
    "erhalten",
    "gekauft", "belastet", "zoll", "mein geld", "geld zuruck", "undicht", "defekt*", "ausgelaufen",
    "eingelaufen", "schliesst nicht", "passt nicht", "geht nicht", "riecht", "stinkt", "farbt",
    "verbogen", "zerkratzt", "splitter", "leer", "motten", "erfroren", "tropft", "klemmt",
    "rechnung", "gutschein*", "abo", "geschenk", "geburtstag", "hochzeit", "etikett", "anleitung",
    "keine antwort", "zum dritten mal", "beschwer*", "enttauscht", "reklam*", "gewahrleistung",
    "garantiefall", "reparatur*", "nachbesser*", "versandkosten", "porto", "anzahlung", "kurs",
    "buchung", "gebucht", "termin", "zu klein", "zu gross", "zu eng", "farbe", "allerg*",
    "abgelaufen", "schimmel", "hotline", "am telefon", "zugesagt", "versprochen", "packstation",
    "adresse",
    # French
    "ma commande", "j ai commande", "commande*", "mon colis", "colis*", "livreur", "livraison",
    "recu", "cassee", "casse", "abime", "manque", "rembours*", "le retour", "echang*", "annul*",
    "achete", "debite", "taille", "trop petit", "trop grand", "la douane", "dechir*", "couleur",
    "demenag*", "arrivee", "fuit", "coule", "goutte", "tache", "troue", "vide", "perime", "defaut",
    "ne marche", "ne ferme", "ne va pas", "abonnement*", "la facture", "eclats", "facture",
    "cadeau", "anniversaire", "mariage", "etiquette", "notice", "aucune reponse", "troisieme fois",
    "reclam*", "decu", "garantie", "reparation", "frais de port", "acompte", "atelier", "reserv*",
    "allerg*", "moisi", "au telephone", "promis", "mon adresse", "l adresse", "code de reduction",
    "bon d achat", "porter", "serre",
    # Spanish
    "mi pedido", "pedi", "el pedido", "pedido", "paquete", "envio urgente", "lleg*", "roto", "rota",
    "rompi*", "falta", "cambiar", "devuelv*", "devolv*", "devolucion", "reembols*", "cobrado",
    "la talla", "talla", "he recibido", "repartidor", "aduana", "destin*", "mudado", "derram*",
    "no funcion", "no cabe", "no cierra", "gotea", "huele", "vacio", "manch*", "caducad*",
    "defecto",
    "encog*", "suscripcion", "la factura", "cristales", "factura", "regalo", "cumpleanos*", "boda",
    "etiqueta", "instrucciones", "nadie contesta", "tercera vez", "queja", "reclamacion",
    "decepcion", "garantia", "reparacion", "gastos de envio", "senal", "taller", "reserva",
    "alerg*",
    "moho", "por telefono", "prometi*", "direccion", "codigo de descuento", "vale", "color",
    "pequen", "grande",
    # Italian, Dutch, Polish: few, for whoever writes in them to a shop that speaks another language
    "ordin", "pacco", "consegn*", "rimbors*", "rott", "sbagliat*", "reso", "spedizion*", "arrivat",
    "bestelling", "pakket", "bezorg*", "terug", "stuk", "verkeerde", "ontvangen", "zamowi*",
    "paczk*",
    "zwrot", "uszkodz*", "reklamacj*", "przesylk*", "dostaw*",
)  # fmt: skip


def finder(entries: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds the entries as whole words, with the endings that words take.

    An entry with a star at its end stands for whatever its word goes on with.
    """
    longest_first = sorted(entries, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(_pattern, longest_first))})")


def _pattern(entry: str) -> str:
    if entry.endswith("*"):
        return re.escape(entry[:-1])
    return re.escape(entry) + _ENDINGS


_ENDINGS = r"(?:s|es|d|ed|ing|e|n|en|er|em|t|te|a|o|as|os|ee)?\b"
FINDS_PITCH = finder(PITCH)
FINDS_ORDERS = finder(ORDERS)
