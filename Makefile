# 两条命令就够：make demo 装好并生成示例年报；make test 装好并运行全部测试。make help 列出其余的。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo test lint benchmark edits mutations trust templates docs kit program clean

help: ## 列出这些命令
	@awk -F ':.*## ' '/^[a-z]+:.* ## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/ready ## 装好，并生成示例年报 out/淮安市2024年度报告.docx
	@mkdir -p out
	$(BIN)/reportgen check examples/huaian-2024
	$(BIN)/reportgen build examples/huaian-2024 -o out/淮安市2024年度报告.docx

test: $(VENV)/ready-dev lint ## 装好，并运行全部检查和测试
	$(BIN)/pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: $(VENV)/ready-dev ## 只检查代码：ruff、格式、mypy、import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmark: $(VENV)/ready-dev ## 量速度，看比值
	$(BIN)/python benchmarks/spine.py
	$(BIN)/python benchmarks/compare.py
	$(BIN)/python benchmarks/packs.py

edits: $(VENV)/ready-dev ## 在 Word 里一次改一处，看 diff、verify、修订稿、收回说不说
	$(BIN)/python benchmarks/edits.py

mutations: $(VENV)/ready-dev ## 一次改一处，看查不查得出来
	$(BIN)/python benchmarks/mutations.py

trust: $(VENV)/ready-dev ## 拿别人写的年报和句子，看读得对不对、查得出多少、有没有误报
	$(BIN)/python benchmarks/trust.py

templates: $(VENV)/ready ## 重画各套 Word 模板（手工改过的会被盖掉）
	for pack in templates/*/ examples/packs/*/; do $(BIN)/reportgen format template $$pack --force; done

docs: $(VENV)/ready ## 重写由程序生成的文档和 JSON Schema
	$(BIN)/reportgen rules --to markdown -o docs/rules.md --force
	$(BIN)/reportgen format keys --to markdown -o docs/keys.md --force
	$(BIN)/python -c "import json; from reportgen.show.json import check_schema; print(json.dumps(check_schema(), ensure_ascii=False, indent=2))" > docs/check.schema.json
	$(BIN)/python -c "import json; from reportgen.show.packs.check import pack_check_schema; print(json.dumps(pack_check_schema(), ensure_ascii=False, indent=2))" > docs/format-check.schema.json
	$(BIN)/python -c "import json; from reportgen.show.diff.json import diff_schema; print(json.dumps(diff_schema(), ensure_ascii=False, indent=2))" > docs/diff.schema.json
	$(BIN)/reportgen format diff gov-disclosure-2014 gov-disclosure-2019 -o templates/gov-disclosure-2019/CHANGES.md --force
	$(BIN)/reportgen format diff gov-disclosure-2019 gov-disclosure-2021 -o templates/gov-disclosure-2021/CHANGES.md --force
	$(BIN)/reportgen format schema format -o docs/schemas/format.schema.json --force
	$(BIN)/reportgen format schema narrative -o docs/schemas/narrative.schema.json --force
	for pack in templates/*/; do $(BIN)/reportgen format schema $$(basename $$pack) -o docs/schemas/narrative-$$(basename $$pack).schema.json --force; done

kit: $(VENV)/ready-dev ## 做离线安装包 dist/reportgen-kit-版本.zip（只做一种：KIT_ARGS="--target windows-x86_64"）
	$(BIN)/python kit/make_kit.py $(KIT_ARGS)

program: $(VENV)/ready-dev ## 做自带 Python 的程序文件夹 dist/reportgen-linux-…（给这一种 Linux）
	$(BIN)/python kit/make_program.py

clean: ## 删去 .venv、out、dist
	rm -rf $(VENV) out dist

$(VENV)/pip: 
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@touch $@

$(VENV)/ready: $(VENV)/pip $(SOURCES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[web]"
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@
