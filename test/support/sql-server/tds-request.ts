/** What a client sends in TDS 7.4, as far as the tests look into it. */

export interface TdsLogin {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly application: string;
  /** ApplicationIntent=ReadOnly. */
  readonly readOnlyIntent: boolean;
}

interface TdsParameter {
  readonly name: string;
  /** SQL Server's name of the type on the wire. */
  readonly type: string;
  readonly value: unknown;
}

export interface TdsStatement {
  readonly kind: 'batch' | 'sp_executesql';
  readonly sql: string;
  /** As declared for sp_executesql: `@1 int, @2 nvarchar(19)`. */
  readonly declaration: string;
  readonly parameters: readonly TdsParameter[];
}

/** MS-TDS 2.2.6.4; offsets of the variable part count from the packet data's start. */
export function parseLogin(data: Buffer): TdsLogin {
  const text = (at: number) => {
    const offset = data.readUInt16LE(at);
    return data.subarray(offset, offset + data.readUInt16LE(at + 2) * 2);
  };
  // The password is masked: nibbles swapped, then XOR 0xA5.
  const password = Buffer.from(text(44).map((byte) => swapNibbles(byte ^ 0xa5)));
  return {
    user: text(40).toString('utf16le'),
    password: password.toString('utf16le'),
    application: text(48).toString('utf16le'),
    database: text(68).toString('utf16le'),
    readOnlyIntent: (data.readUInt8(26) & 0x20) !== 0,
  };
}

export function parseBatch(data: Buffer): TdsStatement {
  const sql = data.subarray(data.readUInt32LE(0)).toString('utf16le');
  return { kind: 'batch', sql, declaration: '', parameters: [] };
}

/** A remote call of sp_executesql: the statement, the declaration, then the values. */
export function parseRpc(data: Buffer): TdsStatement {
  const reader = new Reader(data);
  reader.skip(data.readUInt32LE(0));
  if (reader.uint16() !== 0xffff) throw new Error('only numbered procedures are understood');
  const procedure = reader.uint16();
  if (procedure !== 10) throw new Error(`procedure ${procedure} is not sp_executesql`);
  reader.skip(2);
  const parameters: TdsParameter[] = [];
  while (!reader.atEnd) parameters.push(reader.parameter());
  const [sql, declaration, ...values] = parameters;
  return {
    kind: 'sp_executesql',
    sql: String(sql?.value ?? ''),
    declaration: String(declaration?.value ?? ''),
    parameters: values,
  };
}

function swapNibbles(byte: number): number {
  return ((byte << 4) | (byte >> 4)) & 0xff;
}

class Reader {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  get atEnd(): boolean {
    return this.#at >= this.#data.length;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  uint8(): number {
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16LE();
  }

  take(bytes: number): Buffer {
    const part = this.#data.subarray(this.#at, this.#at + bytes);
    this.#at += bytes;
    return part;
  }

  parameter(): TdsParameter {
    const name = this.take(this.uint8() * 2).toString('utf16le');
    this.skip(1);
    const [type, value] = this.#typed(this.uint8());
    return { name, type, value };
  }

  #typed(type: number): readonly [type: string, value: unknown] {
    switch (type) {
      case 0x26: {
        const size = this.uint8();
        const bytes = this.take(this.uint8());
        const value = bytes.length === 0 ? null : integer(bytes);
        return [size === 8 ? 'bigint' : 'int', value];
      }
      case 0x68: {
        this.skip(1);
        const bytes = this.take(this.uint8());
        return ['bit', bytes.length === 0 ? null : bytes.readUInt8() === 1];
      }
      case 0x6f: {
        this.skip(1);
        return ['datetime', this.take(this.uint8()).toString('hex')];
      }
      case 0x2a: {
        this.skip(1);
        return ['datetime2', this.take(this.uint8()).toString('hex')];
      }
      case 0xe7: {
        const max = this.uint16();
        this.skip(5);
        const bytes = max === 0xffff ? this.#chunks() : this.#sized();
        return ['nvarchar', bytes?.toString('utf16le') ?? null];
      }
      default:
        throw new Error(`type 0x${type.toString(16)} is not understood`);
    }
  }

  #sized(): Buffer | null {
    const length = this.uint16();
    return length === 0xffff ? null : this.take(length);
  }

  /** Partially length-prefixed: a total, then chunks until an empty one. */
  #chunks(): Buffer | null {
    const total = this.take(8).readBigUInt64LE();
    if (total === 0xffff_ffff_ffff_ffffn) return null;
    const chunks: Buffer[] = [];
    for (;;) {
      const length = this.take(4).readUInt32LE();
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(this.take(length));
    }
  }
}

function integer(bytes: Buffer): number {
  return bytes.length === 8 ? Number(bytes.readBigInt64LE()) : bytes.readInt32LE();
}
