import { openReader } from '@tapwell/kiosk/reader/open';
import { log, readerContract } from './reader.contract.ts';
import { startSimulator } from './simulator-process.ts';

readerContract('PN532', async () => {
  const simulator = await startSimulator('pn532');
  return {
    ...simulator,
    open: () => openReader(`pn532:${simulator.link}`, log),
    unplug: () => simulator.faults({ unplugged: true }),
    replug: () => simulator.faults({ unplugged: false }),
    collisions: 'told' as const,
    close: simulator.stop,
  };
});
