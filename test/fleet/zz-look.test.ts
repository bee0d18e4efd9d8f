import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, vi } from 'vitest';
import { launchBrowser } from '../dashboard/browser.ts';
import { FleetGround } from './fleet-ground.ts';
import { machineHere } from './machines-here.ts';
import { SiteVisitor } from './site-visitor.ts';

test('look', async () => {
  const ground = await FleetGround.make();
  const clinics = [];
  const names = ['Ромашка', 'Василёк', 'Стоматология «Белый клык» на Петроградской', 'Лаванда', 'Мята'];
  for (const [at, name] of names.entries()) {
    const schema = `clinic${at}`;
    if (at !== 3) await ground.patients(`${schema}.db`, [120, 40, 30, 10, 60][at] ?? 5, at + 1);
    clinics.push({ name, schema, sandbox: await ground.account(31_000_001 + at) });
  }
  ground.write(clinics);
  await ground.run('fleet', 'migrate');
  for (const [at, name] of names.entries()) await ground.run('fleet', 'add', name, ...(at === 1 ? [] : ['--start']));
  const file = join(ground.folder, 'password.txt');
  writeFileSync(file, 'correct horse battery');
  await ground.run('users', 'add', 'Глеб', '--role', 'fleet', '--file', file);
  await ground.run('users', 'add', 'Анна', '--role', 'look', '--clinics', 'Ромашка', '--file', file);
  const first = await machineHere(ground);
  const second = await machineHere(ground);
  const gleb = await SiteVisitor.signedIn(first.origin, 'Глеб', 'correct horse battery');
  await gleb.call(first.origin, 'pause', { clinic: 'clinic4' });
  await vi.waitUntil(async () => {
    const { json } = await gleb.call(first.origin, 'clinics');
    return json.clinics.filter((one: { patients: object | null }) => one.patients !== null).length >= 2;
  }, { timeout: 60_000 });
  const browser = await launchBrowser();
  const out = '/tmp/lane/flA-shots';
  for (const [locale, label, button] of [['ru-RU', 'Пароль', 'Войти'], ['en-GB', 'Password', 'Sign in']] as const) {
    for (const [width, height] of [[1280, 900], [768, 1000], [360, 800]] as const) {
      const context = await browser.newContext({ baseURL: first.origin, locale, viewport: { width, height } });
      const page = await context.newPage();
      page.on('console', (m) => m.type() === 'error' && console.log(m.text()));
      await page.goto('/');
      await page.getByLabel(/Имя|Name/).fill('Глеб');
      await page.getByLabel(label, { exact: true }).fill('correct horse battery');
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('link', { name: 'Ромашка' }).waitFor();
      await page.waitForTimeout(800);
      const shot = (name: string) => page.screenshot({ path: `${out}/${name}-${width}-${locale.slice(0, 2)}.png`, fullPage: true });
      await shot('clinics');
      await page.goto('/machines'); await page.waitForTimeout(700); await shot('machines');
      await page.goto('/fleet-actions'); await page.waitForTimeout(700); await shot('actions');
      await page.goto('/clinics/clinic0'); await page.waitForTimeout(1500); await shot('clinic');
      if (width === 360) { await page.getByRole('button', { name: /меню|menu/ }).click(); await page.waitForTimeout(300); await shot('menu'); }
      await page.goto('/clinics/clinic1/setup'); await page.waitForTimeout(1500); await shot('setup');
      await page.goto('/clinics/clinic0/settings'); await page.waitForTimeout(1000); await shot('settings');
      await page.goto('/clinics/nowhere'); await page.waitForTimeout(700); await shot('nowhere');
      await context.close();
    }
  }
  await browser.close();
  await first.stop(); await second.stop();
  await ground[Symbol.asyncDispose]();
}, 240_000);
