import { MeasuredProcess } from '../child-process.ts';
import type { Part } from '../part.ts';
import type { PeerCost, PeerPatient, PeerTask } from '../processes/peer.child.ts';
import type { Row } from '../row.ts';
import { Account, type Clinics, real, unlimited } from '../world.ts';

const names = ['@shevernitskiy/amo', 'amocrm-js'] as const;

export const peers: Part = {
  name: 'peers',
  what: 'the same load by look-up and create, a patient at a time, with the clients that npm offers',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 500 : 10_000;
    const sample = quick ? 30 : 200;
    tell(`our own load of ${patients.toLocaleString('en')}`);
    const ours = await ownLoad(clinics, patients);
    const rows: Row[] = [];
    const people = await samplePeople(clinics, sample);
    for (const peer of names) {
      tell(`${peer}, ${sample} patients`);
      await using account = await Account.open(await clinics.fresh(sample), real);
      await using process = new MeasuredProcess('peer.child.ts');
      const task: PeerTask = { peer, ...account.address, patients: people };
      const before = await account.traffic();
      const { ms, failures } = await process.ask<PeerCost>(task);
      const after = await account.traffic();
      rows.push({
        part: this.name,
        what: `first load of ${patients.toLocaleString('en')}: ${peer} ÷ ours`,
        measured: (ms * (patients / sample)) / ours,
        unit: '×',
        goal: { atLeast: 150 },
        aside: `extrapolated from ${sample} patients in ${(ms / 1000).toFixed(1)} s; ${after.requests - before.requests} requests, ${after.refused} × 429, ${failures} patients lost, ${after.contacts} contacts; ours ${(ours / 1000).toFixed(1)} s for all`,
      });
    }
    return rows;
  },
};

async function ownLoad(clinics: Clinics, patients: number): Promise<number> {
  await using account = await Account.open(await clinics.fresh(patients), real);
  // 250 is the default of BATCH_SIZE.
  return (await account.pass('auto', 250)).ms;
}

/** The contacts that we make of these patients, as rows to create. */
async function samplePeople(clinics: Clinics, count: number): Promise<readonly PeerPatient[]> {
  await using account = await Account.open(await clinics.fresh(count), unlimited);
  await account.pass('auto');
  const rows: PeerPatient[] = [];
  for (let page = 1; ; page += 1) {
    const { url, token } = account.address;
    const answer = await fetch(`${url}/api/v4/contacts?limit=250&page=${page}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (answer.status === 204) return rows;
    // The sandbox's own form.
    const { _embedded } = (await answer.json()) as { _embedded: { contacts: readonly Contact[] } };
    rows.push(..._embedded.contacts.map(rowOf));
  }
}

interface Contact {
  readonly name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly custom_fields_values:
    | readonly {
        readonly field_id: number;
        readonly field_code: string | null;
        readonly field_type: string;
        readonly values: readonly { readonly value: unknown; readonly enum_id?: number }[];
      }[]
    | null;
}

function rowOf({ name, first_name, last_name, custom_fields_values }: Contact): PeerPatient {
  const fields = custom_fields_values ?? [];
  const phone = fields.find(({ field_code }) => field_code === 'PHONE')?.values[0]?.value ?? '';
  return {
    phone: String(phone),
    row: {
      name,
      first_name,
      last_name,
      custom_fields_values: fields.map(({ field_id, field_type, values }) => ({
        field_id,
        values: values.map(({ value, enum_id }) => {
          const written = dateTypes.has(field_type) ? rfc3339(Number(value)) : value;
          return enum_id === undefined ? { value: written } : { value: written, enum_id };
        }),
      })),
    },
  };
}

const dateTypes = new Set(['date', 'birthday']);

/** As amoCRM takes people born before 1970, whose seconds are negative. */
const rfc3339 = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
