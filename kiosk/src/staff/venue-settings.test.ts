import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VenueSettings } from './venue-settings.ts';

describe('the volume', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tapwell-settings-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is as configured until staff set another, which outlasts a restart', () => {
    const first = new VenueSettings(dir, 60);
    expect(first.volume).toBe(60);
    expect(first.setVolume(20)).toBeUndefined();
    expect(new VenueSettings(dir, 60).volume).toBe(20);
  });
  it.each(['', '{', '{"volume":900}', 'null'])('is as configured again when its file holds %j', (text) => {
    writeFileSync(join(dir, 'venue-settings.json'), text);
    expect(new VenueSettings(dir, 60).volume).toBe(60);
  });
  it('is set for now, and staff are told, where it cannot be saved', () => {
    const settings = new VenueSettings(join(dir, 'gone'), 60);
    expect(settings.setVolume(30)).toContain('could not be saved');
    expect(settings.volume).toBe(30);
  });
});
