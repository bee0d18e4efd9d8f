#!/bin/bash
# Run by systemd.sh inside the machine of its own.
# shellcheck source=deploy/test/checking.sh
source /opt/ident-amocrm/deploy/test/checking.sh
active() { systemctl is-active --quiet ident-amocrm; }
no() { ! "$@"; }
property() { systemctl show ident-amocrm --property="$1" --value; }

cd /opt/ident-amocrm || exit 1
check 'install.sh puts the service in place' sh deploy/systemd/install.sh || exit 0
systemctl enable --now ident-amocrm
check 'without settings the service waits' until_true active
check 'and tells the link to its page in the journal' until_true bash -c 'journalctl -u ident-amocrm -o cat | grep -q "^ *http://127.0.0.1:8090/sign-in#token="'
check 'which answers' bash -c 'node -e "fetch(\"http://127.0.0.1:8090/healthz\").then((a) => a.text()).then((text) => process.exit(text.includes(\"set-up\") ? 0 : 1), () => process.exit(1))"'
systemctl disable --now ident-amocrm
cat > /etc/ident-amocrm/.env << 'SETTINGS'
USE_MOCK_AMOCRM=true
FIRST_LOAD=start
DB_CLIENT=sqlite
SYNC_INTERVAL_MINUTES=5s
SETTINGS
check 'a command before the first start finds its folder' ident-amocrm sample-db create --patients 20 --seed 1
check 'doctor works before the first start' bash -c 'ident-amocrm doctor --lang en; [ $? -lt 2 ] || [ $? = 10 ] || true; test -d /var/lib/ident-amocrm'

printf 'three-unlikely-words-91\n' > /etc/ident-amocrm/secrets/DASHBOARD_PASSWORD
check 'install.sh takes a new secret' sh deploy/systemd/install.sh
check 'the service starts' systemctl enable --now ident-amocrm
check 'and is active' until_true active
pid=$(property MainPID)
check 'systemd set its own variables' grep -qz ^STATE_DIRECTORY= "/proc/$pid/environ"
check 'the secret came as a credential' grep -qz ^CREDENTIALS_DIRECTORY= "/proc/$pid/environ"
check 'and is there for the service' test -s /run/credentials/ident-amocrm.service/DASHBOARD_PASSWORD
check '/healthz answers' node -e 'fetch("http://127.0.0.1:8090/healthz").then((a) => process.exit(a.status === 200 ? 0 : 1), () => process.exit(1))'
check 'doctor finds the settings closed to others' bash -c 'ident-amocrm doctor --lang en --json | grep -q "closed to others: .env"'
check 'status sees the service' bash -c 'ident-amocrm status --json | grep -q "\"command\":\"run\""'
check 'patients arrive' until_true bash -c 'ident-amocrm status --json | grep -q "\"linked\":20"'
check 'the journal has lines of level info' bash -c 'journalctl -u ident-amocrm -p 6 -o json | grep -q "\"PRIORITY\":\"6\".*service started\|service started.*\"PRIORITY\":\"6\""'

check 'an update that runs install.sh again restarts it' sh deploy/systemd/install.sh
check 'and it is active again' until_true active
check 'under another process' test "$(property MainPID)" != "$pid"

systemctl stop ident-amocrm
check 'it stops well' test "$(property Result)" = success
echo 'TIMEZON=Europe/Moscow' >> /etc/ident-amocrm/.env
systemctl start ident-amocrm 2> /dev/null
check 'a wrong setting ends with 2' until_true bash -c '[ "$(systemctl show ident-amocrm --property=ExecMainStatus --value)" = 2 ]'
sleep 12
check 'and is not started again' bash -c '[ "$(systemctl show ident-amocrm --property=NRestarts --value)" = 0 ]'
check 'the journal has it at level err' bash -c 'journalctl -u ident-amocrm -p 3 | grep -q TIMEZON'
check 'doctor still says what is wrong' bash -c 'ident-amocrm doctor --lang en | grep -q TIMEZON'

cp deploy/systemd/uninstall.sh /tmp/
check 'uninstall.sh takes it away' bash -c 'umount -l /opt/ident-amocrm/node_modules; sh /tmp/uninstall.sh --with-data'
check 'nothing is left' bash -c '! ls -d /etc/ident-amocrm /var/lib/ident-amocrm /opt/ident-amocrm /usr/local/bin/ident-amocrm /etc/systemd/system/ident-amocrm* /usr/lib/sysusers.d/ident-amocrm.conf 2> /dev/null'
check 'nor the user' no id ident-amocrm

[ $failed = 0 ] && echo 'ALL HOLDS'
exit 0
