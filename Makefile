# The few things one does here. `make lab` and `make test` need Python 3.10+, Node 20 and make; nothing else.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
SOURCES := $(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null)
JOBS ?= 2
# Tests wait for a third of their time: one more than there are cores.
WORKERS ?= $(shell expr $(JOBS) + 1)

.PHONY: lab ready test test-page test-clients lint lint-python lint-page bench soak docs clean

lab: .venv/built  ## open JupyterLab on the quick start
	$(BIN)/aml lab notebooks/quickstart.ipynb

ready: .venv/built .servers/ready .venv-clients/ready .venv-clients-released/ready  ## all that the tests need, as fast as the network allows with --jobs

test:  ## everything CI checks
	$(MAKE) --jobs $(JOBS) ready
	$(MAKE) --jobs $(JOBS) --output-sync=target lint-python lint-page test-page
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup --ignore tests/browser tests
	$(BIN)/pytest -n $(JOBS) --dist loadfile tests/browser
	$(MAKE) test-clients

test-page: .venv/built  ## what runs in the page, without one
	jlpm test

test-clients: .venv/built .venv-clients/ready .venv-clients-released/ready  ## official clients as they are published, against a real server
	.venv-clients/bin/pytest -n $(JOBS) --dist loadfile -W ignore tests/clients tests/mlflow/clients
	.venv-clients-released/bin/pytest -W ignore tests/clients tests/mlflow/clients/test_differential.py
	.venv-clients/bin/python -m pytest -W ignore tests/widgets/test_given_runs.py

lint: lint-python lint-page

lint-python: .venv/built  ## ruff, mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-page: .venv/built  ## tsc, eslint, prettier, stylelint
	jlpm lint:check

bench: .venv/built  ## ours, the best peer and the physical floor in one run
	$(BIN)/uv pip install --quiet --python $(BIN)/python -e ".[bench]"
	$(BIN)/python -m benchmarks

soak: .venv/built  ## the long fault loops, at full size
	AMLWIDGETS_SOAK=20 $(BIN)/pytest -n $(JOBS) --dist loadgroup --timeout 3600 tests/engine tests/faults tests/fuzz tests/storage

docs: .venv/built  ## the README's picture and the documents' own tests
	$(BIN)/python -m tests.browser.picture docs/picture.png
	$(BIN)/pytest tests/docs

clean:
	rm -rf .venv .venv-clients .venv-clients-released .servers node_modules amlwidgets/labextension amlwidgets/widgets/static labextension/lib

.venv/ready: pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python jupyterlab "jupyter-builder>=1.2,<2" hatchling "hatch-jupyter-builder>=0.9"
	touch $@

.venv-%/ready: .venv/ready pyproject.toml
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-$*
	$(BIN)/uv pip install --quiet --python .venv-$*/bin/python --group $*
	touch $@

# The emulator of Azure's storage, apart from what the product is built from.
.servers/ready: Makefile
	mkdir -p .servers
	npm install --prefix .servers --silent --no-save --no-package-lock --no-fund --no-audit azurite@3.37.0
	touch $@

.venv/modules: .venv/ready package.json yarn.lock
	jlpm install --immutable
	touch $@

.venv/built: .venv/modules $(SOURCES)
	jlpm build
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation -e ".[test,lint,examples]"
	jupyter-builder develop --overwrite .
	touch $@
