/** People mean the same by «Центр» and «центр ». */
export function folded(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
