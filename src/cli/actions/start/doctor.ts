import { exitCode } from '../../../app-error.ts';
import type { ConfigPart } from '../../../config/load-config.ts';
import { ConfigError, type Mistake } from '../../../config/mistake.ts';
import type { Diagnosis } from '../../../doctor/diagnosis.ts';
import { examine, judgeSettingsAlone } from '../../../doctor/examine.ts';
import type { ReadParts } from '../../../doctor/installation.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { sourceBeside } from '../../source/source-beside.ts';
import { diagnosisJson, showDiagnoses } from '../../views/doctor-view.ts';

/** The check-list of an installation, run by the program; changes nothing. Of several clinics: one after the other. */
export async function doctor(context: CliContext): Promise<CommandEnd> {
  const clinics = await context.undecidedClinics();
  if (clinics !== null) return await doctorOfAll(context, clinics);
  const found = await look(context);
  await showDiagnoses(context, found);
  const ok = isWell(found);
  return {
    result: { ok, checks: found.map((one) => diagnosisJson(one, context.language)) },
    exit: ok ? exitCode.ok : exitCode.failed,
  };
}

/** Of each clinic what is not well; each has its network's settings and its log for itself, and so its turn. */
async function doctorOfAll(context: CliContext, clinics: readonly string[]): Promise<CommandEnd> {
  const { output, text, language, signal } = context;
  const seen: { readonly clinic: string; readonly found: readonly Diagnosis[] }[] = [];
  for (const clinic of clinics) {
    signal.throwIfAborted();
    const found = await look(context.ofClinic(clinic));
    seen.push({ clinic, found });
    output.data(output.paint.bold(clinic));
    await showDiagnoses(
      context,
      found.filter(({ verdict }) => verdict === 'problem' || verdict === 'warning'),
    );
    output.data();
  }
  const told = seen.map(({ clinic, found }) => {
    const checks = found.map((one) => diagnosisJson(one, language));
    return { clinic, ok: isWell(found), checks };
  });
  const ill = seen.filter(({ found }) => !isWell(found));
  output.data(
    text.doctor.clinics(
      seen.length,
      ill.map(({ clinic }) => clinic),
    ),
  );
  return {
    result: { ok: ill.length === 0, clinics: told },
    exit: ill.length === 0 ? exitCode.ok : exitCode.failed,
  };
}

const isWell = (found: readonly Diagnosis[]): boolean =>
  found.every(({ verdict }) => verdict !== 'problem');

async function look(context: CliContext): Promise<readonly Diagnosis[]> {
  const { parts, mistakes } = await readParts(context);
  const settings = await orNull(context.settings(), mistakes);
  if (settings === null) return judgeSettingsAlone(mistakes);
  return await examine({
    base: settings.config,
    parts,
    mistakes,
    clock: context.clock,
    log: settings.log,
    platform: process.platform,
    sources: (await orNull(context.settings('ident'), []))?.config.sources ?? null,
    openIdent: async (source) => {
      const stateFile = parts.state?.file ?? null;
      return await sourceBeside(context, { ...settings, source }, stateFile).beside(context.signal);
    },
  });
}

/** One part at a time, so that a mistake in one does not hide the others. */
async function readParts(
  context: CliContext,
): Promise<{ readonly parts: ReadParts; readonly mistakes: Mistake[] }> {
  const mistakes: Mistake[] = [];
  const read = async <Part extends ConfigPart>(part: Part): Promise<ReadParts[Part] | null> => {
    const settings = await orNull(context.settings(part), mistakes);
    // What was asked for is there; TypeScript does not follow the key through the two generics.
    return settings === null ? null : (settings.config[part] as ReadParts[Part]);
  };
  const parts: ReadParts = {
    amocrm: await read('amocrm'),
    fleet: await read('fleet'),
    ident: await read('ident'),
    state: await read('state'),
    sync: await read('sync'),
    http: await read('http'),
    alerts: await read('alerts'),
    dashboard: await read('dashboard'),
  };
  return { parts, mistakes };
}

async function orNull<T>(reading: Promise<T>, mistakes: Mistake[]): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    mistakes.push(...error.mistakes);
    return null;
  }
}
