# Two commands do it all: `make report` and `make test`. Only python3 and make are needed.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
STUDY := $(BIN)/study
export UV_COMPILE_BYTECODE := 1

.PHONY: report test lint format lab bench coverage check docs lock environment clean help
.DEFAULT_GOAL := help

help: ## List what each command does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

report: .venv/run ## Run the study and write reports/ (French and English pages)
	@$(STUDY) build

test: .venv/dev ## Run every test
	@$(BIN)/python -m pytest

lint: .venv/dev ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: .venv/dev ## Rewrite the code in the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lab: .venv/lab ## Open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

check: .venv/run ## Prove that committed cells, notebooks and reports are what the code gives today
	@$(STUDY) check

docs: .venv/dev ## Write docs/api/, the functions of each room, from the docstrings
	@$(BIN)/python docs/generate.py

bench: .venv/dev ## Time the study on this machine and write benchmarks/results.md
	@$(BIN)/python benchmarks/run.py

coverage: .venv/dev ## Draw samples and count how often intervals hold the truth, in tests/reference/
	@$(BIN)/python benchmarks/coverage.py

lock: ## Choose and pin every package again (needs the network)
	@$(PYTHON) -m venv .venv && $(BIN)/pip install -q uv==$(UV_VERSION)
	@for group in run dev lab spark; do \
	  extra=$$([ $$group = run ] || echo "--extra $$group"); \
	  against=$$([ $$group = run ] || echo "--constraint requirements/run.lock"); \
	  $(BIN)/uv pip compile -q pyproject.toml $$extra $$against --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" -o requirements/$$group.lock $(LOCK_OPTIONS) || exit 1; \
	done
	@$(MAKE) --no-print-directory environment

environment: .venv/run ## Write environment.yml from pyproject.toml and the lock
	@$(STUDY) environment

clean: ## Remove what the commands above made outside git (packages, caches)
	@rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# Each set of packages is installed once, from its hashed lock, and again when the lock changes.
.venv/run .venv/dev .venv/lab .venv/spark: .venv/%: requirements/%.lock pyproject.toml
	@echo "Setting up the study's packages ($*)…"
	@test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/pip install -q uv==$(UV_VERSION); }
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/$*.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@
