/** The stages that a visit's deal goes through before it is won or lost, in their order. */
export const setupStages = ['planned', 'appeared', 'started', 'ended'] as const;

export type SetupStage = (typeof setupStages)[number];

/** What the pipeline that we make is called, and its stages: people read them in amoCRM. */
export const ownPipeline = 'Визиты IDENT';
export const ownStages: Readonly<Record<SetupStage, string>> = {
  planned: 'Запланирован',
  appeared: 'Пациент пришёл',
  started: 'В процессе',
  ended: 'Завершён',
};

/** Which pipeline the clinic's deals go through, as the settings say it: names, or ids. */
export interface PipelineChoice {
  /** null: ours. */
  readonly pipeline: string | null;
  /** Stages that are called otherwise than ours. */
  readonly stages: ReadonlyMap<SetupStage, string>;
  /** By IDENT's reason of a cancelling: the reason of a loss in amoCRM. */
  readonly lossReasons: ReadonlyMap<string, string>;
  /** A doctor tells of an illness, and many see deals. */
  readonly withDoctors: boolean;
  /** Stages, of any pipeline, that people keep to themselves. */
  readonly protectedStages: readonly string[];
  /** Stages, of any pipeline, whose deals first visits take over. */
  readonly adoptStages: readonly string[];
  /** The user who is responsible for new deals; null: whoever is responsible for the contact. */
  readonly responsible: string | null;
}
