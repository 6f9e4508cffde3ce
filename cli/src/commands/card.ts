import { Command } from 'commander';
import { cardReadCommand } from './card-read.ts';

export function cardCommand(): Command {
  return new Command('card').description('smart cards at a reader').addCommand(cardReadCommand());
}
