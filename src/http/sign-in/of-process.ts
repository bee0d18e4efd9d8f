import type { Clock } from '../../clock.ts';
import type { State } from '../../state/open-state.ts';
import { record } from '../api/api-tools.ts';
import { AttemptPace } from './attempt-pace.ts';
import type { AuthParts } from './auth.ts';

/** What one process with one state counts and writes down of those who sign in. */
export const ofProcess = (
  state: Pick<State, 'actions'>,
  clock: Clock,
): Pick<AuthParts, 'countFailures' | 'record'> => ({
  countFailures: (_of, rules) => new AttemptPace(rules, clock),
  record: (who, action, subject) => record({ state, clock }, who, action, subject),
});
