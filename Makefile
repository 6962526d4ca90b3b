# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
# hnswlib is built where it is installed; a build tied to this processor would not be shareable.
export HNSWLIB_NO_NATIVE := 1

.PHONY: demo test lint types contracts check benchmarks screenshots translations reproduce-quick clean

demo: $(VENV)/.app
	@$(BIN)/cuesmith demo --out $(OUT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest

check: lint types contracts test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.screenshots

benchmarks: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

# The papers' claims on made-up worlds; 1 when the order of a table row is not as in its paper.
# One thread a process: two processes share the two cores that this is made for.
reproduce-quick: export OPENBLAS_NUM_THREADS := 1
reproduce-quick: export OMP_NUM_THREADS := 1
reproduce-quick: $(VENV)/.dev
	$(BIN)/python -m export_onnx reproduce all --quick

# Collects what the window says into the files to translate, and packs what is translated.
translations: $(VENV)/.dev
	$(BIN)/python -m resources.translations

$(VENV)/bin/python:
	@command -v c++ >/dev/null || { echo "A C++ compiler is missing: install g++ and the headers of Python (Debian: apt install build-essential python3-dev)."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.app: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# Torch first and on its own: a package that only asks for "torch" must not choose its build.
# musicnn is wanted for the weights in it; the TensorFlow that it asks for reads nothing here.
$(VENV)/.dev: $(VENV)/.app
	@.ci/packages
	$(BIN)/python -m pip install --quiet "torch>=2.13,<2.14"
	$(BIN)/python -m pip install --quiet --editable ".[train,dev]"
	$(BIN)/python -m pip install --quiet --no-deps "musicnn==0.1.0"
	@touch $@

clean:
	rm -rf $(OUT) build dist *.egg-info
