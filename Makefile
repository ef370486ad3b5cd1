# duecare: every command a contributor needs. `make help` lists them.
#
# PYTHON          the interpreter the environment is made with (3.11 or newer)
# PYTEST_ARGS     further arguments for pytest, e.g. make test PYTEST_ARGS='-k ledger'
# PYTEST_WORKERS  processes that share the tests
# BENCH_ARGS      further arguments for the benchmarks
# LOCK_ARGS       further arguments for the resolver, e.g. make lock LOCK_ARGS=--upgrade

PYTHON ?= python3
PYTEST_ARGS ?=
PYTEST_WORKERS ?= 2
BENCH_ARGS ?=
LOCK_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
KB_FILES := $(shell find kb -type f \( -name '*.ttl' -o -name '*.tsv' -o -name '*.csv' \) 2>/dev/null)

# What was last installed or checked, as empty files with a date: a second `make setup` does nothing.
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
KB_CHECKED := $(VENV)/.kb-checked
INSTALLED_CLAUDE := .venv-claude/.installed

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: extras extras-claude help setup dev demo test check format format-check lint types contracts kb bench fuzz mutants extras-mlflow browser lock clean

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup: $(INSTALLED) $(KB_CHECKED)  ## make .venv with .venv/bin/duecare, and check the knowledge base

dev: $(INSTALLED_DEV)  ## setup without the check of the knowledge base, and the tools for development

demo: setup  ## determine examples/cv-screening.yaml
	@$(BIN)/duecare determine examples/cv-screening.yaml

test: $(INSTALLED_DEV)  ## run every test but the long runs
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup $(PYTEST_ARGS)

check: format-check lint types contracts kb test  ## everything a change has to pass

format: $(INSTALLED_DEV)  ## write the code in the house format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix --select I

format-check: $(INSTALLED_DEV)  ## whether the code is in the house format
	$(BIN)/ruff format --check

lint: $(INSTALLED_DEV)  ## ruff
	$(BIN)/ruff check

types: $(INSTALLED_DEV)  ## mypy, strict
	$(BIN)/mypy

contracts: $(INSTALLED_DEV)  ## the direction of dependence
	$(BIN)/lint-imports

kb: $(INSTALLED)  ## check the knowledge base
	$(BIN)/duecare kb check

bench: $(INSTALLED_DEV)  ## measure: timings are printed, never asserted
	$(BIN)/python -m tests.bench $(BENCH_ARGS)

fuzz: $(INSTALLED_DEV)  ## the long runs
	$(BIN)/python -m pytest -m long --hypothesis-profile long $(PYTEST_ARGS)

extras: extras-claude extras-mlflow  ## the tests that need an environment of their own

extras-claude: $(INSTALLED_DEV) $(INSTALLED_CLAUDE)  ## the real Claude Code under rendered settings (400 MB)
	$(BIN)/python -m pytest -m extra tests/extras/test_claude_cli.py $(PYTEST_ARGS)

mutants: $(INSTALLED_DEV)  ## change the definition in small ways, and see that its tests notice each
	$(BIN)/python -m tests.mutation

# --noconftest: what all other tests share needs tools this environment does without.
extras-mlflow: .venv-mlflow/.installed  ## the tests against a real MLflow registry, in an environment of their own
	MLFLOW_DISABLE_TELEMETRY=true .venv-mlflow/bin/python -m pytest --noconftest -p no:cacheprovider tests/targets/test_mlflow_registry.py

.venv-mlflow/.installed: requirements/mlflow.txt
	$(PYTHON) -m venv .venv-mlflow
	.venv-mlflow/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r $<
	@touch $@

browser:  ## whether the page tests find Chromium, and how to get it
	@command -v chromium || command -v chromium-browser || command -v google-chrome || { \
	  echo "The page tests need Chromium. Debian, Ubuntu: sudo apt-get install chromium. Fedora: sudo dnf install chromium." >&2; \
	  exit 1; }

clean:  ## remove the environment and everything that was made
	rm -rf $(VENV) .venv-claude .venv-mlflow build dist duecare.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing that making an environment puts in place, so a half-made one is made again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "duecare needs Python 3.11 or newer, and '$(PYTHON)' is not. Name one: make setup PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# durable-rules is published as source only. It is built without isolation, so that what builds it is
# pinned by requirements/build.txt; without pip's cache, so that no build made under other flags is
# reused; and with its one call that Python 3.13 dropped renamed to the successor.
$(INSTALLED): pyproject.toml requirements/build.txt requirements/native.txt requirements/runtime.txt | $(BIN)/pip
	@$(BIN)/python -c '' || { echo "The interpreter of $(VENV) is gone: run 'make clean', then this again." >&2; exit 1; }
	@command -v $${CC:-cc} >/dev/null || command -v gcc >/dev/null || { \
	  echo "duecare needs a C compiler, to build durable-rules. Debian, Ubuntu: sudo apt-get install gcc libc6-dev" >&2; exit 1; }
	@$(BIN)/python -c 'import pathlib, sys, sysconfig; sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists())' || { \
	  echo "duecare needs the headers of Python, to build durable-rules. Debian, Ubuntu: sudo apt-get install python3-dev" >&2; exit 1; }
	$(PIP) --only-binary :all: -r requirements/build.txt
	CPPFLAGS="$${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject" \
	  $(PIP) --no-cache-dir --no-build-isolation --no-binary durable-rules -r requirements/native.txt
	$(PIP) --only-binary :all: -r requirements/runtime.txt
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c 'import durable_rules_engine' || \
	  echo "durable_rules was built but does not import: the definition decides alone, and every answer says so." >&2
	@touch $@

$(INSTALLED_DEV): requirements/dev.txt $(INSTALLED)
	$(PIP) --only-binary :all: -r requirements/dev.txt
	@touch $@

$(INSTALLED_CLAUDE): requirements/claude.txt
	$(PYTHON) -m venv .venv-claude
	.venv-claude/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: \
	  -r requirements/claude.txt
	@touch $@

$(KB_CHECKED): $(INSTALLED) $(KB_FILES)
	$(BIN)/duecare kb check
	@touch $@

# One resolution for every supported Python, with the hash of every file each package has published.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --custom-compile-command "make lock" $(LOCK_ARGS)

lock: $(INSTALLED)  ## write the lock files anew
	$(PIP) --only-binary :all: -r requirements/lock.txt
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) requirements/native.in -o requirements/native.txt
	$(COMPILE) requirements/mlflow.in -o requirements/mlflow.txt
	$(COMPILE) pyproject.toml -c requirements/build.txt --no-emit-package durable-rules -o requirements/runtime.txt
	$(COMPILE) pyproject.toml --group dev -c requirements/runtime.txt -c requirements/build.txt \
	  --no-emit-package durable-rules -o requirements/dev.txt
	$(COMPILE) --group lock -o requirements/lock.txt
	$(COMPILE) requirements/claude.in -o requirements/claude.txt
