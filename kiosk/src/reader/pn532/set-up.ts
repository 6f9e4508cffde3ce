import type { Conversation } from './conversation.ts';

/**
 * Brings a PN532 into the state the driver expects, whatever it was in before:
 * asleep, freshly powered, or configured by another program.
 * @throws {Pn532Error} when it does not play along
 */
export async function setUp(pn532: Conversation): Promise<void> {
  // 7.2.10: after power-up nothing else is heard before this one.
  await pn532.send('samConfiguration', { mode: 0x01 }, { wakeUp: true });
  const { ic, version, revision } = await pn532.send('getFirmwareVersion', {});
  if (ic !== PN532_IC) throw new NotAPn532(`answers as chip ${ic.toString(16)}, firmware ${version}.${revision}`);
  await pn532.send('setParameters', { flags: AUTOMATIC_ATR_RES | AUTOMATIC_RATS });
  await pn532.send('rfConfiguration', { item: MAX_RETRIES, data: Uint8Array.of(0xff, 0x01, 0xff) });
}

/** It speaks the frames but is another chip of the family. */
export class NotAPn532 extends Error {
  override readonly name = 'NotAPn532';
}

const PN532_IC = 0x32;
const AUTOMATIC_ATR_RES = 0x04;
const AUTOMATIC_RATS = 0x10;
/** 7.3.1, item 5: ATR_REQ for ever, PSL_REQ once, passive activation for ever (FF). */
const MAX_RETRIES = 0x05;
