/** What the PC/SC driver tells staff, each in one plain sentence. */

export const NOT_INSTALLED =
  'The PC/SC library is not installed: install the Debian packages "pcscd" and "libpcsclite-dev", run "npm rebuild @pokusew/pcsclite", and start again.';

export const NOT_RUNNING =
  'The card reader service (pcscd) is not running: install the Debian package "pcscd" or start it with "systemctl start pcscd".';

export const SERVICE_LOST = 'The connection to the card reader service (pcscd) was lost.';

export const SERVICE_HANGS =
  'The card reader service (pcscd) does not answer: restart it with "systemctl restart pcscd".';

export const READER_STUCK = 'The card reader does not answer: unplug it and plug it in again.';

export function noReader(part: string): string {
  return part === '' ? 'No card reader is connected.' : `No card reader with "${part}" in its name is connected.`;
}
