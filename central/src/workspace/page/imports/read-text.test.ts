import { describe, expect, it } from 'vitest';
import { textOf } from './read-text.ts';

describe('the text of a file', () => {
  it.each([
    ['UTF-8', [0x5a, 0x6f, 0xc3, 0xab], 'Zoë'],
    ['UTF-8 with its mark', [0xef, 0xbb, 0xbf, 0x5a, 0x6f, 0xc3, 0xab], 'Zoë'],
    ['UTF-16 as Excel writes it', [0xff, 0xfe, 0x5a, 0, 0x6f, 0, 0xeb, 0], 'Zoë'],
    ['UTF-16 the other way round', [0xfe, 0xff, 0, 0x5a, 0, 0x6f, 0, 0xeb], 'Zoë'],
    ['Windows-1252', [0x5a, 0x6f, 0xeb], 'Zoë'],
  ])('in %s is the same', (_, bytes, text) => {
    expect(textOf(new Uint8Array(bytes))).toBe(text);
  });
});
