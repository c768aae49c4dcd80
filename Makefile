# Two commands: `make run` and `make test`. What is done is noted in .make/, so that nothing is done twice.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PORT ?= 8000
PYTEST ?= -n 2 --dist worksteal
# Never the one in .venv, which is made anew with it.
PYTHON ?= $(firstword $(shell PATH="$$(printf %s "$$PATH" | sed 's#$(CURDIR)/.venv/bin:##g')"; \
  for name in python3.11 python3.12 python3.13 python3 python; do command -v $$name; done; true))
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PORT
export PRODUCTION ?= no
export UV_COMPILE_BYTECODE := 1
# The certificates this machine trusts, as pip and npm do.
export UV_SYSTEM_CERTS := 1
HOME_DATABASE := sqlite:///$(CURDIR)/instance/plumbline.sqlite
export DATABASE_URL ?= $(HOME_DATABASE)

# What was made and then deleted by hand is made again.
$(shell mkdir -p .make; \
  test -x .venv/bin/python || rm -f .make/tools .make/packages .make/test-packages; \
  test -d pwa/node_modules || rm -f .make/node-packages; \
  test -f pwa/dist/index.html || rm -f .make/app; \
  test -f instance/plumbline.sqlite || rm -f .make/database)

APP_SOURCES := $(shell find pwa -path pwa/node_modules -prune -o -path pwa/dist -prune -o \
  -type f ! -name '*.test.ts' ! -name requirements.txt -print)
MIGRATIONS := $(wildcard server/migrations/*.py server/migrations/versions/*.py)
# Says in one line what is done; the tools' own words stand in .make/log and are shown when it fails.
quietly = printf '%s\n' "$(1)"; ( $(2) ) >.make/log 2>&1 || { tail -n 30 .make/log; printf '\n%s\n' "$(3)"; exit 1; }

.PHONY: help run build test lint bench rules-lab shots clean test-system lock

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

run: build .make/database ## build what changed, serve on http://localhost:8000 (PORT=8001 for another) and send nudges
	@set -a; . ./instance/secrets.env; exec python -m flask --app server serve

build: .make/packages .make/app ## packages and the app, without starting anything

.make/tools: pwa/requirements.txt
	@test -n "$(PYTHON)" || { echo "Python is missing: install Python 3.11 or newer (Debian: apt install python3 python3-venv)."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: install Python 3.11 or newer, or name one: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(call quietly,Making a virtual environment in .venv,"$(PYTHON)" -m venv --clear .venv,Python cannot make virtual environments here: install its venv module (Debian: apt install python3-venv).)
	@$(call quietly,Fetching uv and Node,python -m pip install --quiet --require-hashes -r pwa/requirements.txt,The Python packages in pwa/requirements.txt could not be fetched: is there a network and does pip reach its index?)
	@rm -f .make/packages .make/test-packages && touch $@

.make/packages: requirements.txt .make/tools
	@$(call quietly,Installing the server's packages,uv pip install --quiet --require-hashes -r requirements.txt,The Python packages in requirements.txt could not be fetched: is there a network and does uv reach its index?)
	@touch $@

.make/test-packages: tests/requirements.txt .make/packages
	@$(call quietly,Installing what tests need,uv pip install --quiet --require-hashes -r tests/requirements.txt,The Python packages in tests/requirements.txt could not be fetched: is there a network and does uv reach its index?)
	@touch $@

.make/node-packages: pwa/package.json pwa/package-lock.json .make/tools
	@$(call quietly,Installing the app's packages,cd pwa && npm ci,The packages in pwa/package-lock.json could not be fetched: is there a network and does npm reach its registry?)
	@touch $@

.make/app: $(APP_SOURCES) server/headers.py .make/node-packages
	@$(call quietly,Building the app,cd pwa && npm run build,The app could not be built: the lines above say where.)
	@touch $@

# A folder from before there were nudges has no keys for them: they are added, and nothing else is touched.
ifeq ($(shell grep -s VAPID_PRIVATE_KEY instance/secrets.env),)
.PHONY: instance/secrets.env
endif
instance/secrets.env: | .make/packages
	@$(call quietly,Making secrets in instance/,python -m flask --app server.cli secrets new --missing --into $@,The secrets could not be written: may this folder be written to?)

# Another database than ours may have been changed by others: it is asked each time.
ifneq ($(DATABASE_URL),$(HOME_DATABASE))
.PHONY: .make/database
endif
.make/database: $(MIGRATIONS) instance/secrets.env .make/packages
	@$(call quietly,Preparing the database,set -a && . ./instance/secrets.env && python -m flask --app server db upgrade,The database could not be prepared: the lines above say why.)
	@touch $@

# Two at a time, the longest first; what one says is shown when it is done.
CHECKS := "cd pwa && npm run --silent lint" "ruff format --check ." "ruff check ." mypy lint-imports \
  "cd pwa && npm run --silent types" "cd pwa && npm run --silent imports" "cd pwa && npm run --silent format"
at_once = printf '%s\n' $(1) | xargs -P 2 -I CHECK sh -c 'said=$$( (CHECK) 2>&1); done=$$?; printf "%s\n%s\n" "CHECK" "$$said"; exit $$done'

test: test-system build ## everything that must hold; pytest's closing line comes last
	@$(call at_once,"cd pwa && npm test" $(CHECKS))
	@python -m pytest $(PYTEST)

lint: .make/test-packages .make/node-packages ## style, types and import directions, in both languages
	@$(call at_once,$(CHECKS))

test-system: .make/test-packages
	@python -m tests.system

bench: build test-system ## ratios against the targets, in one run
	@python -m tests.bench

rules-lab: .make/packages .make/node-packages ## the rules on 1,000 simulated therapists over two years, beside their targets
	@python -m tests.lab

shots: build test-system ## a picture of every screen, in shots/
	@python -m tests.shots

clean: ## what was built; secrets and the database in instance/ stay
	rm -rf .make pwa/dist pwa/node_modules .venv shots .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
lock: .make/tools ## the three requirements files again, after a change in pyproject.toml
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --group build -o pwa/requirements.txt
	$(LOCK) --group test -c requirements.txt -o tests/requirements.txt
