#!/usr/bin/env bash
# Does what docs/deploy says of Docker with an engine and Compose, on the image ident-amocrm:latest, and looks whether it
# holds: two clinics on one host, a wrong setting, backup, restore, removal. Everything that it makes it takes away again.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$project/deploy/test/checking.sh"

skip() {
  echo "SKIPPED: $1"
  exit 0
}
docker info > /dev/null 2>&1 || skip 'no Docker engine here'
docker compose version > /dev/null 2>&1 || skip 'no docker compose here'
docker image inspect ident-amocrm:latest > /dev/null 2>&1 || skip 'no image: docker compose build'

work=$(mktemp -d)
one=$work/one/ident two=$work/two/ident three=$work/three/ident
in_clinic() { (cd "$1" && shift && docker compose "$@"); }
health() { docker inspect --format '{{.State.Health.Status}}' "$(in_clinic "$1" ps --all --quiet sync)"; }
is_health() { [ "$(health "$1")" = "$2" ]; }
linked() { in_clinic "$one" exec -T sync ident-amocrm status --json | grep -q '"linked":20'; }
clean() {
  for folder in "$three" "$one" "$two"; do in_clinic "$folder" down --volumes --timeout 35 > /dev/null 2>&1; done
  rm -rf "$work"
}
trap clean EXIT

for folder in "$one" "$two"; do
  mkdir -p "$folder"
  cp "$project/compose.yaml" "$project/compose.trial.yaml" "$folder/"
done
sandbox='USE_MOCK_AMOCRM=true
DB_CLIENT=sqlite
FIRST_LOAD=start
SYNC_INTERVAL_MINUTES=5s'
printf '%s\nAMOCRM_SUBDOMAIN=try-one\nHTTP_PORT=18090\n' "$sandbox" > "$one/.env"
printf '%s\nAMOCRM_SUBDOMAIN=try-two\nHTTP_PORT=18091\nAUTH_PORT=18081\n' "$sandbox" > "$two/.env"

for folder in "$one" "$two"; do
  check 'a sample is made by a command of its own' in_clinic "$folder" run --rm -T sync sample-db create --patients 20 --seed 1
  check 'the service starts' in_clinic "$folder" up --detach --no-build sync
done
check 'the second clinic did not take the first one away' test "$(docker ps --quiet --filter label=com.docker.compose.service=sync | wc -l)" -ge 2
check 'each has a volume of its own' bash -c 'docker volume inspect ident-amocrm-try-one-data ident-amocrm-try-two-data'
check 'no network was made' bash -c '! docker network ls | grep try-'
check 'the first becomes healthy' until_true is_health "$one" healthy
check 'its patients arrive' until_true linked
check 'python main.py still works' in_clinic "$one" exec -T sync python3 main.py test-db
check 'doctor works inside' bash -c "cd '$one' && docker compose exec -T sync ident-amocrm doctor --lang en | grep -q 'closed to others: state'"

mkdir -p "$three"
cp "$project/compose.yaml" "$three/"
printf '%s\nAMOCRM_SUBDOMAIN=try-three\nHTTP_PORT=18093\nDOCKER_DATA_VOLUME=ident-amocrm-try-one-data\n' "$sandbox" > "$three/.env"
check 'a project that is given the volume of another one starts' in_clinic "$three" up --detach --no-build sync
check 'is refused by the name of that one' until_true bash -c "cd '$three' && docker compose logs sync | grep -q 'ident-amocrm-try-one'"
check 'and stays, unready' bash -c "sleep 5; docker inspect --format '{{.RestartCount}} {{.State.Status}}' \$(cd '$three' && docker compose ps --all --quiet sync) | grep -qx '0 running'"
check 'the first one stops' in_clinic "$one" stop sync
refused() { ! in_clinic "$1" run --rm -T sync status --lang en 2>&1 | grep -c 'belongs to the installation' | grep -qx 0; }
check 'then the other one is refused all the same' refused "$three"
check 'until a person says that it was moved' in_clinic "$three" run --rm -T sync state accept-owner
check 'after which the first one is refused' refused "$one"
check 'and may say so as well' in_clinic "$one" run --rm -T sync state accept-owner
check 'the other one goes without the volume' bash -c "cd '$three' && docker compose down --timeout 35 && docker volume inspect ident-amocrm-try-one-data"
check 'the first one starts again' in_clinic "$one" up --detach --no-build sync
check 'and becomes healthy' until_true is_health "$one" healthy

check 'a backup' in_clinic "$one" exec -T sync ident-amocrm state backup --to backups/a.db
check 'comes out of the volume' bash -c "cd '$one' && docker compose cp sync:/data/backups/. ./backups && ls backups/a.db backups/a.db.key"
check 'the service stops' in_clinic "$one" stop sync
check 'a state that is there is put aside' in_clinic "$one" run --rm -T --entrypoint sh sync -c 'mkdir aside && mv state*.* aside/'
check 'the backup goes back in' in_clinic "$one" cp ./backups/. sync:/data/backups/
check 'and is given to the service' in_clinic "$one" run --rm -T --user 0:0 --cap-add CHOWN --cap-add DAC_OVERRIDE --entrypoint chown sync -R 10001:10001 /data/backups
check 'restore' in_clinic "$one" run --rm -T sync state restore --from backups/a.db
check 'it starts again' in_clinic "$one" up --detach --no-build sync
check 'with the same patients' until_true linked

check 'auth works after down' bash -c "cd '$two' && docker compose down && docker compose --profile auth run --rm -T auth --help"
echo 'TIMEZON=Europe/Moscow' >> "$two/.env"
check 'a wrong setting: the container starts' in_clinic "$two" up --detach --no-build sync
check 'stays' bash -c "sleep 15; docker inspect --format '{{.RestartCount}} {{.State.Status}}' \$(cd '$two' && docker compose ps --all --quiet sync) | grep -qx '0 running'"
check 'is never healthy' bash -c "! docker exec \$(cd '$two' && docker compose ps --quiet sync) healthcheck"
check 'and doctor says what is wrong' bash -c "cd '$two' && docker compose exec -T sync ident-amocrm doctor --lang en | grep -q TIMEZON"

check 'the image says of which version it is' bash -c "docker inspect ident-amocrm:latest | grep -q 'image.revision'"
check 'and holds no maps of sources' bash -c "[ -z \"\$(docker run --rm --entrypoint find ident-amocrm:latest /app -name '*.map')\" ]"
check 'removal takes all' bash -c "cd '$one' && docker compose down --volumes && cd '$two' && docker compose down --volumes && ! docker volume ls | grep try- && ! docker ps --all | grep try-"

[ $failed = 0 ] && echo 'ALL HOLDS'
exit $failed
