import { expect, test } from 'vitest';
import { World } from '../../../support/world.ts';

/** Summers of Soviet time, the years at +4, the years at +2, before the railways' time, and everyday days. */
const birthdays = [
  ...['1981-04-01', '1984-07-15', '1985-06-15', '1990-08-31', '1991-03-31', '1991-06-01'],
  ...['1992-01-19', '2011-03-27', '2011-10-30', '2012-07-01', '2013-12-31', '2014-10-26'],
  ...['1917-07-14', '1919-06-01', '1921-03-20', '1925-05-05', '1930-06-21', '1945-05-09'],
  ...['1955-02-28', '1969-12-31', '1970-01-01', '1979-11-11', '2000-02-29', '2024-01-01'],
];

const accounts = [
  ['its own offset each day', 'Europe/Moscow', undefined],
  ['one offset for all days', 'Europe/Moscow', 3],
  ['one offset for all days', 'Europe/Kaliningrad', 2],
  ['one offset for all days', 'Asia/Kamchatka', 12],
  ['one offset for all days', 'Asia/Yekaterinburg', 5],
] as const;

test.each(accounts)(
  'days of birth are the same day in an account that keeps %s in %s',
  async (_kind, timeZone, fixedOffsetHours) => {
    const sandbox = { timeZone, ...(fixedOffsetHours !== undefined && { fixedOffsetHours }) };
    await using world = await World.open({ patients: 1, sandbox });
    birthdays.forEach((Birthday, at) => {
      world.addPatient(900 + at, { Name: 'Анна', Surname: `Петрова${at}`, Birthday });
    });
    await world.sync();
    const shown = (at: number) => {
      const seconds = Number(world.contactOf(900 + at).fields['Дата рождения']);
      return fixedOffsetHours === undefined
        ? new Intl.DateTimeFormat('sv-SE', { timeZone }).format(seconds * 1000)
        : new Date((seconds + fixedOffsetHours * 3600) * 1000).toISOString().slice(0, 10);
    };
    expect(birthdays.map((_, at) => shown(at))).toEqual(birthdays);
    const written = world.writes().length;
    await world.sync({ mode: 'deep' });
    expect(world.writes().slice(written)).toEqual([]);
  },
);
