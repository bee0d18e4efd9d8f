import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { readerSuite } from './suites/reader-suite.ts';

describe('the reader on SQLite', () => {
  readerSuite(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ident-reader-'));
    return {
      config: { client: 'sqlite', file: join(folder, 'ident.db') },
      close: () => rm(folder, { recursive: true }),
    };
  });
});
