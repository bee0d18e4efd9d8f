import { checkTitles, type Diagnosis, type Verdict } from '../../doctor/diagnosis.ts';
import type { Language } from '../../language.ts';
import { troubleshootingPage } from '../../troubleshooting.ts';
import type { CliContext } from '../context.ts';

const marks: Readonly<Record<Verdict, string>> = {
  ok: '✓',
  warning: '!',
  problem: '✗',
  skipped: '–',
};

/** A line for each finding; below it what to do, the command, and the page that tells more. */
export async function showDiagnoses(
  { output, text, language }: CliContext,
  found: readonly Diagnosis[],
): Promise<void> {
  const { paint } = output;
  const words = text.doctor;
  const colours = {
    ok: paint.green,
    warning: paint.yellow,
    problem: paint.red,
    skipped: paint.dim,
  };
  const titles = found.map(({ check, source }) => {
    const title = checkTitles[check][language];
    return source === undefined ? title : `${title} – ${source}`;
  });
  const width = Math.max(...titles.map(({ length }) => length));
  for (const [at, diagnosis] of found.entries()) {
    const { verdict, advice, command, code } = diagnosis;
    const title = (titles[at] ?? '').padEnd(width);
    const line = `${marks[verdict]} ${title}  ${diagnosis.found[language]}`;
    output.data(
      verdict === 'ok' ? `${colours.ok(marks.ok)}${line.slice(1)}` : colours[verdict](line),
    );
    const indent = ' '.repeat(width + 4);
    if (advice !== undefined) output.data(`${indent}→ ${advice[language]}`);
    if (command !== undefined) output.data(`${indent}  ${paint.bold(command)}`);
    const page = code === null ? null : troubleshootingPage(code, language);
    if (page !== null) output.data(paint.dim(`${indent}  ${text.failure.page(page)}`));
  }
  output.data();
  const count = (verdict: Verdict) => found.filter((one) => one.verdict === verdict).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  output.data(paint.bold(problems > 0 ? words.bad(problems) : words.fine(warnings)));
}

export function diagnosisJson(diagnosis: Diagnosis, language: Language): object {
  const { check, verdict, source, code, found, advice, command } = diagnosis;
  const page = code === null ? null : troubleshootingPage(code, language);
  return {
    check,
    verdict,
    ...(source !== undefined && { source }),
    code,
    found: found[language],
    ...(advice === undefined ? {} : { advice: advice[language] }),
    ...(command === undefined ? {} : { command }),
    ...(page === null ? {} : { page }),
  };
}
