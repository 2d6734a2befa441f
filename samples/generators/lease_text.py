"""Prose of the commercial lease; braces are filled from the lease's data."""

from __future__ import annotations

SIGN = "Lu et approuvé, bon pour accord<br/><br/><br/><br/>&nbsp;"

COVER_BOX: list[tuple[str, str]] = [
    ("h2", "ENTRE LES SOUSSIGNÉS"),
    (
        "p",
        "<b>{landlord}</b>, société civile immobilière au capital de 10 000 €, dont le siège est "
        "situé 3 quai des Sextants, 99120 {city}, immatriculée au RCS de {city} sous le numéro "
        "{landlord_siren}, représentée par sa gérante, {parent},",
    ),
    ("right", "ci-après le « Bailleur », d'une part,"),
    (
        "p",
        "<b>{tenant}</b>, société par actions simplifiée au capital de 250 000 €, dont le siège "
        "est situé 27 allée des Polygones, 99120 {city}, immatriculée au RCS de {city} sous le "
        "numéro {tenant_siren}, représentée par sa présidente, Mme Isaure Quillembois,",
    ),
    ("right", "ci-après le « Preneur », d'autre part."),
]

CONTENTS = (
    ("Art. 1", "Régime juridique", "Art. 12", "Assurances"),
    ("Art. 2", "Désignation", "Art. 13", "Cession et sous-location"),
    ("Art. 3", "Destination", "Art. 14", "Clause résolutoire"),
    ("Art. 4", "Durée", "Art. 15", "Restitution des locaux"),
    ("Art. 5", "Loyer", "Art. 16", "Environnement"),
    ("Art. 6", "Indexation", "Art. 17", "Frais, domicile et litiges"),
    ("Art. 7", "Charges et prestations", "Annexe 1", "Loyers par période"),
    ("Art. 8", "Impôts et taxes", "Annexe 2", "Surfaces et stationnements"),
    ("Art. 9", "Dépôt de garantie", "Annexe 3", "Diagnostics techniques"),
    ("Art. 10", "Garantie à première demande", "Annexe 4", "Inventaire des charges"),
    ("Art. 11", "Entretien et travaux", "Annexe 5", "État prévisionnel des travaux"),
)

BLOCKS: list[tuple[str, str]] = [
    ("space", "22"),
    ("kicker", "ACTE SOUS SIGNATURE PRIVÉE"),
    ("title", "BAIL COMMERCIAL"),
    ("center", "soumis aux articles L. 145-1 et suivants du Code de commerce"),
    ("rule", ""),
    ("center", "Immeuble « {building} » – Lot n° {lot}"),
    ("center", "14 rue des Astrolabes, 99120 {city}"),
    ("space", "14"),
    ("table", "cover"),
    ("space", "12"),
    ("center", "Fait à {city}, le {lease_signed}, en deux exemplaires originaux."),
    (
        "center",
        "<i>Les noms, adresses et numéros d'immatriculation de ce document sont imaginaires.</i>",
    ),
    ("break", ""),
    ("h1", "Sommaire"),
    ("table", "contents"),
    ("h1", "Exposé préalable"),
    (
        "p",
        "Le Bailleur est propriétaire de l'immeuble à usage de commerces et de bureaux dénommé "
        "« {building} », édifié en 2009 et comprenant vingt-cinq lots. Le Preneur, qui exerce "
        "une activité de conception et de vente d'agencements intérieurs, a visité les locaux "
        "le 6 février 2023 et a souhaité les prendre à bail pour y exploiter un showroom.",
    ),
    (
        "p",
        "Les parties reconnaissent avoir négocié de bonne foi et avoir disposé d'un délai "
        "suffisant pour recueillir tout conseil utile. Les conditions particulières du présent "
        "bail prévalent sur tout échange antérieur, notamment la lettre d'intention du "
        "17 février 2023. Elles ont en conséquence arrêté ce qui suit.",
    ),
    ("h1", "Article 1 – Régime juridique"),
    (
        "p",
        "1.1 Le présent bail est soumis au statut des baux commerciaux, tel qu'il résulte des "
        "articles L. 145-1 à L. 145-60 et R. 145-1 et suivants du Code de commerce, ainsi qu'aux "
        "dispositions non abrogées du décret du 30 septembre 1953.",
    ),
    (
        "p",
        "1.2 Si l'une des stipulations du bail était réputée non écrite, les autres "
        "conserveraient leur plein effet, les parties convenant de se rapprocher afin de lui "
        "substituer une stipulation licite d'effet équivalent.",
    ),
    ("h1", "Article 2 – Désignation"),
    (
        "p",
        "2.1 Le Bailleur donne à bail au Preneur, qui accepte, le lot n° {lot} de l'immeuble "
        "« {building} », situé au rez-de-chaussée et au premier étage. Les locaux loués "
        "développent une surface totale de {lease_area_article}, parties privatives.",
    ),
    (
        "p",
        "2.2 Le bail comprend également la jouissance exclusive de {lease_parking_article} "
        "emplacements de stationnement au premier sous-sol de l'immeuble, sans supplément de "
        "loyer.",
    ),
    (
        "p",
        "2.3 Le Preneur déclare connaître les lieux pour les avoir visités et les accepte dans "
        "l'état où ils se trouvent. Un état des lieux contradictoire est établi lors de la "
        "remise des clés ; à défaut d'accord, il est dressé par un commissaire de justice à "
        "frais partagés par moitié.",
    ),
    ("h1", "Article 3 – Destination"),
    (
        "p",
        "3.1 Les locaux sont destinés exclusivement à l'activité de showroom, de vente et de "
        "conception d'agencements intérieurs, ainsi qu'aux bureaux qui en sont l'accessoire. "
        "Toute activité connexe ou complémentaire suppose le respect de la procédure de "
        "déspécialisation prévue par le Code de commerce.",
    ),
    (
        "p",
        "3.2 Sont interdits toute activité de restauration avec extraction, l'entreposage de "
        "matières dangereuses et toute exploitation bruyante entre 20 heures et 7 heures.",
    ),
    (
        "p",
        "3.3 Le Preneur maintient les locaux en état permanent d'exploitation effective et "
        "normale, sous réserve des fermetures pour congés annuels dans la limite de trois "
        "semaines par an.",
    ),
    ("h1", "Article 4 – Durée"),
    (
        "p",
        "4.1 Le bail est consenti et accepté pour une durée de neuf années entières et "
        "consécutives, qui commence à courir le {lease_start} pour se terminer le "
        "{lease_end}.",
    ),
    (
        "p",
        "4.2 Le Preneur a la faculté de donner congé à l'expiration de chaque période "
        "triennale, soit pour le {lease_break1} et pour le {lease_break2}, en prévenant le "
        "Bailleur au moins six mois à l'avance, par lettre recommandée avec demande d'avis de "
        "réception ou par acte extrajudiciaire.",
    ),
    (
        "p",
        "4.3 Le Bailleur ne peut reprendre les locaux en fin de période triennale que dans les "
        "cas prévus aux articles L. 145-18, L. 145-21, L. 145-23-1 et L. 145-24 du Code de "
        "commerce.",
    ),
    ("h1", "Article 5 – Loyer"),
    (
        "p",
        "5.1 Le bail est consenti moyennant un loyer annuel de base, hors taxes et hors charges, "
        "de cent quatre-vingt-six mille euros ({lease_rent} HT HC).",
    ),
    (
        "p",
        "5.2 Le loyer est payable par trimestre civil et d'avance, les 1er janvier, 1er avril, "
        "1er juillet et 1er octobre, par prélèvement, soit {lease_rent_quarter} hors taxes par "
        "trimestre avant indexation. La taxe sur la valeur ajoutée, pour laquelle le Bailleur a "
        "opté, s'ajoute au loyer au taux en vigueur.",
    ),
    (
        "p",
        "5.3 À titre exceptionnel, le Bailleur accorde au Preneur une franchise de loyer de "
        "trois mois, du {lease_start} au {lease_franchise_end}, représentant "
        "{lease_franchise} hors taxes. Les charges et taxes restent dues pendant la franchise.",
    ),
    (
        "p",
        "5.4 Toute somme impayée à son échéance produit de plein droit un intérêt de retard au "
        "taux légal majoré de cinq points, sans mise en demeure préalable, outre une indemnité "
        "forfaitaire de recouvrement de 40 €.",
    ),
    ("h1", "Article 6 – Indexation"),
    (
        "p",
        "6.1 Le loyer est indexé chaque année, à la date anniversaire de la prise d'effet, sur "
        "l'indice des loyers commerciaux (ILC) publié par l'INSEE. L'indice de base est celui du "
        "quatrième trimestre 2022, soit {lease_ilc}.",
    ),
    (
        "p",
        "6.2 L'indice de comparaison est celui du quatrième trimestre de l'année précédant "
        "l'indexation. La clause joue à la hausse comme à la baisse. Si l'indice cessait d'être "
        "publié, l'indice de remplacement s'appliquerait selon le coefficient de raccordement "
        "officiel.",
    ),
    ("h1", "Article 7 – Charges et prestations"),
    (
        "p",
        "7.1 Le Preneur rembourse au Bailleur sa quote-part des charges de l'immeuble, telle que "
        "décrite en annexe 4. La provision annuelle pour charges est fixée à {lease_charges} "
        "hors taxes, appelée par quarts de {lease_charges_quarter} avec le loyer.",
    ),
    (
        "p",
        "7.2 Le Bailleur adresse au Preneur l'état récapitulatif annuel des charges au plus tard "
        "le 30 septembre de l'année suivante. Le solde est réglé ou remboursé dans les trente "
        "jours de cet envoi.",
    ),
    (
        "p",
        "7.3 Ne sont pas refacturés au Preneur les honoraires de gestion des loyers, les "
        "dépenses visées à l'article 606 du Code civil et les charges afférentes aux lots "
        "vacants.",
    ),
    ("h1", "Article 8 – Impôts et taxes"),
    (
        "p",
        "8.1 Le Preneur acquitte ses contributions personnelles, la cotisation foncière des "
        "entreprises et toutes taxes de ville ou de police liées à l'usage des locaux.",
    ),
    (
        "p",
        "8.2 Le Preneur rembourse au Bailleur, au prorata de la surface louée, la taxe foncière "
        "et la taxe d'enlèvement des ordures ménagères. Pour l'année 2023, ce remboursement est "
        "estimé à {lease_tax}.",
    ),
    ("h1", "Article 9 – Dépôt de garantie"),
    (
        "p",
        "9.1 À la signature, le Preneur verse au Bailleur, à titre de dépôt de garantie, la "
        "somme de {lease_deposit}, correspondant à trois mois de loyer hors taxes et hors "
        "charges. Cette somme n'est pas productive d'intérêts.",
    ),
    (
        "p",
        "9.2 Le dépôt est ajusté lors de chaque indexation afin de représenter en permanence "
        "trois mois de loyer. Il est restitué dans les deux mois de la libération des locaux, "
        "déduction faite des sommes dues.",
    ),
    ("h1", "Article 10 – Garantie à première demande"),
    (
        "p",
        "10.1 En garantie du paiement des loyers, charges, taxes et réparations, le Preneur "
        "remet au Bailleur une garantie bancaire autonome à première demande d'un montant de "
        "{lease_guarantee}, émise par {bank}.",
    ),
    (
        "p",
        "10.2 La garantie est remise dans les trente jours de la prise d'effet et demeure en "
        "vigueur jusqu'à six mois après le terme du bail. À défaut de remise, et un mois après "
        "une mise en demeure restée sans effet, le Bailleur peut invoquer la clause "
        "résolutoire.",
    ),
    ("h1", "Article 11 – Entretien et travaux"),
    (
        "p",
        "11.1 Le Preneur entretient les locaux en bon état de réparations locatives et remplace, "
        "à ses frais, les équipements dont il a l'usage exclusif lorsque la vétusté n'en est pas "
        "la cause.",
    ),
    (
        "p",
        "11.2 Les grosses réparations visées à l'article 606 du Code civil, ainsi que les "
        "honoraires liés à leur réalisation, demeurent à la charge exclusive du Bailleur.",
    ),
    (
        "p",
        "11.3 Aucune modification touchant au gros œuvre, à la façade ou aux réseaux ne peut "
        "être entreprise sans l'accord écrit et préalable du Bailleur, sous la surveillance de "
        "l'architecte de l'immeuble dont les honoraires incombent au Preneur.",
    ),
    (
        "p",
        "11.4 Les aménagements réalisés par le Preneur deviennent la propriété du Bailleur à la "
        "fin du bail, sans indemnité, le Bailleur renonçant à exiger la remise en état des "
        "cloisonnements du premier étage.",
    ),
    ("h1", "Article 12 – Assurances"),
    (
        "p",
        "12.1 Le Preneur assure auprès d'une compagnie notoirement solvable ses biens mobiliers, "
        "ses aménagements, les risques locatifs, le recours des voisins et ses pertes "
        "d'exploitation. Il en justifie chaque année avant le 31 janvier.",
    ),
    (
        "p",
        "12.2 Le Bailleur assure l'immeuble en valeur à neuf contre l'incendie, l'explosion et "
        "le dégât des eaux. Les parties renoncent réciproquement à tout recours et s'engagent à "
        "obtenir la même renonciation de leurs assureurs.",
    ),
    ("h1", "Article 13 – Cession et sous-location"),
    (
        "p",
        "13.1 Le Preneur ne peut céder son droit au bail sans l'accord écrit et préalable du "
        "Bailleur, sauf à l'acquéreur de son fonds de commerce. Le cédant reste garant solidaire "
        "du cessionnaire pendant trois ans à compter de la cession.",
    ),
    (
        "p",
        "13.2 Toute sous-location, totale ou partielle, est interdite. Par exception, le Preneur "
        "peut domicilier dans les locaux une société qu'il contrôle au sens de l'article "
        "L. 233-3 du Code de commerce, après information du Bailleur.",
    ),
    ("h1", "Article 14 – Clause résolutoire"),
    (
        "p",
        "14.1 À défaut de paiement d'un seul terme de loyer ou de charges, ou d'exécution d'une "
        "seule des clauses du bail, celui-ci est résilié de plein droit un mois après un "
        "commandement demeuré infructueux, si bon semble au Bailleur.",
    ),
    (
        "p",
        "14.2 Si le Preneur se maintient dans les lieux après la résiliation, il est redevable "
        "d'une indemnité d'occupation égale au dernier loyer majoré de cinquante pour cent, "
        "calculée jour par jour.",
    ),
    ("h1", "Article 15 – Restitution des locaux"),
    (
        "p",
        "15.1 Le Preneur restitue les locaux libres de tout mobilier, en bon état d'entretien, "
        "après un état des lieux de sortie établi dans les mêmes conditions qu'à l'entrée. Il "
        "justifie du paiement de ses contributions avant tout déménagement.",
    ),
    ("h1", "Article 16 – Environnement"),
    (
        "p",
        "16.1 Les parties constatent que les locaux, d'une surface inférieure à 2 000 m², ne "
        "relèvent pas de l'annexe environnementale obligatoire. Elles échangent néanmoins chaque "
        "année leurs données de consommation d'énergie et d'eau.",
    ),
    ("h1", "Article 17 – Frais, domicile et litiges"),
    (
        "p",
        "17.1 Les honoraires de rédaction, fixés à 4 800 € hors taxes, sont supportés par "
        "moitié. Pour l'exécution du bail, chaque partie fait élection de domicile en "
        "son siège.",
    ),
    (
        "p",
        "17.2 Tout litige qui n'aurait pas été résolu à l'amiable dans un délai de quarante-cinq "
        "jours relève du tribunal judiciaire de {city}.",
    ),
    ("table", "signatures"),
    ("break", ""),
    ("h1", "Annexe 1 – Loyers par période"),
    (
        "p",
        "Le tableau ci-dessous récapitule le loyer facturé au cours de chaque année du bail, "
        "hors taxes, hors charges et avant indexation, compte tenu de la franchise de "
        "l'article 5.3.",
    ),
    ("table", "rents"),
    (
        "note",
        "Les montants sont indiqués sur la base de l'indice du quatrième trimestre 2022. Ils "
        "sont révisés chaque 1er avril dans les conditions de l'article 6.",
    ),
    ("h2", "Échéancier des périodes triennales"),
    ("li", "Première période : du {lease_start} au {lease_break1}."),
    ("li", "Deuxième période : jusqu'au {lease_break2}."),
    ("li", "Troisième période : jusqu'au {lease_end}."),
    ("break", ""),
    ("h1", "Annexe 2 – Tableau des surfaces et stationnements"),
    (
        "p",
        "Relevé établi le 27 janvier 2023 par le géomètre Cabinet Équerre-Fictive, après "
        "mesurage des parties privatives du lot n° {lot}.",
    ),
    ("table", "surfaces"),
    (
        "p",
        "Stationnements rattachés au lot : {lease_parking_annex} emplacements, numérotés 31 à "
        "36, au premier sous-sol.",
    ),
    (
        "note",
        "Tolérance de mesurage : ± 0,5 %. Les surfaces sous une hauteur inférieure à 1,80 m "
        "sont exclues.",
    ),
    ("h2", "Servitudes et accès"),
    (
        "p",
        "L'accès de livraison s'effectue par la cour intérieure, de 6 heures à 10 heures, du "
        "lundi au samedi. La charge admissible du plancher du rez-de-chaussée est de "
        "500 kg par mètre carré.",
    ),
    ("break", ""),
    ("h1", "Annexe 3 – Diagnostics techniques"),
    ("p", "Les diagnostics suivants ont été remis au Preneur avant la signature du bail."),
    ("table", "diagnostics"),
    (
        "p",
        "Le Preneur reconnaît que ces documents lui ont été communiqués en intégralité et qu'il "
        "a pu en prendre connaissance. Le Bailleur déclare qu'aucun sinistre n'a donné lieu au "
        "versement d'une indemnité au titre d'une catastrophe naturelle.",
    ),
    ("break", ""),
    ("h1", "Annexe 4 – Inventaire des charges"),
    (
        "p",
        "Inventaire précis et limitatif des catégories de charges récupérables, au sens de "
        "l'article L. 145-40-2 du Code de commerce.",
    ),
    ("table", "charges"),
    ("note", "La répartition entre locataires est faite au prorata des surfaces exploitées."),
    ("h2", "Modalités de répartition"),
    (
        "li",
        "Les dépenses communes à l'immeuble sont réparties en millièmes généraux ; le lot "
        "n° {lot} représente 96 millièmes.",
    ),
    (
        "li",
        "Les dépenses de chauffage sont réparties d'après les compteurs individuels posés en "
        "2016, avec un minimum de trente pour cent réparti en millièmes.",
    ),
    (
        "li",
        "Les nouveaux impôts, taxes et redevances sont portés à la connaissance du Preneur "
        "avant toute refacturation.",
    ),
    (
        "li",
        "Le Preneur peut consulter les factures au siège du gérant, sur rendez-vous, pendant "
        "six mois à compter de l'état récapitulatif.",
    ),
    ("break", ""),
    ("h1", "Annexe 5 – État prévisionnel des travaux"),
    (
        "p",
        "État prévisionnel des travaux que le Bailleur envisage de réaliser dans l'immeuble "
        "pendant les trois premières années du bail, et de leur budget hors taxes.",
    ),
    ("table", "works"),
    (
        "p",
        "Le Bailleur n'a engagé aucuns travaux autres que d'entretien courant au cours des trois "
        "années précédant la signature du bail. Un état actualisé est remis au Preneur tous les "
        "trois ans.",
    ),
    ("h2", "Règlement intérieur – extraits"),
    ("li", "Les enseignes sont soumises à l'accord écrit du Bailleur et aux règles de voirie."),
    ("li", "Les ordures sont déposées au local prévu à cet effet, avant 9 heures."),
    (
        "li",
        "Les exercices d'évacuation ont lieu deux fois par an ; la présence d'un représentant "
        "du Preneur y est obligatoire.",
    ),
    ("li", "L'usage des monte-charges est réservé aux livraisons de plus de 30 kg."),
]
