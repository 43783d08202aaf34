# make run: the dashboard. make test: every test. Both set up .venv first, and only when needed.
# make run GPU=1: the same, with the CUDA libraries for an NVIDIA GPU.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
HOST ?= 127.0.0.1
BIOME_VERSION := 2.6.8
BIOME := $(VENV)/biome-$(BIOME_VERSION)/node_modules/.bin/biome
INSTALLED := $(VENV)/.installed$(if $(GPU),-gpu)

.PHONY: run test check check-scripts bench clean

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $(VENV)/.installed $@

$(VENV)/.installed-gpu: requirements-gpu.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-gpu.txt
	touch $(VENV)/.installed $@

run: $(INSTALLED)
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(HOST)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory check-scripts; \
	else echo "Left out: Biome, which checks JavaScript and CSS. It needs Node.js."; fi

check-scripts: $(BIOME)
	$(BIOME) check --error-on-warnings

# Fetched once, like what pip installs.
$(BIOME): | $(BIN)/python
	npm install --prefix $(VENV)/biome-$(BIOME_VERSION) --no-save --no-package-lock --no-audit \
	  --no-fund --fetch-retries=5 --loglevel=error @biomejs/biome@$(BIOME_VERSION)

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
