# 市域治理驾驶舱 · Governance Cockpit. `make` alone lists what there is.
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
BIN := .venv/bin
RUNTIME := .venv/.runtime-$(shell cksum < requirements.txt | cut -d' ' -f1)
TOOLS := .venv/.tools-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
COMPARED := .venv/bench/.installed-$(shell cksum < requirements-bench.txt | cut -d' ' -f1)
# A bundle carries its own wheels; then nothing is asked of the network.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile $(if $(wildcard wheels),--no-index --find-links wheels)
# By all processors at once, where pip takes one, and without the packages' own tests; a template of a program that no
# Python could compile is left as it is.
COMPILE := $(BIN)/python -m compileall -qq -j 0 -x '/tests?/' .venv/lib || true
CODE := $(wildcard app.py settings.py data_access etl dashboard layouts)
TYPED := $(CODE) tests $(if $(wildcard bench/*.py),bench)
SQL := $(shell git ls-files --cached --others --exclude-standard '*.sql' 2>/dev/null)
BUNDLE_PYTHONS ?= 3.11 3.12 3.13
KILLS ?= 1000
CHANGES ?= 5000
# Files of tests run side by side, two more than there are processors, because tests wait for servers now and then;
# each worker has a database server of its own.
WORKERS ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 2) + 2)))
# Megabytes of coordinates and official codes take a minute to look through for secrets.
MEASURED := . ':!*.geojson' ':!*.png' ':!etl/demo/site/divisions.csv'
# What `make check` runs; two at a time, because the types alone take as long as all the rest.
CHECKS := check-types check-form check-arrows check-sql check-leaks check-faults check-house

.PHONY: help run test check $(CHECKS) format bench bundle system-deps torture soak clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: $(RUNTIME) ## start everything: database, simulated platform, load, cockpit on http://127.0.0.1:8050
	@exec $(BIN)/python -m dashboard run

test: $(TOOLS) ## all tests; changes nothing outside this folder and the temporary folder
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST)

check: $(TOOLS) ## format, lint, types, arrows between packages, SQL, secrets, house rules
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(CHECKS)

check-types: $(TOOLS)
	$(BIN)/mypy $(TYPED)

check-form: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-arrows: $(TOOLS)
	$(BIN)/lint-imports

check-sql: $(TOOLS)
	$(if $(SQL),$(BIN)/sqlfluff lint --nocolor --disable-progress-bar $(SQL))

check-leaks: $(TOOLS)
	git ls-files -z --cached --others --exclude-standard -- $(MEASURED) | xargs -0 $(BIN)/detect-secrets-hook --no-verify --baseline .secrets.baseline

check-faults: $(TOOLS)
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(CODE)

# All tests are collected: one that cannot be imported is said here, and each is compiled once for the workers of `make test`.
check-house: $(TOOLS)
	$(BIN)/python -m pytest --quiet -k test_house.py

format: $(TOOLS) ## put the code into the project's form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(TOOLS) $(COMPARED) ## measurements side by side (docs/bench.md)
	@$(BIN)/python -m bench

torture: $(TOOLS) ## kill the load at KILLS=1000 random moments and compare the tables
	@COCKPIT_KILLS=$(KILLS) $(BIN)/python -m pytest -m torture --timeout=0

soak: $(TOOLS) ## a wall through CHANGES=5000 scenes, its server killed, its database away; an hour of 50: what grows
	@COCKPIT_CHANGES=$(CHANGES) $(BIN)/python -m pytest tests/test_wall_soak.py tests/test_wall_hour.py --timeout=0 -s

bundle: $(RUNTIME) ## dist/cockpit-VERSION.tar.gz, from which `make run` installs without a network
	@sh .ci/bundle "$(VERSION)" $(BUNDLE_PYTHONS)

system-deps: ## Chromium, a Chinese font and MariaDB's programs for the tests (Debian, Ubuntu; asks for sudo)
	@sh .ci/system-deps

clean: ## remove .venv, dist and caches; the data in var/ stays
	rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): requirements.txt
	@sh .ci/environment
	@echo "正在安装 Python 依赖（仅首次）· installing Python packages into .venv (once) …"
	@$(PIP) -r requirements.txt || { echo "The Python packages were not installed (see above): check the network, or set PIP_INDEX_URL to a mirror you can reach." >&2; exit 2; }
	@$(COMPILE)
	@rm -f .venv/.runtime-* && touch $@

# Together with what the cockpit runs on, so that pip looks for both only once.
$(TOOLS): requirements-dev.txt requirements.txt
	@sh .ci/environment
	@echo "正在安装 Python 依赖与测试工具（仅首次）· installing Python packages and the tools of the tests into .venv (once) …"
	@$(PIP) -r requirements-dev.txt || { echo "The test tools were not installed (see above): check the network, or set PIP_INDEX_URL to a mirror you can reach." >&2; exit 2; }
	@$(COMPILE)
	@rm -f .venv/.runtime-* .venv/.tools-* && touch $(RUNTIME) $@

$(COMPARED): requirements-bench.txt
	@$(BIN)/python -m venv .venv/bench
	@.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt || { echo "What the bench compares with was not installed (see above): check the network, or set PIP_INDEX_URL." >&2; exit 2; }
	@rm -f .venv/bench/.installed-* && touch $@
