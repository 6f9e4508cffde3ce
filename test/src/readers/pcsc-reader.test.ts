import { openReader } from '@tapwell/kiosk/reader/open';
import { NOT_OURS, takePcscd } from './pcscd.ts';
import { log, readerContract } from './reader.contract.ts';
import { startSimulator } from './simulator-process.ts';

readerContract('PC/SC', async () => {
  const pcscd = await takePcscd();
  const simulator = await startSimulator('pcsc').catch(async (error) => {
    await pcscd.release();
    throw error;
  });
  return {
    ...simulator,
    open: () => openReader('pcsc', log),
    // vpcd's readers cannot be taken out of a running pcscd: killing and restarting it takes
    // them away and brings them back, and is the harder case.
    unplug: () => pcscd.kill(),
    cannotUnplug: pcscd.ours ? undefined : NOT_OURS,
    replug: () => pcscd.start(),
    // PC/SC has no word for a collision: the reader fails to activate either card.
    collisions: 'nothing-read' as const,
    close: async () => {
      await simulator.stop();
      await pcscd.release();
    },
  };
});
