# Every habit of this project by name. `make help` explains itself from the ## comments.
.DEFAULT_GOAL := help
.PHONY: help run demo test check bench setup clean

help:  ## この一覧を表示します
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run:  ## 必要なものを入れ、見本市を読み込み、http://127.0.0.1:5000 で動かします（PORT=5055 make run）
	@scripts/setup.sh run
	@exec .venv/bin/gisapp run

demo:  ## 見本市（架空のデータ）を読み込みます
	@scripts/setup.sh run
	@.venv/bin/gisapp demo

test:  ## 必要なものを入れ、静的検査とすべてのテストを動かします
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory check
	@.venv/bin/python -m pytest -n 2 --dist loadfile

check:  ## 書き方と型の検査（ruff, mypy）
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

bench:  ## ほかのソフトと並べて速さを測ります（数分かかります）
	@scripts/setup.sh bench
	@.venv-bench/bin/python -m benchmarks

setup:  ## 動かすのに必要なものだけを入れます
	@scripts/setup.sh run

clean:  ## 入れたものを消します（データ instance/ は残します）
	rm -rf .venv .venv-bench node_modules static/vendor
