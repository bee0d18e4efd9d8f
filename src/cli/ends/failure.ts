import { basename } from 'node:path';
import { AppError, exitCode, whatEnded } from '../../app-error.ts';
import { ConfigError } from '../../config/mistake.ts';
import { patientIdJson, patientIdText } from '../../contact/model/patient-key.ts';
import type { Language } from '../../language.ts';
import { guardedKindText } from '../../sync/guard/asking/words.ts';
import { GuardError } from '../../sync/guard/errors.ts';
import { type Messages, messages } from '../locale/messages.ts';
import { exitCodeOf, InterruptedError } from './interruption.ts';

/** How a command that failed is told to a person, a program and the shell. */
export interface Failure {
  readonly exit: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Further facts for people, one a line. */
  readonly lines?: readonly string[];
  /** Further facts for programs. */
  readonly details?: object;
  /** Not an error of ours on purpose: the stack belongs into the log. */
  readonly isBug?: true;
}

/** @param stop the reason of the abort signal when a stop was asked for. */
export function failureOf(thrown: unknown, language: Language, stop: unknown): Failure {
  const error = whatEnded(thrown);
  const text = messages[language];
  if (stop instanceof InterruptedError && isAbort(error, stop)) {
    return { ...expected(stop, language), exit: exitCodeOf(stop.signal) };
  }
  if (error instanceof AppError) return expected(error, language);
  return systemFailure(error, text) ?? incomplete(error, text) ?? bug(error, text);
}

/** Whether the error is how the stop itself came out of what was going on. */
function isAbort(error: unknown, stop: InterruptedError): boolean {
  if (error === stop) return true;
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || (error.cause !== undefined && isAbort(error.cause, stop));
}

function expected(error: AppError, language: Language): Failure {
  const { exit, code } = error;
  const told = { exit, code, ...error.text(language) };
  if (error instanceof ConfigError) {
    const mistakes = error.mistakes.map(({ name, at, problem, fix }) => ({
      name,
      ...at,
      problem: problem[language],
      fix: fix[language],
    }));
    return { ...told, details: { mistakes } };
  }
  if (error instanceof GuardError) {
    // Of deals there is one for each deal: whom they concern is told once.
    const patients = new Map([...error.patients].map(([kind, ids]) => [kind, [...new Set(ids)]]));
    const lines = stoppedLines(patients, language);
    return {
      ...told,
      lines,
      details: {
        patients: Object.fromEntries(
          [...patients].map(([kind, ids]) => [kind, ids.map(patientIdJson)]),
        ),
      },
    };
  }
  return told;
}

/** How many patients of a stopped change are named. */
const named = 20;

/** Whom a mass change would have concerned, by what would have happened to them. */
function stoppedLines(patients: GuardError['patients'], language: Language): readonly string[] {
  const { pass } = messages[language];
  return [...patients].map(([kind, ids]) => {
    const more = ids.length > named ? [pass.andMore(String(ids.length - named))] : [];
    const list = [...ids.slice(0, named).map(patientIdText), ...more].join(', ');
    return `${guardedKindText(kind, language)}: ${pass.patientIds(list)}`;
  });
}

/** A person has to give rights: trying again does not help. */
const rightsMissing: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What the operating system refuses (a full disk, a taken port) is no bug; its words are not passed on. */
function systemFailure(error: unknown, { failure }: Messages): Failure | null {
  if (!(error instanceof Error)) return null;
  const { code, syscall, path, port }: NodeJS.ErrnoException & { port?: unknown } = error;
  if (code === undefined || syscall === undefined || !/^E[A-Z0-9]+$/.test(code)) return null;
  return {
    exit: rightsMissing.has(code) ? exitCode.usage : exitCode.failed,
    code: `SYSTEM_${code}`,
    message: failure.system(code, syscall, path ?? (port === undefined ? '' : String(port))),
    hint: failure.systemHints[code] ?? failure.systemHint,
  };
}

/** A library that npm would have brought is loaded only when it is needed. */
function incomplete(error: unknown, { failure }: Messages): Failure | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  if (error.code !== 'ERR_MODULE_NOT_FOUND') return null;
  return {
    exit: exitCode.usage,
    code: 'PROGRAM_INCOMPLETE',
    message: failure.incomplete(/'([^']+)'/.exec(error.message)?.[1] ?? '?'),
    hint: failure.incompleteHint,
  };
}

function bug(error: unknown, { failure }: Messages): Failure {
  return {
    exit: exitCode.failed,
    code: 'BUG',
    message: failure.bug(placeOf(error)),
    hint: failure.bugHint,
    isBug: true,
  };
}

/** `TypeError, plan.ts:41`: enough to find it, and no word of the message, which may quote a patient. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = /^\s+at .*?((?:file:\/\/)?\/?[^\s()]+):(\d+):\d+\)?$/m.exec(error.stack ?? '');
  return frame === null ? error.name : `${error.name}, ${basename(frame[1] ?? '')}:${frame[2]}`;
}
