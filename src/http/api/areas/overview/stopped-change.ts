import type { Clinic } from '../../../../clinic/clinic.ts';
import type { SourceNumber } from '../../../../contact/model/patient-key.ts';
import { both } from '../../../../language.ts';
import { passModes, type Run, type RunOutcome } from '../../../../state/record/runs.ts';
import { type Asking, askingIn, neededFor } from '../../../../sync/guard/asking/asked.ts';
import { stoppedPrefix } from '../../../../sync/guard/asking/stopped-change.ts';
import { guardedKindText } from '../../../../sync/guard/asking/words.ts';
import type { ApiTools } from '../../api-tools.ts';
import type { Answer } from '../../handlers.ts';

type Guard = NonNullable<Answer<'overview'>['pauses'][number]['guard']>;
type Asked = Readonly<Record<string, number>>;

/** Among so many stopped runs the one is looked for that names whom a question concerns. */
const mostRuns = 50;

/**
 * What a person is asked for: all that any pass was stopped for and that nobody has answered since, not what the last one
 * met alone, since the word is for all of it.
 */
export async function stoppedChange({
  reads,
  clinic: { sources },
}: Pick<ApiTools, 'reads' | 'clinic'>): Promise<Guard | null> {
  const runs = await reads.runs.latest(mostRuns, { outcome: 'stopped' });
  const all = await askingIn(reads);
  // What a command was stopped for is told by the command: no pass would do it.
  const ofPass = runs.find(({ mode }) => passModes.includes(mode));
  const last = ofPass ?? (all.length > 0 ? runs[0] : undefined);
  if (last === undefined) return null;
  const present = new Set(sources.map(({ number }) => number));
  const asking = all.filter(({ source }) => present.has(source));
  const isAsked = (kind: string) => all.some(({ kinds }) => kind in kinds);
  const stopped = Object.entries(ofPass === undefined ? {} : stoppedIn(ofPass));
  const ofRun =
    ofPass !== undefined && (await isRunAlone(reads, ofPass, asking))
      ? Object.fromEntries(stopped.filter(([kind]) => !isAsked(kind)))
      : {};
  const names = new Set([...stopped.map(([kind]) => kind), ...asking.flatMap(namesOf)]);
  const kinds = [...names].flatMap((kind) => {
    const databases = asking.flatMap(({ source, kinds: { [kind]: count } }) =>
      count === undefined ? [] : [{ name: nameOf(sources, source), count }],
    );
    const count = ofRun[kind] ?? databases.reduce((sum, one) => sum + one.count, 0);
    if (count === 0) return [];
    return {
      kind,
      count,
      text: both((language) => guardedKindText(kind, language)),
      runId: runThatNames(kind, count, runs),
      databases: sources.length > 1 ? databases : [],
    };
  });
  const needed = Math.max(neededFor(asking), ...Object.values(ofRun));
  return { runId: last.id, kinds, allow: needed === 0 ? null : needed };
}

/** An older version kept no numbers of a question: its run alone tells them, until a pass comes through. */
async function isRunAlone(
  { runs }: Pick<ApiTools['reads'], 'runs'>,
  last: Run,
  asking: readonly Asking[],
): Promise<boolean> {
  if (asking.some((one) => namesOf(one).length === 0)) return true;
  const ended = await runs.lastEnded(['incremental', 'deep']);
  return ended === undefined || ended.id <= last.id || !cameThrough.has(ended.outcome);
}

const cameThrough: ReadonlySet<string> = new Set<RunOutcome>(['ok', 'rows-rejected']);

const namesOf = ({ kinds }: Asking): readonly string[] => Object.keys(kinds);

const stoppedIn = ({ counts }: Run): Asked =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) =>
      name.startsWith(stoppedPrefix) ? [[name.slice(stoppedPrefix.length), count]] : [],
    ),
  );

/** The newest one that was stopped for so many, else for fewer. */
function runThatNames(kind: string, count: number, runs: readonly Run[]): number | null {
  const told = runs.filter((run) => kind in stoppedIn(run));
  const whole = told.find((run) => (stoppedIn(run)[kind] ?? 0) >= count);
  return (whole ?? told[0])?.id ?? null;
}

const nameOf = (sources: Clinic['sources'], number: SourceNumber): string =>
  sources.find((source) => source.number === number)?.name ?? String(number);
