import { RotatingFile } from '../../src/log/rotating-file.ts';

// Files that may rotate at every few lines, and enough of them that none falls off the end.
const [path = '', name = '', count = '0'] = process.argv.slice(2);
const file = new RotatingFile(path, { maxBytes: 4096, keep: 100 });
for (let number = 0; number < Number(count); number++) {
  file.write(`${name} ${number} ${'.'.repeat(60)}\n`);
}
