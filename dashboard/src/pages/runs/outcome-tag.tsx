import type { Run } from '../../../../src/http/api/contract/run.ts';
import { useWords } from '../../language/use-language.ts';
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

/** How a pass ended, with the code of what ended it. */
export function OutcomeTag({
  run,
}: {
  readonly run: Pick<Run, 'outcome' | 'errorCode' | 'times'>;
}) {
  const outcomes = useWords('runs.outcomes');
  return (
    <span>
      <Tag tone={tones[run.outcome]}>
        {outcomes(run.outcome)}
        {run.times > 1 && ` ×${run.times}`}
      </Tag>
      {run.errorCode !== null && (
        <>
          {' '}
          <code>{run.errorCode}</code>
        </>
      )}
    </span>
  );
}
