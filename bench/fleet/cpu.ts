import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of Linux's /proc, on every machine that Node runs on. */
const tickMs = 10;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Of the process, and of those of its children that have ended. */
  readonly ownMs: number;
  readonly endedMs: number;
}

function statOf(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name stands in brackets and may have blanks.
  const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number) => Number(rest[index] ?? 0);
  return {
    pid,
    parent: at(1),
    ownMs: (at(11) + at(12)) * tickMs,
    endedMs: (at(13) + at(14)) * tickMs,
  };
}

/** User and system time of a process, ms. */
export const cpuOf = (pid: number): number => statOf(pid)?.ownMs ?? 0;

/** That of a process and all its children, those that have ended among them. */
export function cpuOfFamily(pid: number): number {
  const root = statOf(pid);
  if (root === null) return 0;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid);
  return root.ownMs + root.endedMs + children.reduce((sum, { ownMs }) => sum + ownMs, 0);
}

/** Memory of a process, MB. */
export function rssMb(pid: number): number {
  const found = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
}

/** Memory that children of a process have for themselves, MB: what they share is counted once for each page's users. */
export function childrenMb(pid: number): { readonly count: number; readonly mb: number } {
  let [count, kb] = [0, 0];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || statOf(Number(name))?.parent !== pid) continue;
    try {
      const found = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/smaps_rollup`, 'utf8'));
      count += 1;
      kb += Number(found?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return { count, mb: kb / 1024 };
}
