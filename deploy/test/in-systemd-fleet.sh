#!/bin/bash
# Run by systemd.sh inside the machine of its own: what docs/fleet says of systemd. PostgreSQL is that of the development
# dependencies, amoCRM the program's own sandbox, IDENT its sample database.
# shellcheck source=deploy/test/checking.sh
source /opt/ident-amocrm/deploy/test/checking.sh
active() { systemctl is-active --quiet ident-amocrm; }
answers() { node -e 'fetch(process.argv[1]).then((a) => process.exit(a.status === 200 ? 0 : 1), () => process.exit(1))' "$1"; }

export LC_ALL=C
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
install -d -o 65534 -g 65534 -m 700 /srv/pg
check 'a PostgreSQL server is made' as_nobody /opt/pg/bin/initdb -D /srv/pg/data -A trust -U postgres -E UTF8 --locale=C || exit 0
as_nobody /opt/pg/bin/postgres -D /srv/pg/data -c unix_socket_directories='' -c listen_addresses=127.0.0.1 > /srv/pg.log 2>&1 &
cd /opt/ident-amocrm || exit 1
sql() { node --input-type=module -e 'import pg from "pg"; const c = new pg.Client({host: "127.0.0.1", user: "postgres", database: "postgres"}); await c.connect(); await c.query(process.argv[1]); await c.end();' "$1"; }
check 'which answers' until_true sql 'select 1' || { tail -5 /srv/pg.log; exit 0; }
check 'the user is made' sql "CREATE USER ident_amocrm PASSWORD 'only-here-1'"
check 'the database is made' sql 'CREATE DATABASE ident_amocrm OWNER ident_amocrm'

check 'install.sh puts the service in place' sh deploy/systemd/install.sh || exit 0
cd /root || exit 1
cat > clinics.yaml << 'END'
STATE_URL: postgres://ident_amocrm@127.0.0.1/ident_amocrm
STATE_PASSWORD: ${STATE_PASSWORD}
DB_CLIENT: sqlite
SYNC_INTERVAL_MINUTES: 5s

clinics:
  - name: Ромашка
    STATE_SCHEMA: romashka
    USE_MOCK_AMOCRM: true
    DB_FILE: /var/lib/ident-amocrm/romashka.db
END
install -g ident-amocrm -m 640 clinics.yaml /etc/ident-amocrm/clinics.yaml
install -d -m 700 -o ident-amocrm -g ident-amocrm /var/lib/ident-amocrm/data
printf 'CONFIG_FILE=/etc/ident-amocrm/clinics.yaml\nSTATE_PASSWORD=only-here-1\n' > /etc/ident-amocrm/.env
check 'a sample is made' ident-amocrm sample-db create --file /var/lib/ident-amocrm/romashka.db --patients 20 --seed 1
check 'the tables are made by the command of the service' ident-amocrm fleet migrate
check 'the clinic is added' ident-amocrm fleet add Ромашка
# A sandbox has a key of its own, called so.
check 'its key lies where the service looks for it' test -s /var/lib/ident-amocrm/data/romashka-sandbox.key
mkdir -p /etc/systemd/system/ident-amocrm.service.d
cat > /etc/systemd/system/ident-amocrm.service.d/override.conf << 'END'
[Service]
UnsetEnvironment=STATE_URL
ExecStart=
ExecStart=/usr/bin/node -- /opt/ident-amocrm/bin/ident-amocrm.js --settings /etc/ident-amocrm/.env fleet run
END
systemctl daemon-reload
check 'the machine starts' systemctl enable --now ident-amocrm
check 'and is active' until_true active
check 'and ready' until_true answers http://127.0.0.1:8090/readyz
check 'it shows metrics' answers http://127.0.0.1:8090/metrics
check 'the first load waits for a word' bash -c 'ident-amocrm fleet status --json | grep -q "\"asks\":\"first-load\""'
check 'which a person says' ident-amocrm fleet add Ромашка --start
check 'then the patients arrive' until_true bash -c 'ident-amocrm status --json | grep -q "\"linked\":20"'
pid=$(systemctl show ident-amocrm --property=MainPID --value)
kill -KILL "$pid"
check 'a machine that is killed is started again' until_true bash -c "systemctl is-active --quiet ident-amocrm && [ \$(systemctl show ident-amocrm --property=MainPID --value) != $pid ]"
check 'and ready' until_true answers http://127.0.0.1:8090/readyz
check 'it stops well' systemctl stop ident-amocrm
check 'with 0' bash -c '[ "$(systemctl show ident-amocrm --property=ExecMainStatus --value)" = 0 ]'
[ $failed = 0 ] && echo 'ALL HOLDS'
