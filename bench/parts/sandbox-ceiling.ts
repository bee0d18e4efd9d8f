import type { Part } from '../part.ts';
import { Account, unlimited } from '../world.ts';

export const sandboxCeiling: Part = {
  name: 'ceiling',
  what: 'how fast the sandbox itself answers: it must not be what is measured',
  async run({ clinics, quick, tell }) {
    tell('ceiling of the sandbox');
    const patients = quick ? 1_000 : 10_000;
    await using account = await Account.open(await clinics.synced(patients), unlimited);
    const { url, token } = account.address;
    const pages = patients / 250;
    const begun = performance.now();
    let bytes = 0;
    await Promise.all(
      Array.from({ length: pages }, async (_, at) => {
        const answer = await fetch(
          `${url}/api/v4/contacts?limit=250&page=${at + 1}&order[id]=asc`,
          {
            headers: { authorization: `Bearer ${token}` },
          },
        );
        bytes += (await answer.arrayBuffer()).byteLength;
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    return [
      {
        part: this.name,
        what: 'sandbox: pages of 250 contacts a second',
        measured: pages / seconds,
        unit: '/s',
        goal: { atLeast: 14 },
        aside: `twice amoCRM's limit suffices; ${(bytes / pages / 1024).toFixed(0)} kB a page`,
      },
    ];
  },
};
