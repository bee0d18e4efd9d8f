/** What a server answers in TDS 7.4: token streams (MS-TDS 2.2.7). */

export type TdsType =
  | 'int'
  | 'bigint'
  | 'nvarchar'
  | 'bit'
  | 'datetime'
  | 'datetime2'
  | 'date'
  | 'decimal';

export interface TdsColumn {
  readonly name: string;
  readonly type: TdsType;
}

export interface TdsError {
  readonly number: number;
  readonly state?: number;
  readonly class?: number;
  readonly message: string;
}

/** A date-time cell is its wall clock, `YYYY-MM-DDTHH:MM:SS[.fff…]`; a decimal its text. */
export type TdsCell = string | number | boolean | null;

const collation = Buffer.from([0x19, 0x04, 0xd0, 0x00, 0x34]); // Cyrillic_General_CI_AS
const decimalScale = 4;
const dayMs = 86_400_000;

/** What a server says of encryption: it is on, demanded, or not known here. */
export const encryption = { on: 1, notSupported: 2, required: 3 } as const;

/** PRELOGIN: a version, and what of encryption. */
export function preloginAnswer(of: number = encryption.notSupported): Buffer {
  const head = 11;
  return Buffer.from([0, 0, head, 0, 6, 1, 0, head + 6, 0, 1, 0xff, 11, 0, 0x0c, 0x38, 0, 0, of]);
}

export function loginAck(): Buffer {
  const name = ucs2('Microsoft SQL Server');
  const body = Buffer.concat([
    Buffer.from([1, 0x74, 0, 0, 4, name.length / 2]),
    name,
    Buffer.from([11, 0, 0x0c, 0x38]),
  ]);
  return Buffer.concat([Buffer.from([0xad]), uint16(body.length), body]);
}

export function error({ number, state = 1, class: severity = 14, message }: TdsError): Buffer {
  const server = ucs2('TEST');
  const text = ucs2(message);
  const head = Buffer.alloc(6);
  head.writeInt32LE(number);
  head.writeUInt8(state, 4);
  head.writeUInt8(severity, 5);
  const body = Buffer.concat([
    head,
    uint16(text.length / 2),
    text,
    Buffer.from([server.length / 2]),
    server,
    Buffer.from([0]),
    uint32(1),
  ]);
  return Buffer.concat([Buffer.from([0xaa]), uint16(body.length), body]);
}

export const doneStatus = { final: 0x00, error: 0x02, count: 0x10, attention: 0x20 } as const;

export function done(status: number, rows = 0): Buffer {
  const body = Buffer.alloc(13);
  body.writeUInt8(0xfd);
  body.writeUInt16LE(status, 1);
  body.writeUInt16LE(0xc1, 3);
  body.writeBigUInt64LE(BigInt(rows), 5);
  return body;
}

export function columnMetadata(columns: readonly TdsColumn[]): Buffer {
  const each = columns.map(({ name, type }) =>
    Buffer.concat([
      Buffer.from([0, 0, 0, 0, 0x09, 0x00]),
      typeInfo(type),
      Buffer.from([name.length]),
      ucs2(name),
    ]),
  );
  return Buffer.concat([Buffer.from([0x81]), uint16(columns.length), ...each]);
}

export function row(columns: readonly TdsColumn[], cells: readonly TdsCell[]): Buffer {
  const values = columns.map(({ type }, index) => cellBytes(type, cells[index] ?? null));
  return Buffer.concat([Buffer.from([0xd1]), ...values]);
}

function typeInfo(type: TdsType): Buffer {
  switch (type) {
    case 'int':
      return Buffer.from([0x26, 4]);
    case 'bigint':
      return Buffer.from([0x26, 8]);
    case 'bit':
      return Buffer.from([0x68, 1]);
    case 'datetime':
      return Buffer.from([0x6f, 8]);
    case 'datetime2':
      return Buffer.from([0x2a, 7]);
    case 'date':
      return Buffer.from([0x28]);
    case 'decimal':
      return Buffer.from([0x6a, 17, 38, decimalScale]);
    case 'nvarchar':
      return Buffer.concat([Buffer.from([0xe7]), uint16(8000), collation]);
  }
}

function cellBytes(type: TdsType, cell: TdsCell): Buffer {
  if (cell === null) return type === 'nvarchar' ? uint16(0xffff) : Buffer.from([0]);
  if (type === 'nvarchar') {
    const text = ucs2(String(cell));
    return Buffer.concat([uint16(text.length), text]);
  }
  const bytes = fixed(type, cell);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function fixed(type: Exclude<TdsType, 'nvarchar'>, cell: string | number | boolean): Buffer {
  switch (type) {
    case 'int':
      return int32(Number(cell));
    case 'bigint': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(cell));
      return bytes;
    }
    case 'bit':
      return Buffer.from([cell === true || cell === 1 ? 1 : 0]);
    case 'datetime': {
      const ms = Date.parse(`${cell}Z`) - Date.parse('1900-01-01T00:00:00Z');
      const days = Math.floor(ms / dayMs);
      return Buffer.concat([int32(days), uint32(Math.round(((ms - days * dayMs) * 3) / 10))]);
    }
    case 'datetime2': {
      const [second = '', fraction = ''] = String(cell).split('.');
      const ms = Date.parse(`${second}Z`);
      const day = Math.floor(ms / dayMs);
      const ticks = BigInt(ms - day * dayMs) * 10_000n + BigInt(fraction.padEnd(7, '0') || '0');
      const time = Buffer.alloc(8);
      time.writeBigUInt64LE(ticks);
      return Buffer.concat([time.subarray(0, 5), daysSinceYearOne(day)]);
    }
    case 'date':
      return daysSinceYearOne(Math.floor(Date.parse(`${cell}T00:00:00Z`) / dayMs));
    case 'decimal': {
      const [whole = '0', fraction = ''] = String(cell).replace('-', '').split('.');
      const magnitude = Buffer.alloc(17);
      magnitude.writeUInt8(String(cell).startsWith('-') ? 0 : 1);
      magnitude.writeBigUInt64LE(BigInt(whole + fraction.padEnd(decimalScale, '0')), 1);
      return magnitude;
    }
  }
}

function daysSinceYearOne(day: number): Buffer {
  return uint32(day + 719_162).subarray(0, 3);
}

function ucs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
