import { spawnSync } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/**
 * A pseudo-terminal without root, npm packages or helper processes: the master is
 * /dev/ptmx opened here; the three ioctls Node cannot do (unlock, ask the number,
 * raw mode) are done once by perl, which every Debian has, on the inherited descriptor.
 */
export interface Pty {
  /** The slave's own name, e.g. /dev/pts/4. */
  readonly path: string;
  /** Bytes to the program that has the slave open. */
  write(bytes: Uint8Array): void;
  /** Hangs up: a program holding the slave sees its end. Removes the link. */
  close(): void;
}

/** TIOCSPTLCK and TIOCGPTN are the same on every Linux architecture Node runs on but MIPS and PowerPC. */
const PERL = `
use POSIX qw(:termios_h);
open(my $master, '+<&=', 3) or die "cannot use the descriptor: $!";
my $number = pack('i', 0);
ioctl($master, 0x40045431, $number) or die "cannot unlock: $!";
ioctl($master, 0x80045430, $number) or die "cannot ask its number: $!";
my $path = '/dev/pts/' . unpack('i', $number);
my $slave = POSIX::open($path, O_RDWR | O_NOCTTY) or die "cannot open $path: $!";
my $mode = POSIX::Termios->new; $mode->getattr($slave);
$mode->setiflag(0); $mode->setoflag(0); $mode->setlflag(0);
$mode->setcflag(CS8 | CREAD | CLOCAL); $mode->setcc(VMIN, 1); $mode->setcc(VTIME, 0);
$mode->setattr($slave, TCSANOW) or die "cannot set raw mode: $!";
print $path;
`;

/**
 * Opens a pseudo-terminal in raw mode and links it at `link`.
 * @throws Error in one plain sentence
 */
export function openPty(link: string, onData: (bytes: Uint8Array) => void): Pty {
  checkLink(link);
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;
  const master = openSync('/dev/ptmx', flags);
  const asked = spawnSync('perl', ['-MFcntl', '-e', PERL], { stdio: ['ignore', 'pipe', 'pipe', master] });
  const path = asked.stdout?.toString() ?? '';
  if (asked.status !== 0 || !path.startsWith('/dev/pts/')) {
    closeSync(master);
    const why = asked.error?.message ?? asked.stderr.toString().trim();
    throw new Error(`A pseudo-terminal could not be set up: ${why}.`);
  }
  // Held open so that the master never reads end-of-file between one client and the next.
  const slave = openSync(path, flags);
  const stream = new ReadStream(master);
  stream.on('data', (chunk: Buffer) => onData(new Uint8Array(chunk)));
  // EIO after a hang-up is the ordinary end.
  stream.on('error', () => {});
  removeLink(link);
  symlinkSync(path, link);
  let open = true;
  return {
    path,
    write: (bytes) => {
      // A tty stream can be written to as well; @types/node only knows the reading side.
      if (open) (stream as unknown as { write(chunk: Uint8Array): void }).write(bytes);
    },
    close: () => {
      if (!open) return;
      open = false;
      if (linkTarget(link) === path) removeLink(link);
      stream.destroy();
      closeSync(slave);
    },
  };
}

/** Refuses to put the link over anything that is not a link itself. */
function checkLink(link: string): void {
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found && !found.isSymbolicLink()) throw new Error(`${link} exists and is not a link; name another place.`);
}

function linkTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function removeLink(link: string): void {
  try {
    unlinkSync(link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
