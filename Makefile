VENV := .venv
BIN := $(VENV)/bin
SYSTEM_PACKAGES := libreoffice-calc python3-uno libreoffice-script-provider-python poppler-utils \
	fonts-liberation fonts-crosextra-carlito
HAS_OFFICE := command -v soffice >/dev/null && command -v pdftoppm >/dev/null && /usr/bin/python3 -c 'import uno' 2>/dev/null
# tests of one file share what it prepares, so a file stays with one worker; slow ones come first
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist loadscope --no-loadscope-reorder
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: demo quick test lint build bench corpus picture system clean

demo: $(VENV)/.installed
	rm -rf demo-2023
	$(BIN)/xltools demo demo-2023
	@echo
	@echo 'Open first:  demo-2023/4-TongHop/TuanThu.xlsx (who has met the plan, who has not, and why)'
	@echo 'Go on with:  $(BIN)/xltools status demo-2023'
	@echo "             $(BIN)/xltools trace demo-2023 'TuanThu.xlsx!TongHop!N9'"
	@echo '             $(BIN)/xltools --help'

# all that needs neither LibreOffice nor patience; for every save
quick: $(VENV)/.dev
	$(PYTEST) -m 'not office and not slow' tests/test_*.py $(addprefix tests/,vietnamese counting rules)

test: system $(VENV)/.dev
	$(PYTEST)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

build: $(VENV)/.dev
	$(BIN)/python -m tools

bench: $(VENV)/.dev
	$(BIN)/python -m bench

# how well forms are read, measured on made-up workbooks
corpus: system $(VENV)/.dev
	$(BIN)/python -m tests.corpus docs/doc-hieu.md

# the control panel in README and pictures of marked forms: real files in LibreOffice, with the state of the demo
picture: system $(VENV)/.dev
	$(BIN)/python -m tests.faces.panel.picture docs

# the tests recalculate, render and click with LibreOffice: without it they fail, they never skip
system:
	@$(HAS_OFFICE) \
	  || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $(SYSTEM_PACKAGES); }
	@$(HAS_OFFICE) \
	  || { echo "LibreOffice Calc and poppler-utils are needed: $(SYSTEM_PACKAGES)"; exit 1; }

$(VENV)/.installed: EXTRAS :=
$(VENV)/.dev: EXTRAS := [dev]
$(VENV)/.installed $(VENV)/.dev: pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install -q -e '.$(EXTRAS)'
	touch $@

clean:
	rm -rf $(VENV) demo-2023 .pytest_cache .mypy_cache .ruff_cache .hypothesis bench/data
