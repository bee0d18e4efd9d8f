import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { read } from './repository.ts';

const scripts = ['install.ps1', 'uninstall.ps1'];
const script = (name: string) => read(`deploy/windows/${name}`);
const install = script('install.ps1');
const template = read('deploy/windows/IdentAmocrm.xml');

/** Without comments and the insides of strings. */
function bare(text: string): string {
  return text
    .replace(/<#[\s\S]*?#>/g, '')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"(?:[^"`]|`.)*"/g, '""')
    .replace(/#.*$/gm, '');
}

const parsers = createRequire(import.meta.url);
await Parser.init();
const powershell = new Parser().setLanguage(
  await Language.load(parsers.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')),
);

/** What the grammar of PowerShell makes no sense of: line and text. */
function misread(text: string): readonly string[] {
  const root = powershell.parse(text.replace(/^\u{FEFF}/u, ''))?.rootNode;
  const found: string[] = [];
  const look = (node: Node | null | undefined): void => {
    if (!node?.hasError) return;
    if (node.isError || node.isMissing) {
      found.push(`${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`);
    } else for (const child of node.children) look(child);
  };
  look(root);
  return found;
}

describe.each(scripts)('%s', (name) => {
  const text = script(name);

  it('is read as UTF-8 by Windows PowerShell too', () => {
    expect(text.startsWith('\u{FEFF}')).toBe(true);
  });

  it('stops at the first mistake, and is for administrators', () => {
    expect(text).toContain('#Requires -RunAsAdministrator');
    expect(text).toContain('#Requires -Version 5.1');
    expect(text).toContain('Set-StrictMode -Version Latest');
    expect(text).toContain("$ErrorActionPreference = 'Stop'");
  });

  it('is read by the grammar of PowerShell', () => {
    expect(misread(text)).toEqual([]);
    expect(misread('if ($a { b }')).not.toEqual([]);
  });

  it('downloads nothing, and needs no newer PowerShell', () => {
    expect(bare(text)).not.toMatch(
      /Invoke-(WebRequest|RestMethod|Expression)|Start-BitsTransfer|WebClient|\b(curl|wget|iwr|irm|iex)\b/i,
    );
    expect(bare(text)).not.toMatch(/\?\?|&&|\|\||\?\./);
  });

  it('knows accounts by number, since their names are Russian there', () => {
    expect(text).not.toMatch(/BUILTIN|["'](Administrators|Users|Everyone|SYSTEM)/i);
  });
});

it('the trial on a Windows machine is read by Windows PowerShell, and looks at the service by its name', () => {
  const text = read('deploy/test/windows.ps1');
  expect(text.startsWith('\u{FEFF}')).toBe(true);
  expect(misread(text)).toEqual([]);
  expect(bare(text)).not.toMatch(/\?\?|&&|\|\||\?\./);
  for (const name of scripts) expect(text).toContain(`'${name}'`);
});

describe('the Windows service', () => {
  it('is called the same everywhere', () => {
    const id = /<id>(\w+)<\/id>/.exec(template)?.[1];
    for (const name of scripts) expect(script(name)).toContain(`$id = '${id}'`);
    expect(install).toContain('$account = "NT SERVICE\\$id"');
  });

  it('is described by a template whose every gap the script fills', () => {
    const gaps = new Set([...template.matchAll(/\{[A-Z]+\}/g)].map(([gap]) => gap));
    expect(gaps).toEqual(new Set(['{NODE}', '{PROGRAM}', '{DATA}']));
    for (const gap of gaps) expect(install).toContain(`.Replace('${gap}', (Protect-Xml `);
  });

  it('is described by well-formed XML', () => {
    const open: string[] = [];
    const body = template.replace(/<!--[\s\S]*?-->|<\?.*?\?>/g, '');
    for (const [, end, name = '', , own] of body.matchAll(
      /<(\/?)(\w+)((?:\s+\w+="[^"<]*")*)(\/?)>/g,
    )) {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (own !== '/') open.push(name);
    }
    expect(open).toEqual([]);
    expect(body.replace(/<\/?\w+(?:\s+\w+="[^"<]*")*\/?>/g, '')).not.toMatch(/[<&]/);
  });

  it('is not started again and again over a wrong setting', () => {
    expect(template).toMatch(/<arguments>.* run --stay<\/arguments>/);
  });

  it('is put in place by one script, on a Windows and by a WinSW that are known to do', () => {
    expect(install).toContain('Version.Build -lt 14393');
    expect(install).toContain("-notlike '2.12.0*'");
    for (const step of ["'ci', '--ignore-scripts'", "'run', 'build'", "'prune', '--omit=dev'"]) {
      expect(install).toContain(step);
    }
  });

  it('is taken away by Windows itself, since an update may have replaced the folder that its wrapper lay in', () => {
    for (const name of scripts) {
      expect(script(name)).toMatch(/sc\.exe'? (@\('delete', \$id\)|delete \$id)/);
      expect(script(name)).not.toMatch(/\$wrapper @?\(?'?uninstall/);
    }
    expect(install.indexOf('Copy-Item -LiteralPath $WinSW')).toBeLessThan(
      install.indexOf('Invoke-Program $wrapper'),
    );
  });

  it('starts at boot, starts again after a failure, and is given time to end', () => {
    expect(template).toContain('<startmode>Automatic</startmode>');
    expect(template).toMatch(/<onfailure action="restart" delay="\d+ sec"\/>/);
    expect(template).toContain('<stoptimeout>35 sec</stoptimeout>');
    expect(template).toContain('<log mode="roll-by-size">');
  });

  it('closes settings, state and key to everybody but administrators and itself', () => {
    const grants = install.split('\n').filter((line) => /^\s+Set-Access \$/.test(line));
    expect(grants.map((line) => line.trim())).toEqual([
      "Set-Access $program '(OI)(CI)' 'RX'",
      "Set-Access $data '(OI)(CI)' 'M'",
      "Set-Access $envFile '' 'R'",
    ]);
    // Closed before the first password is written into it.
    expect(install.indexOf("'*S-1-5-18:(OI)(CI)F'")).toBeLessThan(install.indexOf('.env_example'));
  });
});
