/**
 * Not a failure: what a pass learnt makes it begin anew as a deep one, or leave it to the deep one around it. Reasons
 * besides those of the change cursor: `foreign-contacts`, `old-intents`, `contradiction`, and `fields-moved`: a field was
 * made anew, or the account's zone changed, so every hash with it is another.
 */
export class PassRestart extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`the pass begins anew: ${reason}`);
    this.name = 'PassRestart';
    this.reason = reason;
  }
}
