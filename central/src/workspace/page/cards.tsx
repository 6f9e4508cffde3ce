import type { CardView, DeskTaskInput } from '@tapwell/shared/desk/wire';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useRef, useState } from 'preact/hooks';
import type { CardsView, KnownCard } from '../../cards/card-routes.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { timeWords } from './dates.ts';
import { IssueDialog } from './issue-dialog.tsx';
import { knownWords } from './known-words.ts';
import './cards.css';

const KINDS: Record<CardView['profile'], string> = {
  ntag424: 'Tapwell card',
  desfire: 'Tapwell card',
  uid: 'Other card (low assurance)',
};
const STATES: Record<CardView['state'], string> = {
  issued: 'In use',
  active: 'In use',
  blocked: 'Blocked',
  lost: 'Lost',
  replaced: 'Replaced',
  expired: 'Emptied',
};

type Asked =
  | { what: 'task'; title: string; task: DeskTaskInput; first?: string }
  | { what: 'block' | 'unblock'; card: CardView };

interface Props {
  /** Where the cards are asked for. */
  of: `/api/${string}/cards`;
  /** Whose they are. */
  name: string;
  zone: string;
  /** For cards that are shown within something else: what the heading says, and its id. */
  within?: { id: string; title: string };
}

/** The cards of a patient, or companion, and what can be done with them from this link worker's own card reader. */
export function Cards({ of, name, zone, within }: Props) {
  const { data, reload } = useLive<CardsView>(of);
  const [asked, setAsked] = useState<Asked>();
  const heading = useRef<HTMLHeadingElement>(null);
  if (!data) return null;
  const { cards, desks, holder } = data;
  const desk = desks.find((one) => one.reader.state === 'ready') ?? desks[0];
  const ready = desk?.reader.state === 'ready';
  const close = () => {
    setAsked(undefined);
    reload();
    // The button that opened the dialog may be gone with the state of its card.
    if (document.activeElement === document.body) heading.current?.focus();
  };
  const replace = (card: CardView): Asked => ({
    what: 'task',
    title: `Replace ${name}’s card`,
    task: { do: 'replace', cardId: card.id },
    first: 'The old card stops working as soon as the new one is ready. It cannot be used again.',
  });
  return (
    <section class={`cards ${within ? '' : 'activity'}`} aria-labelledby={within?.id ?? 'cards'}>
      {within ? (
        <h3 class="nhsuk-heading-s" id={within.id} tabIndex={-1} ref={heading}>
          {within.title}
        </h3>
      ) : (
        <h2 class="nhsuk-heading-m" id="cards" tabIndex={-1} ref={heading}>
          Cards
        </h2>
      )}
      {cards.length === 0 && <p>{name} has no card yet.</p>}
      {cards.length > 0 && (
        <ul class="cards__list">
          {cards.map((card) => (
            <li key={card.id} data-card={card.id}>
              <span class={`cards__state cards__state--${card.state}`}>
                <StateShape state={card.state} /> {STATES[card.state]}
              </span>
              <span class="cards__about">
                {KINDS[card.profile]}
                <span class="quiet">
                  {' '}
                  since <time dateTime={card.since}>{timeWords(card.since, zone)}</time>
                </span>
                <Known card={card} zone={zone} />
              </span>
              <CardButtons card={card} ready={ready} onAsk={setAsked} replace={replace} zone={zone} />
            </li>
          ))}
        </ul>
      )}
      {ready && (
        <div class="cards__actions">
          <button
            type="button"
            class="nhsuk-button"
            onClick={() =>
              setAsked({ what: 'task', title: `Issue a card to ${name}`, task: { do: 'issue', ...holder } })
            }
          >
            Issue a card
          </button>
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary"
            onClick={() =>
              setAsked({
                what: 'task',
                title: `Register a card ${name} has`,
                task: { do: 'register', ...holder },
                first: `Use this for a library or bus card that ${name} carries anyway. Such a card is easier to copy than a Tapwell card.`,
              })
            }
          >
            Register a card they have
          </button>
        </div>
      )}
      {!ready && <p class="strip-note cards__note">{notReady(desk?.reader.why)}</p>}
      {asked?.what === 'task' && desk && (
        <IssueDialog
          title={asked.title}
          task={asked.task}
          first={asked.first}
          desk={desk}
          desks={desks}
          onClose={close}
        />
      )}
      {(asked?.what === 'block' || asked?.what === 'unblock') && (
        <ConfirmDialog card={asked.card} action={asked.what} name={name} onClose={close} />
      )}
    </section>
  );
}

interface ButtonsProps {
  card: CardView;
  ready: boolean;
  zone: string;
  onAsk: (asked: Asked) => void;
  replace: (card: CardView) => Asked;
}

function CardButtons({ card, ready, zone, onAsk, replace }: ButtonsProps) {
  const since = <span class="nhsuk-u-visually-hidden"> the card of {timeWords(card.issuedAt, zone)}</span>;
  const open = !['replaced', 'expired'].includes(card.state);
  const works = card.state === 'active' || card.state === 'issued';
  return (
    <span class="cards__buttons">
      {open && ready && card.profile !== 'uid' && (
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => onAsk(replace(card))}>
          Replace{since}
        </button>
      )}
      {open && (
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary"
          onClick={() => onAsk({ what: works ? 'block' : 'unblock', card })}
        >
          {works ? 'Block' : 'Unblock'}
          {since}
        </button>
      )}
    </span>
  );
}

/** Which venues know of a block, a loss or a new card; told anew as they answer. */
function Known({ card, zone }: { card: KnownCard; zone: string }) {
  const words = knownWords(card.state, card.known, zone);
  return (
    <span class="cards__known" role="status">
      {words}
    </span>
  );
}

/** A tick, a bar or an arrow: the state is never told by colour alone. */
function StateShape({ state }: { state: CardView['state'] }) {
  const works = state === 'active' || state === 'issued';
  const path = works
    ? 'M6 12 L10 16 L18 8'
    : state === 'replaced' || state === 'expired'
      ? 'M7 12 H17'
      : 'M8 8 L16 16 M16 8 L8 16';
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10" />
      <path d={path} />
    </svg>
  );
}

function notReady(why: string | null | undefined): string {
  if (why) return `The card reader is not ready. ${why}`;
  return 'To issue a card, connect a card reader to this computer and start “tapwell desk” on it.';
}
