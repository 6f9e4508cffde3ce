import { describe, expect, it } from 'vitest';
import { errorForLog } from './log.ts';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('an error in the log', () => {
  it('says what kind it is, what it says and where it was', () => {
    const error = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    expect(errorForLog(error)).toMatchObject({
      type: 'Error',
      message: 'database or disk is full',
      code: 'SQLITE_FULL',
    });
    expect(errorForLog(error).stack).toContain('log.test.ts');
  });
  it('does not quote what a parser could not read', () => {
    const error = thrownBy(() => JSON.parse('Mary Jones, 999 000 0018'));
    expect((error as Error).message).toContain('Mary');
    expect(JSON.stringify(errorForLog(error))).not.toContain('Mary');
  });
  it('leaves out what a library hung onto it', () => {
    const error = Object.assign(new Error('bad request'), { body: { name: 'Mary' }, params: ['9990000018'] });
    expect(JSON.stringify(errorForLog(error))).not.toMatch(/Mary|9990000018/);
  });
  it('says the same of its cause, and nothing of a thing that is no error', () => {
    const cause = thrownBy(() => JSON.parse('Mary'));
    expect(errorForLog(new Error('no answer', { cause }))).toMatchObject({ cause: { type: 'SyntaxError' } });
    expect(errorForLog({ name: 'Mary' })).toEqual({ type: 'object' });
  });
});
