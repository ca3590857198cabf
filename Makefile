# On a fresh machine: `make demo` and `make test`. Both set up .venv first, where it is missing or out of date.
# Another Python: make PYTHON=python3.12 demo

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed

# nbgrader and jupyter start programs of the environment by name.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# The caller may have another environment activated.
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
unexport PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test quick verify lab check build proof clean

help:
	@echo "make demo    grade a sample class of every lab through nbgrader, print the gradebook"
	@echo "make test    the full test suite"
	@echo "make quick   the tests that take a moment each: about three minutes on two cores"
	@echo "make verify  prove every exercise: right answers pass, every known mistake is caught and named"
	@echo "make lab     open the labs in JupyterLab"
	@echo "make check   linters, types, imports between rooms, drift of derived files, tests, proofs"
	@echo "make build   make notebooks, recorded checks and tables anew from their sources"
	@echo "make proof   the same as verify, with proof/index.html: which case catches which mistake"
	@echo "make clean   remove the environment, caches and what the demo made (downloaded data stays)"

demo: $(STAMP)
	$(VENV)/bin/grader demo

test: $(STAMP)
	$(VENV)/bin/python -m pytest -n logical --dist worksteal

quick: $(STAMP)
	$(VENV)/bin/python -m pytest -n logical --dist worksteal -m "not slow"

verify: $(STAMP)
	$(VENV)/bin/grader verify

lab: $(STAMP)
	$(VENV)/bin/jupyter lab labs

check: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/grader build --check
	$(VENV)/bin/python -m pytest -n logical --dist worksteal
	$(VENV)/bin/grader verify

build: $(STAMP)
	$(VENV)/bin/grader build

proof: $(STAMP)
	$(VENV)/bin/grader verify --html proof

clean:
	rm -rf $(VENV) build dist demo proof *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last: an installation that was broken off is done again.
$(STAMP): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON) on this machine: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$("$(PYTHON)" --version 2>&1), too old: install Python 3.11 or newer and name it, as in make PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu: apt install python3-venv), then run make again"; exit 1; }
	@echo "Setting up $(VENV): a few minutes and about 2 GB, the first time only"
	"$(PYTHON)" -m venv $(VENV)
	$(VENV)/bin/python -m pip install --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)
