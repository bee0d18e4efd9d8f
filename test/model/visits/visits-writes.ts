import { z } from 'zod';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Deeds } from './visits-property.ts';

/** What a robot writes over ours. */
export const [robotName, robotPrice] = ['Робот', 77_777] as const;

/** Of a write to deals what an oracle has to know. */
const rowsSchema = z.array(
  z.object({
    id: z.number(),
    name: z.string().optional(),
    price: z.number().nullish(),
    status_id: z.number().optional(),
    custom_fields_values: z
      .array(z.object({ field_id: z.number(), values: z.array(z.looseObject({})).nullable() }))
      .optional(),
  }),
);

/** Judges each write to a deal by what stands there when it leaves: what people or robots did to it since is theirs. */
export class WatchedWrites implements Disposable {
  readonly wrong: string[] = [];
  readonly #fetch = globalThis.fetch;
  #sandbox: Sandbox | null = null;
  #deeds: Deeds | null = null;

  constructor() {
    globalThis.fetch = async (input, init) => {
      const url = new URL(String(input instanceof Request ? input.url : input));
      if (init?.method === 'PATCH' && url.pathname.startsWith('/api/v4/leads'))
        this.#judge(String(init.body));
      return await this.#fetch(input, init);
    };
  }

  begin(sandbox: Sandbox, deeds: Deeds): void {
    this.#sandbox = sandbox;
    this.#deeds = deeds;
  }

  [Symbol.dispose](): void {
    globalThis.fetch = this.#fetch;
  }

  #judge(body: string): void {
    const [sandbox, deeds] = [this.#sandbox, this.#deeds];
    if (sandbox === null || deeds === null) return;
    const parsed: unknown = JSON.parse(body);
    const unsorted = new Set(
      sandbox.funnel
        .pipelines()
        .flatMap(({ statuses }) =>
          statuses.filter(({ isUnsorted }) => isUnsorted).map(({ id }) => id),
        ),
    );
    for (const row of rowsSchema.parse(Array.isArray(parsed) ? parsed : [parsed])) {
      const there = sandbox.deals.get(row.id);
      if (there === null) continue;
      const tell = (what: string) => this.wrong.push(`deal ${row.id}: ${what}`);
      if (unsorted.has(there.status_id)) tell('written in «Неразобранное»');
      if (row.name !== undefined && !there.name.startsWith('Приём'))
        tell('its name is written over');
      const isTheirs = deeds.prices.get(row.id) === there.price || there.price === robotPrice;
      if (row.price !== undefined && there.price !== 0 && isTheirs)
        tell('its price is written over');
      const isDragged = deeds.stages.get(row.id) === there.status_id && deeds.losses === 0;
      if (row.status_id !== undefined && isDragged) tell('moved from where a person dragged it');
      if (deeds.sales.has(row.id)) tell('another sale is written');
    }
  }
}
