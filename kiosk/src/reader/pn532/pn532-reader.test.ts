import { mkdtemp, rm, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PresentedCard } from '../reader.ts';
import { hex, toHex } from '../testing/bytes.ts';
import { makePty, type Pty } from '../testing/pty.ts';
import { Recorder } from '../testing/recorder.ts';
import { ACK, answer, frame, type Script, ScriptedPn532, setUpAnswer } from '../testing/scripted-pn532.ts';
import { Pn532Reader } from './pn532-reader.ts';

const NTAG424 = 'd54b01 01 0344 20 07 04a1b2c3d4e5f6 06 7777710280'.replaceAll(' ', '');
const CARD = 'card iso14443-4 04a1b2c3d4e5f6';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function plug(respond: (command: string) => Script): Promise<{ pty: Pty; peer: ScriptedPn532 }> {
  const pty = await makePty();
  cleanUps.push(() => pty.unplug());
  const peer = new ScriptedPn532(respond, (bytes) => pty.write(bytes));
  pty.onBytes((bytes) => peer.receive(bytes));
  return { pty, peer };
}

function startReader(spec: string, handle?: (card: PresentedCard) => Promise<void>): Recorder {
  const reader = new Pn532Reader(spec);
  const recorder = new Recorder(handle);
  reader.start(recorder);
  cleanUps.push(() => reader.stop());
  return recorder;
}

/** A PN532 with a field one can lay a card into. */
function field(): {
  card: string;
  pendingList: () => void;
  respond: (command: string) => Script;
  peer?: ScriptedPn532;
} {
  const state = {
    card: '',
    waiting: false,
    peer: undefined as ScriptedPn532 | undefined,
    pendingList() {
      if (state.waiting && state.card !== '') state.peer?.say(frame(state.card));
      state.waiting = false;
    },
    respond(command: string): Script {
      state.waiting = false;
      if (command === 'd44a0200') {
        if (state.card !== '') return answer(state.card);
        state.waiting = true;
        return [ACK];
      }
      if (command === 'd442b2') return answer(state.card === '' ? 'd54301' : 'd54300a3');
      if (command.startsWith('d44001')) return answer(state.card === '' ? 'd54101' : 'd541009000');
      return setUpAnswer(command) ?? [];
    },
  };
  return state;
}

// The reader's own time limits are real here: starved of the processor for as long, a test is tried once more.
describe('the PN532 reader on a serial line', { retry: 1 }, () => {
  it('wakes the chip, says ready, reports a card in and out, and exchanges an APDU', async () => {
    const sim = field();
    const { pty, peer } = await plug(sim.respond);
    sim.peer = peer;
    const answers: string[] = [];
    const recorder = startReader(pty.path, async (card) => {
      answers.push(toHex(await card.transceive(hex('00a4040007d276000085010100'))));
    });
    expect(await recorder.next()).toBe('ready');
    sim.card = NTAG424;
    sim.pendingList();
    expect(await recorder.next()).toBe(CARD);
    await expect.poll(() => answers).toHaveLength(1);
    sim.card = '';
    expect(await recorder.next()).toBe('removed');
    expect(answers).toEqual(['9000']);
    // A command whose ACK was late is sent once more: only the order is the rule.
    const commands = [...new Set(peer.heard)];
    expect(commands.slice(0, 6)).toEqual(['d41401', 'd402', 'd41214', 'd43205ff01ff', 'd4320100', 'd44a0200']);
  });

  it('reports two cards as a collision and presents neither', async () => {
    const sim = field();
    sim.card = 'd54b02 01 0344 20 07 04a1b2c3d4e5f6 06 7777710280 02 0044 00 07 04112233445566'.replaceAll(' ', '');
    const { pty } = await plug(sim.respond);
    const recorder = startReader(pty.path);
    await recorder.until('collision');
    sim.card = '';
    await recorder.until('removed');
    expect(recorder.told).toEqual(['ready', 'collision', 'removed']);
  });

  it('keeps the card gone for the rest of an exchange, and lets a finished one send nothing', async () => {
    const sim = field();
    sim.card = NTAG424;
    const { pty } = await plug(sim.respond);
    const outcomes: string[] = [];
    const send = (card: PresentedCard): Promise<unknown> =>
      card.transceive(hex('00b0000002')).then(
        (bytes) => outcomes.push(toHex(bytes)),
        (error) => outcomes.push(error.name),
      );
    let kept: PresentedCard | undefined;
    const recorder = startReader(pty.path, async (card) => {
      if (kept === undefined) {
        await send(card);
        sim.card = '';
        await send(card);
        sim.card = NTAG424;
        await send(card);
      } else {
        await send(kept);
      }
      kept = card;
    });
    await recorder.until(CARD);
    await recorder.until(CARD);
    expect(recorder.told).toEqual(['ready', CARD, 'removed', CARD]);
    await expect.poll(() => outcomes).toEqual(['9000', 'CardGone', 'CardGone', 'CardGone']);
  });

  it('says within 1.5 s that a chip fell silent, and comes back within 3 s of its return', async () => {
    const sim = field();
    let dead = false;
    const { pty } = await plug((command) => (dead ? [] : sim.respond(command)));
    const recorder = startReader(pty.path);
    expect(await recorder.next()).toBe('ready');
    dead = true;
    expect(await recorder.next(1_500)).toBe(
      `not-ready: The card reader at ${pty.path} does not answer: check its cable and its power.`,
    );
    dead = false;
    expect(await recorder.next(3_000)).toBe('ready');
    sim.card = NTAG424;
    expect(await recorder.next()).toBe(CARD);
  });

  it('a silence too short to matter is not told to anybody', async () => {
    const sim = field();
    let skipped = 0;
    const { pty, peer } = await plug((command) => {
      // Swallows one wait with its repetition, as a chip does that lost its power for a moment.
      if (peer.heard.length > 6 && skipped < 2) {
        skipped++;
        return [];
      }
      return sim.respond(command);
    });
    const recorder = startReader(pty.path);
    expect(await recorder.next()).toBe('ready');
    await expect.poll(() => skipped, { timeout: 3_000 }).toBe(2);
    sim.card = NTAG424;
    expect(await recorder.next()).toBe(CARD);
  });

  it('a removed card is reported when the device goes, and the device may return under another name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapwell-tty-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const sim = field();
    sim.card = NTAG424;
    const first = await plug(sim.respond);
    await symlink(first.pty.path, join(folder, 'ttyUSB0'));
    const recorder = startReader(join(folder, 'ttyUSB*'));
    await recorder.until(CARD);
    await unlink(join(folder, 'ttyUSB0'));
    await first.pty.unplug();
    expect(await recorder.next()).toBe('removed');
    expect(await recorder.next()).toMatch(/^not-ready: The card reader (at .*ttyUSB0 was unplugged|is not plugged in)/);
    const second = await plug(sim.respond);
    await symlink(second.pty.path, join(folder, 'ttyUSB1'));
    await recorder.until('ready', 3_000);
    expect(await recorder.next()).toBe(CARD);
  });

  it('among several devices the one with a PN532 is found', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapwell-tty-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const dumb = await plug(() => []);
    const pn532 = await plug(field().respond);
    await symlink(dumb.pty.path, join(folder, 'ttyUSB0'));
    await symlink(pn532.pty.path, join(folder, 'ttyUSB1'));
    const recorder = startReader(join(folder, 'ttyUSB*'));
    expect(await recorder.until('ready')).toBe('ready');
  });

  it('says in words that nothing is plugged in', async () => {
    const recorder = startReader('/nonexistent/ttyUSB0');
    expect(await recorder.next()).toBe(
      'not-ready: The card reader is not plugged in (there is no /nonexistent/ttyUSB0).',
    );
    const any = startReader('/nonexistent/ttyUSB*');
    expect(await any.next()).toBe('not-ready: The card reader is not plugged in.');
  });

  it('refuses another chip of the family in words', async () => {
    const { pty } = await plug((command) => (command === 'd402' ? answer('d50333010607') : field().respond(command)));
    const recorder = startReader(pty.path);
    expect(await recorder.next()).toMatch('is not a card reader of a kind Tapwell knows');
  });

  it('answers that come late, damaged or amid babble do not stop it', async () => {
    const sim = field();
    sim.card = NTAG424;
    const babble = '00ff00005555ffff00ff7f'.repeat(20);
    const last: Record<string, string> = {};
    const { pty, peer } = await plug((command) => {
      const [ack, reply] = sim.respond(command === 'nack' ? last.command! : command) as [string, string];
      if (command === 'nack') return reply === undefined ? [] : [reply];
      if (command === 'abort') return [];
      last.command = command;
      // Every reply comes late, behind babble, and with its last bytes wrong the first time.
      return reply === undefined ? [ack] : [babble, 30, ack, babble, 60, `${reply.slice(0, -4)}0000`];
    });
    sim.peer = peer;
    const recorder = startReader(pty.path);
    await recorder.until('ready');
    await recorder.until(CARD);
    sim.card = '';
    await recorder.until('removed');
  });

  it('stops at once, even in the middle of an exchange, and is silent afterwards', async () => {
    const sim = field();
    sim.card = NTAG424;
    const { pty } = await plug((command) => (command.startsWith('d440') ? [ACK] : sim.respond(command)));
    const reader = new Pn532Reader(pty.path);
    const recorder = new Recorder(async (card) => {
      await card.transceive(hex('00b0000002')).catch((error) => recorder.note(error.name));
    });
    reader.start(recorder);
    await recorder.until(CARD);
    const begun = Date.now();
    await reader.stop();
    expect(Date.now() - begun).toBeLessThan(500);
    expect(recorder.told).toEqual(['ready', CARD, 'CardGone']);
  });
});
