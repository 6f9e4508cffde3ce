import { ServiceManager } from './service-manager.ts';

const STOP_MS = 4_500;

/** Runs a part until SIGINT or SIGTERM, then stops it in good order. */
export async function runPart(start: () => Promise<{ url: string; stop(): Promise<void> }>): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const manager = new ServiceManager();
  const part = await start();
  process.stdout.write(`ready ${part.url}\n`);
  manager.ready();
  await asked;
  manager.stopping();
  // Whoever asked us to stop does not wait for ever; everything acknowledged is on disk already.
  setTimeout(() => {
    process.stderr.write('Stopped before everything was closed in good order.\n');
    process.exit(1);
  }, STOP_MS).unref();
  await part.stop();
}
