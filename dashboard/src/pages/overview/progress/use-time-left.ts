import { useRef } from 'react';
import type { Progress } from '../../../../../src/http/api/contract/overview.ts';

interface Beginning {
  readonly phase: Progress['phase'];
  readonly at: number;
  readonly done: number;
}

/** Long enough that a rate means something. */
const watchMs = 3000;

/** How long the present phase takes at the pace seen so far, in ms; null where nobody can tell. */
export function useTimeLeft(progress: Progress | null, now: number): number | null {
  const beginning = useRef<Beginning | null>(null);
  if (progress === null) return null;
  const { phase, done, total } = progress;
  if (beginning.current?.phase !== phase) beginning.current = { phase, at: now, done };
  const { at, done: first } = beginning.current;
  if (total === null || done <= first || now - at < watchMs) return null;
  const rest = ((total - done) * (now - at)) / (done - first);
  return Math.max(Math.round(rest / 1000) * 1000, 1000);
}
