import type { Page } from 'playwright-core';
import type { Clinic } from './clinic.ts';

/** A patient whose values stand nowhere else: where one of them turns up, personal data got out. */
export const canary = {
  id: 1,
  values: [
    'Канарейкина',
    'Желтопёра',
    'Кенаровна',
    '9057770177',
    'kenar@canary.example',
    'Птичий переулок',
    '770000000177',
    'боится кошек',
    'ПТИЦА-77',
  ],
} as const;

export function hideCanary(clinic: Clinic): void {
  clinic.sql(
    `update Persons set Surname = 'Канарейкина', Name = 'Желтопёра', Patronymic = 'Кенаровна',
      MobilePhone = '+79057770177', Email = 'kenar@canary.example', Address = 'Птичий переулок, 7',
      INN = '770000000177' where ID = ?`,
    canary.id,
  );
  clinic.sql(
    `update Patients set Comment = 'боится кошек', CardNumber = 'ПТИЦА-77' where ID_Persons = ?`,
    canary.id,
  );
}

export interface CanaryWatch {
  /** Values that stand in the page as it is now, whether they can be seen or not. */
  shown(): Promise<readonly string[]>;
  /** Those, and answers of the service that held one: `GET /api/…: value`. */
  seen(): Promise<readonly string[]>;
}

/** Looks through all that the service answers to the page from now on, and through the page itself. */
export function watchForCanary(page: Page): CanaryWatch {
  const leaks: string[] = [];
  const looks: Promise<void>[] = [];
  page.on('response', (response) => {
    const url = new URL(response.url());
    // A stream of events has no end to wait for; its schema has no place for a value.
    if (!url.pathname.startsWith('/api/') || url.pathname === '/api/events') return;
    const look = response.text().then(
      (text) => {
        const method = response.request().method();
        for (const value of inText(text)) leaks.push(`${method} ${url.pathname}: ${value}`);
      },
      // Gone with the page that asked.
      () => undefined,
    );
    looks.push(look);
  });
  const shown = async () => inText(await page.content());
  return {
    shown,
    seen: async () => {
      await Promise.all(looks);
      return [...leaks, ...(await shown())];
    },
  };
}

const inText = (text: string): readonly string[] =>
  canary.values.filter((value) => text.includes(value));
