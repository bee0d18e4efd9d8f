import type { Localized } from '../../../../language.ts';

export const passwordRu = {
  password: {
    description: 'Пароль панели; хранится только его хеш',
    stdin: 'прочитать пароль из stdin, первую строку',
    remove: 'убрать пароль',
    ask: 'Новый пароль: ',
    again: 'Ещё раз: ',
    done: 'Пароль задан. Кто был в панели, входит заново.',
    removed: 'Пароля больше нет: войти можно только на этом компьютере, по разовой ссылке.',
    overruled: 'Сейчас действует не он: задан DASHBOARD_PASSWORD. Уберите его из настроек.',
    noTerminal: (command: string) =>
      `Спросить пароль негде: это не терминал. Передайте его так: ${command} --stdin.`,
    unreadable: (file: string, code: string) => `Файл ${file} не читается (${code}).`,
    differ: 'Пароли не совпали: ничего не изменено.',
    weak: ({ ru }: Localized<string>) => `Такой пароль не защитит (${ru}): ничего не изменено.`,
  },
};
