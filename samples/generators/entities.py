"""Invented names shared by the documents; none of them designates a real company or place."""

from __future__ import annotations

LANDLORD = "SCI Mirandelune Quadrant"
TENANT = "SAS Exemplarion Agencement"
PARENT = "SAS Mirandelune Foncière"
BANK = "Banque Fictive du Ponant"
AUDITOR = "Chimérane Audit et Associés"
BUILDING = "Le Quadrant d'Opaline"
PROGRAMME = "Les Jardins d'Utopelle"
CITY = "Valfictif-sur-Onde"
ISSUER = "Northfable Instruments, Inc."

MARK_FR = "Document synthétique – échantillon"
MARK_EN = "Synthetic sample document"

# Registration numbers start with 999 and fail the Luhn check on purpose, so that
# they cannot be the number of an existing company.
FACTS: dict[str, str] = {
    "landlord": LANDLORD,
    "tenant": TENANT,
    "parent": PARENT,
    "bank": BANK,
    "auditor": AUDITOR,
    "building": BUILDING,
    "programme": PROGRAMME,
    "city": CITY,
    "issuer": ISSUER,
    "landlord_siren": "999 410 271",
    "tenant_siren": "999 627 415",
    "parent_siren": "999 308 640",
    "bank_siren": "999 001 120",
    "lot": "Q-07",
}
