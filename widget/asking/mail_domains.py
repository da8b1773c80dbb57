"""Where people's mail lives: what a mistyped address was probably meant to be, without asking DNS.

Two lists. ``USUAL`` are the large mail services; only they are ever suggested. ``GENUINE`` are
other names that stand one or two letters beside them and really exist, so that nobody who has
such an address is asked about it.
"""

from __future__ import annotations

_USUAL = """
    gmail.com googlemail.com hotmail.com outlook.com live.com msn.com icloud.com me.com mac.com
    yahoo.com ymail.com rocketmail.com aol.com mail.com zoho.com fastmail.com hey.com inbox.com
    protonmail.com proton.me pm.me tutanota.com tuta.com hushmail.com mailfence.com runbox.com
    gmx.com gmx.net gmx.de gmx.at gmx.ch web.de t-online.de freenet.de arcor.de posteo.de
    mailbox.org online.de vodafone.de kabelmail.de mail.de email.de outlook.de
    hotmail.de yahoo.de live.de aol.de
    aon.at chello.at outlook.at bluewin.ch hispeed.ch sunrise.ch hotmail.ch
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr hotmail.fr yahoo.fr live.fr
    outlook.fr numericable.fr
    libero.it virgilio.it alice.it tin.it tiscali.it fastwebnet.it hotmail.it yahoo.it live.it
    outlook.it pec.it
    hotmail.es yahoo.es outlook.es telefonica.net movistar.es
    sapo.pt outlook.pt
    ziggo.nl kpnmail.nl planet.nl hetnet.nl home.nl xs4all.nl casema.nl hotmail.nl live.nl
    outlook.nl telenet.be skynet.be proximus.be hotmail.be outlook.be live.be yahoo.nl
    btinternet.com hotmail.co.uk yahoo.co.uk live.co.uk sky.com talktalk.net
    virginmedia.com ntlworld.com blueyonder.co.uk
    eircom.net outlook.ie yahoo.ie
    wp.pl onet.pl interia.pl o2.pl gazeta.pl poczta.onet.pl op.pl tlen.pl
    seznam.cz email.cz centrum.cz post.cz atlas.cz volny.cz azet.sk zoznam.sk
    hotmail.se telia.com live.se yahoo.se hotmail.dk outlook.dk live.dk yahoo.dk
    hotmail.no online.no live.no yahoo.no hotmail.fi luukku.com
    yandex.ru mail.ru bk.ru list.ru inbox.ru rambler.ru ukr.net abv.bg
    freemail.hu citromail.hu
    comcast.net verizon.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
    optonline.net roadrunner.com windstream.net frontier.com mindspring.com
    rogers.com sympatico.ca shaw.ca telus.net hotmail.ca yahoo.ca live.ca videotron.ca
    bigpond.com bigpond.net.au optusnet.com.au iinet.net.au hotmail.com.au yahoo.com.au
    outlook.com.au live.com.au xtra.co.nz slingshot.co.nz yahoo.co.nz
    hotmail.com.br outlook.com.br yahoo.com.br uol.com.br terra.com.br bol.com.br
    yahoo.com.mx hotmail.com.ar yahoo.com.ar
    qq.com 163.com 126.com sina.com naver.com hanmail.net yahoo.co.jp rediffmail.com yahoo.co.in
    yahoo.in
"""

_GENUINE = """
    cloud.com cmail.com email.com fastermail.com flashmail.com fmail.com gail.com housemail.com
    imail.com iobox.com kmail.com omail.com prontomail.com qmail.com rodgers.com roger.com smail.com
    tmail.com umail.com uymail.com vmail.com xmail.com y7mail.com zmail.com e-mail.de emails.de
    posted.de postel.de grange.fr earthling.net inet.net.au planets.nl
"""
USUAL = frozenset(_USUAL.split())
GENUINE = frozenset(_GENUINE.split())

# Endings that do not exist, and what the hand was about to type.
_MEANT_ENDINGS: dict[str, str] = {
    slip: meant
    for meant, slips in {
        "com": "con cmo ocm vom xom clm cim cpm cok coom comm comn conm cpom xcom ccom dom c0m kom",
        "net": "nte ent ner nrt ney met nett nrt het nwt neet",
        "org": "ogr rog orgg irg prg orh otg",
        "de": "dee ded dd dw ed fe dr dde",
        "fr": "ffr frr rf fre",
        "it": "iit itt",
        "nl": "nnl nll ln",
        "example": "exmaple exampel examlpe eaxmple exemple",
    }.items()
    for slip in slips.split()
}
# Endings that do exist, but not for a service that has only the one on the right.
_BESIDE_COM = frozenset({"co", "cm", "om", "cam", "ne"})
# Names known well enough that they are recognised without their ending, or with the dot forgotten.
_BARE_NAMES: dict[str, str] = {
    "gmail": "gmail.com",
    "googlemail": "googlemail.com",
    "hotmail": "hotmail.com",
    "outlook": "outlook.com",
    "icloud": "icloud.com",
    "yahoo": "yahoo.com",
    "aol": "aol.com",
    "protonmail": "protonmail.com",
    "t-online": "t-online.de",
    "web": "web.de",
}
_NO_SIGNS = str.maketrans("", "", ".-")
_WITHOUT_SIGNS: dict[str, str] = {
    domain.translate(_NO_SIGNS): domain for domain in sorted(USUAL) if len(domain) > 6
}
_LONGEST = max(len(domain) for domain in USUAL) + 2


def meant_domain(domain: str) -> str:
    """The domain somebody probably meant by ``domain`` (lower case), or empty text for as typed."""
    if domain in USUAL or domain in GENUINE or len(domain) > 253:
        return ""
    repaired = _with_known_ending(domain)
    if repaired in USUAL:
        return repaired
    if repaired in GENUINE or len(repaired) > _LONGEST:
        return repaired if repaired != domain else ""
    near = (
        _BARE_NAMES.get(repaired)
        or _WITHOUT_SIGNS.get(repaired.translate(_NO_SIGNS))
        or _nearest(repaired)
    )
    return near or (repaired if repaired != domain else "")


def _with_known_ending(domain: str) -> str:
    name, dot, ending = domain.rpartition(".")
    return f"{name}{dot}{_MEANT_ENDINGS.get(ending, ending)}" if name else domain


def _nearest(domain: str) -> str:
    name, _, ending = domain.rpartition(".")
    found = ""
    fewest = 3
    for usual in sorted(USUAL):
        usual_name, _, usual_ending = usual.rpartition(".")
        if ending == usual_ending:
            allowed = _slips_allowed(usual_name)
        elif usual_ending == "com" and ending in _BESIDE_COM and len(usual_name) > 4:
            allowed = 1
        else:
            continue
        slips = slips_between(name, usual_name)
        # Two slips and another first letter are another name sooner than a slip of the hand.
        likely = slips <= allowed and (slips < 2 or name[0] == usual_name[0])
        if (likely or _is_swap(name, usual_name)) and slips < fewest:
            found, fewest = usual, slips
    return found


def _slips_allowed(name: str) -> int:
    """How many slips of the hand still make this name likely: none in a short one."""
    if len(name) < 5:
        return 0
    return 2 if len(name) > 7 else 1


def _is_swap(typed: str, meant: str) -> bool:
    """The same letters, out of order: neighbours in a short name, any two slips in a longer one."""
    if sorted(typed) != sorted(meant):
        return False
    return slips_between(typed, meant) <= (1 if len(meant) < 5 else 2)


def slips_between(typed: str, meant: str) -> int:
    """How many letters were left out, doubled, mistaken or swapped; 9 for many.

    This is the optimal string alignment distance, over short names only.
    """
    if abs(len(typed) - len(meant)) > 2:
        return 9
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
