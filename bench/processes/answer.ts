import type { Reply } from '../child-process.ts';

/** Answers the parent's questions until it hangs up. */
export function answerQuestions<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('message', (question) => {
    // Both ends are in this folder; a failure is an answer, too.
    void answer(question as Question)
      .then(
        (result): Reply => ({ ok: true, result }),
        (error: unknown): Reply => ({
          ok: false,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .then((reply) => process.send?.(reply));
  });
}
