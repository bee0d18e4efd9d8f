import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

interface RotationOptions {
  /** Rotated once the file has reached so many bytes. */
  readonly maxBytes: number;
  /** How many rotated files are kept: `.1` (the youngest) to `.keep`. */
  readonly keep: number;
}

const defaultRotation: RotationOptions = { maxBytes: 10 * 1024 * 1024, keep: 5 };

/** A process that died while it rotated must not keep the others from it for ever. */
const staleLockMs = 10_000;

/**
 * A log file that several processes append to. Every line opens the file by its name and appends in one write, so the
 * file being written always bears that name, whoever rotated it, and nothing is left to flush at exit.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #options: RotationOptions;

  /** @throws NodeJS.ErrnoException when the file cannot be written: better at start than line by line. */
  constructor(path: string, options: RotationOptions = defaultRotation) {
    this.#path = path;
    this.#options = options;
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'a'));
  }

  write(line: string): void {
    try {
      if (this.#append(line) >= this.#options.maxBytes) this.#rotate();
    } catch {
      // A full disk or a file that was locked must not stop a sync; the line is lost.
    }
  }

  /** The size that the file has then. */
  #append(line: string): number {
    const file = openSync(this.#path, 'a');
    try {
      writeSync(file, line);
      return fstatSync(file).size;
    } finally {
      closeSync(file);
    }
  }

  #rotate(): void {
    const lock = `${this.#path}.lock`;
    if (!takeLock(lock, statSync(this.#path).mtimeMs)) return;
    try {
      // Another process may have rotated since we looked.
      if (statSync(this.#path).size < this.#options.maxBytes) return;
      for (let number = this.#options.keep - 1; number >= 1; number--) {
        renameIfThere(`${this.#path}.${number}`, `${this.#path}.${number + 1}`);
      }
      renameSync(this.#path, `${this.#path}.1`);
      // The file is made anew at once: whoever follows the log by its name finds one there.
      closeSync(openSync(this.#path, 'a'));
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

/** @param now the file system's present time: that of the line just written. */
function takeLock(lock: string, now: number): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch {
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - made > staleLockMs) rmSync(lock, { force: true });
    return false;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
