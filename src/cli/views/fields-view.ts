import type { FieldLine } from '../../sync/account/account-fields.ts';
import { type FieldNote, fieldNotes } from '../../sync/account/field-notes.ts';
import type { CliContext } from '../context.ts';
import { right, showTable } from '../terminal/table.ts';

interface FieldsReport {
  readonly lines: readonly FieldLine[];
  /** Keys of what was made, or got options, now. */
  readonly created: readonly string[];
  readonly completed: readonly string[];
}

export const noteText = ({ text }: Pick<CliContext, 'text'>, { note, name, type }: FieldNote) =>
  text.fields.notes[note](name, type);

export function showFields(context: CliContext, { lines, created, completed }: FieldsReport): void {
  const { output, text } = context;
  const { paint } = output;
  const words = text.fields;
  const { no, name, type, id, code, status } = words.columns;
  const statusOf = (line: FieldLine): string => {
    const { key } = line.field;
    if (created.includes(key)) return paint.green(words.created);
    if (completed.includes(key)) return paint.green(words.completed);
    switch (line.status) {
      case 'ok':
        return line.adopted ? paint.cyan(words.adopted) : paint.green(words.status.ok);
      case 'off':
        return paint.dim(words.status.off);
      case 'missing':
        return paint.red(words.status.missing);
      case 'refused':
        return paint.yellow(words.status.refused);
      default:
        return paint.red(words.status[line.status](line.detail));
    }
  };
  showTable(
    output,
    [right(no), name, type, id, code, status],
    lines.map((line) => [
      line.field.no,
      line.found?.name ?? line.field.name,
      line.found?.type ?? line.field.type,
      line.found?.id ?? '',
      line.found?.code ?? '',
      statusOf(line),
    ]),
  );
  output.data();
  const on = lines.filter(({ status }) => status !== 'off' && status !== 'refused');
  const ready = on.filter((line) => line.status === 'ok').length;
  if (created.length > 0) output.data(words.createdCount(created.length));
  output.data(paint.bold(words.summary(ready, on.length)));
  for (const note of fieldNotes(lines)) output.talk(noteText(context, note));
  const has = (...kinds: readonly FieldLine['status'][]) =>
    lines.some((line) => kinds.includes(line.status));
  if (has('missing', 'missing-options')) output.talk(words.createHint);
  if (has('wrong-type')) output.talk(words.wrongTypeHint);
}
