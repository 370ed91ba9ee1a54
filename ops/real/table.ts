/** A table of text as lines, every column as wide as its longest cell; empty columns are left out. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const kept = header
    .map((_, column) => column)
    .filter((column) => rows.some((row) => row[column]));
  const width = (column: number) =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? '').length));
  const line = (row: readonly string[]) =>
    kept
      .map((column) => (row[column] ?? '').padEnd(width(column)))
      .join('  ')
      .trimEnd();
  const rule = kept.map((column) => '-'.repeat(width(column)));
  return [line(header), rule.join('  '), ...rows.map(line)].join('\n');
}
