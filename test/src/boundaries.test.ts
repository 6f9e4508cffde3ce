import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Which of our parts each part may import. Everything else meets only over the wire. */
const MAY_IMPORT: Record<string, string[]> = {
  shared: [],
  'firmware-sim': ['shared'],
  kiosk: ['shared'],
  hub: ['shared'],
  central: ['shared'],
  cli: ['shared', 'firmware-sim', 'kiosk', 'hub', 'central'],
  test: ['shared', 'firmware-sim', 'kiosk', 'hub', 'central', 'cli'],
};

/** The simulator shares no protocol code with the kiosk, else one bug would hide in both. */
const SIMULATOR_MAY_TAKE = /^@tapwell\/shared\/(card\/aes-cmac|ui\/[^/]+)$/;

function sources(part: string): string[] {
  const files = readdirSync(join(root, part), { recursive: true, encoding: 'utf8' });
  return files.filter((f) => /\.tsx?$/.test(f) && !/(^|\/)(dist|node_modules)\//.test(f)).map((f) => join(part, f));
}

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const quoted = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bimport\s+type\s*)['"]([^'"]+)['"]/g;
  return [...text.matchAll(quoted)].map((m) => m[1]!);
}

/** Imports a part may not have, each as `file → what`. */
function forbidden(part: string, files = sources(part)): string[] {
  return files.flatMap((file) =>
    imports(file).flatMap((what) => {
      const other = /^@tapwell\/([^/]+)/.exec(what)?.[1];
      const leaves = what.startsWith('.') && !join(file, '..', what).startsWith(`${part}/`);
      const notOurs = other !== undefined && other !== part && !MAY_IMPORT[part]!.includes(other);
      const protocol = part === 'firmware-sim' && other === 'shared' && !SIMULATOR_MAY_TAKE.test(what);
      return leaves || notOurs || protocol ? [`${file} → ${what}`] : [];
    }),
  );
}

describe('parts import only along the allowed arrows', () => {
  it.each(Object.keys(MAY_IMPORT))('%s', (part) => {
    expect(sources(part).length).toBeGreaterThan(0);
    expect(forbidden(part)).toEqual([]);
  });
  it('and the check sees an import that is not allowed', () => {
    expect(forbidden('shared', ['hub/src/hub.ts']).length).toBeGreaterThan(0);
  });
});

describe('shared is pure', () => {
  /** What every part does at its edge: it listens, signs in, keeps its own key and its folder, with stores handed in. */
  const EDGES = /^shared\/src\/(http|device|disk)\//;
  const IO = /^(node:(fs|net|http|https|child_process|dgram|tls|timers)|express|socket\.io|better-sqlite3|pino)/;

  it('but for the edges in http/, device/ and disk/: no files, no network, no timers', () => {
    const files = sources('shared').filter(
      (f) => !EDGES.test(f) && !f.includes('/ui/') && !/\.test(ing)?\.ts$/.test(f),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(
      files.flatMap((f) =>
        imports(f)
          .filter((what) => IO.test(what))
          .map((what) => `${f} → ${what}`),
      ),
    ).toEqual([]);
  });
});

describe('the repository', () => {
  it('names no download address in its lock file, which must work behind any registry', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": *"https?:/);
  });
  it('pins every dependency to one version', () => {
    for (const part of ['.', ...Object.keys(MAY_IMPORT)]) {
      const manifest = JSON.parse(readFileSync(join(root, part, 'package.json'), 'utf8'));
      const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
      for (const [name, version] of Object.entries(all)) expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+$/);
    }
  });
});
