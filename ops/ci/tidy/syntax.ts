import ts from 'typescript';
import type { TextFile } from './source-tree.ts';

/** A function that has a body, and how long it is. */
export interface FunctionSize {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  /** Lines from head to closing brace, without blank ones and those that only comment. */
  readonly lines: number;
}

/** The syntax tree of a file. */
export function parse(file: TextFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
}

/** Every node below and including `node`, parents first. */
function walk(node: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [node];
  ts.forEachChild(node, (child) => {
    nodes.push(...walk(child));
  });
  return nodes;
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** A `describe` only groups: what counts is the length of its tests. */
function isTestGroup(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

/** Every function of a file with its length. */
export function functionSizes(file: TextFile): FunctionSize[] {
  const source = parse(file);
  return walk(source)
    .filter(ts.isFunctionLike)
    .filter((node) => 'body' in node && node.body !== undefined && !isTestGroup(node))
    .map((node) => ({
      path: file.path,
      line: lineOf(source, node),
      name: node.name?.getText(source) ?? 'anonymous function',
      lines: node
        .getText(source)
        .split('\n')
        .filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length,
    }));
}

/** Places where a type is asserted instead of parsed: `as` (not `as const`), `<T>x` and `x!`. */
export function casts(file: TextFile): string[] {
  const source = parse(file);
  return walk(source)
    .filter(
      (node) =>
        ts.isNonNullExpression(node) ||
        ((ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) &&
          node.type.getText(source) !== 'const'),
    )
    .map((node) => `${file.path}:${lineOf(source, node)}`);
}

/** Exported functions without a docblock. */
export function undocumentedFunctions(file: TextFile): string[] {
  const source = parse(file);
  return source.statements
    .filter(ts.isFunctionDeclaration)
    .filter((node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .filter((node) => ts.getJSDocCommentsAndTags(node).length === 0)
    .map((node) => {
      const name = node.name?.text ?? 'anonymous function';
      return `${file.path}:${lineOf(source, node)}: ${name} is exported without a docblock`;
    });
}

/** Whether a file does nothing but pass on what other files export. */
export function isBarrel(file: TextFile): boolean {
  const { statements } = parse(file);
  return (
    statements.length > 0 &&
    statements.every((node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
  );
}
