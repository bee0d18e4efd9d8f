/** The two stages that every pipeline has under the same ids: won, and lost. */
export const wonId = 142;
export const lostId = 143;

export const isClosed = (statusId: number): boolean => statusId === wonId || statusId === lostId;

export interface StatusRecord {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly color: string;
  /** «Неразобранное»: incoming leads that nobody has accepted. */
  readonly isUnsorted: boolean;
}

export interface PipelineRecord {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly isMain: boolean;
  /** Whether incoming leads come into its «Неразобранное»; that stage is there in any case. */
  readonly isUnsortedOn: boolean;
  readonly isArchive: boolean;
  /** In their order. */
  readonly statuses: readonly StatusRecord[];
}

export interface LossReasonRecord {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  /** Seconds. */
  readonly createdAt: number;
  /** Seconds. */
  readonly updatedAt: number;
}

export const statusOf = (
  pipeline: PipelineRecord | undefined,
  id: number,
): StatusRecord | undefined => pipeline?.statuses.find((status) => status.id === id);

export const unsortedOf = ({ statuses }: PipelineRecord): StatusRecord | undefined =>
  statuses.find(({ isUnsorted }) => isUnsorted);

/** Where new leads come to: the first stage behind «Неразобранное». */
export const firstStageOf = ({ statuses }: PipelineRecord): number =>
  statuses.find(({ isUnsorted }) => !isUnsorted)?.id ?? wonId;
