#!/usr/bin/env bash
# Does what docs/fleet says of Docker with an engine and Compose, on the image ident-amocrm:latest (DOCKER_IMAGE_TAG
# names another) and PostgreSQL's (FLEET_POSTGRES_IMAGE): two clinics, two replicas, one of them killed. amoCRM is the
# program's own sandbox (USE_MOCK_AMOCRM), IDENT its sample database. Everything that it makes it takes away again.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$project/deploy/test/checking.sh"
image=ident-amocrm:${DOCKER_IMAGE_TAG:-latest}
server=${FLEET_POSTGRES_IMAGE:-postgres:18-bookworm}

skip() {
  echo "SKIPPED: $1"
  exit 0
}
docker info > /dev/null 2>&1 || skip 'no Docker engine here'
docker compose version > /dev/null 2>&1 || skip 'no docker compose here'
docker image inspect "$image" > /dev/null 2>&1 || skip "no image $image: docker compose build"
docker image inspect "$server" > /dev/null 2>&1 || docker pull --quiet "$server" > /dev/null 2>&1 || skip "no image $server"

work=$(mktemp -d)
compose() { (cd "$work" && docker compose "$@"); }
ident() { compose run --rm --no-deps -T fleet "$@"; }
clean() {
  compose --profile fleet down --volumes --timeout 35 > /dev/null 2>&1
  rm -rf "$work"
}
trap clean EXIT

cp "$project/compose.yaml" "$project/Dockerfile" "$work/"
mkdir -p "$work/fleet" "$work/secrets"
chmod 700 "$work/secrets"
printf 'Only-4-this-try' > "$work/secrets/state_password"
chmod 644 "$work/secrets/state_password"
cat > "$work/.env" << 'END'
DOCKER_PROJECT=try-fleet
FLEET_PORTS=18190-18191
FLEET_SUBNET=10.213.79.0/28
FLEET_PLACES=4
END
cat > "$work/fleet/clinics.yaml" << 'END'
USE_MOCK_AMOCRM: true
DB_CLIENT: sqlite
SYNC_INTERVAL_MINUTES: 5s
clinics:
  - name: Ромашка
    STATE_SCHEMA: one
    DB_FILE: /data/one.db
  - name: Василёк
    STATE_SCHEMA: two
    DB_FILE: /data/two.db
END

check 'the server comes up, and with it the network' compose up --detach --wait --no-build postgres
network=try-fleet_fleet
for name in one two; do
  check "a sample of $name is made" docker run --rm --volume try-fleet-fleet:/data "$image" \
    sample-db create --file "/data/$name.db" --patients 200 --seed 1
done

subnet() { docker network inspect "$network" --format '{{(index .IPAM.Config 0).Subnet}}' | grep -qx 10.213.79.0/28; }
check 'the network is the small one of the setting' subnet
check 'the tables are made' ident fleet migrate
for clinic in Ромашка Василёк; do check "$clinic is added and started" ident fleet add "$clinic" --start; done
check 'two replicas start' compose up --detach --no-build fleet
replicas() { compose ps --quiet fleet; }
check 'there are two' test "$(replicas | wc -l)" = 2
# Several ids, each a word of its own.
# shellcheck disable=SC2046
healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' $(replicas) | grep -cx healthy)" = 2 ]; }
check 'both become healthy' until_true healthy
ready() { bash -c "curl -fs http://127.0.0.1:$1/readyz | grep -q '\"ready\":true'"; }
for port in 18190 18191; do check "the one on port $port is ready" until_true ready "$port"; done
linked() { ident status --clinic "$1" --json | grep -q '"linked":200'; }
for clinic in Ромашка Василёк; do check "the patients of $clinic arrive" until_true linked "$clinic"; done
check 'the metrics name both clinics' bash -c "for p in 18190 18191; do curl -fs http://127.0.0.1:\$p/metrics; done | grep 'ident_amocrm_links' | grep -o 'clinic=\"[^\"]*\"' | sort -u | wc -l | grep -qx 2"

victim=$(replicas | head -1)
check 'one replica is killed' docker kill --signal KILL "$victim"
served() { [ "$(ident fleet status --json | grep -o '"isLive":true' | wc -l)" -ge 1 ] && linked Ромашка; }
check 'the other one goes on' until_true served
late() { ! ident fleet status --json | grep -q '"state":"late"'; }
check 'and nobody is late' until_true late
check 'which starts again by the engine, or by a person' compose up --detach --no-build fleet
check 'both become healthy' until_true healthy
check 'everything stops within its time' timeout 60 docker compose --project-directory "$work" stop fleet
# shellcheck disable=SC2046
clean_ends() { docker inspect --format '{{.Name}} ended with {{.State.ExitCode}}' $(compose ps --all --quiet fleet) | tee /dev/stderr | grep -vq 'with 0$' && return 1 || return 0; }
check 'and well' clean_ends

[ $failed = 0 ] && echo 'ALL HOLDS'
exit $failed
