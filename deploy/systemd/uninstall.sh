#!/bin/sh
# Takes the service and the program away. With --with-data also settings, secrets, state, its key and logs, for ever.
set -eu
if [ "$(id -u)" != 0 ]; then
  echo 'Запустите через sudo / run it by sudo' >&2
  exit 2
fi
systemctl disable --now ident-amocrm 2> /dev/null || true
rm -rf /etc/systemd/system/ident-amocrm.service /etc/systemd/system/ident-amocrm.service.d \
  /usr/lib/sysusers.d/ident-amocrm.conf /usr/local/bin/ident-amocrm \
  /usr/local/share/man/man1/ident-amocrm.1 /usr/local/share/man/ru/man1/ident-amocrm.1 \
  /etc/bash_completion.d/ident-amocrm
systemctl daemon-reload
systemctl reset-failed ident-amocrm 2> /dev/null || true
if [ "${1:-}" = --with-data ]; then
  rm -rf /etc/ident-amocrm /var/lib/ident-amocrm
  userdel ident-amocrm 2> /dev/null || true
  echo 'Настройки и состояние удалены / settings and state are gone'
else
  echo 'Остались / left: /etc/ident-amocrm, /var/lib/ident-amocrm, ident-amocrm (user)'
fi
rm -rf /opt/ident-amocrm
