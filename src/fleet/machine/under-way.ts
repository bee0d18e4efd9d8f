import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { FleetError, fleetErrors } from '../errors.ts';
import { type Job, silentMs } from '../queue/jobs.ts';
import { type PassClass, toGiveWay } from './places.ts';
import type { Silence } from './silence.ts';

interface Under {
  readonly kind: PassClass;
  readonly job: Job;
  readonly lost: AbortController;
  readonly end: Promise<void>;
  /** By the clinic's name. */
  readonly log: Logger;
  /** Null: its turn has not begun. */
  silence: Silence | null;
  /** It was ended since nobody answered, and others wait for its place. */
  gaveWay: boolean;
  /** Its job is about to be over by itself. */
  isEnding: boolean;
  /** When the queue heard of it last; monotonic ms. */
  seenAt: number;
}

/** The passes that a machine has under way, as the queue hears of them. */
export class UnderWay {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #passes = new Map<string, Under>();
  #lost = 0;
  #missed = 0;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#passes.size;
  }

  get ids(): readonly string[] {
    return [...this.#passes.keys()];
  }

  /** How many were given away, and how many signs of life came too late, since the machine began. */
  get troubles(): { readonly lost: number; readonly missed: number } {
    return { lost: this.#lost, missed: this.#missed };
  }

  get counts(): Readonly<Record<PassClass, number>> {
    const all = [...this.#passes.values()];
    const count = (kind: PassClass) => all.filter((one) => one.kind === kind).length;
    return { quick: count('quick'), long: count('long'), troubled: count('troubled') };
  }

  add(pass: Pick<Under, 'job' | 'kind' | 'lost' | 'end' | 'log'>): void {
    const seenAt = this.#clock.monotonic();
    const fresh = { seenAt, silence: null, gaveWay: false, isEnding: false };
    this.#passes.set(pass.job.id, { ...pass, ...fresh });
  }

  /** Its turn has begun. */
  begins(id: string, silence: Silence): void {
    const pass = this.#passes.get(id);
    if (pass !== undefined) pass.silence = silence;
  }

  /** Its job is about to be over by itself. @returns whether it gave its place to others. */
  ends(id: string): boolean {
    const pass = this.#passes.get(id);
    if (pass === undefined) return false;
    pass.isEnding = true;
    return pass.gaveWay;
  }

  remove(id: string): void {
    this.#passes.delete(id);
  }

  async ended(): Promise<void> {
    await Promise.all([...this.#passes.values()].map(({ end }) => end));
  }

  /** The queue has heard of these. */
  seen(ids: readonly string[]): void {
    const at = this.#clock.monotonic();
    for (const pass of ids.flatMap((id) => this.#passes.get(id) ?? [])) {
      const afterMs = Math.round(at - pass.seenAt);
      pass.seenAt = at;
      if (afterMs <= silentMs) continue;
      this.#missed += 1;
      pass.log.warn({ afterMs }, 'a sign of life came too late');
    }
  }

  /** The queue has given these away. @returns how many of them go no further. */
  giveUp(ids: readonly string[]): number {
    const before = this.#lost;
    for (const pass of ids.flatMap((id) => this.#passes.get(id) ?? [])) {
      if (pass.isEnding) continue;
      this.#lost += 1;
      pass.log.warn('this machine was silent: its pass was given away');
      pass.lost.abort(new FleetError(fleetErrors.claimLost));
    }
    return this.#lost - before;
  }

  /** Of a clinic that was taken out of the fleet, or is named otherwise now, no pass goes on. */
  stopUnless(isHere: (clinic: number) => boolean): void {
    for (const { job, lost } of this.#passes.values()) {
      if (!isHere(job.number)) lost.abort(new FleetError(fleetErrors.claimLost));
    }
  }

  /** Where no place is left, those that nobody answers give theirs to others. */
  giveWay(places: number): void {
    const held = [...this.#passes.values()].map((pass) => ({
      pass,
      kind: pass.kind,
      silentMs: pass.isEnding || pass.lost.signal.aborted ? 0 : (pass.silence?.overMs ?? 0),
    }));
    for (const { pass } of toGiveWay(places, held)) {
      pass.gaveWay = true;
      pass.log.warn('nobody answers in the pass: it gives its place to other clinics');
      pass.lost.abort(new FleetError(fleetErrors.silent));
    }
  }

  /** This process, or the server, stood still itself. */
  forgiveSilence(): void {
    for (const { silence } of this.#passes.values()) silence?.forgive();
  }

  /** All but those that are about to be over by themselves. */
  stop(reason: unknown): void {
    for (const { lost, isEnding } of this.#passes.values()) if (!isEnding) lost.abort(reason);
  }
}
