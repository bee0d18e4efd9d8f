# shellcheck shell=bash
# Read by the scripts beside it: what a check is, and how one waits for something. With `set -e` nothing would be told.
set -uo pipefail
failed=0
# check TITLE COMMAND…: tells whether the command holds, and what it said where it does not.
check() {
  local title=$1 said=${work:-/tmp}/out
  shift
  if "$@" > "$said" 2>&1; then
    echo "ok   $title"
  else
    echo "FAIL $title (rc $?)"
    sed 's/^/     /' "$said" | tail -15
    # The script that reads this ends by it.
    # shellcheck disable=SC2034
    failed=1
    return 1
  fi
}
# until_true COMMAND…: within a minute.
until_true() {
  for _ in $(seq 120); do
    "$@" && return 0
    sleep 0.5
  done
  return 1
}
