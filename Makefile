# Two commands on a fresh machine: make demo, make test. Nothing else has to be installed by hand.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DB     ?= demo.duckdb
DATA   ?= ../shared/eval
SECONDS ?= 120

.DEFAULT_GOAL := help
.PHONY: help demo test fast check bench scores fuzz audit licences releases sbom wheel release serve lock wheelhouse schemas clean

help: ## what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/core.stamp: requirements/uv.txt requirements/core.txt pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh $(VENV) core

$(VENV)/dev.stamp: requirements/uv.txt requirements/dev.txt requirements/ftm.txt pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh $(VENV) dev

demo: $(VENV)/core.stamp ## code the bulletins in examples/, list the events, show the sentences behind one, an alert and a report
	@sh scripts/demo.sh $(BIN) $(DB)

test: $(VENV)/dev.stamp ## all tests: fast lane, slow lane, coverage
	@sh scripts/postgresql.sh
	@$(BIN)/python -m pytest -q -m "not slow" -n 2 --cov --cov-report=
	@$(BIN)/python -m pytest -q -m slow -n 2 --cov --cov-append --cov-report=
	@$(BIN)/coverage report --fail-under=90

fast: $(VENV)/dev.stamp ## the fast lane only (under a minute)
	@$(BIN)/python -m pytest -q -m "not slow" -n 2

check: $(VENV)/dev.stamp ## ruff, mypy strict, import walls, dead code, spelling, bandit, licences
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture
	@$(BIN)/codespell
	@$(BIN)/bandit -q -r src -c pyproject.toml
	@$(BIN)/python -m scripts.licences --check

bench: $(VENV)/dev.stamp ## time every stage, one worker and two, growth (FULL=1: to 100,000 documents); figures also in bench.json
	@$(BIN)/python -m benchmarks.perf --data $(DATA) --json bench.json $(if $(FULL),--full)

scores: $(VENV)/dev.stamp ## the scores on the public sets in DATA=folder (those that are there) against their floors
	@$(BIN)/python -m benchmarks --check --data $(DATA)

fuzz: $(VENV)/dev.stamp ## broken inputs for every reader, grammar and importer, for SECONDS=120
	@$(BIN)/python -W ignore -m tests.fuzz --keep --seconds $(SECONDS)

audit: $(VENV)/dev.stamp ## known holes in what is locked (asks the package index)
	@sh scripts/audit.sh $(BIN)

licences: $(VENV)/dev.stamp ## write docs/licences.md: every package with its licence
	@$(BIN)/python -m scripts.licences

releases: $(VENV)/dev.stamp ## when each package was last released (asks the package index), into docs/licences.md
	@$(BIN)/python -m scripts.releases
	@$(BIN)/python -m scripts.licences

sbom: $(VENV)/dev.stamp ## the bill of materials (CycloneDX) of what a release holds, into dist
	@$(BIN)/python -m scripts.sbom

wheel: $(VENV)/core.stamp ## the wheel, the same bytes from the same commit, into dist; prints its hash
	@sh scripts/wheel.sh $(BIN) dist

release: wheel sbom ## the wheel and its bill of materials, with their hashes, into dist
	@cd dist && sha256sum *.whl *.cdx.json | tee SHA256SUMS

serve: $(VENV)/dev.stamp ## the events of the demo in a browser
	@test -e $(DB) || $(MAKE) --no-print-directory demo
	@$(BIN)/marsad serve --db $(DB)

lock: $(VENV)/dev.stamp ## compile the requirements anew, for Linux, macOS and Windows
	@sh scripts/lock.sh $(BIN)

wheelhouse: $(VENV)/core.stamp ## one folder of wheels, to install from without a network
	@sh scripts/wheelhouse.sh $(BIN) wheelhouse

schemas: $(VENV)/dev.stamp ## write the JSON Schema of every public record to docs/schemas
	@$(BIN)/python scripts/schemas.py

clean: ## remove what make made
	rm -rf $(VENV) $(DB) $(DB).* wheelhouse build dist .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
