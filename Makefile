# One line of `## words` beside a target is its help; `make help` prints them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON_OF_OURS := .venv/bin/python
PARTS := $(wildcard desk webrtc identity i18n server.py deploy/setup tests bench)
# bench/call_next.py is `make bench-call-next`; what opens with an underscore is shared by benches.
BENCHES := $(subst _,-,$(sort $(patsubst bench/%.py,%,$(wildcard bench/[a-z]*.py))))
# Whole visits in real time run one after the other; the rest of the tests run two at a time.
ALONE := tests/journeys tests/browser
ALONGSIDE := $(filter-out $(ALONE:%=%/),$(wildcard tests/*/))

export DESK_FONT_DIR ?= .tools/fonts
export DESK_NODE_BIN ?= .tools/bin/node

.PHONY: help run setup setup-dev test-needs bench-needs test browser fuzz fuzz-identity check lint format-check format types contracts \
	catalogues front-end messages screenshots bench locks clean

help: ## Say what each command does
	@sed -n 's/^\([a-z][a-zA-Z-]*%*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | sed s/%/NAME/ | awk -F'|' '{printf "make %-14s %s\n", $$1, $$2}'

run: setup ## Start the desk with its demonstration, preparing the machine first
	@$(PYTHON_OF_OURS) server.py demo

setup: ## Install what the desk needs to run: nothing is done twice
	@sh deploy/setup/venv.sh
	@$(PYTHON_OF_OURS) -m deploy.setup run

setup-dev: ## Install what working on the desk needs as well
	@sh deploy/setup/venv.sh
	@$(PYTHON_OF_OURS) -m deploy.setup dev

test-needs: ## Install by apt-get the programs that tests need, where they are missing
	@sh deploy/setup/test-needs.sh

test: test-needs setup-dev ## Run the whole test suite (ARGS="-k words" to choose)
ifeq ($(strip $(ARGS)),)
	@$(PYTHON_OF_OURS) -m pytest --quiet --numprocesses 2 --dist worksteal $(ALONGSIDE); alongside=$$?; \
	$(PYTHON_OF_OURS) -m pytest $(ALONE) && exit $$alongside
else
	@$(PYTHON_OF_OURS) -m pytest $(ARGS)
endif

browser: test-needs setup-dev ## Run the tests that play in a real browser
	@$(PYTHON_OF_OURS) -m pytest tests/browser $(ARGS)

fuzz: setup-dev ## Throw malformed packets, offers and requests at a media node for long (FUZZ_ROUNDS, FUZZ_SEED)
	@FUZZ_ROUNDS=$${FUZZ_ROUNDS:-50} $(PYTHON_OF_OURS) -m pytest tests/fuzz $(ARGS)

fuzz-identity: setup-dev ## Fuzz each parser of identity by coverage, FUZZ_SECONDS each (ARGS="hkid phone" to choose)
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-60} $(PYTHON_OF_OURS) -m tests.fuzz.identity_targets $(ARGS)

check: lint format-check contracts catalogues types front-end ## Run every check that needs no running desk

lint: setup-dev ## Look for mistakes in the Python code
	@$(PYTHON_OF_OURS) -m ruff check $(PARTS)

format-check: setup-dev ## See whether the Python code is formatted
	@$(PYTHON_OF_OURS) -m ruff format --check $(PARTS)

format: setup-dev ## Format the Python code, and mend what can be mended safely
	@$(PYTHON_OF_OURS) -m ruff check --fix --quiet $(PARTS)
	@$(PYTHON_OF_OURS) -m ruff format $(PARTS)

contracts: setup-dev ## See whether each floor imports only the floors below it
	@.venv/bin/lint-imports

catalogues: setup-dev ## See whether every message stands in every language
	@$(PYTHON_OF_OURS) -m i18n.check

types: setup-dev ## Check the Python types, strictly
	@$(PYTHON_OF_OURS) -m mypy $(PARTS)

front-end: setup-dev ## Check the JavaScript types, strictly
	@$(DESK_NODE_BIN) node_modules/typescript/bin/tsc --project tsconfig.json

messages: setup-dev ## Gather the messages of the templates into the catalogues
	@$(PYTHON_OF_OURS) -m i18n.extract

screenshots: test-needs setup-dev ## Take the pictures of each screen that the README shows
	@$(PYTHON_OF_OURS) -m tests.browser.screenshots

bench-needs: ## Install by apt-get what the benches compare us with, where it is missing
	@sh deploy/setup/bench-needs.sh

bench: $(addprefix bench-,$(BENCHES)) ## Run every bench, one after the other

bench-%: setup-dev ## Run one bench, which ends with one line of JSON
	@$(PYTHON_OF_OURS) -m bench.$(subst -,_,$*)

locks: setup-dev ## Renew the lock files from pyproject.toml and package.json
	@sh deploy/setup/locks.sh

clean: ## Remove all that set-up laid out; what the desk keeps (var) stays
	rm -rf .venv .tools node_modules templates/static/vendor templates/static/vendor.new \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find desk webrtc identity i18n deploy tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
