import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** One end of a pseudo-terminal whose other end a driver opens as a serial device. */
export interface Pty {
  readonly path: string;
  write(bytes: Uint8Array): void;
  onBytes(receive: (bytes: Uint8Array) => void): void;
  /** Takes the device away, as unplugging does. */
  unplug(): Promise<void>;
}

// Node cannot unlock /dev/ptmx by itself. perl-base is on every Debian.
// TIOCSPTLCK and TIOCGPTN as in asm-generic/ioctls.h; the slave stays open here
// so that the line survives the driver closing it.
const RELAY = String.raw`
use Fcntl; use POSIX ();
sysopen(M, "/dev/ptmx", O_RDWR | O_NOCTTY) or die "no pty: $!";
my $z = pack("i", 0); ioctl(M, 0x40045431, $z) or die; my $n = pack("i", 0); ioctl(M, 0x80045430, $n) or die;
my $path = "/dev/pts/" . unpack("i", $n); sysopen(S, $path, O_RDWR | O_NOCTTY) or die;
my $t = POSIX::Termios->new; $t->getattr(fileno(S));
$t->setiflag(0); $t->setoflag(0); $t->setlflag(0);
$t->setcflag(POSIX::CS8() | POSIX::CREAD() | POSIX::CLOCAL());
$t->setattr(fileno(S), POSIX::TCSANOW());
syswrite(STDOUT, "$path\n");
while (1) {
  my $r = ""; vec($r, 0, 1) = 1; vec($r, fileno(M), 1) = 1; select($r, undef, undef, undef);
  if (vec($r, 0, 1)) { sysread(STDIN, my $b, 4096) or exit; syswrite(M, $b); }
  if (vec($r, fileno(M), 1)) { sysread(M, my $b, 4096) or exit; syswrite(STDOUT, $b); }
}`;

export async function makePty(): Promise<Pty> {
  const relay = spawn('perl', ['-e', RELAY], { stdio: ['pipe', 'pipe', 'inherit'] });
  relay.stdin.on('error', () => {});
  const [first] = (await once(relay.stdout, 'data')) as [Buffer];
  const end = first.indexOf(0x0a);
  let receive: (bytes: Uint8Array) => void = () => {};
  relay.stdout.on('data', (bytes: Buffer) => receive(bytes));
  return {
    path: first.subarray(0, end).toString('latin1'),
    write: (bytes) => void relay.stdin.write(bytes),
    onBytes: (listener) => {
      receive = listener;
    },
    unplug: async () => {
      if (relay.exitCode !== null || relay.signalCode !== null) return;
      relay.kill('SIGKILL');
      await once(relay, 'exit');
    },
  };
}
