import type { ProviderView } from '../../../directory/wire.ts';
import { dateWords } from './words.ts';

interface Props {
  provider: ProviderView;
  /** Also that nobody has put the dates on record; only where somebody may do so. */
  unknownToo?: boolean;
}

/** How a provider's accreditation stands, as a shape and words; nothing where all is well. */
export function AccreditationMark({ provider, unknownToo }: Props) {
  const { accreditation, accreditedFrom, accreditedUntil } = provider;
  const words = {
    'not-needed': null,
    valid: null,
    unknown: unknownToo && 'Accreditation dates not on record',
    'not-begun': accreditedFrom && `Accreditation begins on ${dateWords(accreditedFrom)}`,
    'ends-soon': accreditedUntil && `Accreditation ends on ${dateWords(accreditedUntil)}`,
    ended: accreditedUntil && `Accreditation ended on ${dateWords(accreditedUntil)}`,
  }[accreditation];
  if (!words) return null;
  const grave = accreditation === 'ended' || accreditation === 'not-begun';
  return (
    <span class={`mark ${grave ? 'mark--ended' : ''}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={grave ? 'M3 3 L13 13 M13 3 L3 13' : 'M8 2 V9 M8 12 V14'} />
      </svg>
      {words}
    </span>
  );
}

export function WithdrawnMark({ on, today }: { on: string | null; today: string }) {
  if (on === null) return null;
  return (
    <span class="mark mark--ended">
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M2 8 H14" />
      </svg>
      {on <= today ? 'Not offered any more' : `Not offered from ${dateWords(on)}`}
    </span>
  );
}
