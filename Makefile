# Two commands do it all: `make report` and `make test`. Only python3 and make are needed.
PYTHON ?= python3
BIN := .venv/bin
STUDY := $(BIN)/study

.PHONY: report test lint format lab bench coverage damage load mutation check docs lock environment clean help
.DEFAULT_GOAL := help

help: ## List what each command does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

report: .venv/run ## Run the study and write reports/ (French and English pages)
	@$(STUDY) build

test: .venv/dev ## Run every test, files side by side
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

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

docs: .venv/dev ## Write docs/api/ from the docstrings, and docs/trust.md from what tests have stored
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/trust.py

bench: .venv/dev ## Time the study on this machine and write benchmarks/results.md
	@$(BIN)/python benchmarks/run.py

coverage: .venv/dev ## Draw samples and count how often intervals hold the truth, in tests/reference/
	@$(BIN)/python benchmarks/coverage.py

damage: .venv/dev ## Damage inputs, kill builds and set-ups, fill folders, and count what becomes of it
	@$(BIN)/python benchmarks/damaged.py
	@$(BIN)/python benchmarks/folders.py
	@$(BIN)/python benchmarks/kills.py build 50
	@$(BIN)/python benchmarks/kills.py set-up 30

load: .venv/dev ## Build three hundred times, four at a time, and count what fails
	@$(BIN)/python benchmarks/load.py

mutation: .venv/dev ## Break the code in small ways and count what the tests see, in tests/reference/
	@$(BIN)/python benchmarks/mutation.py

lock: .venv/run ## Choose and pin every package again (needs the network)
	@for group in set-up run dev lab spark; do \
	  case $$group in set-up) of="requirements/set-up.in --constraint requirements/run.lock";; run) of="pyproject.toml --extra study";; \
	    *) of="pyproject.toml --extra $$group --constraint requirements/run.lock";; esac; \
	  $(BIN)/uv pip compile -q $$of --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" -o requirements/$$group.lock $(LOCK_OPTIONS) || exit 1; \
	done
	@$(MAKE) --no-print-directory environment

environment: .venv/run ## Write environment.yml from pyproject.toml and the lock
	@$(STUDY) environment

clean: ## Remove what the commands above made outside git (packages, caches)
	@rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

# Each set of packages comes from its hashed lock; the script finds when there is nothing to do.
.PHONY: .venv/run .venv/dev .venv/lab .venv/spark
.venv/run .venv/dev .venv/lab .venv/spark: .venv/%:
	@sh requirements/set-up.sh $* "$(PYTHON)"
