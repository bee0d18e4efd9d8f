import { describe, expect, it } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { passPatient } from '../../../src/sync/command/patient-pass.ts';
import { runDuringAudit } from '../../../src/sync/pass/run-during-audit.ts';
import { runPass } from '../../../src/sync/pass/run-pass.ts';
import { TwoSources } from '../../support/two-sources.ts';

const both = ['1', '2', '2:1', '2:2', '2:3', '2:4', '2:5', '2:6', '3', '4', '5', '6'];

describe('a source that is away', () => {
  it.each([1, 2] as const)(
    'leaves the other’s changes to be written, and its own patients as they stand (%i)',
    async (number) => {
      await using two = await TwoSources.open();
      const { world } = two;
      await two.sync();
      const prefix = number === 1 ? '' : '2:';
      const other = number === 1 ? '2:' : '';
      const own = two.contactOf(`${prefix}3`);
      const cursors = await world.state.meta.ofSources('cursor');
      two.away(number);
      two.rename(3, 'Новофамильская', number === 1 ? 2 : 1);
      two.rename(3, 'Ждущая', number);
      expect(await two.sync()).toMatchObject({ mode: 'incremental', counts: { updated: 1 } });
      expect(two.contactOf(`${other}3`).name).toContain('Новофамильская');
      expect(await two.sync({ mode: 'deep' })).toMatchObject({ mode: 'deep', outcome: 'ok' });
      expect(two.contactOf(`${prefix}3`)).toEqual(own);
      expect(await world.state.links.count('linked')).toBe(12);
      const after = await world.state.meta.ofSources('cursor');
      expect(after.get(number as never)).toEqual(cursors.get(number as never));
      two.back();
      expect(await two.sync()).toMatchObject({ mode: 'deep', reason: 'source-back' });
      expect(two.contactOf(`${prefix}3`).name).toContain('Ждущая');
      expect(await two.sync()).toMatchObject({ mode: 'incremental' });
      expect(two.ids()).toEqual(both);
    },
  );

  it('that is another database under its number is left out, and the other goes on', async () => {
    await using two = await TwoSources.open();
    const { world } = two;
    await two.sync();
    const own = two.contactOf('2:3');
    // Another clinic's, with other people under the same ids.
    await two.exchange(2);
    two.rename(3, 'Новофамильская', 1);
    expect(await two.sync()).toMatchObject({
      ...{ mode: 'incremental', counts: { updated: 1 } },
      findings: [{ kind: 'source-away', subject: 'branch 2' }],
    });
    expect(await two.sync({ mode: 'deep' })).toMatchObject({ findingCounts: { 'source-away': 1 } });
    expect(two.contactOf('2:3')).toEqual(own);
    expect([...(await world.state.meta.ofSources('sourceAway'))]).toMatchObject([
      [2, { code: 'OTHER_DATABASE' }],
    ]);
    two.back();
    const back = await two.sync();
    expect(back.reason).toBe('source-back');
    expect(back.findingCounts).not.toHaveProperty('source-away');
    expect((await world.state.meta.ofSources('sourceAway')).size).toBe(0);
  });

  it.each([
    ['nobody', 'delete from Patients'],
    ['half of its patients', 'delete from Patients where ID_Persons > 3'],
  ])('that shows %s any more is told of, and nobody of it is removed', async (_, statement) => {
    await using two = await TwoSources.open();
    await two.sync();
    two.second(statement);
    two.rename(2, 'Новофамильская', 1);
    const before = two.world
      .contacts()
      .filter(({ fields }) => /^2:/.test(String(fields['ID пациента IDENT'])));
    expect(await two.sync({ mode: 'deep' })).toMatchObject({
      ...{ mode: 'deep', counts: { updated: 1 } },
      findings: expect.arrayContaining([
        expect.objectContaining({ kind: 'source-away', subject: 'branch 2' }),
      ]),
    });
    expect([...(await two.world.state.meta.ofSources('sourceAway'))]).toMatchObject([
      [2, { code: 'SOURCE_EMPTY' }],
    ]);
    const after = two.world
      .contacts()
      .filter(({ fields }) => /^2:/.test(String(fields['ID пациента IDENT'])));
    expect(after).toEqual(before);
    expect(await two.world.state.links.count('linked')).toBe(12);
  });

  it('from the first pass on is loaded when it comes, by its own contacts', async () => {
    await using two = await TwoSources.open();
    two.away(2);
    expect(await two.sync()).toMatchObject({ mode: 'deep', outcome: 'ok' });
    expect(two.ids()).toEqual(['1', '2', '3', '4', '5', '6']);
    two.back();
    expect(await two.sync()).toMatchObject({ mode: 'deep' });
    expect(two.ids()).toEqual(both);
  });

  it('is what is said of its patient, not that there is no such one', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    two.away(2);
    const test = two.world
      .clinic({ sources: two.sources })
      .connected((setup) => passPatient(setup, (2 ** 32 + 3) as PatientId, { dryRun: true }));
    await expect(test).rejects.toMatchObject({ code: expect.stringMatching(/^IDENT_/) });
  });

  it('is what ends the pass when all are', async () => {
    await using two = await TwoSources.open();
    await two.sync();
    two.away(1);
    two.away(2);
    await expect(two.sync()).rejects.toMatchObject({ code: expect.stringMatching(/^IDENT_/) });
  });
});

describe('while a further source is loaded for the first time', () => {
  it('changes of those that were loaded before are written between its pages', async () => {
    await using two = await TwoSources.open();
    const { world } = two;
    const [first, second] = two.sources;
    two.sources = first === undefined ? [] : [first];
    await two.sync();
    two.sources = first === undefined || second === undefined ? [] : [first, second];
    two.rename(3, 'Новофамильская', 1);
    const clinic = world.clinic({ sources: two.sources });
    let between: object | null = null;
    await clinic.connected((setup) => runPass(setup, { mode: 'auto' }), {
      betweenPages: async () => {
        if (between !== null) return;
        between = await clinic.connected((setup) => runDuringAudit(setup));
        // Nobody of the new source has a contact yet, and this change is there.
        expect(two.ids()).toEqual(['1', '2', '3', '4', '5', '6']);
        expect(two.contactOf('3').name).toContain('Новофамильская');
      },
    });
    expect(between).toMatchObject({ kind: 'done', result: { counts: { updated: 1 } } });
    expect(two.ids()).toEqual(both);
  });
});
