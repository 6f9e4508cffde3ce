import { createHash } from 'node:crypto';
import { type CardPlan, makeCard } from './make-card.ts';
import type { CardMemory, SimCard } from './sim-card.ts';
import type { StateFile } from './state-file.ts';

/**
 * A card whose memory lives in a state file, under its UID or a name of its own: a
 * forger's card may carry the UID of a genuine one and yet be another chip. It wakes with what it
 * remembered; when the plan has changed since (other keys, another address) it is made
 * anew, but its read counter never goes back.
 */
export function keepCard(plan: CardPlan, store: StateFile, key = plan.uid.toUpperCase()): SimCard {
  const made = createHash('sha256')
    .update(JSON.stringify([plan.profile, plan.url, plan.keys, plan.piccKey]))
    .digest('hex');
  const kept = store.get(key) as { made?: string; memory?: CardMemory } | undefined;
  const save = () => store.put(key, { made, memory: card.save() });
  const card: SimCard =
    kept?.made === made && kept.memory
      ? makeCard(plan, kept.memory, save)
      : makeCard({ ...plan, counter: Math.max(plan.counter ?? 0, readCounter(kept?.memory)) }, undefined, save);
  save();
  return card;
}

/** SDMReadCtr of a saved NTAG 424 DNA; 0 for anything else. */
export function readCounter(memory: CardMemory | undefined): number {
  const files = memory?.files as Record<string, { readCounter?: unknown }> | undefined;
  const counter = files?.['2']?.readCounter;
  return typeof counter === 'number' ? counter : 0;
}
