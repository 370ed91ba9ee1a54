import ts from 'typescript';
import type { TextFile } from './source-tree.ts';
import { parse } from './syntax.ts';

/** A write to a table by a function of a step. */
export interface StepWrite {
  readonly path: string;
  readonly name: string;
  /** As the schema or the statement names it. */
  readonly table: string;
}

interface Step {
  readonly path: string;
  /** What its file imports: last part of the module, and the name there. */
  readonly imports: ReadonlySet<string>;
  readonly name: string;
  readonly text: string;
  readonly calls: ReadonlySet<string>;
  readonly tables: readonly string[];
}

/** What gives a run its say (design rule 9): the intent locked with its fence, or the fence in the statement itself. */
const fences: ReadonlySet<string> = new Set([
  'lockIntent',
  'lockChunk',
  'lockReversal',
  'lockAgain',
  'checkFence',
]);
const fenceInStatement = /\brun_fence\b|\bintents\.runFence\b/;
const writes = /\b(?:insert into|delete from|(?<!for )(?<!do )update) ([a-z_]+)\b(?= |\n)/g;

/**
 * The writes of steps that no fence stands before: neither in their function, nor in everything that calls it. `exempt`
 * names functions that are no steps of a run.
 */
export function unfencedWrites(
  files: readonly TextFile[],
  exempt: ReadonlySet<string>,
): StepWrite[] {
  const steps = files.flatMap(stepsOf);
  const callers = ({ path, name }: Step) =>
    steps.filter(
      (one) =>
        one.calls.has(name) && (one.path === path || one.imports.has(`${lastPart(path)} ${name}`)),
    );
  const isFenced = (step: Step, seen: ReadonlySet<string>): boolean => {
    if (exempt.has(step.name) || isOwn(step)) return true;
    if (seen.has(step.name)) return true; // judged where the circle was entered
    const above = callers(step).filter(({ name }) => name !== step.name);
    return above.length > 0 && above.every((one) => isFenced(one, new Set([...seen, step.name])));
  };
  return writesOf(steps.filter((step) => !isFenced(step, new Set())));
}

/** Every table that steps write, and where. */
export function stepWrites(files: readonly TextFile[]): StepWrite[] {
  return writesOf(files.flatMap(stepsOf));
}

function writesOf(steps: readonly Step[]): StepWrite[] {
  return steps.flatMap(({ path, name, tables }) =>
    [...new Set(tables)].map((table) => ({ path, name, table })),
  );
}

function isOwn({ calls, text }: Step): boolean {
  return [...fences].some((fence) => calls.has(fence)) || fenceInStatement.test(text);
}

const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** The functions of a file's top level, with what they call and write; methods of an object are functions, too. */
function stepsOf(file: TextFile): Step[] {
  const source = parse(file);
  const imports = new Set(source.statements.filter(ts.isImportDeclaration).flatMap(importsOf));
  return source.statements.flatMap(functionsOf).map(({ name, node }) => {
    const text = node.getText(source);
    const own = { path: file.path, imports, name: name.getText(source), text };
    return { ...own, calls: namesIn(node), tables: tablesIn(node, text) };
  });
}

function importsOf({ moduleSpecifier, importClause }: ts.ImportDeclaration): string[] {
  const from = lastPart(moduleSpecifier.getText().slice(1, -1));
  const names = importClause?.namedBindings;
  if (names === undefined || !ts.isNamedImports(names)) return [];
  return names.elements.map(({ name, propertyName }) => `${from} ${(propertyName ?? name).text}`);
}

interface NamedNode {
  readonly name: ts.Node;
  readonly node: ts.Node;
}

function functionsOf(statement: ts.Statement): NamedNode[] {
  if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
    return [{ name: statement.name, node: statement }];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }): NamedNode[] => {
    if (initializer === undefined) return [];
    if (!ts.isObjectLiteralExpression(initializer)) return [{ name, node: initializer }];
    return initializer.properties
      .filter(ts.isMethodDeclaration)
      .map((method) => ({ name: method.name, node: method }));
  });
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** Names of everything it calls or hands on. */
function namesIn(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  visit(node, (one) => {
    if (ts.isIdentifier(one)) names.add(one.text);
  });
  return names;
}

const builders: ReadonlySet<string> = new Set(['insert', 'update', 'delete']);

function tablesIn(node: ts.Node, text: string): string[] {
  const tables: string[] = [];
  visit(node, (one) => {
    if (!ts.isCallExpression(one) || !ts.isPropertyAccessExpression(one.expression)) return;
    const [table] = one.arguments;
    const isDatabase = /^(db|tx|inner|savepoint)$/.test(one.expression.expression.getText());
    if (isDatabase && builders.has(one.expression.name.text) && table !== undefined)
      tables.push(table.getText());
  });
  for (const [, table] of text.matchAll(writes)) if (table !== undefined) tables.push(table);
  return tables;
}
