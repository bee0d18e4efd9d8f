import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { CliStart } from '../../cli/cli-harness.ts';
import { unsetService } from '../../cli/start/unset-service.ts';
import { describeInBrowser, launchBrowser, visit } from '../browser.ts';
import { buildPage, password } from '../clinic.ts';
import { standingOut } from '../standing-out.ts';

describeInBrowser('a service without settings', () => {
  let browser: Browser;
  let sandbox: Sandbox;
  let service: CliStart;
  let url: string;
  let cwd: string;
  beforeAll(async () => {
    await buildPage();
    [browser, sandbox] = await Promise.all([launchBrowser(), startSandbox({ rate: null })]);
    ({ cwd, url, service } = await unsetService(sandbox));
  });
  afterAll(async () => {
    service?.signals.emit('SIGTERM');
    await service?.done;
    await Promise.all([browser?.close(), sandbox?.close()]);
  });

  test('is set up from its link to the button that begins, in one browser, over a reload', async () => {
    await using visitor = await visit(browser, url);
    const { page, misdeeds } = visitor;
    const link = () => /http:\S+#token=\S+/.exec(service.stderr())?.[0];
    await vi.waitUntil(link, { timeout: 20_000, interval: 50 });
    await page.goto(link() ?? '');

    await page.getByLabel('Пароль', { exact: true }).fill(password);
    await page.getByLabel('Ещё раз').fill(password);
    await expect.poll(() => standingOut(page), { timeout: 10_000 }).toEqual(['Задать пароль']);
    await page.getByRole('button', { name: 'Задать пароль' }).click();

    const step = (name: string) => page.getByRole('region', { name });
    const save = (name: string) =>
      step(name).getByRole('button', { name: 'Проверить и сохранить' });
    await save('База IDENT').waitFor();
    await expect
      .poll(() => standingOut(page), { timeout: 10_000 })
      .toEqual(['Проверить и сохранить']);
    await save('База IDENT').click();
    await step('База IDENT').getByText('Проверено и сохранено').waitFor();
    await page.reload();
    await step('База IDENT').getByText('готово').waitFor();

    const token = step('amoCRM').getByRole('textbox', { name: 'Долгосрочный токен' });
    await token.fill('aaa.bbb.ccc');
    await save('amoCRM').click();
    await step('amoCRM').getByText('Не сохранено').waitFor();
    await step('amoCRM').getByText('amoCRM не принимает долгосрочный токен').waitFor();
    await expect
      .poll(() => standingOut(page), { timeout: 10_000 })
      .toEqual(['Проверить и сохранить']);
    await token.fill(sandbox.oauth.longLivedToken());
    await save('amoCRM').click();

    // The service has begun, and the same person goes on where it is.
    await step('Поля контакта').getByRole('button', { name: 'Создать недостающие' }).click();
    await step('План и начало').getByRole('button', { name: 'Составить план' }).click();
    await page.getByTestId('plan').waitFor();
    await expect
      .poll(() => standingOut(page), { timeout: 10_000 })
      .toEqual(['Начать первую загрузку']);
    expect(sandbox.crm.contacts()).toHaveLength(0);

    // Access that is refused is never green, and the cure stands out.
    const file = join(cwd, 'data', 'state.db');
    await using state = await openState({ file, keyFile: file.replace(/db$/, 'key') }, systemClock);
    const refused = { since: Date.now(), code: 'AMO_UNAUTHORIZED', actor: 'service' } as const;
    await state.pauses.set({ reason: 'auth', ...refused });
    await page.reload();
    await step('amoCRM').getByText('amoCRM не принимает доступ').waitFor();
    await step('amoCRM').getByText('не работает').waitFor();
    await expect
      .poll(() => standingOut(page), { timeout: 10_000 })
      .toEqual(['Проверить и использовать']);
    expect(misdeeds.errors).toEqual([]);
  });
});
