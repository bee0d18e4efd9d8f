import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const soakHome = join(import.meta.dirname, '../support/state/soak-home.ts');
const begun = `
  import { tmpdir } from 'node:os';
  import { liveAt } from ${JSON.stringify(soakHome)};
  const before = tmpdir();
  liveAt('SQLite');
  console.log(JSON.stringify({ before, own: tmpdir() }));
  process.exit();
`;

test('a soak has all its files in a folder of its own, which is gone when it ends', () => {
  const [first, second] = [1, 2].map(() => {
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', begun]);
    return JSON.parse(String(said)) as { before: string; own: string };
  });
  expect(first?.own).not.toBe(first?.before);
  expect(first?.own).not.toBe(second?.own);
  expect([first, second].map((one) => existsSync(one?.own ?? '/'))).toEqual([false, false]);
});
