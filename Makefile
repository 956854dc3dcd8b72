PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced
BROWSER := $(VENV)/.browser
ENGINES := $(VENV)/.engines
PYTEST := $(BIN)/python -m pytest tests/python -n 2 --dist loadfile

.PHONY: refresh example test test-slow test-report test-engines test-engines-ci engines java pictures chromium lint generate benchmark clean lock

# Exit 3 means that the published version is already this one: for a person that is success.
refresh: $(STAMP)
	@test -n "$$(find landing -type f 2>/dev/null | head -n 1)" || $(BIN)/segments demo
	@$(BIN)/segments refresh || { code=$$?; test $$code -eq 3 || exit $$code; }

# One connector alone, on DATA or the shared example data: make example NAME=maven_crm
example: $(STAMP)
	@$(BIN)/segments example $(NAME) $(if $(DATA),--data $(DATA)) $(if $(AS_OF),--as-of $(AS_OF)) || { code=$$?; test $$code -eq 3 || exit $$code; }

test: $(STAMP)
	$(PYTEST) -m "not slow"

test-slow: $(STAMP)
	$(PYTEST)

# The report in real headless Chromium: the demo tenant, odd tenants, and every real set that is there.
test-report: $(BROWSER) chromium
	$(BIN)/python -m pytest tests/browser

# dbt's adapters for PostgreSQL and Spark beside the default, and a PostgreSQL server for the tests.
engines: $(ENGINES)

# The same rows on DuckDB, PostgreSQL and Spark: the demo tenant and every real set that is there.
test-engines: $(ENGINES) java
	$(BIN)/python -m pytest tests/engines

# PostgreSQL whole, and Spark on a small tenant.
test-engines-ci: $(ENGINES) java
	$(BIN)/python -m pytest tests/engines -m "not slow"

# Spark needs it; a bare machine gets it from its own packages, as Chromium below.
java:
	@command -v java >/dev/null || test -x "$$JAVA_HOME/bin/java" || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless; \
	  else \
	    echo "Java is missing: install the system package openjdk-17-jre-headless (apt-get install openjdk-17-jre-headless), then run this again" >&2; exit 1; \
	  fi

# Pictures of the report for the read me, from a demo tenant of its own.
pictures: $(BROWSER) chromium
	$(BIN)/python docs/pictures/take.py

# A bare machine gets Chromium from its own packages; without the right to, it says what to do.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; \
	  else \
	    echo "Chromium is missing: install the system package chromium (apt-get install chromium), then run this again" >&2; exit 1; \
	  fi

# dbt opens its database even to compile; the folder is not there in a fresh clone. The lint of SQL
# has every connector selected and parses into a folder of its own, for dbt parses all again when
# variables change.
lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	mkdir -p build
	$(BIN)/dbt --quiet compile
	$(BIN)/dbt-bouncer run
	$(BIN)/python -m segments.connectors.lint_context build/lint
	DBT_TARGET_PATH=build/lint/target $(BIN)/sqlfluff lint --config build/lint/pyproject.toml --processes 2 models tests/data analyses

# What the contracts say, written where dbt and people read it.
generate: $(STAMP)
	$(BIN)/python -m segments.contracts.dbt_macro
	$(BIN)/python -m segments.contracts.column_docs
	$(BIN)/python -m segments.contracts.dictionary contracts > docs/data-dictionary.md
	$(BIN)/python -m segments.feature_map

benchmark: $(STAMP)
	$(BIN)/python benchmarks/steps.py

# Published versions, history and landed extracts stay.
clean:
	rm -rf build target logs .pytest_cache .ruff_cache .hypothesis
	find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/uv || ($(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet uv)
	$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --no-build requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(BROWSER): $(STAMP) requirements-browser.lock
	$(BIN)/uv pip install --quiet --require-hashes --no-build -r requirements-browser.lock
	touch $@

# Spark is published as source alone.
$(ENGINES): $(STAMP) requirements-engines.lock
	$(BIN)/uv pip install --quiet --require-hashes --only-binary :all: --no-binary pyspark -r requirements-engines.lock
	touch $@

lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --constraint requirements.lock --group browser -o requirements-browser.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --constraint requirements.lock --group engines -o requirements-engines.lock
