"""Assembles what retrieval needs: the one place of the room that knows adapters."""

from __future__ import annotations

from core.errors import Misconfigured
from core.indexing import BatchIndex
from core.settings import Settings
from core.stores import Database
from retrieval.answer import Writer
from retrieval.many import ManyRetriever
from retrieval.rank import Weights
from retrieval.rerank import Reranking
from retrieval.search import Retriever
from retrieval.verify import Verifier


def build_retriever(settings: Settings, database: Database) -> Retriever:
    """Raises `Misconfigured` where a reranker is configured whose folder is not there."""
    weights = Weights(dense=settings.dense_weight, bm25=1 - settings.dense_weight)
    return Retriever(database, weights, build_reranking(settings))


def build_many_retriever(retriever: Retriever) -> ManyRetriever:
    return ManyRetriever(retriever, new_batch_index)


def new_batch_index(dimension: int) -> BatchIndex:
    """An empty one. Raises `Misconfigured` where it can't be loaded."""
    from adapters.faiss import batch_index

    return batch_index(dimension)


def build_reranking(settings: Settings) -> Reranking | None:
    """None where no reranker is configured. Loads no weights.

    Raises `Misconfigured` where its folder is not there.
    """
    if not settings.reranker:
        return None
    from adapters.reranker import CrossEncoderReranker

    reranker = CrossEncoderReranker(settings.reranker, device=settings.encoder_device)
    return Reranking(reranker, settings.rerank_top)


def build_verifier(database: Database) -> Verifier:
    return Verifier(database)


def build_writer(settings: Settings) -> Writer | None:
    """None where no chat server is configured: answers are then extractive.

    Raises `Misconfigured` where a server is configured without a model.
    """
    if not settings.chat_url:
        return None
    if not settings.chat_model:
        raise Misconfigured(
            "PROBANT_CHAT_URL is set without a model.", "Set PROBANT_CHAT_MODEL to its name."
        )
    from adapters.chat.mistral import MistralChat
    from adapters.chat.patience import Waits

    waits = Waits(
        connect_s=settings.chat_connect_seconds,
        first_s=settings.chat_seconds,
        next_s=settings.chat_next_seconds,
        whole_s=settings.chat_whole_seconds,
    )
    key = settings.chat_key.get_secret_value()
    model = MistralChat(settings.chat_url, key, settings.chat_model, waits)
    return Writer(model, settings.chat_tokens)
