import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { checkTitles } from '../../src/doctor/diagnosis.ts';
import type { Clinic } from '../cli/clinic.ts';

export const report = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      check: z.enum(Object.keys(checkTitles)),
      verdict: z.enum(['ok', 'warning', 'problem', 'skipped']),
      code: z.string().nullable(),
      found: z.string(),
      advice: z.string().optional(),
      command: z.string().optional(),
      page: z.string().optional(),
    }),
  ),
});

/** The sandbox's own pace would be too much for amoCRM; and somebody is told of troubles. */
export const wellKept = {
  RATE_LIMIT_REQUESTS: '7',
  ALERT_WEBHOOK_URL: 'https://hooks.clinic.example/ident',
};

export const context = { onTestFinished };

export function examined(clinic: Clinic) {
  return (env: Record<string, string> = {}) =>
    clinic.runWith({ ...wellKept, ...env }, 'doctor', '--json');
}
