"""Clauses of contracts, as contract law is taught: how each is asked for, headed and worded.

French and English. It holds no name of a company or a document, and no sentence of a contract.

Phrases are separated by commas. A phrase is a run of words, whatever their case and accents and
what stands between them; `*` is any ending of a word, `..` at most `GAP` words: `terminat* ..
without cause`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GAP = 8
"""Words: what belongs together in a sentence of law stands a clause apart, not a sentence."""


@dataclass(frozen=True, slots=True)
class Clause:
    asked: str
    """Phrases of questions about it."""
    headed: str
    """How its article or section begins to be called."""
    says: str
    """Phrases that hardly any other clause has."""
    mentions: str
    """Phrases that it has, and others too."""
    is_opening: bool = False
    """Whether it stands at the beginning, before the first article."""
    is_general: bool = False
    """Whether questions about other clauses name it too: it is not what these are after."""


CLAUSES: Mapping[str, Clause] = {
    "agreement date": Clause(
        asked=(
            "date .. of this agreement, date of the agreement, date of this contract, date of the "
            "contract, agreement date, contract date, when .. signed, when .. executed, when .. "
            "entered into, when .. concluded, date of signature, signing date, execution date, "
            "dated, date du contrat, date de signature, date de conclusion, quand .. sign*, quand "
            ".. conclu*, quelle date .. sign*, quelle date .. conclu*, date .. agreement .. made, "
            "when .. made, when .. sign*"
        ),
        headed="",
        says=(
            "dated as of, dated this, dated, made and entered into, made as of, is made, entered "
            "into .. as of, entered into .. on, entered into this, day of, made this, made on, as "
            "of the date first, date first above written, date first written above, in witness "
            "whereof, fait a, en date du, conclu le, signe le, date de signature"
        ),
        mentions="this .. agreement, effective date, by and between, le present contrat",
        is_opening=True,
    ),
    "parties": Clause(
        asked=(
            "who .. part* to, who .. parties, which .. parties to, the parties to, parties of, "
            "contracting parties, between whom, between which, who signed, who .. enter* into, who "
            "concluded, name* of the part*, names .. of .. parties, qui sont les parties, parties "
            "contractantes, entre qui, qui a signe, parties au contrat, quelles .. parties, "
            "identite des parties, qui .. cocontractant*, who is the contract"
        ),
        headed="parties, the parties, les parties, entre les soussignes, comparution",
        says=(
            "by and between, by and among, is between, entered into .. between, made .. between, "
            "hereinafter, referred to .. as .. part*, collectively .. the parties, individually .. "
            "a party, a corporation organized, a limited liability company, corporation, having .. "
            "principal place of business, with offices at, party of the first part, entre les "
            "soussigne*, ci-apres, d'une part, d'autre part, dont le siege, represente* par"
        ),
        mentions="this .. agreement, between, inc, corp, llc, ltd, company",
        is_opening=True,
    ),
    "effective date": Clause(
        asked=(
            "effective date, become* effective, take* effect, takes effect, come* into force, "
            "enter* into force, come* into effect, effective from, effective as of, in force from, "
            "when .. effective, start date, commencement date, when .. start, when .. begin, when "
            ".. commence, date d'effet, prise d'effet, prend* effet, entre* en vigueur, entree en "
            "vigueur, date de debut, quand .. commence, quand .. debute"
        ),
        headed="effective date, term, commencement, date d'effet, duree, entree en vigueur",
        says=(
            "effective date, effective as of, shall be effective, is effective, become* effective, "
            "commence* on, commencing on, commencement date, take* effect, as of the .. day, come* "
            "into force, enter* into force, date d'effet, prend effet, prendra effet, entre en "
            "vigueur, entrera en vigueur, a compter du"
        ),
        mentions="dated as of, made and entered into, entered into as of, as of",
        is_opening=True,
    ),
    "term": Clause(
        asked=(
            "term of this agreement, term of the agreement, term of the contract, term of this "
            "contract, initial term, how long .. agreement, how long .. contract, agreement .. "
            "expire*, contract .. expire*, when .. expire*, expiration date, expiry date, when .. "
            "end, end date, in force until, length of the, how long .. in force, how long .. run, "
            "duree du contrat, duree initiale, quand .. expire, date d'expiration, quand .. prend "
            "fin, date de fin, terme du contrat, arrive .. a terme, arrive .. echeance, quelle "
            "duree, combien de temps .. contrat, until when, jusqu'a quand, how long .. valid, how "
            "long .. bound, contract .. run, agreement .. run, contract .. over, contract .. last, "
            "agreement .. last, duration of .. agreement, duration of .. contract, expiration of "
            ".. agreement, expiration of .. contract, expiration du contrat"
        ),
        headed=(
            "term, term of agreement, term and termination, initial term, duration, expiration, "
            "term of this agreement, duree, duree du contrat, terme"
        ),
        says=(
            "initial term, shall commence .. and, shall continue .. until, continue in .. effect, "
            "continue for, remain in .. effect, remain in .. force, for a period of .. year*, for "
            "a term of, shall expire, expire* on, expiration date, anniversary of, est conclu "
            "pour, pour une duree, duree de, prend fin, prendra fin, expire* le, duree initiale, "
            "jusqu'au, term of this agreement is, term of this agreement shall, term of this "
            "agreement commence*, term of this agreement .. begin*, term of .. contract .. is, "
            "unless .. terminated, until .. terminated"
        ),
        mentions=(
            "effective date, year* from, month* from, commence*, term, expire*, duree, term of "
            "this agreement"
        ),
        is_general=True,
    ),
    "renewal": Clause(
        asked=(
            "renew*, renewal, extend* .. term, extension of the term, extension term, rollover, "
            "evergreen, option to extend, renouvel*, reconduction, reconduit*, prolong*, proroge*, "
            "prorogation, extended automatically, automatic* exten*, automatically extended, is .. "
            "extended, be extended, continue automatically, prolonged"
        ),
        headed="renewal, term and renewal, extension, term, renouvellement, duree",
        says=(
            "automatically renew*, renew* automatically, automatically extend*, renew* for, shall "
            ".. renew*, be renewed, renewal term*, renewal period*, additional term*, successive "
            ".. term*, successive .. period*, additional .. year*, successive, extend* .. term, "
            "extension term, extend* for, may renew, right to renew, option to renew, not to "
            "renew, non-renewal, nonrenewal, tacite reconduction, renouvel*, reconduit*, proroge*, "
            "periodes successives"
        ),
        mentions=(
            "initial term, then current term, prior to the expiration, prior to the end, unless"
        ),
    ),
    "notice of non-renewal": Clause(
        asked=(
            "notice .. renew*, prevent .. renew*, renew* .. notice, stop .. renew*, oppose* .. "
            "renew*, avoid .. renew*, non-renewal, nonrenewal, not to renew, preavis .. renouvel*, "
            "preavis .. reconduction, non-renouvellement, s'oppose* .. reconduction, s'oppose* .. "
            "renouvel*, denonc*, empecher .. renouvel*, empecher .. reconduction, how early .. "
            "renew*, how early .. prolong*, how early .. extend*, how early .. notice, notice .. "
            "extend*, notice .. prolong*, how long before"
        ),
        headed="renewal, term, renouvellement, duree, denonciation",
        says=(
            "unless .. notice, notice .. not .. renew*, notice .. non-renewal, not to renew, "
            "intent* not to, days .. prior to .. expiration, days .. before .. expiration, months "
            ".. prior to .. expiration, prior to the end of, days .. prior to the end, prior to "
            "the expiration, prior to .. renewal, elects not, desire* not, denonc*, sauf .. "
            "preavis, avant .. echeance, sauf denonciation"
        ),
        mentions="prior written notice, written notice, renew*, notice, preavis",
    ),
    "termination for convenience": Clause(
        asked=(
            "without cause, for convenience, at will, for any reason, for no reason, with or "
            "without cause, without giving .. reason, without .. reason, terminate at any time, "
            "end .. at any time, walk away, unilateral* terminat*, sans motif, sans justifi*, a "
            "tout moment, sans faute, sans raison, pour convenance, unilateralement, resili* .. "
            "libre*, without .. breach, cancel .. any time, cancel whenever, end .. whenever, "
            "leave whenever, get out of, back out, opt out, pull out, stop .. at any time, par "
            "simple preavis, se desengager, sortir du contrat, simply terminate, without a reason, "
            "whenever .. like*"
        ),
        headed=(
            "termination for convenience, termination without cause, termination, for convenience, "
            "without cause, term and termination, term, resiliation, resiliation pour convenance, "
            "resiliation anticipee"
        ),
        says=(
            "terminat* .. for convenience, terminat* .. without cause, terminat* .. with or "
            "without cause, terminat* .. for any reason, terminat* .. for any or no reason, "
            "terminat* .. at any time, at any time .. terminat*, terminat* .. in its sole "
            "discretion, terminat* .. at its .. option, terminat* .. upon .. days, terminat* .. "
            "upon .. notice, terminat* .. by giving, terminat* .. by providing, terminat* .. on .. "
            "days, terminat* .. on .. notice, right to terminat*, without cause, for convenience, "
            "for any reason, either party may terminat*, may terminat*, elect to terminat*, "
            "resili* .. a tout moment, a tout moment .. resili*, resili* .. sans motif, resili* .. "
            "moyennant, mettre fin .. a tout moment, resili* .. preavis"
        ),
        mentions=(
            "days .. prior .. notice, prior written notice, written notice, at any time, terminat*"
        ),
    ),
    "post-termination": Clause(
        asked=(
            "after .. end*, after .. terminat*, after .. expir*, post-termination, post "
            "termination, upon termination, on termination, upon expir*, following .. terminat*, "
            "following .. expir*, surviv*, once .. ended, once .. terminated, effect* of "
            "termination, consequences of termination, wind-down, wind down, transition, when .. "
            "ends .. must, apres .. fin, apres .. expiration, apres .. resiliation, apres .. "
            "cessation, a l'issue du contrat, survi*, effets de la resiliation, consequences de la "
            "resiliation, reversibilite, once .. over, when .. is over, after .. is over, une fois "
            ".. termine*, apres .. contrat, apres .. terme"
        ),
        headed=(
            "effect* of termination, effect of expiration, consequences of termination, survival, "
            "post-termination, rights .. upon termination, obligations .. upon termination, upon "
            "termination, duties upon, termination assistance, transition, wind-down, sell-off, "
            "duties .. expiration, obligations after, effets de la resiliation, consequences de la "
            "resiliation, fin du contrat, reversibilite"
        ),
        says=(
            "upon .. termination, upon .. expiration, after .. termination, after .. expiration, "
            "following .. termination, following .. expiration, termination or expiration, "
            "expiration or termination, event of termination, days of .. termination, survive*, "
            "post-termination, wind-down, sell-off, termination assistance, transition period, "
            "transition services, prior to .. termination, apres .. resiliation, apres .. "
            "expiration, apres .. cessation, a l'issue du contrat, survivr*, lors de la cessation"
        ),
        mentions=(
            "shall promptly, return, cease, sell .. inventory, destroy, cooperate, remaining "
            "inventory, continue to, assist*, restitu*, purchase .. inventory, for a period of, "
            "transition"
        ),
        is_general=True,
    ),
    "governing law": Clause(
        asked=(
            "governing law, govern*, which law, what law, applicable law, law* appl*, choice of "
            "law, law .. this agreement, droit applicable, loi applicable, regi par, regit, quelle "
            "loi, quel droit, droit .. contrat, law of which, which country* law, which state* "
            "law, country's law, under .. law*, what jurisdiction's, loi de quel, quel pays .. loi"
        ),
        headed=(
            "governing law, applicable law, choice of law, law, governing law and jurisdiction, "
            "droit applicable, loi applicable"
        ),
        says=(
            "governed by, govern* .. by .. law*, construed .. accordance with .. law*, interpreted "
            ".. accordance with .. law*, laws of the state, laws of, law of, conflict* of law*, "
            "choice of law, governing law, regi* par, droit francais, soumis au droit, soumis a la "
            "loi"
        ),
        mentions="construed, enforced, jurisdiction, interprete*",
    ),
    "assignment": Clause(
        asked=(
            "assign*, transfer .. agreement, transfer .. contract, transfer .. rights, transfer* "
            ".. third part*, change of control, delegate, cession, cede*, ceder, transfer* .. "
            "contrat, transmettre .. contrat, changement de controle, hand* over, hand .. over, "
            "hand .. to someone else, pass .. on to, somebody else, someone else, sell .. "
            "contract, take over .. contract"
        ),
        headed=(
            "assignment, assignability, no assignment, successors and assigns, assignment and "
            "transfer, transfer, binding effect, cession, incessibilite, transfert, intuitu "
            "personae"
        ),
        says=(
            "may not .. assign*, not .. assign*, neither party .. assign*, assign* .. without, no "
            ".. assign*, may assign, not assignable, consent .. assign*, assign* .. consent, "
            "assign* .. or .. transfer*, transfer .. assign*, assign* .. this agreement, "
            "assignment .. void, successors and .. assigns, delegate, change of control, purported "
            "assignment, ne peut .. cede*, ne pourra .. cede*, ne peut .. transfer*, cession .. "
            "contrat, accord .. prealable, intuitu personae"
        ),
        mentions="prior written consent, operation of law, merger, sublicense, consent, affiliate*",
    ),
    "audit": Clause(
        asked=(
            "audit*, inspect*, examine .. books, examine .. records, books and records, access to "
            ".. records, books or records, verify .. records, droit d'audit, auditer, controler .. "
            "comptes, droit de controle, acces aux .. livres, consulter .. livres, look into .. "
            "accounts, look at .. books, look into .. books, check .. accounts, check .. books, "
            "check .. records, see .. books, verif* .. comptes, verif* .. livres, control* .. "
            "comptes, consult* .. comptes"
        ),
        headed=(
            "audit, audits, audit rights, records, books and records, inspection, records and "
            "audit, audit et controle, controle"
        ),
        says=(
            "right to audit, audit .. books, audit .. records, inspect .. books, inspect .. "
            "records, examine .. books, examine .. records, inspect* .. and, right to inspect, "
            "right .. to examine, audit*, books and records, books of account, accurate .. "
            "records, access to .. records, access to .. books, available for inspection, open .. "
            "inspection, independent .. accountant*, certified public accountant*, underpayment, "
            "droit d'audit, livres .. comptables, verifier .. comptes, controle .. sur place"
        ),
        mentions=(
            "during .. business hours, reasonable notice, records, inspect*, normal business "
            "hours, copies of"
        ),
    ),
    "liability cap": Clause(
        asked=(
            "liab* .. limit*, limit* .. liab*, liab* .. cap*, cap* .. liab*, maximum liab*, liab* "
            ".. maximum, liab* .. exceed, how much .. liable, exclu* .. liab*, liab* .. exclu*, "
            "responsabilite .. limit*, limit* .. responsabilite, plafon* .. responsabilite, "
            "responsabilite .. plafon*, maximum .. damages, damages .. cap*, damages .. limit*, "
            "liability, how much .. owe, ceiling .. damages, ceiling .. liab*, maximum "
            "compensation, liable for, indirect damages, consequential damages, lost profits, "
            "limit* .. damages, most .. have to pay, dommages et interets, dommages indirects, "
            "indemnisation maxim*, responsab*"
        ),
        headed=(
            "limitation of liability, limitations of liability, limitation on liability, limit* of "
            "liability, liability, exclusion of liability, consequential damages, limitation of "
            "remedies, disclaimer, indemnification, limitation de responsabilite, responsabilite, "
            "plafond"
        ),
        says=(
            "liab* .. not exceed, liab* .. exceed, liab* .. limited to, aggregate liability, "
            "maximum .. liability, total liability, entire liability, cumulative liability, limit* "
            ".. liability, in no event .. liable, no event .. liab*, not be liable, neither party "
            ".. liable, no liability, consequential .. damages, consequential damages, incidental, "
            "punitive, indirect .. damages, special .. damages, lost profits, loss of profits, "
            "shall not exceed, amount paid, exclusive remedy, sole remedy, responsabilite .. "
            "limitee, responsabilite .. exceder, responsabilite .. plafonnee, dommages indirects, "
            "en aucun cas .. responsable, manque a gagner"
        ),
        mentions=(
            "liab*, damages, exceed*, regardless of .. form, whether in contract, tort, preju*"
        ),
    ),
    "liquidated damages": Clause(
        asked=(
            "liquidated damages, penalt*, penal clause, termination fee, cancellation fee, "
            "termination charge, break fee, late fee, clause penale, penalite*, indemnite "
            "forfaitaire, indemnite de resiliation, astreinte, fee .. terminat*, terminat* .. fee, "
            "pay* .. break*, pay* .. leav* early, paid .. break*, paid .. early, cost .. cancel*, "
            "cancel* .. cost, agreed sum, frais de resiliation, sanction* .. financier*"
        ),
        headed=(
            "liquidated damages, penalties, termination fee, cancellation fee, early termination, "
            "clause penale, penalites"
        ),
        says=(
            "liquidated damages, as a penalty, not as .. penalty, reasonable estimate, termination "
            "fee, cancellation fee, cancellation charge*, early termination .. fee, termination "
            "charge*, lump sum, genuine pre-estimate, difficult to .. determine, difficult .. "
            "ascertain, pay .. penalty, service level credit*, clause penale, penalite*, indemnite "
            "forfaitaire, a titre de penalite"
        ),
        mentions="terminat* .. pay, damages, sum of, per day, breach .. pay, penalt*",
    ),
    "minimum commitment": Clause(
        asked=(
            "minimum, minimal*, at least .. order, at least .. purchase, at least .. buy, "
            "guaranteed amount, guaranteed volume, purchase commitment, volume commitment, quota*, "
            "take or pay, take-or-pay, montant minimal, minimum garanti, quantite minimale, "
            "engagement .. volume, engagement d'achat, seuil minim*, bought at least, buy at "
            "least, order at least, at least .. bought, least .. buy, commit* .. volume*, how much "
            "must .. buy, how many must, how much must .. order"
        ),
        headed=(
            "minimum*, minimum purchase*, purchase commitment, minimum commitment, quota*, minimum "
            "garanti, engagement d'achat"
        ),
        says=(
            "minimum purchase*, minimum order*, minimum quantit*, minimum amount, minimum annual, "
            "annual minimum, minimum royalt*, minimum number, minimum of, minimum commitment*, "
            "minimum volume, guaranteed minimum, minimum guarantee*, minimum .. fee*, shall "
            "purchase .. at least, purchase at least, not less than, no less than, no fewer than, "
            "at least .. percent, a minimum, purchase .. minimum, minimum, shortfall, firm order, "
            "take or pay, minimum garanti, quantite minimale, au moins, montant minim*"
        ),
        mentions=(
            "shall .. purchase, at least, per year, per month, annual*, each .. year, guarantee*"
        ),
    ),
    "revenue sharing": Clause(
        asked=(
            "revenue shar*, share .. revenue*, shar* .. profit*, profit shar*, share of .. "
            "revenue*, share of .. profit*, royalt*, commission*, percentage of .. revenue*, "
            "percentage of .. sales, percent of, split .. revenue*, partage .. recettes, partage "
            ".. benefices, partage .. revenus, redevance*, interessement, pourcentage .. chiffre, "
            "part .. benefices, share of .. sales, share of .. income, cut of, how much of .. "
            "sales, how much of .. revenue*, recettes .. partage*, benefices .. partage*, revenus "
            ".. partage*, part du chiffre, part des ventes, part des recettes"
        ),
        headed=(
            "royalt*, royalties, revenue shar*, profit sharing, commission*, fees, payment*, "
            "compensation, fees and payment*, consideration, redevance*, commissions, remuneration"
        ),
        says=(
            "percent* .. of .. revenue*, percent* .. of .. sales, percent* .. of .. profit*, "
            "percent* .. of .. fee*, percent* .. of .. price, percent* .. of .. proceeds, percent* "
            ".. of .. amount*, percent* .. of .. gross, percent* .. of .. net, % .. of .. "
            "revenue*, % .. of .. sales, % .. of .. profit*, % .. of .. price, % .. of .. net, % "
            ".. of .. gross, % .. of .. fee*, royalty .. equal to, pay .. royalt*, royalt* .. on, "
            "royalty rate, commission of, commission* .. equal, share of .. revenue*, revenue "
            "share, net revenue*, gross revenue*, gross sales, net sales, net profit*, redevance "
            ".. de, % .. du chiffre, pourcentage .. du chiffre, commission de"
        ),
        mentions=(
            "royalt*, commission*, percent*, %, shall pay, fee equal to, revenue*, pay to, "
            "receive, redevance*"
        ),
    ),
    "exclusivity": Clause(
        asked=(
            "exclusiv*, exclusivity, sole .. supplier, only .. buy, deal only, competing products, "
            "compet*, non-compet*, exclusivite, exclusif*, exclusive, concurren*, rival*, only "
            "supplier, other supplier*, other customer*, work with other*, deal with other*, "
            "competitor*, someone else's products"
        ),
        headed=(
            "exclusivity, exclusive*, exclusive dealing, non-compet*, noncompet*, covenant not to "
            "compete, appointment, grant*, grant of license, exclusivite, non-concurrence"
        ),
        says=(
            "exclusive right*, exclusive licen*, exclusive distribut*, exclusive supplier, "
            "exclusive provider, exclusive agent, exclusive .. agent, on an exclusive basis, "
            "exclusively, exclusivity, exclusive, sole and exclusive right*, sole .. supplier, "
            "sole source, shall not .. compet*, shall not .. sell, shall not .. directly or "
            "indirectly, not .. purchase .. from .. other, not .. grant .. other, purchase all, "
            "all of its requirements, any competing, competitive product*, competing product*, "
            "third party .. same, exclusivite, a titre exclusif, exclusivement, s'interdit"
        ),
        mentions="territory, during the term, compet*, sole, not appoint, appoint*",
    ),
    "first refusal": Clause(
        asked=(
            "first refusal, first offer, first negotiation, rofr, rofo, rofn, preempt*, pre-empt*, "
            "right of first, match .. offer, preemption, droit de preference, pacte de preference, "
            "droit de priorite, first chance, first choice, first to .. buy, first to .. offer, "
            "priority to, priorite, in priority"
        ),
        headed=(
            "right* of first refusal, right* of first offer, first refusal, first offer, first "
            "negotiation, option*, droit de preemption, droit de preference, preemption"
        ),
        says=(
            "right of first, first refusal, first offer, first negotiation, first right, first "
            "opportunity, right to match, match .. offer, same terms, terms .. no less favorable, "
            "bona fide offer, third party offer, bona fide .. offer, negotiate .. good faith, "
            "exclusive .. negotiat*, prior to offering, first offer*, droit de preemption, droit "
            "de preference, memes conditions, option to"
        ),
        mentions="offer*, negotiat*, days after receipt, third party, option",
    ),
    "warranty period": Clause(
        asked=(
            "warrant*, guarantee period, duree de la garantie, duree de garantie, periode de "
            "garantie, garanti*, combien de temps .. garanti*, defects .. covered, how long .. "
            "defect*, defect*, faulty, vice* cache*, malfacon*"
        ),
        headed="warrant*, warranty period, limited warranty, product warranty, garantie*",
        says=(
            "warranty period, warrant* .. for a period, warrant* .. period of, period of .. "
            "warrant*, warrant* .. months, warrant* .. year*, warrant* .. days, days .. warrant*, "
            "free from .. defect*, free of .. defect*, defects in .. material*, limited warranty, "
            "shall warrant, warranty .. expire*, conform* .. specification*, periode de garantie, "
            "garanti* .. pendant, garanti* .. mois, garanti* .. ans"
        ),
        mentions=(
            "warrant*, months, year* from, days from, date of delivery, defect*, repair, replace, "
            "delivery"
        ),
    ),
    "insurance": Clause(
        asked="insur*, insurance, coverage, assur*, assurance*, police",
        headed="insurance, insurance coverage, insurance requirements, assurance*",
        says=(
            "insurance, liability insurance, insurance coverage, policies of insurance, insurance "
            "polic*, commercial general liability, comprehensive general liability, workers' "
            "compensation, worker's compensation, additional insured, certificate* of insurance, "
            "per occurrence, combined single limit, umbrella, maintain .. insurance, insurer*, "
            "insured, professional liability, assurance*, responsabilite civile, police "
            "d'assurance, attestation d'assurance"
        ),
        mentions="coverage, limits, policy, policies, maintain",
    ),
    "confidentiality": Clause(
        asked=(
            "confiden*, non-disclosure, nondisclosure, secre*, nda, disclos* .. third part*, "
            "divulg*"
        ),
        headed="confidential*, non-disclosure, nondisclosure, confidentialite, secret",
        says=(
            "confidential information, proprietary information, hold in confidence, keep "
            "confidential, not disclose, non-disclosure, in confidence, trade secret*, need to "
            "know, confidentiel*, ne pas divulguer, secret des affaires"
        ),
        mentions="disclos*, recipient, receiving party, disclosing party, confiden*, divulg*",
    ),
    "indemnity": Clause(
        asked="indemnif*, indemnity, hold harmless, garanti* contre, indemnis*",
        headed="indemn*, hold harmless, indemnisation",
        says=(
            "indemnif*, hold .. harmless, hold harmless, defend .. against, indemnified party, "
            "indemnifying party, garanti* .. contre toute, indemnis*"
        ),
        mentions="claims, losses, third party claim*, attorneys fees, damages, prejudice*",
    ),
    "force majeure": Clause(
        asked=(
            "force majeure, act of god, acts of god, beyond .. control, hors .. controle, "
            "imprevision"
        ),
        headed="force majeure, acts of god, excusable delay*, imprevision",
        says=(
            "force majeure, act* of god, beyond .. reasonable control, beyond .. control, labor "
            "dispute*, strike*, natural disaster*, evenement imprevisible, irresistible"
        ),
        mentions="delay, war, fire, flood, not be liable, excused, greve*",
    ),
    "disputes": Clause(
        asked=(
            "arbitrat*, dispute*, jurisdiction, which court*, litige*, tribunal, tribunaux, "
            "mediation, competence juridictionnelle, venue"
        ),
        headed=(
            "arbitration, dispute*, dispute resolution, jurisdiction, venue, litiges, attribution "
            "de competence, reglement des litiges"
        ),
        says=(
            "arbitrat*, settled by, exclusive jurisdiction, submit* .. jurisdiction, american "
            "arbitration association, international chamber of commerce, mediation, dispute* "
            "arising, any dispute, controversy, venue, competence exclusive, tout litige, tout "
            "differend"
        ),
        mentions="court*, jurisdiction, good faith, tribuna*, negotiat*",
    ),
    "termination for breach": Clause(
        asked=(
            "terminat* .. breach, terminat* .. default, terminat* for cause, breach .. terminat*, "
            "default .. terminat*, grounds for termination, resili* .. faute, resili* .. "
            "manquement, manquement .. resili*, resili* .. inexecution, clause resolutoire, events "
            "of default"
        ),
        headed=(
            "termination, termination for cause, termination for breach, default, events of "
            "default, resiliation, clause resolutoire"
        ),
        says=(
            "material breach, fails to cure, failure to cure, not cured, cure .. within, remedy .. "
            "within, breach .. days, event of default, terminat* for cause, terminat* .. breach, "
            "terminat* .. default, bankrupt*, insolven*, clause resolutoire, mise en demeure, "
            "resili* .. manquement, manquement grave"
        ),
        mentions="breach*, default, written notice, terminat*, manquement*, resili*",
    ),
    "payment terms": Clause(
        asked=(
            "when .. pay*, payment terms, terms of payment, how .. paid, invoice*, late payment, "
            "days .. to pay, delai* de paiement, conditions de paiement, modalites de paiement, "
            "factur*"
        ),
        headed=(
            "payment*, payment terms, terms of payment, fees and payment*, invoic*, paiement, "
            "conditions de paiement, modalites de paiement, facturation"
        ),
        says=(
            "invoice*, due and payable, days .. after receipt .. invoice, days of .. invoice, net "
            ".. days, payable within, shall be paid, payment shall be, late payment*, interest at, "
            "per month, factur*, payable*, delai de paiement, penalites de retard, a compter de la "
            "reception"
        ),
        mentions="days, pay, due, fees, receipt, jours, paiement",
    ),
    "intellectual property": Clause(
        asked=(
            "intellectual property, who owns, ownership of, owns the, copyright*, patent*, "
            "propriete intellectuelle, droits d'auteur, qui .. proprietaire"
        ),
        headed=(
            "intellectual property*, ownership, proprietary rights, title, propriete "
            "intellectuelle, droits d'auteur"
        ),
        says=(
            "intellectual property, right title and interest, work* made for hire, work for hire, "
            "sole and exclusive property, shall own, exclusive owner, all rights in, hereby "
            "assigns, copyright*, patent*, propriete intellectuelle, droits d'auteur, reste* .. "
            "propriete"
        ),
        mentions="ownership, trademark*, owned by, rights, title, cede*",
    ),
    "licence": Clause(
        asked=(
            "grant* .. licen*, licen* .. grant*, scope of .. licen*, what .. licensed, kind of "
            "licen*, sublicens*, right to use, permi* to use, droit d'utilis*, droit d'usage, "
            "etendue de la licence, licence .. conced*"
        ),
        headed="licen*, grant of licen*, grant*, grant of rights, licence*, concession",
        says=(
            "hereby grants, grants to, grant .. licen*, non-exclusive, nonexclusive, royalty-free, "
            "sublicens*, licen* to use, right and licen*, limited licen*, perpetual, irrevocable, "
            "transferable .. licen*, concede, droit d'utilisation, a titre non exclusif"
        ),
        mentions="licen*, territory, right to, use, droit",
    ),
    "non-solicitation": Clause(
        asked=(
            "solicit*, non-solicit*, hire .. employees, hire .. staff, poach*, recruit*, debauch*, "
            "non-sollicitation, embauch*"
        ),
        headed="non-solicitation, no solicitation, nonsolicitation, no-hire, non-sollicitation",
        says=(
            "solicit* .. employ*, not .. solicit*, hire .. employee*, solicit* .. customer*, "
            "induce, offer employment, debauch*, sollicit* .. salarie*, sollicit* .. personnel"
        ),
        mentions="employee*, solicit*, directly or indirectly, salarie*",
    ),
    "notices": Clause(
        asked=(
            "notices, where .. notice* .. sent, address* .. notice*, how .. notice* .. given, "
            "notifications, adresse* .. notification*, election de domicile"
        ),
        headed="notice*, notifications, election de domicile",
        says=(
            "all notices, notice* .. shall be, notice* .. in writing, registered mail, certified "
            "mail, overnight courier, deemed .. given, deemed .. received, addressed .. follows, "
            "lettre recommandee, election de domicile, par courrier"
        ),
        mentions="facsimile, address, attention, e mail, adresse",
    ),
    "change of terms": Clause(
        asked=(
            "amended, amendment*, be changed, modif* .. agreement, modif* .. contract, change .. "
            "terms, avenant*, modif* .. contrat"
        ),
        headed="amendment*, modification*, entire agreement, avenant*, modification",
        says=(
            "amend*, modified .. writing, in writing .. signed, written instrument, supersede*, "
            "entire agreement, waiver, avenant, modifi* .. ecrit"
        ),
        mentions="signed by, writing, both parties, ecrit",
    ),
}
"""By name."""
