import { bytes, same } from '../../bytes.ts';
import { application, type Chip, type Command, has, isMaster, isPicc, MASTER_KEY, SETTING } from './chip.ts';
import { checksum16, checksum32, type DesfireKey, type KeyType, keyVersion, xor } from './crypto.ts';
import { deciphered } from './session.ts';
import { DF, type Outcome } from './status.ts';

/** Keys and their settings (MF3ICD41). */

const AES_FLAG = 0x80;
/** Upper half of an application's key settings: which key may change the others. */
const CHANGE_WITH_SAME_KEY = 0xe;
const FROZEN = 0xf;

/** GetKeySettings: settings, and the number of keys with their type. */
export const getKeySettings: Command = {
  header: 0,
  run: (chip, _, data) => {
    if (data.length) return DF.lengthError;
    if (!has(chip, SETTING.freeListing) && !isMaster(chip)) return DF.authenticationError;
    const { settings, type, keys } = application(chip);
    return bytes(settings, keys.length | (type === 'aes' ? AES_FLAG : 0));
  },
};

/** ChangeKeySettings: one byte, enciphered. */
export const changeKeySettings: Command = {
  header: 0,
  comes: () => 'full',
  announces: () => 1,
  allowed: (chip) => {
    if (!isMaster(chip)) return DF.authenticationError;
    return has(chip, SETTING.changeSettings) ? undefined : DF.permissionDenied;
  },
  run: (chip, _, data) => {
    application(chip).settings = data[0]!;
    chip.changed();
    return bytes();
  },
};

/** GetKeyVersion. */
export const getKeyVersion: Command = {
  header: 1,
  run: (chip, header, data) => {
    if (data.length) return DF.lengthError;
    const key = application(chip).keys[header[0]!];
    return key ? bytes(keyVersion(key)) : DF.noSuchKey;
  },
};

/**
 * ChangeKey. The key that opened the session is sent as it is; another is sent exclusive-ored
 * with its old value and followed by a checksum of the new one. At PICC level bit 7 of the key
 * number says that the new key is AES.
 */
export const changeKey: Command = {
  header: 1,
  comes: () => 'full',
  ownCryptogram: true,
  allowed: (chip, header) => {
    const { settings, keys } = application(chip);
    const keyNo = header[0]! & 0x0f;
    const { session } = chip.state;
    if (!session) return DF.authenticationError;
    if (!keys[keyNo]) return DF.noSuchKey;
    if (keyNo === MASTER_KEY) {
      if (!isMaster(chip)) return DF.authenticationError;
      return has(chip, SETTING.changeMasterKey) ? undefined : DF.permissionDenied;
    }
    const changer = settings >> 4;
    if (changer === FROZEN) return DF.permissionDenied;
    const wanted = changer === CHANGE_WITH_SAME_KEY ? keyNo : changer;
    return session.keyNo === wanted ? undefined : DF.authenticationError;
  },
  run: (chip, header, data) => {
    const { keys, type } = application(chip);
    const session = chip.state.session!;
    const keyNo = header[0]! & 0x0f;
    const newType: KeyType = isPicc(chip) ? (header[0]! & AES_FLAG ? 'aes' : 'des') : type;
    const plain = deciphered(session, data);
    if (!plain) return DF.lengthError;
    const isOwn = session.keyNo === keyNo;
    const found = newKey(chip, header[0]!, plain, newType, isOwn ? undefined : keys[keyNo]!);
    if (typeof found === 'number') return found;
    if (isPicc(chip)) setPiccKey(chip, found);
    else keys[keyNo] = found;
    chip.changed();
    if (isOwn) chip.state.session = undefined;
    return bytes();
  },
};

/** Takes the cryptogram's inside apart: key material, version of an AES key, checksums, zero padding. */
function newKey(
  chip: Chip,
  keyNo: number,
  plain: Uint8Array,
  type: KeyType,
  old: DesfireKey | undefined,
): DesfireKey | number {
  const legacy = chip.state.session!.protocol === 'legacy';
  const length = type === 'aes' ? 17 : 16;
  const material = plain.slice(0, length);
  const value = old ? xor(material.slice(0, 16), old.value) : material.slice(0, 16);
  const sums = legacy
    ? bytes(checksum16(material), old ? checksum16(value) : [])
    : bytes(checksum32(bytes(0xc4, keyNo, material)), old ? checksum32(value) : []);
  const rest = plain.slice(length);
  if (!same(rest.slice(0, sums.length), sums) || rest.slice(sums.length).some((one) => one !== 0)) {
    return DF.integrityError;
  }
  return { type, value, version: type === 'aes' ? material[16]! : 0 };
}

/** The PICC master key may change its type, which is the PICC's. */
function setPiccKey(chip: Chip, key: DesfireKey): void {
  const picc = application(chip);
  chip.memory.applications.set(chip.state.aid, { ...picc, type: key.type, keys: [key] });
}

/** SetConfiguration: 00 PICC options, 01 default key of new applications. Changing the ATS (02) is not simulated. */
export const setConfiguration: Command = {
  header: 1,
  comes: () => 'full',
  announces: (_, header) => (header[0] === 0 ? 1 : 25),
  allowed: (chip, header) => {
    if (!isPicc(chip) || !isMaster(chip)) return DF.authenticationError;
    return header[0]! > 1 ? DF.parameterError : undefined;
  },
  run: (chip, header, data): Outcome => {
    if (header[0] === 0) {
      if (data[0]! & ~0x03) return DF.parameterError;
      if (data[0]! & 0x01) chip.memory.formatDisabled = true;
      if (data[0]! & 0x02) chip.memory.randomId = true;
    } else chip.memory.defaultKey = { value: data.slice(0, 16), version: data[24]! };
    chip.changed();
    return bytes();
  },
};
