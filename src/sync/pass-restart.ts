/** Not a failure: what a pass learnt makes it begin anew, as a deep one or with the account's fields of today. */
export class PassRestart extends Error {
  readonly reason: 'foreign-contacts' | 'old-intents' | 'fields-moved';

  constructor(reason: PassRestart['reason']) {
    super(`the pass begins anew: ${reason}`);
    this.name = 'PassRestart';
    this.reason = reason;
  }

  /** The reason for a deep pass, or null when the same mode will do. */
  get deep(): string | null {
    return this.reason === 'fields-moved' ? null : this.reason;
  }
}
