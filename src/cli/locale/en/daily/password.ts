import type { passwordRu } from '../../ru/daily/password.ts';

export const passwordEn: typeof passwordRu = {
  password: {
    description: 'The password of the dashboard; only its hash is kept',
    stdin: 'read it from stdin, the first line',
    remove: 'take the password away',
    ask: 'New password: ',
    again: 'Once more: ',
    done: 'The password is set. Whoever was signed in signs in anew.',
    removed: 'There is no password any more: signing in takes the one-time link, on this computer.',
    overruled: 'Another one counts now: DASHBOARD_PASSWORD is set. Take it out of the settings.',
    noTerminal: (command) =>
      `There is no terminal to ask at. Hand it over like this: ${command} --stdin.`,
    unreadable: (file, code) => `The file ${file} cannot be read (${code}).`,
    differ: 'The two are not the same: nothing was changed.',
    weak: ({ en }) => `Such a password protects nothing (${en}): nothing was changed.`,
  },
};
