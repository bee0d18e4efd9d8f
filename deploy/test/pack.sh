#!/usr/bin/env bash
# Packs the package as it would be published, installs the tarball in an empty folder, and runs its demo from there.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
pid=
trap '[ -n "$pid" ] && kill "$pid" 2> /dev/null; rm -rf "$work"' EXIT
cd "$project"
npm pack --silent --pack-destination "$work"
tar -tzf "$work"/*.tgz > "$work/files"
for file in bin/ident-amocrm.js dist/cli/main.js dist/dashboard/index.html .env_example README.md LICENSE; do
  grep -qx "package/$file" "$work/files" || { echo "FAIL the package lacks $file"; exit 1; }
done
if grep -E '(^|/)(\.env|state\.db|test|src)(/|$)|\.map$' "$work/files"; then
  echo 'FAIL the package holds what it should not (above)'
  exit 1
fi
mkdir "$work/empty"
cd "$work/empty"
npm init --yes > /dev/null
npm install --silent --ignore-scripts "$work"/*.tgz
npx --no-install ident-amocrm --version
npx --no-install ident-amocrm demo > "$work/demo" 2>&1 &
pid=$!
for _ in $(seq 120); do
  [ -e "$work/demo" ] && grep -q 'http://127.0.0.1' "$work/demo" && { echo 'ALL HOLDS'; exit 0; }
  kill -0 $pid 2> /dev/null || break
  sleep 1
done
cat "$work/demo"
echo 'FAIL the demo did not show its page'
exit 1
