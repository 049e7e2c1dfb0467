# `make help` lists what there is. Only python3 has to be there; everything else goes into .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-for-tests
AUDIT_VENV := .venv-audit
AUDIT_STAMP := $(AUDIT_VENV)/.installed

# Nothing is installed but what the constraints' files have the hash of. Wheels alone, since what a source distribution
# is built with would have no hash. radar itself has no hash: it comes last, without anything else being fetched.
PINNED := -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
ITSELF := -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation

# One file for every supported Python on Linux and macOS; colorama is for Windows alone.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-package colorama --custom-compile-command 'make constraints' $(ARGS)

# Compiled files make every start of the program faster.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-isolated lint format bench soak audit constraints docs services clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(STAMP) ## Show radar on a made-up team with a year of history
	@$(BIN)/radar demo --format table

test: $(TEST_STAMP) ## Run all tests; those without their server are skipped by name
	@$(BIN)/python -m pytest -n 4 --dist loadgroup $(ARGS)

ISOLATED_TESTS := $(patsubst %,tests/integration/test_%.py,blocking comments dependencies exports imports moving \
    projects reports schedules status_counts sweep tasks undo views waiting)

test-isolated: $(TEST_STAMP) ## Run the tests of behaviour by logins of an isolated database
	@RADAR_TEST_ISOLATED=1 $(BIN)/python -m pytest -n 4 --dist loadgroup -m postgresql $(ISOLATED_TESTS) $(ARGS)

lint: $(TEST_STAMP) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(TEST_STAMP) ## Mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(TEST_STAMP) ## Measure what the documentation says about speed
	@$(BIN)/python -m compileall -q radar_cli
	@$(BIN)/python -m tests.benchmarks $(ARGS)

soak: $(TEST_STAMP) ## Kill, freeze and cut everything off for half an hour, and say what held
	@$(BIN)/python -m tests.faults $(ARGS)

audit: $(AUDIT_STAMP) ## Look for known weaknesses in what is pinned; offline with ADVISORIES=FOLDER
	@$(AUDIT_VENV)/bin/python -m tests.supply $(if $(ADVISORIES),--advisories '$(ADVISORIES)')

constraints: $(TEST_STAMP) ## Pin anew what pyproject.toml asks for, with hashes; ARGS=--upgrade for newer versions
	$(COMPILE) --output-file constraints.txt pyproject.toml
	$(COMPILE) --output-file constraints-build.txt --group build
	$(COMPILE) --output-file constraints-test.txt --extra test pyproject.toml \
		--constraint constraints.txt --constraint constraints-build.txt \
		$$(sed -nE 's/^([A-Za-z0-9._-]+)==.*/--no-emit-package \1/p' constraints.txt constraints-build.txt)
	$(COMPILE) --output-file constraints-audit.txt --group audit \
		--constraint constraints.txt --constraint constraints-build.txt --constraint constraints-test.txt

docs: $(TEST_STAMP) ## Write docs/cli.md, the table of docs/forecast.md and the pictures of README anew
	$(BIN)/python docs/generate_cli.py
	$(BIN)/python docs/back_test.py
	$(BIN)/python docs/draw_pictures.py

services: ## Say how to start the two servers that the full tests need
	@echo 'The full tests need PostgreSQL 14 or later and RabbitMQ 3.12 or later on loopback:'
	@echo '  docker run --rm -d -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:15'
	@echo '  docker run --rm -d -p 127.0.0.1:5672:5672 rabbitmq:4-alpine'
	@echo 'or those of the system: apt-get install postgresql rabbitmq-server'
	@echo 'Elsewhere than on the standard ports they are named by'
	@echo '  RADAR_TEST_POSTGRES_URL=postgresql://user:password@host:port/postgres (may create databases)'
	@echo '  RADAR_TEST_BROKER_URL=amqp://user:password@host:port//'

clean: ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) $(AUDIT_VENV) build dist .mypy_cache .pytest_cache .ruff_cache

$(STAMP): pyproject.toml constraints.txt constraints-build.txt
	@$(PYTHON) -c 'import sys; sys.exit("radar needs Python 3.11 or later; set PYTHON=..." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(PINNED) -r constraints.txt -r constraints-build.txt
	@$(BIN)/python $(ITSELF) -e .
	@touch $@

$(TEST_STAMP): $(STAMP) constraints-test.txt
	@$(BIN)/python $(PINNED) -r constraints-test.txt
	@touch $@

$(AUDIT_STAMP): constraints-audit.txt
	@$(PYTHON) -m venv $(AUDIT_VENV)
	@$(AUDIT_VENV)/bin/python $(PINNED) -r constraints-audit.txt
	@touch $@
