import { chunks } from '../chunks.ts';
import type { CliContext } from './context.ts';
import { type Failure, failureOf } from './ends/failure.ts';

/** States that are open at the same time. */
const atOnce = 8;

interface ClinicFailure {
  readonly clinic: string;
  readonly failure: Failure;
}

/** What came of looking at each clinic, in the order of the file. */
interface EachClinic<T> {
  readonly seen: readonly { readonly clinic: string; readonly value: T }[];
  readonly failures: readonly ClinicFailure[];
  /** Of the first failure, where every one of them failed: then so has the command. */
  readonly exit: number | undefined;
}

/**
 * Looks at each clinic of `CONFIG_FILE`. What is wrong with one of them hides no other.
 *
 * @throws what ended the command, and whatever is a bug.
 */
export async function eachClinic<T>(
  { language, signal }: Pick<CliContext, 'language' | 'signal'>,
  clinics: readonly string[],
  look: (clinic: string) => Promise<T>,
): Promise<EachClinic<T>> {
  const seen: { clinic: string; value: T }[] = [];
  const failures: ClinicFailure[] = [];
  for (const some of chunks(clinics, atOnce)) {
    signal.throwIfAborted();
    const ends = await Promise.allSettled(some.map(look));
    for (const [at, end] of ends.entries()) {
      const clinic = some[at] ?? '';
      if (end.status === 'fulfilled') {
        seen.push({ clinic, value: end.value });
        continue;
      }
      const failure = failureOf(end.reason, language, signal.reason);
      if (signal.aborted || failure.isBug) throw end.reason;
      failures.push({ clinic, failure });
    }
  }
  return { seen, failures, exit: seen.length === 0 ? failures[0]?.failure.exit : undefined };
}

/** Tells of clinics with which something failed. @returns the same for programs */
export function tellFailures(
  { output }: Pick<CliContext, 'output'>,
  failures: readonly ClinicFailure[],
): readonly object[] {
  return failures.map(({ clinic, failure: { code, message, hint } }) => {
    output.alarm(`${clinic}: ${message} (${code})`);
    output.alarm(`  → ${hint}`);
    return { clinic, code, message, hint };
  });
}
