"""Assembles what governing needs: the one place of the room that knows adapters."""

from __future__ import annotations

from core.ledger import Anchor, Secrets
from core.settings import Settings
from governance.ledger.heads import Signer
from governance.ledger.notary import Sealing
from governance.reviews.sealing import ReviewSeals
from governance.usage.pseudonyms import KeyedPseudonyms
from governance.use_cases.sealing import Seals


def build_notary(settings: Settings) -> Sealing:
    return Sealing(_secrets(settings))


def build_signer(settings: Settings) -> Signer:
    return Signer(_secrets(settings))


def build_seals(settings: Settings) -> Seals:
    return Seals(_secrets(settings))


def build_review_seals(settings: Settings) -> ReviewSeals:
    return ReviewSeals(_secrets(settings))


def build_pseudonyms(settings: Settings) -> KeyedPseudonyms:
    return KeyedPseudonyms(_secrets(settings))


def build_anchor(settings: Settings) -> Anchor:
    from adapters.anchor_file import AnchorFile

    return AnchorFile(settings.anchor_file)


def _secrets(settings: Settings) -> Secrets:
    from adapters.secret_files import SecretFiles

    return SecretFiles(settings.ledger_home)
