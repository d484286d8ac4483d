# make serve | test | lint | bench | torture | clean
#
# Each target makes .venv itself when it is missing or older than setup.cfg.
# PYTHON= names the interpreter of a new .venv, PORT= where `make serve` listens.

PYTHON ?= python3
PORT ?= 8000
INDEX := data/index
BIN := .venv/bin
READY := .venv/ready

.PHONY: serve test lint bench torture clean

# 5 says: no index there, or a damaged one, or one of another schema. Any other
# trouble is asked for again, to be seen.
serve: $(READY)
	@$(BIN)/backfile stats --index $(INDEX) --json >/dev/null 2>&1; \
	case $$? in \
		0) ;; \
		5) $(BIN)/backfile build data/sample --index $(INDEX) ;; \
		*) $(BIN)/backfile stats --index $(INDEX) --json ;; \
	esac
	BACKFILE_TITLE="$${BACKFILE_TITLE:-The Lantern Isles press}" \
		$(BIN)/backfile serve --index $(INDEX) --port $(PORT)

test: $(READY)
	$(BIN)/pytest --numprocesses auto

lint: $(READY)
	$(BIN)/black --check --quiet --diff .
	$(BIN)/flake8
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m tests.benchmarks

torture: $(READY)
	$(BIN)/pytest -m torture

# Not data/index: it may hold somebody's own archive.
clean:
	rm -rf .venv build dist *.egg-info .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last, so an attempt that failed halfway is made again;
# a .venv without a working pip is replaced, any other is brought up to date.
$(READY): setup.cfg pyproject.toml
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--editable '.[test,lint]'
	touch $@
