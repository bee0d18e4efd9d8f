import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { cli } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';

it('a command at a terminal tells of its troubles in words, once for each kind, with host and port', async (context) => {
  const { clinic, sandbox } = await Clinic.withSandbox(3, context, { quick: true });
  sandbox.faults.add({
    match: { method: 'GET' },
    times: 3,
    fault: { kind: 'status', status: 503, when: 'before' },
  });
  const options = { ...clinic.options({ LOG_FORMAT: 'json' }), isTTY: true };
  const { port } = new URL(sandbox.url);
  const { code, stderr } = await cli(['fields', 'check', '--lang', 'ru'], options);
  const said = stripVTControlCharacters(stderr);
  expect([code, said.match(/amoCRM 127\.0\.0\.1:\d+: .*/g)]).toEqual([
    expect.any(Number),
    [`amoCRM 127.0.0.1:${port}: отвечает ошибкой сервера; повторяем.`],
  ]);
  expect(said).not.toContain('{"level"');

  sandbox.faults.add({
    match: { method: 'GET' },
    times: 1,
    fault: { kind: 'status', status: 503, when: 'before' },
  });
  // What no person reads stays what it was.
  const piped = await cli(['fields', 'check'], { ...options, isTTY: false });
  expect(piped.stderr).toContain('"msg":"amoCRM request will be tried again"');
});
