import { Command } from 'commander';

export interface InData {
  data: string;
}

/** A command that works on a hub's data folder. */
export function inData(name: string, about: string): Command {
  return new Command(name).description(about).requiredOption('--data <dir>', "the hub's data folder");
}

export const hub = () => import('@tapwell/hub/main');
