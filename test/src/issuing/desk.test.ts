import { loadDirectory } from '@tapwell/central/main';
import { identify } from '@tapwell/hub/decide/identify';
import { type CentralSession, openReader, type RunningDesk, signIn, startDesk } from '@tapwell/kiosk/desk/main';
import { type Credential, readCredential } from '@tapwell/kiosk/tap/read-credential';
import type { TaskProgress } from '@tapwell/shared/desk/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Said, startTapwell } from '../commands/run-tapwell.ts';
import { type InWallet, PASSWORD, type Rig, startRig, WALLET } from './rig.ts';

describe('a desk reader', () => {
  let rig: Rig;
  let priya: CentralSession | undefined;
  const stops: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    rig = await startRig();
    priya = undefined;
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await rig.close();
  });

  /** `tapwell card …` as a person at the desk runs it: lays the card down when asked to, and again when asked again. */
  async function tapwellCard(args: string[], card?: InWallet, username = 'priya'): Promise<Said> {
    const at = ['--central', rig.central, '--username', username];
    const reader = card ? ['--reader', rig.reader] : [];
    const child = startTapwell(['card', ...args, ...at, ...reader], { TAPWELL_PASSWORD: PASSWORD });
    stops.push(async () => void child.kill('SIGKILL'));
    const said = { out: '', err: '' };
    let laid: Promise<unknown> = Promise.resolve();
    let asked = 0;
    child.stdout.on('data', (chunk) => {
      said.out += String(chunk);
      if (!card || !/Lay /.test(said.out)) return;
      // On a busy machine reader and card may lose each other while the card is written.
      const wanted = 1 + said.out.split('taken away too soon').length - 1;
      for (; asked < wanted; asked++) {
        const first = asked === 0;
        laid = laid.then(async () => void (await (first ? rig.sim.place(card) : rig.layAgain(card))));
      }
    });
    child.stderr.on('data', (chunk) => {
      said.err += String(chunk);
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    await laid;
    if (asked > 0) await rig.sim.remove();
    return { code, ...said };
  }

  const idIn = (said: Said): string => {
    const id = /Its id is (\S+)\./.exec(said.out)?.[1];
    if (id === undefined) throw new Error(`no card was made: ${JSON.stringify(said)}`);
    return id;
  };
  const states = async () => Object.fromEntries((await rig.rosterCards()).map(({ id, state }) => [id, state]));

  /** What a kiosk with the same reader reads, as the hub judges it. */
  async function tapAtTheHall(card: InWallet) {
    const reader = openReader(rig.reader);
    const credential = await new Promise<Credential>((resolve, reject) => {
      reader.start({
        state: ({ state }) => void (state === 'ready' && rig.sim.place(card).catch(reject)),
        card: async (presented) => resolve(await readCredential(presented)),
        collision: () => {},
        removed: () => {},
      });
    });
    await rig.sim.remove();
    await reader.stop();
    if (credential.kind !== 'evidence') throw new Error(credential.kind);
    const cards = await rig.rosterCards();
    const byUid = (uid: string) => cards.find((one) => one.uid === uid);
    return identify(credential.evidence, { metaReadKeys: await rig.metaReadKeys(), byUid });
  }

  /** A desk of our own that stays connected, as `tapwell desk` is. */
  async function connect(): Promise<RunningDesk & { saw: (step: TaskProgress['step']) => Promise<TaskProgress> }> {
    const session = await signIn(rig.central, 'priya', PASSWORD);
    const seen: TaskProgress[] = [];
    let told = () => {};
    let ready = () => {};
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const desk = startDesk(session, openReader(rig.reader), {
      reader: ({ state }) => state === 'ready' && ready(),
      progress: (progress) => {
        seen.push(progress);
        told();
      },
      central: () => {},
    });
    stops.push(() => desk.stop());
    await isReady;
    const saw = async (step: TaskProgress['step']): Promise<TaskProgress> => {
      for (;;) {
        const at = seen.findIndex((one) => one.step === step);
        if (at >= 0) return seen.splice(0, at + 1).at(-1)!;
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
    };
    return { ...desk, saw };
  }

  it('makes a blank card a patient’s, which the hub then knows and believes', async () => {
    const said = await tapwellCard(['issue', '--patient', 'mary'], 'blank');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toMatch(
      /Lay a blank card on the reader\.\nMaking the card\. Leave it where it is\.\n(?:.+\n)*The card is ready\./,
    );
    expect(await states()).toEqual({ [idIn(said)]: 'active' });
    expect(await tapAtTheHall('blank')).toMatchObject({
      kind: 'card',
      assurance: 'authenticated',
      card: { id: idIn(said), personId: 'mary', uid: WALLET.blank.uid },
    });
  });

  it('replaces a card: the new one works, the old one is blocked at once, both stay on record', async () => {
    const first = idIn(await tapwellCard(['issue', '--patient', 'mary'], 'blank'));
    const second = idIn(await tapwellCard(['replace', '--card', first], 'second'));
    expect(await states()).toEqual({ [first]: 'replaced', [second]: 'active' });
    expect(await tapAtTheHall('second')).toMatchObject({ kind: 'card', card: { id: second, state: 'active' } });
    expect(await tapAtTheHall('blank')).toMatchObject({ kind: 'card', card: { id: first, state: 'replaced' } });
    const over = await tapwellCard(['replace', '--card', first], 'third');
    expect(over).toMatchObject({ code: 1, out: '', err: 'This card was replaced by another and cannot come back.\n' });
    const { out } = await tapwellCard(['list', '--patient', 'mary']);
    expect(out).toMatch(new RegExp(`^${second}  ntag424  active .*\n${first}  ntag424  replaced `));
  });

  it('blocks and unblocks a card without a reader', async () => {
    const id = idIn(await tapwellCard(['issue', '--patient', 'mary'], 'blank'));
    for (const [command, state] of [
      ['block', 'blocked'],
      ['unblock', 'active'],
      ['lost', 'lost'],
    ]) {
      expect(await tapwellCard([command!, '--card', id])).toMatchObject({ code: 0 });
      expect(await states()).toEqual({ [id]: state });
    }
    expect(await tapwellCard(['block', '--card', id])).toMatchObject({
      code: 1,
      err: 'This card is reported lost already.\n',
    });
  });

  it('resets a card, which can then be issued anew, now with a number that changes', async () => {
    const id = idIn(await tapwellCard(['issue', '--patient', 'mary'], 'blank'));
    expect(await tapwellCard(['reset'], 'blank')).toMatchObject({ code: 0 });
    expect(await states()).toEqual({ [id]: 'expired' });
    const again = idIn(await tapwellCard(['issue', '--patient', 'mary', '--random-id'], 'blank'));
    expect(await states()).toEqual({ [id]: 'expired', [again]: 'active' });
    expect(await tapAtTheHall('blank')).toMatchObject({ kind: 'card', assurance: 'authenticated' });
  });

  it('registers an existing card by its number at low assurance, but never a phone', async () => {
    const id = idIn(await tapwellCard(['register', '--patient', 'mary'], 'library'));
    expect(await tapAtTheHall('library')).toMatchObject({ kind: 'card', assurance: 'uid-only', card: { id } });
    const phone = await tapwellCard(['register', '--patient', 'mary'], 'phone');
    expect(phone).toMatchObject({ code: 1 });
    expect(phone.err).toMatch(/another number each time/);
  });

  it('says in words why a card cannot be made', async () => {
    expect((await tapwellCard(['issue', '--patient', 'mary'], 'library')).err).toMatch(/not an NTAG 424 DNA/);
    expect((await tapwellCard(['issue', '--patient', 'ahmed'], 'blank')).err).toBe(
      'There is no such patient in your caseload.\n',
    );
    await tapwellCard(['issue', '--patient', 'mary'], 'blank');
    const amirs = await tapwellCard(['issue', '--patient', 'ahmed'], 'blank', 'amir');
    expect(amirs.err).toMatch(/given to somebody else/);
    expect((await tapwellCard(['reset'], 'blank', 'amir')).err).toMatch(/not in your caseload/);
    expect((await tapwellCard(['issue', '--patient', 'mary'], 'second', 'rosa')).err).toMatch(
      /^This workspace is for link workers\..*\n$/,
    );
  });

  it('goes on where it was when a card taken away too soon is laid down again', async () => {
    const desk = await connect();
    await rig.sim.faults({ pullAwayAfter: 25 });
    const end = desk.run({ do: 'issue', patientId: 'mary' });
    await desk.saw('waiting');
    await rig.sim.place('blank');
    expect((await desk.saw('again')).words).toMatch(/taken away too soon/);
    await rig.sim.faults({ pullAwayAfter: null });
    await rig.sim.remove();
    await rig.sim.place('blank');
    expect(await end).toMatchObject({ step: 'done' });
    await rig.sim.remove();
    await desk.stop();
    expect(await tapAtTheHall('blank')).toMatchObject({ kind: 'card', assurance: 'authenticated' });
  });

  it('asks for a card that lay there already to be lifted first, and makes it a companion’s as it would a patient’s', async () => {
    await loadDirectory(rig.db, {
      companion: [{ id: 'pat', display_name: 'Pat', language: null, larger_text: 0 }],
      accompanies: [{ companion_id: 'pat', patient_id: 'mary' }],
    });
    const desk = await connect();
    await rig.sim.place('blank');
    await expect.poll(async () => (await desks())[0]?.reader.occupied).toBe(true);
    const end = desk.run({ do: 'issue', companionId: 'pat' });
    expect((await desk.saw('occupied')).words).toMatch(/Lift it off/);
    await rig.sim.remove();
    await rig.sim.place('blank');
    expect(await end).toMatchObject({ step: 'done' });
    await rig.sim.remove();
    await desk.stop();
    expect(await tapAtTheHall('blank')).toMatchObject({ assurance: 'authenticated', card: { personId: 'pat' } });
  });

  it('that stays connected lets the workspace use it, and is gone when it is stopped', async () => {
    const args = ['desk', '--central', rig.central, '--username', 'priya', '--reader', rig.reader];
    const child = startTapwell(args, { TAPWELL_PASSWORD: PASSWORD });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    stops.push(async () => void child.kill('SIGKILL'));
    let log = '';
    child.stderr.on('data', (chunk) => {
      log += String(chunk);
    });
    await expect.poll(async () => (await desks())[0]?.reader.state, { timeout: 20_000 }).toBe('ready');
    const session = await signIn(rig.central, 'priya', PASSWORD);
    const [{ id } = { id: '' }] = await desks();
    await session.call(`/api/desks/${id}/task`, { do: 'issue', patientId: 'mary' });
    await expect.poll(async () => (await desks())[0]?.task?.progress?.step).toBe('waiting');
    await expect(session.call(`/api/desks/${id}/task`, { do: 'reset' })).rejects.toThrow(/busy with another card/);
    await rig.sim.place('blank');
    await expect.poll(() => laidAgainUntilDone('blank'), { timeout: 20_000 }).toBe('done');
    await rig.sim.remove();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await expect.poll(() => desks()).toEqual([]);
    expect(Object.values(await states())).toEqual(['active']);
    // Nothing personal or secret in its log.
    expect(log).not.toMatch(new RegExp(`mary|${PASSWORD}|tapwell_central|${WALLET.blank.uid}`, 'i'));
  });

  it('gives cards an address that says nothing of whose they are', async () => {
    const page = await fetch(`${rig.central}/c?p=00&c=00`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('This is a Tapwell card');
  });

  it('carries no key, and central tells it to nobody else', async () => {
    const desk = await connect();
    expect(await desks()).toHaveLength(1);
    const amir = await signIn(rig.central, 'amir', PASSWORD);
    expect(await amir.call('/api/prescriptions/rx-ahmed/cards')).toMatchObject({ desks: [] });
    await expect(amir.call('/api/prescriptions/rx-mary/cards')).rejects.toThrow(/no such prescription/);
    const [ours] = await desks();
    await expect(amir.call(`/api/desks/${ours!.id}/task`, { do: 'reset' })).rejects.toThrow(/no longer connected/);
    await desk.stop();
    await expect.poll(() => desks()).toEqual([]);
  });

  /** Does as the person at the desk does whom the page asks to lay the card down again. */
  async function laidAgainUntilDone(card: InWallet): Promise<string | undefined> {
    const step = async () => (await desks())[0]?.task?.progress?.step;
    if ((await step()) === 'again') {
      await rig.layAgain(card);
      await expect.poll(step, { timeout: 20_000 }).not.toBe('again');
    }
    return await step();
  }

  async function desks() {
    priya ??= await signIn(rig.central, 'priya', PASSWORD);
    const view = (await priya.call('/api/prescriptions/rx-mary/cards')) as {
      desks: {
        id: string;
        reader: { state: string; occupied: boolean };
        task: { progress: TaskProgress | null } | null;
      }[];
    };
    return view.desks;
  }
});
