"""Who writes the answers of a use case, and what becomes of what is not proven, it says itself."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from core.chat import ChatModel
from core.verdicts import Policy
from flows.compose import Composer
from retrieval.answer import Writer
from retrieval.verify import Verifier
from tests.flows.use_cases.declaring import declared


class _Verifier:
    def for_one_answer(self) -> _Verifier:
        return self


class _Model:
    name = "small"


@pytest.fixture
def composer() -> Composer:
    writer = Writer(cast("ChatModel", _Model()), 1000)
    return Composer(cast("Verifier", _Verifier()), writer, Policy.DROP)


def test_a_model_that_is_not_named_writes_nothing(composer: Composer) -> None:
    assert composer.for_one_answer().writer
    assert composer.for_one_answer(declared(models=["extractive", "small"])).writer
    assert composer.for_one_answer(declared(models=["extractive"])).writer is None
    alone = replace(composer, writer=None)
    assert alone.for_one_answer(declared(models=["small"])).writer is None


@pytest.mark.parametrize("policy", list(Policy))
def test_its_policy_takes_the_place_of_the_installation_s(
    composer: Composer, policy: Policy
) -> None:
    assert composer.for_one_answer().policy is Policy.DROP
    assert composer.for_one_answer(declared(verification=policy.value)).policy is policy
