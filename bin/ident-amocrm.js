#!/usr/bin/env -S node --
// Behind the -- Node looks for no options of its own: else it would read the file of our --env-file, or end over it.
// Plain JavaScript that every Node from 12.17 on can parse: it runs before we know which Node we got.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node before 14.18 does not know node: imports.
import { spawn } from 'child_process';
import fs from 'fs';
import module, { createRequire } from 'module';
import os from 'os';
import path from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

/** The first Node 24 whose node:sqlite is without a warning. */
const minimum = [24, 15];
const folder = path.dirname(fileURLToPath(import.meta.url));

if (isEnough(process.versions.node)) {
  if (module.enableCompileCache) module.enableCompileCache();
  import(pathToFileURL(entry()).href).catch(refuseIncomplete);
} else {
  const node = newerNode();
  if (node === null) refuse();
  else startAgain(node);
}

function isEnough(version) {
  const parts = version.split('.').map(Number);
  return parts[0] > minimum[0] || (parts[0] === minimum[0] && parts[1] >= minimum[1]);
}

/** A checkout runs its TypeScript as it stands; under node_modules Node refuses to, there is dist for that. */
function entry() {
  const source = path.join(folder, '..', 'src', 'cli', 'main.ts');
  const installed = folder.split(path.sep).includes('node_modules');
  return !installed && fs.existsSync(source)
    ? source
    : path.join(folder, '..', 'dist', 'cli', 'main.js');
}

/** The Node that npm brought as an optional dependency, wherever npm put it; null when there is none. */
function newerNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const require = createRequire(import.meta.url);
    const manifest = require.resolve(`node-${platform}-${process.arch}/package.json`);
    // Without this look a wrong version would start itself for ever.
    if (!isEnough(JSON.parse(fs.readFileSync(manifest, 'utf8')).version)) return null;
    const file = process.platform === 'win32' ? 'node.exe' : 'node';
    const binary = path.join(path.dirname(manifest), 'bin', file);
    return fs.existsSync(binary) ? binary : null;
  } catch (_) {
    return null;
  }
}

function startAgain(node) {
  const args = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2));
  if (process.platform !== 'win32' && process.execve) {
    // The better way, from 22.15 on: no second process, nothing to hand on.
    process.execve(node, [node].concat(process.execArgv, '--', args), process.env);
  }

  // The IPC channel carries no message: its end tells the child that we are gone, even by SIGKILL.
  const watch = new URL('./end-with-parent.js', import.meta.url).href;
  const child = spawn(node, process.execArgv.concat('--import', watch, '--', args), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'].filter(
    (signal) => signal in os.constants.signals,
  );
  for (const signal of signals) {
    process.on(signal, () => {
      // On Windows kill() would end the child at once, and Ctrl-C reaches it through the console anyway.
      if (process.platform !== 'win32') child.kill(signal);
    });
  }
  child.on('error', refuse);
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exit(code);
    } else {
      for (const name of signals) process.removeAllListeners(name);
      process.kill(process.pid, signal);
    }
  });
}

/** What npm would have brought is not there, or the program was never built; anything else is a bug, and ends as one. */
function refuseIncomplete(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  const missing = /'([^']+)'/.exec(error.message);
  const what = missing === null ? '?' : missing[1];
  const home = path.join(folder, '..');
  process.stderr.write(
    `Программа установлена не целиком: нет ${what}.\n` +
      `Что делать: в папке ${home} выполните «npm ci», затем «npm run build».\n\n` +
      `The program is not installed completely: ${what} is not there.\n` +
      `What to do: in the folder ${home} run "npm ci", then "npm run build".\n`,
  );
  process.exit(2);
}

function refuse() {
  const needed = minimum.join('.');
  process.stderr.write(
    `Нужен Node.js ${needed} или новее, а это ${process.versions.node}, и Node, который приносит npm, не найден.\n` +
      'Что делать: выполните «npm ci» (без --omit=optional) в папке ident-amocrm ' +
      `или установите Node.js ${needed}+ с https://nodejs.org.\n\n` +
      `Node.js ${needed} or newer is needed; this is ${process.versions.node}, and the Node that npm brings was not found.\n` +
      'What to do: run "npm ci" (without --omit=optional) in the folder of ident-amocrm ' +
      `or install Node.js ${needed}+ from https://nodejs.org.\n`,
  );
  process.exit(2);
}
