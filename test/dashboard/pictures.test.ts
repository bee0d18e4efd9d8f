import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { Clinic } from './clinic.ts';
import { type StorageState, signIn, visitSignedIn } from './signed-in.ts';
import { book, dayFromNow } from './visits/visits-clinic.ts';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 800 };
const hour = 3_600_000;

const isAsked = process.env['PICTURES'] === 'write';

test.skipIf(!isAsked)(
  'the pictures of the README are taken of the page as it is',
  { timeout: 300_000 },
  async () => {
    const browser = await launchBrowser();
    await using clinic = await clinicWithVisits();
    remember(clinic);
    const shown = { browser, clinic, session: await signIn(browser, clinic) };
    await take(shown, 'overview', '/', desk);
    await take(shown, 'phone', '/', phone);
    await take(shown, 'patient', '/patients/5', desk);
    await take(shown, 'visits', '/visits', desk);
    clinic.sql('delete from Patients where ID_Persons between 21 and 60');
    await compareAll(shown);
    await take(shown, 'guard', '/', desk);
    await browser.close();
    // A third of the size, where it is installed (Debian: pngquant).
    spawnSync('pngquant', ['--force', '--skip-if-larger', '--ext', '.png', ...taken]);
  },
);

/** Sixty patients, and some bookings of yesterday, today and the days to come, each with its deal. */
function clinicWithVisits(): Promise<Clinic> {
  return Clinic.open({
    patients: 60,
    first: [['visits', 'setup']],
    env: { VISITS: 'deals' },
    prepare: (clinic) => {
      for (let id = 0; id < 40; id += 1) {
        const day = Math.floor(id / 8) - 1;
        const start = `${dayFromNow(day)} ${String(9 + (id % 8)).padStart(2, '0')}:00:00`;
        book(clinic, { id: 9_000 + id, patient: id + 1, start, ...stampOf(day, id) });
      }
    },
  });
}

function stampOf(day: number, id: number) {
  if (day > 0) return {};
  if (day === 0) return id % 8 < 4 ? { stamp: 'PatientAppeared' as const } : {};
  return { stamp: id % 5 === 0 ? ('ReceptionCanceled' as const) : ('CheckIssued' as const) };
}

/** Three weeks of a service that was away twice, for the strip of days. */
function remember(clinic: Clinic): void {
  const database = new DatabaseSync(join(clinic.folder, 'data', 'state.db'));
  const put = database.prepare('insert or ignore into hours (at, code, passes) values (?, ?, 30)');
  const now = Date.now() - (Date.now() % hour);
  for (let ago = 1; ago < 20 * 24; ago += 1) {
    const day = Math.floor(ago / 24);
    if (day === 9 && ago % 24 < 8) continue;
    const code = day === 4 && ago % 24 < 5 ? 'IDENT_UNREACHABLE' : '';
    put.run(now - ago * hour, code);
    if (day === 1 && ago % 24 === 6) put.run(now - ago * hour, 'AMO_SERVER_ERROR');
  }
  database.close();
}

async function compareAll({ browser, clinic, session }: Shown): Promise<void> {
  await using visitor = await visitSignedIn(browser, clinic, session);
  const { page } = visitor;
  await page.goto('/');
  await page.getByRole('button', { name: 'Сверить всё' }).click();
  await page.getByText('Остановлено массовое изменение').waitFor();
}

const taken: string[] = [];

async function take(
  { browser, clinic, session }: Shown,
  name: string,
  path: string,
  viewport: typeof desk,
): Promise<void> {
  for (const [language, locale] of [
    ['ru', 'ru-RU'],
    ['en', 'en-GB'],
  ] as const) {
    await using visitor = await visitSignedIn(browser, clinic, session, { viewport, locale });
    const { page } = visitor;
    await page.goto(path);
    await page.locator('main table, main figure, main dl').first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    const file = join(folder, `${name}.${language}.png`);
    await page.screenshot({ path: file });
    taken.push(file);
  }
}

interface Shown {
  readonly browser: Browser;
  readonly clinic: Clinic;
  readonly session: StorageState;
}
