import { Clinic, type ClinicConfig, clinicParts } from '../clinic/clinic.ts';
import type { PassProgress } from '../sync/pass/pass-context.ts';
import type { CliContext } from './context.ts';
import { lockRequest } from './lock-request.ts';
import { createPassProgress } from './terminal/pass-progress.ts';

interface PassRequest {
  /** Named to those who wait for us. */
  readonly command: string;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/**
 * Runs `work` with the clinic of the settings and its pass lock; its progress is shown on stderr. All of it is given
 * back before this returns, so the caller may show the outcome at leisure.
 */
export async function inPass<T>(
  context: CliContext,
  request: PassRequest,
  work: (
    clinic: Clinic,
    told: {
      readonly onProgress: (progress: PassProgress) => void;
      /** How the clinic's databases are called. */
      readonly databases: ClinicConfig['databases'];
    },
  ) => Promise<T>,
): Promise<T> {
  const { config, log } = await context.settings(...clinicParts);
  const { clock, signal } = context;
  using progress = createPassProgress(context);
  const { onEvent, onProgress } = progress;
  await using clinic = await Clinic.open(config, { clock, log, signal, onEvent });
  return await clinic.locked(lockRequest(context, config.timeZone, request), () =>
    work(clinic, { onProgress, databases: config.databases }),
  );
}
