import type { HealthFacts } from '../../../health/facts.ts';
import {
  type Incident,
  type IncidentCode,
  needsPerson,
  type Severity,
} from '../../../health/incident.ts';
import { allIsWell, incidentWords } from '../../../health/words/words.ts';
import type { Language } from '../../../language.ts';
import type { CliContext } from '../../context.ts';

const marks: Readonly<Record<Severity, string>> = { critical: '✗', warning: '!', notice: '·' };

/** Everything that is the matter, and last what comes next. */
export function showIncidents(
  { output, text, language }: CliContext,
  incidents: readonly Incident[],
  timeZone: string,
): void {
  const { paint } = output;
  const colours = { critical: paint.red, warning: paint.yellow, notice: paint.dim };
  for (const incident of incidents) {
    const { title, meaning, advice } = incidentWords(incident, { language, timeZone });
    const code = incident.cause === null ? '' : ` (${incident.cause})`;
    output.data(colours[incident.severity](`${marks[incident.severity]} ${title}${code}`));
    output.data(`  ${meaning}`);
    if (advice !== null) output.data(`  → ${advice}`);
    output.data();
  }
  output.data(`${paint.bold(`${text.status.next}:`)} ${next()}`);

  function next(): string {
    if (incidents.length === 0) return paint.green(text.status.fine(allIsWell[language].title));
    const wording = { language, timeZone };
    const affair = incidents.find(needsPerson);
    const cure = affair && incidentWords(affair, wording).advice;
    if (cure) return cure;
    const options = incidents.flatMap((one) => incidentWords(one, wording).option ?? []);
    return options[0] ?? text.status.nothing;
  }
}

export function incidentJson(incident: Incident, language: Language, timeZone: string): object {
  const { title, meaning, advice } = incidentWords(incident, { language, timeZone });
  return { ...incident, title, meaning, advice };
}

/** What `status --json` calls the next step, by the gravest incident; values may be added. */
export function nextStep(
  { fieldsBound }: Pick<HealthFacts, 'fieldsBound'>,
  [gravest]: readonly Incident[],
): string {
  if (gravest === undefined) return 'fine';
  if (gravest.code === 'setup' || gravest.code === 'first-load-asks')
    return fieldsBound ? 'load' : 'fields';
  return steps[gravest.code] ?? gravest.code;
}

const steps: Readonly<Partial<Record<IncidentCode, string>>> = {
  guard: 'resume',
  resting: 'resume',
  paused: 'resume',
  auth: 'cure',
  account: 'cure',
  drift: 'cure',
  circuit: 'cure',
  failing: 'failed',
  stopped: 'failed',
  'first-load': 'loading',
  'rejected-many': 'rejected',
  off: 'run',
};
