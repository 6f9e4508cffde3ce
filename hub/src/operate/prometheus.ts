/** Prometheus' text format, version 0.0.4: what it needs of counters, gauges and histograms, and no more. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Record<string, string>;

export interface Sample {
  labels?: Labels;
  value: number;
  /** `_bucket`, `_sum`, `_count` of a histogram. */
  suffix?: string;
}

/** One metric family: its help, its type and its samples when asked. */
export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples(): Sample[];
}

export function render(families: Family[]): string {
  return families
    .flatMap((family) => [
      `# HELP ${family.name} ${family.help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}`,
      `# TYPE ${family.name} ${family.type}`,
      ...family
        .samples()
        .map(({ suffix = '', labels, value }) => `${family.name}${suffix}${written(labels)} ${number(value)}`),
    ])
    .concat('')
    .join('\n');
}

function written(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}

/** A count that only grows, by one label or none. */
export class Counter implements Family {
  readonly type = 'counter';
  readonly name: string;
  readonly help: string;
  readonly #label: string | undefined;
  readonly #counts = new Map<string, number>();

  /** @param known label values shown from the start as 0, so that the first one is a rise and not a beginning */
  constructor(name: string, help: string, label?: string, known: string[] = []) {
    this.name = name;
    this.help = help;
    this.#label = label;
    for (const value of label ? known : ['']) this.#counts.set(value, 0);
  }

  add(value = '', by = 1): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + by);
  }

  samples(): Sample[] {
    const label = this.#label;
    return [...this.#counts].map(([key, value]) => (label ? { labels: { [label]: key }, value } : { value }));
  }
}

/** How values are spread, in buckets that each hold everything up to their bound. */
export class Histogram implements Family {
  readonly type = 'histogram';
  readonly name: string;
  readonly help: string;
  readonly #bounds: number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  constructor(name: string, help: string, bounds: number[]) {
    this.name = name;
    this.help = help;
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count += 1;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket !== -1) this.#counts[bucket]! += 1;
  }

  samples(): Sample[] {
    let below = 0;
    const buckets = this.#bounds.map((bound, i) => {
      below += this.#counts[i]!;
      return { suffix: '_bucket', labels: { le: String(bound) }, value: below };
    });
    return [
      ...buckets,
      { suffix: '_bucket', labels: { le: '+Inf' }, value: this.#count },
      { suffix: '_sum', value: this.#sum },
      { suffix: '_count', value: this.#count },
    ];
  }
}

/** How something stands now; undefined is left out, for what is not known is not 0. */
export function gauge(name: string, help: string, value: number | undefined): Family {
  return { name, help, type: 'gauge', samples: () => (value === undefined ? [] : [{ value }]) };
}

/** The same by one label. */
export function gaugeBy(name: string, help: string, label: string, values: Record<string, number>): Family {
  const samples = () => Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));
  return { name, help, type: 'gauge', samples };
}
