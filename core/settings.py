"""Settings, read once at the edge from `PROBANT_…` variables (and `.env`); see docs/settings.md."""

from __future__ import annotations

import difflib
import os
import re
import sys
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import Misconfigured
from core.identity import Identity
from core.ids import EntityId
from core.use_cases import Askable
from core.verdicts import Policy


class Settings(BaseSettings):
    """Every setting of Probant, with its default."""

    model_config = SettingsConfigDict(
        env_prefix="PROBANT_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
    )

    data: Path = Field(Path(".probant"), description="Folder of all state.")
    models: Path = Field(
        Path(sys.prefix) / "share" / "probant" / "models",
        description="Folder of the bundled model, converted once at set-up.",
    )
    corpora: Path = Field(
        Path("../shared/corpora"),
        description="Folder of the labelled corpora that evaluation suites read.",
    )
    entity: str = Field(
        "local", description="Entity of the local user.", pattern=r"^[a-z0-9][a-z0-9-]{0,39}$"
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8440, description="Port to listen on.", ge=1, le=65535)
    identity: Identity = Field(
        Identity.LOCAL,
        description="`local`: one user, on loopback. `required`: who asks shows an access key.",
    )
    key: SecretStr = Field(
        SecretStr(""), description="Access key that commands send with `--server`."
    )
    database_url: str = Field(
        "", description="SQLite or PostgreSQL URL. Empty: SQLite in the data folder."
    )
    ledger_folder: str = Field(
        "", description="Folder of the ledger's keys. Empty: `ledger` in the data folder."
    )
    ledger_anchor: str = Field(
        "", description="File of signed heads. Empty: `anchor.jsonl` beside the ledger's keys."
    )
    history_days: int = Field(
        365, description="Days that questions and answers can be read.", ge=1, le=36_500
    )
    usage_k: int = Field(
        10, description="Fewest people whom a figure of usage is told of.", ge=3, le=1000
    )
    usage_days: int = Field(
        400, description="Days that events of usage are kept.", ge=130, le=36_500
    )
    uses: Askable | None = Field(
        None,
        description="`declared`: nothing is asked but use cases. `open`: the model `probant` too. "
        "Empty: `declared` where identity is required, else `open`.",
    )
    use_cases: Path = Field(
        Path("use_cases"), description="Folder of declarations of use cases, for the commands."
    )
    quotas: str = Field(
        "", description="YAML file of the quotas of entities and their users. Empty: none."
    )
    queue_url: str = Field("", description="Redis or Valkey URL. Empty: an embedded Valkey.")
    index_url: str = Field("", description="Qdrant URL. Empty: the embedded engine.")
    index_key: SecretStr = Field(SecretStr(""), description="API key of the Qdrant server.")
    public_url: str = Field(
        "", description="Address that browsers know the service by. Empty: nobody signs in."
    )
    identity_mapping: str = Field(
        "", description="YAML file that declares the rights of people. See docs/identity.md."
    )
    oidc_issuer: str = Field(
        "", description="OpenID Connect provider, as its tokens name it. Empty: none."
    )
    oidc_client_id: str = Field("", description="What the provider knows the service by.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="Secret of the client. Empty: a public client."
    )
    oidc_audience: str = Field("", description="For whom tokens must be. Empty: the client id.")
    oidc_skew_seconds: float = Field(
        60, description="How far clocks may differ from the provider's.", ge=0, le=600
    )
    encoder: str = Field("bundled", description="Embedding model: `bundled`, a name, or a folder.")
    encoder_device: str = Field("auto", description="`auto`, `cpu`, `cuda` or `mps`.")
    encoder_tokens: int = Field(32_768, description="Most tokens in a batch of the encoder.", ge=64)
    encoder_query_prefix: str = Field("query: ", description="Put before each question.")
    encoder_passage_prefix: str = Field("passage: ", description="Put before each passage.")
    reranker: str = Field(
        "", description="Cross-encoder, a folder or a name in the local cache. Empty: none."
    )
    rerank_top: int = Field(
        30, description="Most candidates of a question that the reranker reads.", ge=1, le=200
    )
    chat_url: str = Field(
        "", description="Root URL of a Mistral-compatible server. Empty: extractive answers."
    )
    chat_key: SecretStr = Field(SecretStr(""), description="API key of the chat server.")
    chat_model: str = Field("", description="Model name asked of the chat server.")
    chat_tokens: int = Field(
        8000, description="Most tokens that a question to the chat server has.", ge=1000
    )
    chat_connect_seconds: float = Field(
        5, description="Longest wait for a connection to the chat server.", gt=0
    )
    chat_seconds: float = Field(
        60, description="Longest wait for the first piece of a reply.", gt=0, le=3600
    )
    chat_next_seconds: float = Field(
        20, description="Longest wait for each next piece of a reply.", gt=0, le=3600
    )
    chat_whole_seconds: float = Field(
        180, description="Longest time for a whole reply, all attempts included.", gt=0, le=3600
    )
    verification_policy: Policy = Field(
        Policy.DROP,
        description="What becomes of an unproven sentence of a model: `drop`, `flag` or `block`.",
    )
    dense_weight: float = Field(0.5, description="Weight of dense against BM25 scores.", ge=0, le=1)
    abstain_below: float = Field(
        0.93, description="Confidence under which no answer is given.", ge=0, le=1
    )
    max_upload_mb: int = Field(200, description="Largest document accepted, in MB.", ge=1)
    max_waiting: int = Field(
        20_000, description="Most documents of an entity that wait to be read.", ge=1
    )
    max_question_chars: int = Field(4000, description="Longest question accepted.", ge=1)
    parse_seconds: float = Field(
        300, description="Longest time to parse a document, or 140 pages.", gt=0
    )
    page_seconds: float = Field(
        180, description="Longest time to recognise the text of one scanned page.", gt=0
    )
    document_seconds: float = Field(
        14_400,
        description="Longest time to read one document, whatever its pages.",
        gt=0,
        le=18_000,
    )
    lease_seconds: float = Field(
        60,
        description="Silence after which a worker is taken for dead and its jobs go to others.",
        ge=1,
        le=3600,
    )
    read_slots: int = Field(2, description="Documents a process reads at once.", ge=1, le=64)
    parse_memory_mb: int = Field(
        4096, description="Most memory to parse one document, in MB.", ge=256
    )

    @field_validator("data", "models", "corpora")
    @classmethod
    def _expanded(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("uses", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="before")
    @classmethod
    def _without_the_retired(cls, given: Any) -> Any:
        """`.env` included, where nobody would see that they count no longer."""
        for field in given if isinstance(given, dict) else ():
            _check_not_retired(f"PROBANT_{field}".upper())
        return given

    @classmethod
    def read(cls) -> Self:
        """The settings of this process. Raises `Misconfigured`, naming the variable."""
        _check_names({f"PROBANT_{field}".upper() for field in cls.model_fields})
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "PROBANT_" + "_".join(str(part) for part in first["loc"]).upper()
            raise Misconfigured(f"{name}: {first['msg']}.", "See docs/settings.md.") from error

    @property
    def local_entity(self) -> EntityId:
        return EntityId(self.entity)

    @property
    def askable(self) -> Askable:
        """As it is set; else by whether people are told apart."""
        by_identity = Askable.OPEN if self.identity is Identity.LOCAL else Askable.DECLARED
        return self.uses or by_identity

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'probant.db'}"

    @property
    def ledger_home(self) -> Path:
        named = self.ledger_folder
        return Path(named).expanduser().absolute() if named else self.data / "ledger"

    @property
    def anchor_file(self) -> Path:
        named = self.ledger_anchor
        return Path(named).expanduser().absolute() if named else self.ledger_home / "anchor.jsonl"


def _check_names(known: set[str]) -> None:
    """Raises `Misconfigured` on a variable that would be passed over in silence.

    Only the environment: `.env` may hold what is meant for others.
    """
    for variable in sorted(os.environ):
        name = variable.upper()  # as they are read: in any case
        _check_not_retired(name)
        if name.startswith("PROBANT_") and name not in known and not _OF_TESTS.match(name):
            close = difflib.get_close_matches(name, sorted(known), n=1)
            meant = f"Do you mean {close[0]}?" if close else "Unset it."
            raise Misconfigured(
                f"There is no setting {variable}.", f"{meant} See docs/settings.md."
            )


def _check_not_retired(variable: str) -> None:
    """Raises `Misconfigured` on one that used to keep people out, and does so no longer."""
    if variable in _RETIRED:
        raise Misconfigured(f"There is no setting {variable} any more.", _RETIRED[variable])


_RETIRED = {
    "PROBANT_ACCESS_KEYS": "Make keys with `probant keys create`, set PROBANT_IDENTITY=required, "
    "and take it out. See docs/identity.md.",
}
_OF_TESTS = re.compile(r"PROBANT_TEST_\w+")
