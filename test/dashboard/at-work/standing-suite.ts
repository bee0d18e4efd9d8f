import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { failureOf } from '../../../src/app-error.ts';
import { systemClock } from '../../../src/clock.ts';
import { IdentError, identErrors } from '../../../src/ident/connection/errors.ts';
import { openState, type State } from '../../../src/state/open-state.ts';
import type { Workplace } from './workplace.ts';

export function standing(at: () => Workplace): void {
  async function withState(work: (state: State) => Promise<void>): Promise<void> {
    const data = join(at().clinic.folder, 'data');
    const files = { file: join(data, 'state.db'), keyFile: join(data, 'state.key') };
    await using state = await openState(files, systemClock);
    await work(state);
  }

  test('a run that failed says why in words, and never that both sides agree', async () => {
    await using visitor = await at().visit();
    const { page } = visitor;
    const now = Date.now();
    const error = new IdentError(
      identErrors.unreachable({ address: 'ident-server:1433', database: 'PZ', user: 'reader' }),
    );
    await withState(async ({ runs }) => {
      // After the pass that the work before ended with.
      for (const at of [now - 20, now - 10, now]) {
        await runs.couldNotBegin('deep', failureOf(error), { startedAt: at, endedAt: at + 1 });
      }
    });
    const id = await lastRun();
    await page.goto(`/runs/${id}`);
    await page.getByText('не удался ×3').waitFor();
    await page.getByText(error.text('ru').message).waitFor();
    await page.getByText('Проход не дошёл до конца: совпадают ли стороны, он не узнал.').waitFor();
    expect(await page.getByText('Обе стороны совпали').count()).toBe(0);
    await page.goto('/');
    await page
      .locator('[data-verdict]')
      .getByText('База IDENT')
      .or(page.getByText('Нет связи с базой IDENT'))
      .first()
      .waitFor();
  });

  const iconOf = (page: Page) => page.locator('link[rel="icon"]').getAttribute('href');

  async function lastRun(): Promise<number> {
    let id = 0;
    await withState(async ({ runs }) => {
      id = (await runs.latest(1))[0]?.id ?? 0;
    });
    return id;
  }

  test('many rejected patients are red, in the words of every other view', async () => {
    await using visitor = await at().visit();
    await withState(async ({ rejected }) => {
      for (let patientId = 1; patientId <= 9; patientId += 1) {
        const row = { code: 'InvalidType', subject: 'inn', fingerprint: 'x' };
        // A number from IDENT, branded as parsing it would.
        await rejected.add({ ...row, patientId: patientId as never }, Date.now());
      }
    });
    const { page } = visitor;
    await page.goto('/');
    await page.getByText('amoCRM не принимает многих пациентов').first().waitFor();
    // A tab that nobody looks at tells of it, too.
    expect(await page.title()).toBe('⚠ Обзор · IDENT → amoCRM');
    expect(await iconOf(page)).toBe('/icon-trouble.svg');
    await page.locator('[data-coverage][data-known="true"]').waitFor();
    expect(await page.getByText(/^В amoCRM 30 из 30 пациентов IDENT$/).count()).toBe(1);
    await page.getByRole('link', { name: 'Отклонённые пациенты' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Отклонённые' }).waitFor();
  });

  test('a patient who is gone from IDENT is not said to agree with amoCRM', async () => {
    await using visitor = await at().visit();
    at().clinic.sql('delete from Patients where ID_Persons = 25');
    const { page } = visitor;
    await page.goto('/patients/25');
    await page.getByText('Сравнить не с чем: одной из сторон нет').waitFor();
    expect(await page.getByText('Обе стороны совпадают').count()).toBe(0);
  });

  test('a token that amoCRM revoked is no connection on the set-up page, and what to do is said', async () => {
    await using visitor = await at().visit();
    await withState(({ pauses }) =>
      pauses.set({ reason: 'auth', since: Date.now(), code: 'AMO_UNAUTHORIZED', actor: 'service' }),
    );
    const { page } = visitor;
    await page.goto('/setup');
    const step = page.getByRole('listitem').filter({ hasText: 'Шаг 2' });
    await step.getByText('amoCRM не принимает доступ: отозван или истёк').waitFor();
    await step.getByText('не работает').waitFor();
    await withState(async ({ pauses }) => void (await pauses.clear('auth')));
  });

  test('with the service down the page claims nothing, and says of when its last knowledge is', async () => {
    await using visitor = await at().visit();
    const { page } = visitor;
    await page.goto('/');
    await page.locator('[data-verdict][data-known="true"]').waitFor();
    await at().clinic.stop();
    await page.locator('[data-verdict][data-known="false"]').waitFor();
    await page.getByText('Нет связи со службой: как дела сейчас, не известно').waitFor();
    await page.getByText(/^Последнее, что известно на /).waitFor();
    expect(await page.locator('[data-verdict] [data-tone="quiet"]').count()).toBe(1);
    await page.locator('[data-coverage][data-known="false"]').waitFor();
    expect([await page.title(), await iconOf(page)]).toEqual([
      '? Обзор · IDENT → amoCRM',
      '/icon-unknown.svg',
    ]);
  });
}
