import { useState } from 'preact/hooks';
import type { CompanionView } from '../../../companions/wire.ts';
import { Cards } from '../cards.tsx';
import { CARD_WORDS, whenWords } from './companion-words.ts';

interface Props {
  one: CompanionView;
  /** As what they come along, and for how long. */
  kind: string;
  zone: string;
  /** Team leads remove the data of whoever asks for it. */
  mayErase: boolean;
  onAsk: (what: 'end' | 'erase') => void;
}

/** One who comes along: as what, since when, whether they have a card, and what can be done. */
export function CompanionLine({ one, kind, zone, mayErase, onAsk }: Props) {
  const [cards, setCards] = useState(false);
  const { id, companionId, name, by, card } = one;
  const whose = <span class="nhsuk-u-visually-hidden"> of {name}</span>;
  const when = [whenWords(one), by && `put on record by ${by}`].filter(Boolean).join(', ');
  return (
    <li>
      <p class="companions__who">
        <strong>{name}</strong>
        {kind && <span>{kind}</span>}
        {when && <span class="quiet">{when}</span>}
        <span class={`companions__card companions__card--${card}`}>
          <CardShape works={card === 'works'} /> {CARD_WORDS[card]}
        </span>
      </p>
      <div class="companions__buttons no-print">
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary"
          aria-expanded={cards}
          aria-controls={`cards-${id}`}
          onClick={() => setCards(!cards)}
        >
          {cards ? 'Hide cards' : 'Cards'}
          {whose}
        </button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => onAsk('end')}>
          No longer comes along<span class="nhsuk-u-visually-hidden">: {name}</span>
        </button>
        {mayErase && (
          <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => onAsk('erase')}>
            Remove data{whose}
          </button>
        )}
      </div>
      <div id={`cards-${id}`}>
        {cards && (
          <Cards
            of={`/api/companions/${encodeURIComponent(companionId)}/cards`}
            name={name}
            zone={zone}
            within={{ id: `cards-of-${id}`, title: `Cards of ${name}` }}
          />
        )}
      </div>
    </li>
  );
}

/** A card, with a tick where it works: the words beside it say the same. */
function CardShape({ works }: { works: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2" y="5" width="20" height="14" rx="2" />
      <path d={works ? 'M7 12 L11 16 L18 8' : 'M7 12 H17'} />
    </svg>
  );
}
