#!/bin/sh
# Puts the service in place, and again after every update and every new secret: what is there already stays or is renewed.
# The program has to lie in /opt/ident-amocrm, built. Settings: /etc/ident-amocrm/.env. Secrets that shall not stand
# there: one file each in /etc/ident-amocrm/secrets, called as the setting (DB_PASSWORD).
set -eu
program=/opt/ident-amocrm
settings=/etc/ident-amocrm
from=$program/deploy/systemd

stop() {
  echo "$1" >&2
  exit 2
}
[ "$(id -u)" = 0 ] || stop 'Запустите через sudo / run it by sudo'
[ -f "$from/ident-amocrm.service" ] || stop "Программы нет в $program / the program is not in $program"
[ -f $program/dist/cli/main.js ] || [ -f $program/src/cli/main.ts ] || stop 'Сначала npm ci и npm run build / first npm ci and npm run build'
[ -x /usr/bin/node ] || stop 'Нет /usr/bin/node / there is no /usr/bin/node'

install -m 644 $from/ident-amocrm.sysusers /usr/lib/sysusers.d/ident-amocrm.conf
systemd-sysusers ident-amocrm.conf
install -d -m 750 -g ident-amocrm $settings $settings/secrets
if [ ! -e $settings/.env ]; then
  # Nothing is set in it: the service asks for its settings on a page.
  printf '# %s\n' "Настройки; все описаны в $program/.env_example" "Settings; $program/.env_example tells of all of them" > $settings/.env
  chgrp ident-amocrm $settings/.env
  chmod 640 $settings/.env
fi
install -m 644 $from/ident-amocrm.service /etc/systemd/system/ident-amocrm.service
install -m 755 $from/ident-amocrm /usr/local/bin/ident-amocrm
# The manual, and completion by Tab.
for page in man1 ru/man1; do
  [ -f $program/dist/man/${page%man1}ident-amocrm.1 ] || continue
  install -D -m 644 $program/dist/man/${page%man1}ident-amocrm.1 /usr/local/share/man/$page/ident-amocrm.1
done
install -d -m 755 /etc/bash_completion.d
/usr/bin/node $program/bin/ident-amocrm.js completion bash > /etc/bash_completion.d/ident-amocrm

# systemd hands each secret over as a file that the service alone can read.
drop_in=/etc/systemd/system/ident-amocrm.service.d
install -d -m 755 $drop_in
{
  echo '# install.sh makes this file of the names in /etc/ident-amocrm/secrets.'
  echo '[Service]'
  for secret in $settings/secrets/*; do
    [ -f "$secret" ] || continue
    chown root:ident-amocrm "$secret"
    chmod 640 "$secret"
    echo "LoadCredential=${secret##*/}:$secret"
  done
} > $drop_in/secrets.conf

systemctl daemon-reload
if systemctl is-active --quiet ident-amocrm; then
  systemctl restart ident-amocrm
  echo 'Служба перезапущена / the service was restarted'
else
  echo "Заполните $settings/.env или оставьте пустым, затем / fill in $settings/.env or leave it empty, then: systemctl enable --now ident-amocrm"
  echo 'Пустой: ссылка на страницу настроек / empty: the link to the page of settings: journalctl -u ident-amocrm'
fi
