/**
 * Not a failure: what a pass learnt makes it begin anew as a deep one. `fields-moved`: a field was made anew, or the
 * account's zone changed, so every hash with it is another.
 */
export class PassRestart extends Error {
  readonly reason: 'foreign-contacts' | 'old-intents' | 'fields-moved';

  constructor(reason: PassRestart['reason']) {
    super(`the pass begins anew: ${reason}`);
    this.name = 'PassRestart';
    this.reason = reason;
  }
}
