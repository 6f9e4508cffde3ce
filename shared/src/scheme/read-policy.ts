import { z } from 'zod';
import { type SchemePolicy, schemePolicy } from './policy.ts';

/** What is wrong in a policy file: where, and in words. */
export interface PolicyFault {
  /** E.g. `measures.followUps[0].weeks`; empty for the file as a whole. */
  path: string;
  words: string;
}

export type PolicyReading = { policy: SchemePolicy; faults: null } | { policy: null; faults: PolicyFault[] };

/**
 * Reads the text of a policy file. All settings that are wrong by themselves are
 * told at once, so that nobody mends them one run at a time; those that do not
 * go together are told once each is right. Pure.
 */
export function readPolicy(text: string): PolicyReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { policy: null, faults: [{ path: '', words: `is not JSON: ${(error as Error).message}` }] };
  }
  const read = schemePolicy.safeParse(value, { reportInput: true });
  if (read.success) return { policy: read.data, faults: null };
  return { policy: null, faults: read.error.issues.flatMap(faultsOf) };
}

/** One line for each fault, as a command or a page shows them. */
export function faultLines(faults: PolicyFault[]): string[] {
  return faults.map(({ path, words }) => (path ? `${path} ${words}` : `the file ${words}`));
}

function faultsOf(issue: z.core.$ZodIssue): PolicyFault[] {
  const at = (path: PropertyKey[], words: string) => ({ path: z.core.toDotPath(path), words });
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => at([...issue.path, key], 'is not a setting of a scheme'));
  }
  return [at(issue.path, inWords(issue))];
}

function inWords(issue: z.core.$ZodIssue): string {
  const missing = issue.input === undefined;
  switch (issue.code) {
    case 'invalid_type':
      return missing ? 'is missing' : `should be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `${missing ? 'is missing: it ' : ''}should be ${oneOf(issue.values.map(String))}`;
    case 'invalid_union':
      return issue.discriminator ? issue.message : unionWords(issue);
    case 'invalid_key':
      return 'has an entry that is not known';
    case 'too_small':
      return issue.origin === 'number'
        ? `should be ${issue.minimum} or more`
        : issue.origin === 'array'
          ? `should have at least ${issue.minimum}`
          : 'should not be empty';
    case 'too_big':
      return issue.origin === 'number'
        ? `should be ${issue.maximum} or less`
        : issue.origin === 'array'
          ? `should have at most ${issue.maximum}`
          : `should have at most ${issue.maximum} letters`;
    default:
      return issue.message;
  }
}

/** A union without a name for its members: what each of them would have taken. */
function unionWords(issue: z.core.$ZodIssueInvalidUnion): string {
  const each = issue.errors.flatMap((branch) =>
    branch.slice(0, 1).map((i) => inWords({ ...i, input: issue.input } as z.core.$ZodIssue)),
  );
  return [...new Set(each)].join(', or ');
}

const TYPES: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'words in quotation marks',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'a group of settings in curly brackets',
};

function oneOf(values: string[]): string {
  const quoted = values.map((v) => `"${v}"`);
  return quoted.length === 1 ? quoted[0]! : `one of ${quoted.join(', ')}`;
}
