import { beforeAll, expect, test } from 'vitest';
import { exitCode } from '../../../src/app-error.ts';
import { cli } from '../../cli/cli-harness.ts';
import type { Clinic } from '../clinic.ts';
import type { Workplace } from './workplace.ts';

export function newToken(at: () => Workplace): void {
  let clinic: Clinic;
  /** AMOCRM_LONG_LIVED_TOKEN. */
  let setting: string;
  beforeAll(async () => {
    ({ clinic } = at());
    // One that is over is refused at once; a revoked one is tried for two minutes.
    setting = over();
    await at().restart({ AMOCRM_LONG_LIVED_TOKEN: setting });
  });
  const over = () => clinic.sandbox.oauth.longLivedToken({ days: -1 });

  test('a long-lived token that is over is replaced on the set-up page, and the service goes on without a restart', async () => {
    await using visitor = await at().visit();
    const { page, misdeeds } = visitor;
    const { sandbox } = clinic;
    await page.goto('/');
    await page.getByText('Пора заменить токен amoCRM').waitFor();
    await page.goto('/setup');
    const step = page.getByRole('region', { name: 'amoCRM' });
    await step.getByText('amoCRM не принимает доступ').waitFor();
    await step.getByText('не работает').waitFor();
    await step.getByRole('button', { name: 'Проверить amoCRM' }).click();
    await step
      .getByText('amoCRM не принимает долгосрочный токен AMOCRM_LONG_LIVED_TOKEN')
      .waitFor();
    const give = async (token: string) => {
      await step.getByLabel('Новый долгосрочный токен').fill(token);
      await step.getByRole('button', { name: 'Проверить и использовать' }).click();
    };
    await give(over());
    await step.getByText('amoCRM не принимает этот долгосрочный токен').waitFor();
    clinic.editPerson(2, 'City', 'Кострома');
    await give(sandbox.oauth.longLivedToken());
    await step.getByText('Токен подошёл, он в работе').waitFor();
    await step.getByText('В работе токен, данный на этой странице').waitFor();
    expect(await step.getByLabel('Новый долгосрочный токен').inputValue()).toBe('');
    // Neither what was the matter, nor what a test said of the token before.
    await step.getByText('amoCRM не принимает').first().waitFor({ state: 'detached' });
    await step.getByText('готово').waitFor();
    await page.goto('/');
    await page.getByRole('button', { name: 'Перенести сейчас' }).click();
    const city = () => JSON.stringify(sandbox.crm.contacts()).includes('Кострома');
    await expect.poll(city, { timeout: 15_000 }).toBe(true);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  test('a long-lived token that was given on the page is used by every other command, which says so', async () => {
    const env = { ...clinic.env, AMOCRM_LONG_LIVED_TOKEN: setting };
    const run = (...argv: string[]) => cli([...argv, '--lang', 'en'], { cwd: clinic.folder, env });
    const auth = await run('auth');
    expect(auth.code, auth.stderr).toBe(exitCode.ok);
    expect(auth.stdout).toContain('The token in use was given on the page Setup');
    const { stdout } = await run('doctor');
    expect(stdout).toContain('given on the page Setup in place of AMOCRM_LONG_LIVED_TOKEN');
  });

  test('a long-lived token that the settings got afterwards goes before the one that was given on the page', async () => {
    await at().restart({ AMOCRM_LONG_LIVED_TOKEN: clinic.sandbox.oauth.longLivedToken() });
    await using visitor = await at().visit({ locale: 'en-GB' });
    const { page } = visitor;
    await page.goto('/setup');
    await page.getByText('The token in use is that of AMOCRM_LONG_LIVED_TOKEN').waitFor();
  });
}
