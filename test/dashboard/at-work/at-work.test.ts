import { afterAll, beforeAll, describe } from 'vitest';
import { describeInBrowser } from '../browser.ts';
import { cohort } from './cohort-suite.ts';
import { dailyWork } from './daily-work-suite.ts';
import { door } from './door-suite.ts';
import { newToken } from './new-token-suite.ts';
import { standing } from './standing-suite.ts';
import { Workplace } from './workplace.ts';

describeInBrowser('a service at work', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await Workplace.open();
  });
  afterAll(async () => {
    await place?.[Symbol.asyncDispose]();
  });
  const at = () => place;

  // In this order: each leaves the clinic as the next one takes it.
  describe('the door of the dashboard', () => door(at));
  describe('the daily work on the dashboard', () => dailyWork(at));
  describe('bookings of a period, on the page', () => cohort(at));
  describe('how things stand, on the page', () => standing(at));
  describe('a new long-lived token', () => newToken(at));
});
