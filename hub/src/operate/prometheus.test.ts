import { describe, expect, it } from 'vitest';
import { Counter, gauge, gaugeBy, Histogram, render } from './prometheus.ts';

describe("Prometheus' text format", () => {
  it('gives each family its help, its type and its samples', () => {
    const taps = new Counter('taps_total', 'Taps.', 'outcome', ['checked-in']);
    taps.add('checked-in');
    taps.add('drop-in', 2);
    const plain = new Counter('all_total', 'All.');
    plain.add();
    expect(render([taps, plain, gauge('depth', 'Depth.', 3)])).toBe(
      [
        '# HELP taps_total Taps.',
        '# TYPE taps_total counter',
        'taps_total{outcome="checked-in"} 1',
        'taps_total{outcome="drop-in"} 2',
        '# HELP all_total All.',
        '# TYPE all_total counter',
        'all_total 1',
        '# HELP depth Depth.',
        '# TYPE depth gauge',
        'depth 3',
        '',
      ].join('\n'),
    );
  });
  it('shows a known label as 0 before anything happened', () => {
    expect(render([new Counter('c', 'C.', 'k', ['a'])])).toContain('c{k="a"} 0');
  });
  it('counts in a histogram everything up to each bound, and all of it below infinity', () => {
    const histogram = new Histogram('seconds', 'Seconds.', [0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);
    expect(render([histogram])).toContain(
      [
        'seconds_bucket{le="0.1"} 2',
        'seconds_bucket{le="1"} 3',
        'seconds_bucket{le="+Inf"} 4',
        'seconds_sum 7.65',
        'seconds_count 4',
      ].join('\n'),
    );
  });
  it('leaves out what is not known, and escapes what would break a line', () => {
    const unknown = gauge('age', 'Age\nof "it".', undefined);
    const kiosks = gaugeBy('k', 'K.', 'state', { 'a"b\\c\nd': 1 });
    expect(render([unknown, kiosks])).toBe(
      '# HELP age Age\\nof "it".\n# TYPE age gauge\n# HELP k K.\n# TYPE k gauge\nk{state="a\\"b\\\\c\\nd"} 1\n',
    );
  });
});
