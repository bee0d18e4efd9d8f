import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { read, root } from './repository.ts';

/** A command as a chapter of the guide has it. */
interface Line {
  readonly text: string;
  readonly chapter: string;
}

const linesOf = (document: string): readonly Line[] => {
  let chapter = '';
  let isCode = false;
  const lines: Line[] = [];
  for (const text of read(document).split('\n')) {
    if (text.startsWith('```')) isCode = text === '```bash';
    else if (isCode && text.trim() !== '') lines.push({ text, chapter });
    else if (/^##+ /.test(text)) chapter = text.replace(/^#+ /, '');
  }
  return lines;
};

/** What a person does with Docker, from the first line of the guide to the removal. */
const lines = [...linesOf('docs/guide.ru.md'), ...linesOf('docs/deploy.ru.md')];

/** Why a line is not run here. */
const excused: readonly (readonly [RegExp, string])[] = [
  [/^docker compose (build|--file compose\.trial\.yaml)/, 'wants the registries of images'],
  [/^npm /, 'the way without Docker: deploy/test/pack.sh'],
  [/^(sudo|sudoedit|systemctl) |^cd \/opt/, 'the way with systemd: deploy/test/systemd.sh'],
  [/ auth --code /, 'has the address of one consent at amoCRM'],
  [/^docker image rm /, 'the image is what is tried'],
];

const reason = ({ text }: Line): string | undefined =>
  excused.find(([pattern]) => pattern.test(text))?.[1];

it('every command of the guide is run with an engine, or it is known why not', () => {
  const tried = lines.filter((line) => reason(line) === undefined);
  expect(tried.length).toBeGreaterThan(30);
  for (const { text } of tried) {
    expect(text).toMatch(/^(docker (compose|tag) |ident-amocrm |cp |chmod |echo |git pull$)/);
  }
  for (const [pattern] of excused) expect(lines.some(({ text }) => pattern.test(text))).toBe(true);
});

const run = promisify(execFile);
const image = 'ident-amocrm:latest';
const [missing] = [
  { what: 'a Docker engine', args: ['info'] },
  { what: 'Docker Compose', args: ['compose', 'version'] },
  { what: `the image ${image} (docker compose build)`, args: ['image', 'inspect', image] },
].filter(({ args }) => spawnSync('docker', args).status !== 0);

describe('the guide, word by word', () => {
  if (missing !== undefined) {
    it.skip(`not here: ${missing.what}`, () => {});
    return;
  }
  const folder = join(mkdtempSync(join(tmpdir(), 'guide-')), 'ident-amocrm');
  const shell = async (command: string) => {
    return await run('bash', ['-c', command], { cwd: folder, timeout: 120_000 });
  };
  afterAll(async () => {
    await shell('docker compose --profile auth down --volumes --timeout 35').catch(() => {});
    spawnSync('docker', ['image', 'rm', 'ident-amocrm:previous']);
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  /** What a person puts into the copy of the example: the sandbox stands for amoCRM and the clinic. */
  const filled = [
    "sed -i 's/^USE_MOCK_AMOCRM=.*/USE_MOCK_AMOCRM=true/; s/^AMOCRM_SUBDOMAIN=.*/AMOCRM_SUBDOMAIN=try-guide/' .env",
    "printf 'DB_CLIENT=sqlite\\nHTTP_PORT=18092\\nAUTH_PORT=18082\\n' >> .env",
  ].join(' && ');

  it('leads to a service whose patients are in amoCRM, and away again', async () => {
    mkdirSync(folder);
    for (const name of ['compose.yaml', 'compose.trial.yaml', '.env_example']) {
      cpSync(join(root, name), join(folder, name));
    }
    await shell('git init -q . && git add . && git -c user.name=x -c user.email=x@x commit -qm x');
    await shell('git clone -q --bare . ../origin && git remote add origin ../origin');
    await shell(
      'git fetch -q && git branch -q --set-upstream-to "origin/$(git branch --show-current)"',
    );
    let isUp = false;
    let hasSample = false;
    for (const line of lines.filter((one) => reason(one) === undefined)) {
      // As the guide says of `ident-amocrm COMMAND`; without a terminal Compose wants -T.
      const typed = line.text
        .replace(
          /^ident-amocrm /,
          isUp ? 'docker compose exec sync ident-amocrm ' : 'docker compose run --rm sync ',
        )
        .replace(/^(docker compose (?:exec|run --rm)) /, '$1 -T ');
      const endless = / logs -f /.test(typed);
      const command = endless ? `timeout 5 ${typed} || [ $? = 124 ]` : typed;
      const ended = await shell(command).catch((error: Error) => error);
      if (!/ doctor$| runs report$/.test(typed)) {
        expect(ended, `${line.chapter}: ${typed}`).not.toBeInstanceOf(Error);
      }
      if (/ up -d sync$/.test(typed)) isUp = true;
      if (/ stop sync$| down /.test(typed)) isUp = false;
      if (line.text === 'chmod 600 .env') {
        await shell(filled);
        if (!hasSample)
          await shell('docker compose run --rm -T sync sample-db create --patients 20 --seed 1');
        hasSample = true;
      }
      if (/ compose ps$/.test(typed)) {
        const { stdout } = await shell('docker compose exec -T sync ident-amocrm status --json');
        expect(stdout).toContain('"linked":20');
      }
    }
    expect((await shell('docker volume ls')).stdout).not.toContain('try-guide');
  }, 900_000);
});
