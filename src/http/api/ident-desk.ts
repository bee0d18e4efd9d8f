import type { Ident } from '../../ident/ident.ts';

type OpenIdent = () => Promise<Ident>;

/** A connection to the clinic's database for one piece of work: one that was away is found again by the next. */
export async function withIdent<T>(
  openIdent: OpenIdent,
  work: (ident: Ident) => Promise<T>,
): Promise<T> {
  const ident = await openIdent();
  try {
    return await work(ident);
  } finally {
    // What a broken connection says at its end changes nothing any more.
    await ident.close().catch(() => undefined);
  }
}

/**
 * The dashboard's questions to the clinic's database, one after the other: with the pass beside it there are never more
 * than two connections (I6). Whoever holds the pass lock needs no desk.
 */
export class IdentDesk {
  readonly #open: OpenIdent;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(open: OpenIdent) {
    this.#open = open;
  }

  async ask<T>(question: (ident: Ident) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => withIdent(this.#open, question));
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }
}
