import { Clinic, type ClinicConfig, type ClinicOptions, clinicParts } from '../clinic/clinic.ts';
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

/** Where a fleet stands in the database of the state, it says whose account and databases these are. */
async function admissionOf(config: ClinicConfig): Promise<Pick<ClinicOptions, 'admit'>> {
  if (config.state.server === undefined) return {};
  const { admissionByHand } = await import('../fleet/by-hand.ts');
  return { admit: admissionByHand(config, config.state.server) };
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
  const admit = await admissionOf(config);
  await using clinic = await Clinic.open(config, { clock, log, signal, onEvent, ...admit });
  return await clinic.locked(lockRequest(context, config.timeZone, request), () =>
    work(clinic, { onProgress, databases: config.databases }),
  );
}
