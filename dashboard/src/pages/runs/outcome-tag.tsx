import type { Run } from '../../../../src/http/api/contract/rows/run.ts';
import { useLanguage, useWords } from '../../language/use-language.ts';
import { Tag } from '../../ui/tag.tsx';
import type { Tone } from '../../ui/tone.ts';

const tones: Readonly<Record<Run['outcome'], Tone>> = {
  running: 'info',
  ok: 'good',
  'rows-rejected': 'warn',
  incomplete: 'warn',
  failed: 'bad',
  stopped: 'bad',
};

/** How a pass ended, and why it did not come to its end, in words. */
export function OutcomeTag({
  run,
  isBrief = false,
}: {
  readonly run: Pick<Run, 'outcome' | 'errorCode' | 'times' | 'reason'>;
  /** Without the reason: it is told beside. */
  readonly isBrief?: boolean;
}) {
  const language = useLanguage();
  const outcomes = useWords('runs.outcomes');
  const reason = run.reason?.[language].message ?? run.errorCode;
  return (
    <span>
      <Tag tone={tones[run.outcome]}>
        {outcomes(run.outcome)}
        {run.times > 1 && ` ×${run.times}`}
      </Tag>
      {!isBrief && reason !== null && (
        <>
          {' '}
          <small>{reason}</small>
        </>
      )}
    </span>
  );
}
