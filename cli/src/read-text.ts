import { readFileSync } from 'node:fs';

/** The text of a file, without the mark that Notepad and Excel put before it. */
export function readText(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
}

/** @throws Error in a sentence when it is no JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`"${file}" is not JSON: ${error.message}`);
  }
}
