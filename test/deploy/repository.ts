import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export const read = (file: string): string => readFileSync(new URL(file, `file://${root}`), 'utf8');
