import type { AmoPipeline, AmoStatus } from '../../amocrm/model/lead.ts';
import { named, single } from './named.ts';

/** A stage that a setting names, of whichever pipeline. */
export interface NamedStage {
  readonly wanted: string;
  /**
   * `several`: more than one pipeline has it, and none of them is the one of visits. `unfit`: incoming or closed deals
   * stand there, and none of them is taken over.
   */
  readonly status: 'ok' | 'missing' | 'several' | 'unfit';
  readonly found: { readonly pipeline: AmoPipeline; readonly status: AmoStatus } | null;
}

/**
 * Finds stages by name or id, or by `pipeline / stage` where several pipelines have one; of those that have it the
 * pipeline of visits goes first.
 */
export const matchStages = (
  pipelines: readonly AmoPipeline[],
  wanted: readonly string[],
  own: AmoPipeline | null,
): readonly NamedStage[] =>
  wanted.map((text): NamedStage => {
    const all = [...stagesOf(pipelines, text), ...ofNamedPipelines(pipelines, text)];
    const ours = all.filter(({ pipeline }) => pipeline.id === own?.id);
    return { wanted: text, ...single(ours.length > 0 ? ours : all) };
  });

const stagesOf = (pipelines: readonly AmoPipeline[], text: string) =>
  pipelines.flatMap((pipeline) =>
    named(pipeline.statuses, text).map((status) => ({ pipeline, status })),
  );

/** Either name may have a stroke of its own. */
const ofNamedPipelines = (pipelines: readonly AmoPipeline[], text: string) =>
  [...text.matchAll(/\//g)].flatMap(({ index }) =>
    stagesOf(named(pipelines, text.slice(0, index)), text.slice(index + 1)),
  );

/** Stages whose deals are taken over. */
export const matchAdoptStages = (...given: Parameters<typeof matchStages>): readonly NamedStage[] =>
  matchStages(...given).map((line) =>
    line.found === null || line.found.status.kind === 'stage' ? line : { ...line, status: 'unfit' },
  );
