"""Words that turn a sentence's sense, French and English, as `core.plain` folds them.

General vocabulary of contracts, accounts and reports; it holds no name and no document's wording.
"""

from __future__ import annotations

from core.stopwords import STOP_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TELLING = _words("""
a according amount amounted amounts annual chiffre come comes compte compter de donne donnent
elevait eleve elevent etablissait etablit etat fait fix fixe gave give given gives indique
indiquent l la le les ligne line montant montre of poste rapport recorded report reported
reports represente ressort row said savoir say says section selon show showed shown shows soit
stand stated states stood table tableau the valeur value worth y
""")
"""They say that something is said or shown, not what."""
ANNOUNCING = _words("""
answer concise core cover covering describe described describes description detail discusse
discussed discusses document following here information key main mention mentioned mentions
overview passage piece point provide provided provides question reponse resume suivant suivante
summary text texte voici
""")
"""Stems of sentences on the text itself; nobody need look for them in it."""
LINKING = _words("""
afin ailleurs ainsi alors apres aussi autre autres avant avec car cas cependant certains chacun
chacune chaque chez comme compare comparee contre dans deja depuis donc dont durant egalement enfin
ensuite entre est etre laquelle lequel lesquelles lesquels lors lorsque malgre moins notamment oui
outre pendant peu plus plusieurs plutot pour pourtant pres puis puisque quand quant quelque quelques
quoique sans sauf seulement si sinon sous sur surtout tandis tant tel telle telles tels toujours
tous tout toute toutes tres vers via
accordingly across additionally along already also although among another around because besides
beyond compared consequently despite due else etc even ever furthermore hence however including
instead least less like likewise many meanwhile moreover much namely nevertheless notably often one
other others otherwise overall per rather regarding respectively since still than therefore thus
separately specifically together toward towards ultimately unless upon versus via well whereas
whereby whether within without yes yet
""")
"""Words of a closed class that the stop words of search lack: they link what is said."""
FRAMING = LINKING | _words("""
appartient avait avaient avoir comprend comprennent concerne concernent correspond correspondent
debut demeure destine destinee destinees destines devait devra devront doit doivent donner duree
dure durent duree durer effectue effectuee entraine entrainent envoye envoyee exige exigent faire
fait faite faites fin font impose imposent mentionne mentionnent paye payee passe passee passees
passent passer permet permettent peut peuvent porte portent portee pourra pourront precise precisent
prend prendre prennent prevoient prevoit prevu prevue prevues prevus pris prise provient proviennent
realise realisee reste restent resulte resultent stipule stipulent verse versee
allow allowed allows applied applies apply became become becomes began begin begins cause caused
consist consists contain contained contains drive driven expected gave gives get gets giving go goes
going had have having held hold holds keep keeps kept lead leads led made make makes making may mean
means might must need needs noted notes occur occurred occurs put ran remain remained remains
require required requires result resulted results run runs set sets take taken takes taking used
uses using was were
accord acte annee annexe annuel article avenant bail clause compte comptes contrat convention
entreprise exercice groupe jour mois note offre partie parties rapport societe
agreement annual company contract filing firm fiscal group lease parties party period quarter report
section statement statements year years month months
""")
"""With these a faithful sentence may dress what it takes from its evidence: links, verbs that say
little, and what contracts and accounts call themselves. They make no statement without it."""
INTERROGATIVE = _words("combien comment how pourquoi quel quelle quels quelles what who whom why")
SPEAKING = _words("""
i me my mine myself our we you your yours yourself
je moi mon mes tu te toi ta ton tes vous votre vos
""")
"""Who speaks or is spoken to: an answer is about neither."""
ASKING = _words("""
act add anagram analyse analyze answer append apply arrange ask assume begin behave break bring
build calculate call change check choose click combine compare complete compose consider continue
convert create decode define describe design develop discuss display do download draft elaborate
email emphasise emphasize encode encourage end ensure enumerate explain explore finish find follow
generate give greet guide help highlight identify ignore illustrate imagine include insert integrate
introduce invite join let list listen look make mention modify narrate offer open outline output pay
perform persuade play praise prepare pretend print produce promote provide put quote read rearrange
recite recommend remember remind remove repeat replace reply report respond reveal reverse rewrite
say scan scramble search see sell send share show shuffle sign sing solve speak spell start state
stop subscribe substitute suggest sum summarise summarize take talk teach tell transform translate
try turn type use visit walk watch write
affiche ajoute arrete calcule change chante cite clique commence compose considere cree decris
demande dis donne ecris enumere epelle explique fais finis ignore imagine indique insere invite
liste lis mentionne mets modifie montre parle propose raconte recite recommande redige remplace
repete reponds resume salue supprime termine traduis transforme utilise
chanter decrire definir ecrire enumerer epeler expliquer raconter reciter recrire rediger reecrire
reformuler repondre resumer traduire
""")
"""Verbs with which a sentence begins that asks something of its reader; French ones in -ez too, and
infinitives of what a writer is told to do."""
AMBIGUOUS = _words("""
act answer break call change check click design display do draft email end find finish guide help
list look offer open outline output pay play praise print produce promote quote read remove repeat
reply report reverse scan search see sell share show sign spell stage start state stop sum talk turn
type use visit walk watch
affiche arrete change cite commence compose demande indique invite liste montre parle propose resume
termine
""")
"""Those of them that may be nouns, or have a subject before them in another line."""
OBJECTS = _words("""
a all an any as every each five four her his how it like me my no our out that the them these this
those three to two ten up us what when where which who why with your yourself
au aux avec ce ces cet cette chaque comme comment en la le les l ma mes moi mon nous par pourquoi
que sa ses son ta tes ton tout tous toute toutes trois un une vos votre
""")
"""What follows a verb that orders something."""
COURTEOUS = _words("""
also and attention aussi bien bonjour dear hello hey hi kindly maintenant merci next now please
puis simply stp svp then urgent
""")
"""Words that may stand before them."""
TURNING = _words("""
above after against all any aucun aucune avec before below between both down during each few
further jamais more most ne ni no nor not off once only other out over own pas same sans sous
such under until up
""")
"""Stop words of search that tell one row, date or duty from another."""
EMPTY = (STOP_WORDS | TELLING) - TURNING

_UP = """
increase increases increased increasing rise rises rose risen rising grow grows grew grown
growth growing gained climbed hausse hausses augmente augmentent augmentation croissance
progresse progression accru accrue accroissement
"""
_DOWN = """
decrease decreases decreased decreasing decline declines declined declining fall falls fell
fallen falling drop drops dropped shrank reduction reduced baisse baisses diminue diminuent
diminution recul recule repli chute decroissance
"""
_LOW = """
at_least no_less_than not_less_than minimum minimal or_more au_moins ou_plus no_fewer_than
no_earlier_than au_plus_tot
"""
_HIGH = """
at_most no_more_than not_more_than maximum maximal up_to not_exceed not_exceeding or_less
au_plus au_maximum jusqu_a no_later_than within ou_moins dans_la_limite au_plus_tard
"""
_PAIRS = (
    (_UP, _DOWN),
    (_LOW, _HIGH),
    (
        "more higher greater exceed exceeds exceeding above plus_de depasse excede "
        "superieur superieure",
        "less lower fewer below moins_de inferieur inferieure",
    ),
    (
        "before prior avant anterieur anterieure",
        "after apres posterieur posterieure",
    ),
    (
        "shall must required obligated doit doivent devra devront obligatoire tenu tenue tenus",
        "may can peut peuvent pourra pourront facultatif entitled",
    ),
    (
        "all every each tous toutes chaque",
        "some certain certains certaines few quelques",
    ),
    (
        "include includes including included inclut comprend compris incluant",
        "exclude excludes excluding excluded exclut hors exclu exclus exclue",
    ),
    (
        "profit profits benefice benefices",
        "loss losses perte pertes deficit",
    ),
    (
        "asset assets actif actifs",
        "liability liabilities passif passifs",
    ),
    (
        "buy buys bought purchase purchases purchased achete achat achats",
        "sell sells sold sale sales vend vendu vente ventes cede cession",
    ),
    (
        "credit credits",
        "debit debits",
    ),
    (
        "inflow inflows encaissement encaissements",
        "outflow outflows decaissement decaissements",
    ),
    (
        "gross brut brute",
        "net nette",
    ),
    (
        "hors_taxes hors_taxe ht excluding_tax excluding_vat",
        "toutes_taxes_comprises taxes_comprises ttc including_tax including_vat",
    ),
    (
        "approve approved accept accepted accepte approuve",
        "reject rejected refuse refused rejete",
    ),
    (
        "fixed fixe",
        "variable floating",
    ),
    (
        "permitted allowed authorised authorized autorise",
        "prohibited forbidden banned interdit",
    ),
)


def _sides(words: str) -> tuple[str, ...]:
    return tuple(f" {word.replace('_', ' ')} " for word in words.split())


OPPOSITES = tuple((_sides(one), _sides(other)) for one, other in _PAIRS)
"""Where one side is said and the evidence has the other alone, the sense is turned. Each word or
phrase stands between spaces."""
EXACTING = (
    _sides("only solely sole exclusively just merely seulement uniquement exclusivement"),
    _sides(_LOW),
    _sides(_HIGH),
)
"""Limits that must be the evidence's own."""

_ROLES = """
agent assignee assignor assure=insured assureur=insurer acheteur=buyer acquereur=buyer
bailleur=lessor bailleresse=lessor banque=bank bank borrower buyer cedant=assignor
cessionnaire=assignee client=customer company consultant contractor creancier=lender
creditor=lender customer debiteur=borrower debtor=borrower depositaire deposant
distributeur=distributor distributor emprunteur=borrower employee employeur=employer employer
exploitant=operator fournisseur=supplier franchisee franchiser=franchisor franchisor
franchiseur=franchisor franchise=franchisee garant=guarantor grantee grantor guarantor insured
insurer landlord=lessor lender lessee lessor licensee licensor locataire=lessee loueur=lessor
manager mandant=principal mandataire=agent manufacturer mortgagee mortgagor occupant operator
owner payee payer preneur=lessee preneuse=lessee prestataire=supplier preteur=lender principal
promoteur=developer developer proprietaire=owner provider=supplier purchaser=buyer recipient
salarie=employee seller shareholder sponsor subtenant supplier tenant=lessee transferee
transferor trustee vendeur=seller vendor=seller
"""
ROLES = {role: same or role for role, _, same in (entry.partition("=") for entry in _ROLES.split())}
"""Whom contracts bind: by stem, one name for all that mean the same."""

NEGATIONS = _words("""
aucun aucune cannot jamais n n't ne neither never ni no non none nor not pas sans without
""")
"""They deny what follows."""
DENIALS = _words("""
denied denies deny except exclu exclude excluded excludes fail failed fails failure forbidden
hardly hors impossible interdiction interdit lack lacks prohibit prohibited prohibits rarely
refrain refuse refused refuses sauf unable unless
""")
"""They deny without a negation: beside one, a negation in the other text is no contradiction."""
RISING, FALLING = _words(_UP), _words(_DOWN)
LOSS = FALLING | _words("loss losse perte deficit used outflow expense charge")
"""Beside a figure they say what a minus says, as stems."""
EACH = _words("share action rate taux ratio unit employee")
"""In a row's label they say that its figures are not in the thousands or millions of the others."""
VARIED = RISING | FALLING | _words("change changed changes difference variation ecart varie")
CONTRASTING = _words("compared compare comparee versus vs against from than contre up down passant")
"""Between a figure and a time they say that the time is that of another figure."""
COMPARED = _words(
    "ratio times fois represent represents represented represente share part proportion margin"
    " marge rate taux percentage pourcentage of"
)
SUMMED = _words("sum total totals together combined somme ensemble cumul totalise")
AVERAGED = _words("average averaged mean moyenne moyen moyens")
"""Words by which a sentence says that it works something out, by formula."""
