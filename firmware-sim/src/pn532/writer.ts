import { bytes } from '../bytes.ts';
import { type Frame, LONGEST } from './frame.ts';

const START = [0x00, 0x00, 0xff];
const POSTAMBLE = 0x00;

/**
 * A frame as bytes (UM0701-02, 6.2.1). Up to 255 bytes go in a normal frame, more in an extended one.
 * @throws RangeError for information longer than the chip can carry
 */
export function writeFrame(frame: Exclude<Frame, { kind: 'damaged' }>): Uint8Array {
  switch (frame.kind) {
    case 'ack':
      return bytes(START, 0x00, 0xff, POSTAMBLE);
    case 'nack':
      return bytes(START, 0xff, 0x00, POSTAMBLE);
    case 'error':
      return bytes(START, 0x01, 0xff, 0x7f, 0x81, POSTAMBLE);
    case 'information':
      return information(frame.data);
  }
}

function information(data: Uint8Array): Uint8Array {
  if (data.length === 0 || data.length > LONGEST) throw new RangeError(`${data.length} bytes do not fit a frame`);
  const length = data.length;
  const head =
    length <= 255
      ? bytes(length, -length & 0xff)
      : bytes(0xff, 0xff, length >> 8, length & 0xff, -((length >> 8) + (length & 0xff)) & 0xff);
  const sum = data.reduce((total, value) => total + value, 0);
  return bytes(START, head, data, -sum & 0xff, POSTAMBLE);
}
