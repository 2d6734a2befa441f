"""Assembles what ledger, use cases and reviews need: the one place of the room that knows
adapters."""

from __future__ import annotations

from core.ledger import Anchor
from core.settings import Settings
from governance.ledger.heads import Signer
from governance.ledger.notary import Sealing
from governance.reviews.sealing import ReviewSeals
from governance.usage.pseudonyms import KeyedPseudonyms
from governance.use_cases.sealing import Seals


def build_notary(settings: Settings) -> Sealing:
    from adapters.secret_files import SecretFiles

    return Sealing(SecretFiles(settings.ledger_home))


def build_signer(settings: Settings) -> Signer:
    from adapters.secret_files import SecretFiles

    return Signer(SecretFiles(settings.ledger_home))


def build_seals(settings: Settings) -> Seals:
    from adapters.secret_files import SecretFiles

    return Seals(SecretFiles(settings.ledger_home))


def build_review_seals(settings: Settings) -> ReviewSeals:
    from adapters.secret_files import SecretFiles

    return ReviewSeals(SecretFiles(settings.ledger_home))


def build_pseudonyms(settings: Settings) -> KeyedPseudonyms:
    from adapters.secret_files import SecretFiles

    return KeyedPseudonyms(SecretFiles(settings.ledger_home))


def build_anchor(settings: Settings) -> Anchor:
    from adapters.anchor_file import AnchorFile

    return AnchorFile(settings.anchor_file)
