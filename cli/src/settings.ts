import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { z } from 'zod';

/**
 * A command whose settings come from a schema: each may be given as a flag, as
 * `TAPWELL_<NAME>` in the environment or in a JSON file (`--config FILE`), in
 * that order of precedence, and all are checked before anything starts.
 * @param secrets settings that have no flag: command lines are visible to everyone on a machine
 */
export function settingsCommand(name: string, schema: z.ZodObject, secrets: string[] = []): Command {
  // So that `--data` after a subcommand is the subcommand's.
  const command = new Command(name).enablePositionalOptions();
  for (const [key, field] of Object.entries(schema.shape)) {
    if (secrets.includes(key)) continue;
    const description = (field as z.ZodType).description ?? '';
    command.addOption(new Option(`--${dashed(key)} <value>`, `${description} [${envName(key)}]`.trim()));
  }
  return command.option('--config <file>', 'JSON file with any of these settings');
}

/** @throws Error naming each wrong setting in words */
export function readSettings<S extends z.ZodObject>(schema: S, flags: Record<string, unknown>): z.output<S> {
  const { config, ...given } = flags;
  const fromFile = typeof config === 'string' ? readFile(config) : {};
  const fromEnvironment = Object.fromEntries(
    Object.keys(schema.shape).flatMap((key) => {
      const value = process.env[envName(key)];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const read = schema.safeParse({ ...fromFile, ...fromEnvironment, ...given });
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => `--${dashed(issue.path.join('.'))}: ${issue.message}`);
  throw new Error(problems.join('\n'));
}

function readFile(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`The settings file ${path} cannot be read: ${(error as Error).message}`);
  }
}

function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function envName(key: string): string {
  return `TAPWELL_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
