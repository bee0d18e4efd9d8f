import { describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../../src/service/service-event.ts';
import { hour } from '../service/watch/fake-service.ts';
import { Site } from './site.ts';

/** Lines of a scrape by series. */
async function scrape(site: Site): Promise<ReadonlyMap<string, number>> {
  const { status, headers, body } = await site.get('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

const ended = (over: Partial<Extract<ServiceEvent, { type: 'pass-ended' }>['result'] & object>) =>
  ({
    type: 'pass-ended',
    at: 0,
    result: {
      ...{ runId: 9, mode: 'incremental', outcome: 'ok', requests: 3, durationMs: 2_000 },
      ...{ counts: {}, findingCounts: {} },
      ...over,
    },
  }) as const satisfies ServiceEvent;

describe('/metrics', () => {
  it('counts passes by mode and outcome, and patients by what became of them', async () => {
    await using site = await Site.open();
    site.service.tell(
      { type: 'pass-started', mode: 'incremental', at: 0 },
      ended({
        counts: { created: 3, unchanged: 10, rejected: 1, read: 14 },
        outcome: 'rows-rejected',
        findingCounts: { adopted: 2 },
      }),
    );
    const metrics = await scrape(site);
    expect(metrics.get('ident_amocrm_rows_total{outcome="created"}')).toBe(3);
    expect(metrics.get('ident_amocrm_rows_total{outcome="updated"}')).toBe(0);
    expect(metrics.get('ident_amocrm_rows_total{outcome="read"}')).toBeUndefined();
    expect(metrics.get('ident_amocrm_findings_total{kind="adopted"}')).toBe(2);
    const runs = (mode: string, outcome: string) =>
      metrics.get(`ident_amocrm_runs_total{mode="${mode}",outcome="${outcome}"}`);
    expect(runs('incremental', 'rows-rejected')).toBe(1);
    expect(runs('incremental', 'ok')).toBe(0);
    expect(runs('deep', 'failed')).toBe(0);
    expect(metrics.get('ident_amocrm_run_duration_seconds_sum{mode="incremental"}')).toBe(2);
    expect(metrics.get('ident_amocrm_run_duration_seconds_count{mode="deep"}')).toBe(0);
  });

  it('tells a pass inside a deep one from the deep one, also when both fail', async () => {
    await using site = await Site.open();
    const failed = { type: 'pass-ended', at: 0, errorCode: 'IDENT_UNREACHABLE' } as const;
    site.service.tell(
      { type: 'pass-started', mode: 'deep', at: 0 },
      { type: 'pass-started', mode: 'incremental', at: 0 },
    );
    const running = 'ident_amocrm_pass_running';
    expect((await scrape(site)).get(`${running}{mode="deep"}`)).toBe(1);
    site.service.tell(failed);
    const between = await scrape(site);
    expect(between.get(`${running}{mode="incremental"}`)).toBe(0);
    expect(between.get(`${running}{mode="deep"}`)).toBe(1);
    site.service.tell(failed);
    const after = await scrape(site);
    expect(after.get('ident_amocrm_runs_total{mode="deep",outcome="failed"}')).toBe(1);
    expect(after.get('ident_amocrm_runs_total{mode="incremental",outcome="failed"}')).toBe(1);
    expect(after.get(`${running}{mode="deep"}`)).toBe(0);
  });

  it('counts requests by route and status, retries, and the time that was waited', async () => {
    await using site = await Site.open();
    const request = { type: 'request', route: 'POST /contacts', ms: 400, write: true } as const;
    const events = [
      { ...request, status: 200 },
      { ...request, status: 429 },
      { ...request, status: null },
      { type: 'throttled', waitMs: 150, reason: 'pacing' },
      { type: 'throttled', waitMs: 2_000, reason: 'paused' },
      { type: 'retry', route: 'GET /contacts', tries: 1, waitMs: 0, reason: 'rate-limit' },
      { type: 'circuit-open', until: 0 },
    ] as const;
    site.service.tell(...events.map((event) => ({ type: 'amocrm', event }) as const));
    const metrics = await scrape(site);
    const requests = (code: string) =>
      metrics.get(`ident_amocrm_crm_requests_total{route="POST /contacts",code="${code}"}`);
    expect([requests('200'), requests('429'), requests('none')]).toEqual([1, 1, 1]);
    expect(metrics.get('ident_amocrm_crm_request_duration_seconds_count')).toBe(3);
    expect(metrics.get('ident_amocrm_limiter_wait_seconds_total{reason="pacing"}')).toBe(0.15);
    expect(metrics.get('ident_amocrm_crm_throttled_seconds_total')).toBe(2);
    expect(metrics.get('ident_amocrm_crm_retries_total{reason="rate-limit"}')).toBe(1);
    expect(metrics.get('ident_amocrm_crm_circuit_opened_total')).toBe(1);
  });

  it('shows how things stand at the moment of the scrape', async () => {
    await using site = await Site.open();
    const now = site.clock.now();
    site.service.truth = {
      pauses: [{ reason: 'circuit', since: now, code: null, actor: 'service' }],
      lastIncrementalAt: now,
      lastDeepAt: now,
      databaseLostSince: now,
      access: { kind: 'oauth', expiresAt: now + hour },
      rejected: { count: 4, oldestAt: now - hour },
      links: { linked: 120, missing: 2, removed: 1, orphan: 0 },
      uncertain: { count: 2, oldestAt: now - 1_000 },
    };
    await site.clock.advance(90_000);
    const metrics = await scrape(site);
    const value = (name: string) => metrics.get(`ident_amocrm_${name}`);
    expect(value('last_success_age_seconds{mode="incremental"}')).toBe(90);
    expect(value('last_success_timestamp_seconds{mode="deep"}')).toBe(now / 1000);
    expect(value('paused{reason="circuit"}')).toBe(1);
    expect(value('paused{reason="auth"}')).toBe(0);
    expect(value('database_up')).toBe(0);
    expect(value('data_stale')).toBe(0);
    expect(value('token_expiry_timestamp_seconds{kind="oauth"}')).toBe((now + hour) / 1000);
    expect(value('rejected_rows')).toBe(4);
    expect(value('oldest_rejected_timestamp_seconds')).toBe((now - hour) / 1000);
    expect(value('uncertain_rows')).toBe(2);
    expect(value('links{status="missing"}')).toBe(2);
    const incident = (code: string) => value(`incident{code="${code}"}`);
    expect(['circuit', 'rejected-many', 'missing', 'database'].map(incident)).toEqual([3, 3, 2, 1]);
    expect(['auth', 'stale', 'rejected'].map(incident)).toEqual([0, 0, 0]);
    expect(value('interval_seconds')).toBe(120);
    expect(value(`build_info{version="1.2.3",node="${process.versions.node}"}`)).toBe(1);
    expect(metrics.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  });

  it('has no sample for what is not known, rather than a zero', async () => {
    await using site = await Site.open();
    site.service.truth = {
      firstLoadDone: false,
      lastIncrementalAt: null,
      lastDeepAt: null,
      access: { kind: 'long-lived', expiresAt: null },
    };
    const names = [...(await scrape(site)).keys()].join('\n');
    expect(names).toContain('ident_amocrm_first_load_done');
    expect(names).not.toMatch(/last_success|token_expiry|oldest_/);
  });

  it('goes on counting while the state cannot be read, and shows nothing old', async () => {
    await using site = await Site.open();
    site.service.truth = new Error('disk');
    const metrics = await scrape(site);
    expect(metrics.get('ident_amocrm_state_readable')).toBe(0);
    expect(metrics.get('ident_amocrm_rows_total{outcome="created"}')).toBe(0);
    expect([...metrics.keys()].filter((name) => name.includes('paused{'))).toEqual([]);
  });
});
